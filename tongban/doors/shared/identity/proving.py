"""Proving oneself once more (再确认), and for whom one acts (为谁办): the two pages after a sign-in."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.catalogue import api as catalogue
from tongban.doors.shared import identity
from tongban.doors.shared.access import signed_in, signed_in_anyhow
from tongban.doors.shared.client import address
from tongban.doors.shared.identity.entering import proved
from tongban.doors.shared.identity.passkeys import problem_words
from tongban.doors.shared.keys import natural
from tongban.doors.shared.views import safe_next
from tongban.doors.shared.words import said
from tongban.exchange import api as exchange
from tongban.exchange.vouching import api as vouching
from tongban.kernel.actors import Assurance
from tongban.kernel.text import Text
from tongban.people import api as people
from tongban.people.api import Mandate
from tongban.people.factors import api as factors

BOTH = ["GET", "POST"]
KINDS = {
    "guardian": Text("监护", "as guardian"),
    "agent": Text("受托", "as agent"),
    "company": Text("法定代表", "for the company"),
}


@signed_in_anyhow
@require_http_methods(BOTH)
def again(request: HttpRequest) -> HttpResponse:
    """Ask for one proof more: a code or a passkey of a resident, a password of an officer."""
    account = request.user
    if not isinstance(account, people.Account):
        raise people.UnknownParty
    wrong, status = "", 200
    level = request.POST.get("level") or request.GET.get("level", "")
    if request.method == "POST":
        try:
            if _prove(request, account) and _is_enough(request, level):
                return redirect(safe_next(request))
        except people.SignInProblem as problem:
            wrong, status = problem_words(problem), problem.status
    has_key = any(one.kind == "webauthn" for one in factors.factors(account))
    context = {
        "seat": None,
        "wrong": wrong,
        "next": safe_next(request),
        "level": level,
        "passkey": has_key and level != "3",
        "providers": trusted_names(3) if level == "3" else [],
        "sent": bool(request.POST) and not account.is_staff,
        "demo_code": _demo_code(account),
    }
    page = "shared/identity/again-staff.html" if account.is_staff else "shared/identity/again.html"
    return render(request, page, context, status=status)


def _is_enough(request: HttpRequest, level: str) -> bool:
    """Whether they are known as surely as the page they came from wants it."""
    return level not in ("2", "3") or identity.assurance(request).level >= int(level)


def _prove(request: HttpRequest, account: people.Account) -> bool:
    """Judge what was typed; a resident without a code yet is sent one."""
    here = address(request)
    if account.is_staff:
        people.staff_sign_in(
            username=account.username, password=request.POST.get("password", ""), address=here
        )
        proved(request, identity.assurance(request))
        return True
    number = people.party(account.party_id or 0).number or ""
    if not request.POST.get("code"):
        people.send_code(number=number, address=here)
        return False
    people.sign_in(number=number, code=request.POST["code"].strip()[:12], address=here)
    proved(request, Assurance.CODE)
    return True


def trusted_names(level: int = 1) -> list[tuple[str, str]]:
    """List the other providers people may sign in by, by key and name, of a level at least."""
    return [
        (each.key, said(Text(each.title.get("zh", ""), each.title.get("en"))))
        for each in vouching.trusted(catalogue.book().city).values()
        if each.level >= level
    ]


def _demo_code(account: people.Account) -> str | None:
    if account.party_id is None:
        return None
    import re

    number = people.party(account.party_id).number or ""
    found = re.search(r"\d{6}", exchange.last_text(to=number) or "")
    return found[0] if found else None


@signed_in
@require_http_methods(BOTH)
def for_whom(request: HttpRequest) -> HttpResponse:
    """Choose for whom one acts now: oneself, or one of those who let one act for them."""
    there = safe_next(request)
    if request.method == "POST":
        wanted = natural(request.POST.get("mandate", ""))
        if identity.choose(request, wanted):
            return redirect(there)
    here = identity.acting(request)
    context = {"choices": choices(request), "next": there, "chosen": here}
    return render(request, "shared/identity/for-whom.html", context)


def choices(request: HttpRequest) -> list[Mapping[str, Any]]:
    """List the mandates that stand, with whom, as what, for what and until when."""
    me = identity.actor(request).id
    held = [
        one for each in people.mandates(me) if (one := people.standing_mandate(each.id, holder=me))
    ]
    names = people.parties([one.principal for one in held])
    return [described(one, names[one.principal].name) for one in held]


def described(mandate: Mandate, name: str) -> dict[str, Any]:
    """Say a mandate as a page shows it."""
    return {
        "id": mandate.id,
        "name": name,
        "kind": said(KINDS.get(mandate.kind, Text(mandate.kind))),
        "scope": scope_words(mandate.scope),
        "until": mandate.until,
        "mandate": mandate,
    }


def scope_words(scope: str) -> str:
    """Say what a mandate is for."""
    if scope == "*":
        return _("所有事项")
    book = catalogue.book()
    if (service := book.services.get(scope)) is not None:
        return said(service.name)
    event = book.events.get(scope)
    return said(event.name) if event is not None else scope
