"""Signing in (登录): an ID number, a one-time code; told plainly when it has to wait."""

import re

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.doors.citizen.views import problem_words
from tongban.doors.shared.access import public
from tongban.doors.shared.client import address
from tongban.doors.shared.fields import Field
from tongban.doors.shared.identity import keeping
from tongban.doors.shared.identity.entering import enter
from tongban.doors.shared.identity.proving import trusted_names
from tongban.doors.shared.views import safe_next
from tongban.doors.shared.words import masked, said
from tongban.exchange import api as exchange
from tongban.kernel.actors import Assurance
from tongban.people import api as people

_NUMBER = "signing_number"
LONGEST = 40
REMEMBERED = 15 * 60  # seconds for which a number waits for its code


@public
@require_http_methods(["GET", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Take the ID number and send a code; the answer never tells who is registered."""
    if request.method == "GET":
        if request.user.is_authenticated and getattr(request.user, "party_id", None):
            return redirect(safe_next(request))
        return _ask_number(request, "", "")
    typed = request.POST.get("number", "")[:LONGEST]
    if request.POST.get("again"):
        typed = request.session.get(_NUMBER, "")
    if not typed.strip():
        return _ask_number(request, typed, _("请输入 18 位身份证号。"))
    try:
        people.send_code(number=typed, address=address(request))
    except people.BadNumber as wrong:
        return _ask_number(request, typed, said(wrong.detail) or problem_words(wrong))
    except people.TooManyTries as many:
        return _ask_number(request, typed, problem_words(many), status=many.status)
    request.session[_NUMBER] = typed
    if not request.user.is_authenticated:
        request.session.set_expiry(REMEMBERED)
    return _ask_code(request, typed, "")


@public
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code and sign the person in; the session is a new one from here on."""
    typed = request.session.get(_NUMBER, "")
    if not typed or request.method == "GET":
        return redirect("citizen:sign-in")
    try:
        account = people.sign_in(
            number=typed,
            code=request.POST.get("code", "").strip()[:LONGEST],
            address=address(request),
        )
    except people.SignInProblem as wrong:
        return _ask_code(request, typed, problem_words(wrong), status=max(wrong.status, 400))
    there = safe_next(request)
    request.session.pop(_NUMBER, None)
    return enter(request, account, Assurance.CODE, there)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return keeping.forget(redirect("citizen:home"))


def _ask_number(
    request: HttpRequest, typed: str, error: str, *, status: int | None = None
) -> HttpResponse:
    field = Field(
        name="number", label=_("身份证号"), type="idno", value=typed, error=error,
        hint=_("18 位，最后一位可能是 X。只用来认出您，不会出现在网址里。"),
    )  # fmt: skip
    context = {
        "number": field,
        "errors": [(f"#{field.id}", error)] if error else [],
        "next": safe_next(request),
        "providers": trusted_names(),
    }
    status = status or (400 if error else 200)
    return render(request, "citizen/sign_in.html", context, status=status)


def _ask_code(request: HttpRequest, typed: str, error: str, *, status: int = 200) -> HttpResponse:
    context = {
        "masked": masked("".join(typed.split())),
        "errors": [("#f-code", error)] if error else [],
        "next": safe_next(request),
        "demo_code": _demo_code(typed),
    }
    return render(request, "citizen/sign_in_code.html", context, status=status)


def _demo_code(number: str) -> str | None:
    """Return the code that was just sent, for the demo's banner; None outside the demo."""
    found = re.search(r"\d{6}", exchange.last_text(to=number) or "")
    return found[0] if found else None
