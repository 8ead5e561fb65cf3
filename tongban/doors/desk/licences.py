"""Licences at the desk (证照变更): found by their identifier, changed with a reason, by two where it must."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.agencies.domain.duties import HEAD, REVIEWER
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.licence_kinds import ACTS
from tongban.doors.shared import words
from tongban.doors.shared.fields import Choice, Field, errors_of
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import said
from tongban.kernel.actors import Purpose
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now
from tongban.licences import api as licences
from tongban.licences.domain import library, trust
from tongban.people import api as people

NAMES = {
    "suspend": Text("暂扣", "Suspend"),
    "restore": Text("恢复", "Restore"),
    "revoke": Text("撤销", "Revoke"),
    "renew": Text("延续", "Renew"),
    "correct": Text("更正", "Correct"),
}
HAPPENED = {
    "Issued": Text("颁发", "Issued"),
    "Suspended": Text("暂扣", "Suspended"),
    "Restored": Text("恢复", "Restored"),
    "Revoked": Text("撤销", "Revoked"),
    "Replaced": Text("换发", "Replaced"),
    "Proposed": Text("提请", "Proposed"),
    "Declined": Text("不同意", "Declined"),
}
POSSIBLE = {"valid": ("suspend", "revoke", "renew", "correct"), "expired": ("revoke", "renew"), "suspended": ("restore", "revoke")}  # fmt: skip


def purpose() -> Purpose:
    """Make the purpose of an officer who looks at a licence to change it."""
    return Purpose("licence", "", "行政许可法 第六十九条、第七十条", "发证机关办理证照变更")


@require_safe
@post(REVIEWER, HEAD)
def find(request: StaffRequest) -> HttpResponse:
    """Find a licence by its identifier, and list what waits for a second officer."""
    asked = request.GET.get("q", "").strip()[:200]
    actor, error = request.seat.actor(), ""
    if asked:
        try:
            found = licences.find(asked, purpose=purpose(), actor=actor)
        except licences.UnknownLicence:
            error = _("没有找到本机关发的这份证照。")
        else:
            return redirect("desk:licence", licence=found.id)
    waiting = licences.pending(request.seat.agency, actor=actor)
    field = Field("q", _("证照标识"), "string", value=asked, error=error)
    context = {
        "seat": request.seat,
        "total": None,
        "field": field,
        "waiting": [_waiting(one) for one in waiting],
        "errors": errors_of([field]) if error else [],
    }
    return render(request, "desk/licences.html", context)


def _waiting(one: licences.Licence) -> dict[str, Any]:
    pending = one.pending
    return {
        "id": one.id,
        "title": said(one.name),
        "identifier": one.identifier,
        "act": said(NAMES[pending.proposed.act]) if pending else "",
        "reason": pending.proposed.reason if pending else "",
        "by": pending.name if pending else "",
    }


@require_http_methods(["GET", "POST"])
@post(REVIEWER, HEAD)
def licence(request: StaffRequest, licence: int) -> HttpResponse:
    """Show a licence to an officer of its authority, and do or propose an act."""
    actor = request.seat.actor()
    history = licences.history(licence, actor=actor)
    found = licences.licence(licence, purpose=purpose(), actor=actor)
    error = ""
    if request.method == "POST":
        try:
            after = _do(request, found)
        except Problem as problem:
            error = problem.said(words.language())
        else:
            return redirect("desk:licence", licence=after.id)
    kind = catalogue.book().licences.get(found.kind)
    standing = found.state_on(city_date(now()))
    context = {
        "seat": request.seat,
        "total": None,
        "one": found,
        "rows": _rows(found, standing),
        "pending": _waiting(found) if found.pending else None,
        "mine": found.pending is not None and found.pending.proposed.by == actor.id,
        "changes": _changes(found),
        "acts": _acts(POSSIBLE.get(standing, ()), kind.approval if kind else ()),
        "fields": _fields(request, found),
        "history": [_happened(event) for event in reversed(history)],
        "error": error,
    }
    return render(request, "desk/licence.html", context, status=400 if error else 200)


def _do(request: StaffRequest, found: licences.Licence) -> licences.Licence:
    """Do what the button says: agree, decline, or an act, proposed where the kind wants two."""
    actor, reason = request.seat.actor(), request.POST.get("reason", "")
    match request.POST.get("do", ""):
        case "approve":
            return licences.approve(found.id, actor=actor)
        case "decline":
            return licences.decline(found.id, reason=reason, actor=actor)
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise licences.NotInForce(act)
    changes = _typed(request, found) if act == "correct" else {}
    until = _day(request.POST.get("valid_to", "")) if act == "renew" else None
    return licences.initiate(
        found.id, act=act, reason=reason, actor=actor, changes=changes, valid_to=until
    )


def _typed(request: StaffRequest, found: licences.Licence) -> dict[str, str]:
    typed = {name: request.POST.get(f"item.{name}", "").strip()[:400] for name in found.attributes}
    return {name: value for name, value in typed.items() if value}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _rows(found: licences.Licence, standing: str) -> list[tuple[str, str]]:
    book = catalogue.book()
    rows = [
        (_("状态"), said(library.WORDS[standing])),
        (_("持证人"), people.party(found.holder).name),
        (_("可信等级"), said(trust.WORDS[found.trust])),
        (_("发证日期"), words.day(found.issued_on, year=True)),
        (_("有效期至"), words.day(found.valid_to, year=True) or _("长期")),
    ]
    labels = licences.claim_labels(found)
    return rows + [
        (said(labels.get(name, Text(name))), words.value(book.kinds.get(name), value))
        for name, value in found.attributes.items()
    ]


def _changes(found: licences.Licence) -> list[tuple[str, str]]:
    labels = licences.claim_labels(found)
    changes = found.pending.changes if found.pending else {}
    return [(said(labels.get(name, Text(name))), str(value)) for name, value in changes.items()]


def _acts(possible: tuple[str, ...], two: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(
        Choice(act, said(NAMES[act]) + (f"（{_('须两人')}）" if act in two else ""), taken=False)
        for act in possible
    )


def _fields(request: StaffRequest, found: licences.Licence) -> list[Field]:
    labels = licences.claim_labels(found)
    made = [
        Field(f"item.{name}", said(labels.get(name, Text(name))), "string", required=False)
        for name, value in found.attributes.items()
        if isinstance(value, str)
    ]
    return [
        Field("reason", _("理由"), "text", value=request.POST.get("reason", "")),
        Field("valid_to", _("新的有效期至"), "date", required=False),
        *made,
    ]


def _happened(event: Any) -> dict[str, Any]:
    name = event.type.rpartition(".")[2]
    return {
        "at": event.at,
        "what": said(HAPPENED[name]),
        "act": said(NAMES[event.data["act"]]) if "act" in event.data else "",
        "who": event.actor.name,
        "reason": event.data.get("reason", ""),
    }
