"""Passkeys on the pages (通行密钥): signing in without typing, adding and removing keys.

The browser's part needs a script, for there is no other way to a key; without one the page says so
and offers the code. What the script sends is an ordinary form.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.agencies.administration import api as administration
from tongban.agencies.administration import deeds
from tongban.doors.shared.access import public, signed_in_anyhow
from tongban.doors.shared.client import address
from tongban.doors.shared.identity import telling
from tongban.doors.shared.identity.entering import enter, fresh, proved
from tongban.doors.shared.keys import natural
from tongban.doors.shared.views import safe_next
from tongban.doors.shared.words import said
from tongban.kernel.actors import Assurance
from tongban.kernel.text import Text
from tongban.people import api as people
from tongban.people.factors import api as factors
from tongban.people.provider import api as provider

LARGEST = 16 * 1024
MEANS = {
    Assurance.CODE: Text("动态码", "a one-time code"),
    Assurance.PASSKEY: Text("通行密钥", "a passkey"),
    Assurance.TWO: Text("密码和第二要素", "a password and a second factor"),
    Assurance.PASSWORD: Text("密码", "a password"),
    Assurance.NATIONAL: Text("国家网络身份认证", "the national identity"),
}


@public
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Hand the browser what it needs to ask for a key; the challenge stays in the session."""
    try:
        factors.begin_sign_in(address=address(request))
    except people.TooManyTries as many:
        answer = JsonResponse({"title": problem_words(many)}, status=many.status)
        answer["Retry-After"] = str(many.seconds)
        return answer
    if not request.user.is_authenticated:
        request.session.set_expiry(15 * 60)
    return JsonResponse(factors.ask_for_passkey())


@public
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in whoever's key answered; of somebody signed in, it is a fresh proof."""
    try:
        account = factors.sign_in_by_passkey(_credential(request), address=address(request))
    except people.SignInProblem as problem:
        return _wrong(request, problem)
    there = safe_next(request)
    if request.user.is_authenticated:
        if request.user.pk != account.pk:
            return _wrong(request, people.WrongPasskey())
        proved(request, Assurance.PASSKEY)
        return redirect(there)
    if account.is_staff and there == "/":
        from tongban.doors.shared.officers import home

        there = home(account)
    return enter(request, account, Assurance.PASSKEY, telling.onward(account, there))


@signed_in_anyhow
def ways(request: HttpRequest) -> HttpResponse:
    """Show how one signs in, where one signed in, and which systems were told who one is.

    An officer sees what changed of it, and says that it was seen.
    """
    account = _account(request)
    if request.method == "POST" and account.is_staff:
        administration.see(actor=people.actor_of(account))
        return redirect(safe_next(request, "/ways"))
    logins = provider.logins_of(account.pk)
    systems = {one.id: one for one in provider.systems()}
    told = {
        one.client: (systems[one.client], one)
        for one in reversed(logins)
        if one.client in systems and not one.withdrawn
    }
    context = {
        "factors": factors.factors(account),
        "logins": [(one, systems.get(one.client)) for one in logins[:20]],
        "told": list(told.values()),
        "handed": provider.HANDED,
        "means": MEANS,
        "seat": None,
        "staff": account.is_staff,
        "codes_left": factors.recovery_left(account) if account.is_staff else 0,
        "changes": administration.changes(account.pk) if account.is_staff else (),
        "unseen": administration.unseen(account.pk) if account.is_staff else (),
        "words": CHANGED,
        "next": safe_next(request, "/ways"),
    }
    page = "shared/identity/ways-staff.html" if account.is_staff else "shared/identity/ways.html"
    return render(request, page, context)


@signed_in_anyhow
@fresh
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make a key on this device and give it a name."""
    account, wrong = _account(request), ""
    if request.method == "POST":
        try:
            name = request.POST.get("name", "").strip() or _("我的设备")
            with transaction.atomic():
                factors.add_passkey(account, name=name, credential=_credential(request))
                telling.changed(request, account, deeds.KEY_ADDED)
        except people.WrongPasskey as problem:
            wrong = problem_words(problem)
        else:
            proved(request, Assurance.PASSKEY)
            return redirect(safe_next(request, "/ways"))
    options = factors.begin_passkey(account)
    context: dict[str, Any] = {"options": json.dumps(options), "wrong": wrong, "seat": None}
    context |= {"next": safe_next(request, "/ways"), "staff": account.is_staff}
    page = "shared/identity/add-staff.html" if account.is_staff else "shared/identity/add.html"
    return render(request, page, context, status=400 if wrong else 200)


@signed_in_anyhow
@fresh
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take a key away; an officer keeps at least one second factor."""
    account = _account(request)
    number = natural(request.POST.get("factor", ""))
    kept = factors.factors(account)
    if number is not None and (len(kept) > 1 or not account.is_staff):
        with transaction.atomic():
            factors.remove(account, number)
            telling.changed(request, account, deeds.FACTOR_REMOVED)
    return redirect("shared:ways")


@signed_in_anyhow
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take back what a system may know, from now on."""
    provider.withdraw(_account(request).pk, request.POST.get("system", ""))
    return redirect("shared:ways")


CHANGED = {
    **telling.CHANGES,
    deeds.RESET: Text("管理员重置了登录要素", "an administrator reset them"),
}
"""What an officer reads of what changed."""


def problem_words(problem: people.PeopleProblem) -> str:
    """Say a problem in the reader's language."""
    from tongban.doors.shared.words import language

    return problem.said(language())


def _credential(request: HttpRequest) -> Mapping[str, Any]:
    text = request.POST.get("credential", "")
    try:
        found = json.loads(text) if len(text) <= LARGEST else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _wrong(request: HttpRequest, problem: people.SignInProblem) -> HttpResponse:
    context = {
        "heading": said(problem.words).rstrip("。."),
        "detail": "",
        "advice": said(problem.advice),
        "law": "",
        "back": "/sign-in",
    }
    return render(request, "shared/said.html", context, status=problem.status)


def _account(request: HttpRequest) -> people.Account:
    account = request.user
    if not isinstance(account, people.Account):
        raise people.UnknownParty
    return account
