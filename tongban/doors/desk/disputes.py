"""Disputes at the desk (数据异议): what an agency stated about somebody and they say is wrong."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.agencies.domain.duties import HEAD, REVIEWER
from tongban.cases.domain.answers import Bad, check
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import FactKind
from tongban.doors.shared import fields, veils, words
from tongban.doors.shared.fields import Choice, Field, errors_of
from tongban.doors.shared.officers import StaffRequest, post, refused
from tongban.doors.shared.words import said
from tongban.facts import api as facts
from tongban.facts.domain.grades import SENSITIVE
from tongban.kernel.actors import Purpose
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now
from tongban.people import api as people

MOST = 100
UPHELD, KEPT = "upheld", "kept"
OWN_COLUMN = Text("数据集里的其他内容", "Another column of a dataset")


@require_safe
@post(REVIEWER, HEAD)
def every(request: StaffRequest) -> HttpResponse:
    """List what people say is wrong in what this agency stated, first due first."""
    book, today = catalogue.book(), city_date(now())
    found = facts.open_disputes(request.seat.agency, limit=MOST)
    names = people.parties({each.subject for each in found})
    context = {
        "seat": request.seat,
        "total": None,
        "today": today,
        "rows": [
            (each, names[each.subject].name, said(_kind(each.kind, book.kinds).name))
            for each in found
        ],
    }
    return render(request, "desk/disputes.html", context)


@require_http_methods(["GET", "POST"])
@post(REVIEWER, HEAD)
def one(request: StaffRequest, dispute: int) -> HttpResponse:
    """Show a dispute with what was stated; take its answer, in the agency's name."""
    try:
        found = facts.the_dispute(dispute)
    except facts.UnknownStatement as unknown:
        raise Http404 from unknown
    if found.holder != request.seat.agency or not found.holder:
        return refused(request, facts.NotTheirs().words)
    kind = _kind(found.kind, catalogue.book().kinds)
    if request.method != "POST":
        return _page(request, found, kind)
    if request.POST.get("do") == veils.ASKED:
        return _whole(request, found, kind)
    asked = _fields(request, kind)
    if any(field.error for field in asked):
        return _page(request, found, kind, asked=asked)
    try:
        facts.resolve(
            dispute,
            upheld=request.POST["state"] == UPHELD,
            answer=request.POST["answer"].strip()[:2000],
            value=_value(request, kind),
            actor=request.seat.actor(),
        )
    except Problem as problem:
        return _page(request, found, kind, asked=asked, problem=problem)
    return redirect("desk:dispute", dispute)


def purpose_of(found: facts.Dispute) -> Purpose:
    """Say why what somebody disputes is read: to check it (核对异议)."""
    return Purpose("dispute", str(found.id), "个人信息保护法 第四十六条", "核对您提出的异议")


def _whole(request: StaffRequest, found: facts.Dispute, kind: FactKind) -> HttpResponse:
    """Show the statement whole, for a reason that is kept."""
    try:
        shown = facts.unmask(
            found.statement,
            reason=request.POST.get("why", ""),
            purpose=purpose_of(found),
            actor=request.seat.actor(),
            subjects=[found.subject],
        )
    except Problem as problem:
        return _page(request, found, kind, problem=problem)
    return _page(request, found, kind, whole={shown.id: shown.value})


def _page(
    request: StaffRequest,
    found: facts.Dispute,
    kind: FactKind,
    *,
    asked: list[Field] | None = None,
    problem: Problem | None = None,
    whole: dict[int, Any] | None = None,
) -> HttpResponse:
    book, purpose, actor = catalogue.book(), purpose_of(found), request.seat.actor()
    read = facts.statements(
        [found.statement], purpose=purpose, actor=actor, subjects=[found.subject]
    )
    statement = read.get(found.statement)
    veil = veils.Veil(purpose, actor, whole or {})
    asked = asked or _fields(request, kind)
    errors = errors_of(asked)
    if problem is not None:
        errors.append(("#main", problem.said(words.language())))
    holder, licence = book.agencies.get(found.holder or ""), None
    if statement is not None:
        licence = book.licences.get(statement.source.licence_kind or "")
    context = {
        "seat": request.seat,
        "total": None,
        "one": found,
        "late": found.due is not None and found.due < city_date(now()),
        "person": people.party(found.subject),
        "kind": kind,
        "statement": statement,
        "value": veil.see(kind, statement.value, statement.id) if statement else None,
        "source": said(licence.name if licence else holder.name if holder else Text("")),
        "fields": asked,
        "errors": errors,
    }
    return render(request, "desk/dispute.html", context, status=400 if errors else 200)


def _fields(request: StaffRequest, kind: FactKind) -> list[Field]:
    """Return the fields of the answer, judged where one was sent."""
    post, sent = request.POST, request.POST.get("do") == "answer"
    state = post.get("state", "")
    lacking, wrong = _("请选一种结论。"), None
    if sent and state == UPHELD:
        judged = check(kind, raw) if (raw := fields.read(kind, post, "value")) else None
        wrong = judged.error if isinstance(judged, Bad) else None
    choices = (
        Choice(UPHELD, _("确有错误，改正"), state == UPHELD),
        Choice(KEPT, _("核对无误，保持"), state == KEPT),
    )
    value = fields.read(kind, post, "value") if sent else None
    return [
        Field(
            "state", _("核对结论"), "enum", value=state, choices=choices,
            error=lacking if sent and state not in (UPHELD, KEPT) else "",
        ),
        fields.field_of(
            kind, name="value", label=Text("改成什么", "What it should say"), value=value,
            error=wrong, required=False,
        ),
        Field(
            "answer", _("给本人的答复"), "text", value=post.get("answer", "") if sent else "",
            hint=_("写明查了什么、依据哪一条。本人看得到，办事不受影响。"),
            error=_("请写答复。") if sent and not post.get("answer", "").strip() else "",
        ),
    ]  # fmt: skip


def _value(request: StaffRequest, kind: FactKind) -> Any:
    """Return what it should say, in the form it is stored in; None where it only ends."""
    raw = fields.read(kind, request.POST, "value")
    if request.POST["state"] != UPHELD or raw in (None, ""):
        return None
    judged = check(kind, raw)
    return None if isinstance(judged, Bad) else judged.value


def _kind(kind: str, kinds: Any) -> FactKind:
    """Return the kind by its key; a column that nobody knows is a line of text."""
    return kinds.get(kind) or FactKind(kind, OWN_COLUMN, grade=SENSITIVE)
