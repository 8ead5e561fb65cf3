"""Officers sign in (工作人员登录): a password, then a second factor, then a password of their own.

Between the steps nobody is signed in: the session only remembers whose password was right, for
ten minutes. Whoever has no second factor sets one up before the first page opens, where the city
asks for it (`staff_factors`; GB/T 22239-2019 8.1.4.1).
"""

import io
import time

import segno
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from markupsafe import Markup

from tongban.agencies.administration import deeds
from tongban.doors.shared import identity
from tongban.doors.shared.access import public, staff
from tongban.doors.shared.client import address
from tongban.doors.shared.identity import keeping, telling
from tongban.doors.shared.identity.entering import again, enter, fresh, is_fresh, proved
from tongban.doors.shared.identity.passkeys import problem_words
from tongban.doors.shared.officers import home
from tongban.doors.shared.views import safe_next
from tongban.kernel.actors import Assurance
from tongban.people import api as people
from tongban.people.factors import api as factors

HALF = "half"  # whose password was right, when, and where they were going
SECRET = "app_secret"  # noqa: S105 - the name of a place in the session
SHOWN = "recovery_codes"
PATIENCE = 10 * 60
BOTH = ["GET", "POST"]


@public
@require_http_methods(BOTH)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Take username and password; the second factor is asked for on the next page."""
    wrong = ""
    if request.method == "POST":
        try:
            account = people.staff_sign_in(
                username=request.POST.get("username", "").strip()[:150],
                password=request.POST.get("password", "")[:200],
                address=address(request),
            )
        except people.SignInProblem as problem:
            wrong = problem_words(problem)
        else:
            return _half_way(request, account)
    elif isinstance(request.user, people.Account) and request.user.is_staff:
        return redirect(safe_next(request, home(request.user)))
    context = {
        "seat": None,
        "wrong": wrong,
        "username": request.POST.get("username", ""),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "shared/staff-sign-in.html", context, status=400 if wrong else 200)


@public
@require_http_methods(BOTH)
def second(request: HttpRequest) -> HttpResponse:
    """Take the code of the app, or a recovery code; a passkey goes its own way."""
    account = _half(request)
    if account is None:
        return redirect("shared:staff-sign-in")
    wrong = ""
    if request.method == "POST":
        try:
            factors.check_code(account, code=request.POST.get("code", ""), address=address(request))
        except people.SignInProblem as problem:
            wrong = problem_words(problem)
        else:
            return _through(request, account)
    kinds = {one.kind for one in factors.factors(account)}
    context = {
        "seat": None,
        "wrong": wrong,
        "passkey": "webauthn" in kinds,
        "app": "totp" in kinds,
        "shows": factors.what_app_shows(account) if settings.TONGBAN_DEMO else None,
        "next": _there(request, account),
    }
    return render(request, "shared/identity/second.html", context, status=400 if wrong else 200)


@public
@require_http_methods(BOTH)
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up an app of codes: by the QR code or the letters, then one code to show it works."""
    signed = request.user if isinstance(request.user, people.Account) else None
    account = signed if signed and signed.is_staff else _half(request)
    if account is None:
        return redirect("shared:staff-sign-in")
    if signed is account and not is_fresh(request):
        return again(request)
    if signed is None and factors.has_second(account):
        return redirect("shared:second")
    secret = request.session.get(SECRET) or factors.new_secret()
    request.session[SECRET] = secret
    wrong = ""
    if request.method == "POST":
        try:
            codes = _set_up(account, secret, request.POST.get("code", ""))
        except people.WrongCode as problem:
            wrong = problem_words(problem)
        else:
            del request.session[SECRET]
            response = redirect("shared:recovery") if signed else _through(request, account)
            request.session[SHOWN] = codes
            return response if signed else redirect("shared:recovery")
    context = {
        "seat": None,
        "wrong": wrong,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr": _qr(factors.address_of_secret(account, secret)),
    }
    return render(request, "shared/identity/enrol.html", context, status=400 if wrong else 200)


@transaction.atomic
def _set_up(account: people.Account, secret: str, code: str) -> list[str]:
    """Keep the app and make recovery codes, with the deed that says so; raises WrongCode."""
    first = not factors.has_second(account)
    factors.confirm_secret(account, secret=secret, code=code)
    telling.officer_changed(account, deeds.APP_SET, first=first)
    return factors.recovery_codes(account)


@staff
@require_http_methods(BOTH)
def recovery(request: HttpRequest) -> HttpResponse:
    """Show recovery codes this once, right after they were made."""
    account = request.user
    if request.method == "POST" and isinstance(account, people.Account):
        return _new_codes(request)
    codes = request.session.pop(SHOWN, None)
    if codes is None or not isinstance(account, people.Account):
        return redirect("shared:ways")
    context = {"codes": codes, "seat": None, "there": home(account)}
    return render(request, "shared/identity/recovery.html", context)


@fresh
def _new_codes(request: HttpRequest) -> HttpResponse:
    account = request.user
    if isinstance(account, people.Account):
        with transaction.atomic():
            request.session[SHOWN] = factors.recovery_codes(account)
            telling.officer_changed(account, deeds.CODES_MADE)
    return redirect("shared:recovery")


@staff
@require_http_methods(BOTH)
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; one that somebody else chose has to be changed."""
    account, wrong = request.user, ""
    if request.method == "POST" and isinstance(account, people.Account):
        new = request.POST.get("new", "")[:200]
        must = identity.MUST_CHANGE in request.session
        try:
            _change_password(request, account, new, first=must)
        except people.PeopleProblem as problem:
            wrong = problem_words(problem)
        else:
            sure = Assurance(request.session.get("assured", Assurance.PASSWORD.value))
            account.refresh_from_db()
            request.session.pop(identity.MUST_CHANGE, None)
            return enter(request, account, sure, home(account))
    context = {"seat": None, "wrong": wrong}
    return render(request, "shared/identity/password.html", context, status=400 if wrong else 200)


def _change_password(
    request: HttpRequest, account: people.Account, new: str, *, first: bool
) -> None:
    """Change the password, with the deed that says so; raises PeopleProblem, and counts the try."""
    factors.change_password(
        account, old=request.POST.get("old", "")[:200], new=new, address=address(request)
    )
    telling.officer_changed(account, deeds.PASSWORD_CHANGED, first=first)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign the officer out; whatever the session held about a person ends with it."""
    logout(request)
    return keeping.forget(redirect("shared:staff-sign-in"))


def _half_way(request: HttpRequest, account: people.Account) -> HttpResponse:
    """Go on to the second factor, or to setting one up where the city asks for it."""
    request.session.cycle_key()
    request.session[HALF] = {
        "account": account.pk,
        "at": int(time.time()),
        "next": safe_next(request, ""),
    }
    if factors.has_second(account):
        return redirect("shared:second")
    if settings.STAFF_FACTORS == "required":
        return redirect("shared:enrol")
    return _through(request, account, Assurance.PASSWORD)


def _through(
    request: HttpRequest, account: people.Account, how: Assurance = Assurance.TWO
) -> HttpResponse:
    there = _there(request, account)
    request.session.pop(HALF, None)
    if isinstance(request.user, people.Account) and request.user.pk == account.pk:
        proved(request, how)
        return redirect(there)
    if not factors.must_change_password(account.pk):
        return enter(request, account, how, telling.onward(account, there))
    answer = enter(request, account, how, reverse("shared:password"))
    request.session[identity.MUST_CHANGE] = True
    return answer


def _half(request: HttpRequest) -> people.Account | None:
    """Return whose password was right a short while ago."""
    half = request.session.get(HALF)
    if half is None or int(time.time()) - int(half["at"]) > PATIENCE:
        return None
    return people.account_by_id(int(half["account"]))


def _there(request: HttpRequest, account: people.Account) -> str:
    return str((request.session.get(HALF) or {}).get("next") or home(account))


def _qr(address: str) -> Markup:
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=5, border=3, xmldecl=False, svgns=True, light="#fff"
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - our own drawing
