"""Pages of the desk (审批页): the inbox beside a case, what was done, what is late."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tongban.agencies.domain.duties import HEAD, REVIEWER, SUPERVISOR
from tongban.cases import api as cases
from tongban.cases.domain.special import words_of
from tongban.cases.problems import NotYours
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.desk import athand, board, result, seals, sifting, table
from tongban.doors.desk import sight as sights
from tongban.doors.desk.deed import Deed
from tongban.doors.desk.sight import Sight
from tongban.doors.shared import daysheet, drawing, papers, sourced, veils
from tongban.doors.shared.fields import Field, errors_of
from tongban.doors.shared.officers import StaffRequest, agency_name, post, refused
from tongban.doors.shared.wallets import issuer
from tongban.facts import api as facts
from tongban.kernel.actors import Purpose
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now
from tongban.oversight import api as oversight

BESIDE = 25  # lines of the inbox beside a case


@require_safe
@post(REVIEWER, HEAD)
def inbox(request: StaffRequest) -> HttpResponse:
    """Show what waits for the agency in the order of due dates."""
    return inbox_page(request)


def inbox_page(request: StaffRequest, *, problem: Problem | None = None) -> HttpResponse:
    """Show the inbox, with what went wrong where something did."""
    context = left_pane(request) | {"problem": problem}
    return render(request, "desk/inbox.html", context, status=problem.status if problem else 200)


@require_safe
@post(REVIEWER)
def next_(request: StaffRequest) -> HttpResponse:
    """Lead to the case whose turn it is: the first due that nobody has in hand (按到期先后)."""
    found = cases.next_case(request.seat.agency, actor=request.seat.actor())
    return redirect("desk:case", found.number) if found else redirect("desk:inbox")


@require_safe
@post(REVIEWER)
def mine(request: StaffRequest) -> HttpResponse:
    """Show what the officer has in hand, with that of whom they stand in for."""
    seat, book = request.seat, catalogue.book()
    after = request.GET.get("after") or None
    found = cases.mine(actor=seat.actor(), after=after, limit=board.PAGE)
    context = {
        "seat": seat,
        "lines": [board.line(row, book) for row in found.rows],
        "after": found.after,
        "total": None,
    }
    return render(request, "desk/mine.html", context)


@require_safe
@post(REVIEWER, HEAD)
def done(request: StaffRequest) -> HttpResponse:
    """Show what the agency has finished, newest first."""
    seat, book = request.seat, catalogue.book()
    found = cases.done(
        seat.agency, actor=seat.actor(), after=request.GET.get("after") or None, limit=board.PAGE
    )
    context = {
        "seat": seat,
        "lines": [board.line(row, book) for row in found.rows],
        "after": found.after,
        "total": None,
    }
    return render(request, "desk/done.html", context)


@require_safe
@post(SUPERVISOR)
def overdue(request: StaffRequest) -> HttpResponse:
    """Show a supervisor every open case past its day, the latest first."""
    book = catalogue.book()
    late = oversight.overdue()
    names = {each.service: _service_name(each.service, book) for each in late}
    watched = oversight.watchlist(actor=request.seat.actor())
    context = {
        "seat": request.seat,
        "watched": [each for each in watched.rows if each.why != "late"],
        "counts": watched.counts,
        "of": lambda code: agency_name(code, book),
        "late": [(each, _days_late(each, book)) for each in late],
        "names": names,
        "agencies": {each.agency: agency_name(each.agency, book) for each in late},
        "disputes": [
            (each, book.kinds.get(each.kind)) for each in facts.late_disputes(city_date(now()))
        ],
        "bars": {each.case: drawing.bar(1, 1, state="late") for each in late},
        "step": board.step,
    }
    return render(request, "desk/overdue.html", context)


@require_safe
@post(REVIEWER, HEAD)
def case(request: StaffRequest, number: str) -> HttpResponse:
    """Show a case with everything needed to decide it."""
    try:
        return case_page(request, sight(request, number))
    except Problem as problem:
        return no(request, problem)


@require_safe
@post(REVIEWER, HEAD)
def file(request: StaffRequest, number: str, file: int) -> HttpResponse:
    """Hand an attachment to an officer of the agency, never run by the browser."""
    try:
        shown = cases.case(number, actor=request.seat.actor())
        held, content = cases.attachment(file, actor=request.seat.actor())
    except Problem as problem:
        return no(request, problem)
    return papers.shown(content, held.type, name=f"{shown.number}-{file}", framed=_framed(request))


@require_safe
@post(REVIEWER, HEAD)
def paper(request: StaffRequest, number: str, no_: int) -> HttpResponse:
    """Hand out a paper of a case as a signed PDF (文书)."""
    try:
        content = cases.paper(number, no=no_, actor=request.seat.actor())
    except Problem as problem:
        return no(request, problem)
    return papers.shown(content, "application/pdf", name=f"{number}-{no_}", framed=_framed(request))


def _framed(request: StaffRequest) -> bool:
    """Say whether a page of ours asks for it, to show it beside another."""
    return request.GET.get("frame") == "1"


@require_POST
@post(REVIEWER, HEAD)
def unmask(request: StaffRequest, number: str) -> HttpResponse:
    """Show one value of a case whole, for a reason that its subject reads afterwards."""
    try:
        seen = sight(request, number)
    except Problem as problem:
        return no(request, problem)
    asked = request.POST.get("statement", "")
    if asked not in {str(each.statement) for each in seen.page.facts if each.statement}:
        raise Http404
    try:
        shown = facts.unmask(
            int(asked),
            reason=request.POST.get("why", ""),
            purpose=_purpose(seen, whole=True),
            actor=seen.actor,
        )
    except Problem as problem:
        return case_page(request, seen, problem=problem, status=400)
    return case_page(request, seen, whole={shown.id: shown.value})


def left_pane(request: StaffRequest, *, current: str = "") -> dict[str, Any]:
    """Read the inbox as the left pane shows it on every page of the desk."""
    seat, book, actor = request.seat, catalogue.book(), request.seat.actor()
    sift = sifting.sifted(request.GET, seat.agency, book)
    found = board.inbox(
        seat.agency, book, actor=actor, among=sift.among, after=sift.after,
        limit=BESIDE if current else board.PAGE,
    )  # fmt: skip
    return {
        "seat": seat,
        "inbox": found,
        "total": found.total,
        "stand": stand_of(found.counts),
        "current": current,
        "sift": sift,
        "kept": [] if current else cases.views_kept(actor=actor),
        "many": [] if current else [table.DEEDS[name] for name in table.FOR_MANY],
        "keep": sift.keep,
    }


def stand_of(counts: Mapping[str, int]) -> str:
    """Write how much waits as a word that changes when something comes or goes."""
    return "-".join(f"{kind}.{number}" for kind, number in sorted(counts.items()) if number)


@require_POST
@post(REVIEWER, HEAD)
def keep_view(request: StaffRequest) -> HttpResponse:
    """Keep what is looked at under a name (常用筛选), or forget one that was kept."""
    seat, form = request.seat, request.POST
    query = sifting.kept_query(form.get("query", ""), seat.agency, catalogue.book())
    try:
        if drop := form.get("drop", ""):
            cases.drop_view(drop, actor=seat.actor())
        else:
            cases.keep_view(form.get("name", ""), query, actor=seat.actor())
    except Problem as problem:
        return inbox_page(request, problem=problem)
    return redirect(f"{reverse('desk:inbox')}{'?' if query else ''}{query}")


@require_safe
@post(REVIEWER, HEAD)
def news(request: StaffRequest) -> HttpResponse:
    """Say whether the inbox is another than the page shows: how much waits now, and its word."""
    found = cases.waiting(request.seat.agency, actor=request.seat.actor())
    said_ = {"stand": stand_of(found), "total": sum(found.values())}
    return JsonResponse(said_)


def sight(request: StaffRequest, number: str, *, seen: int | None = None) -> Sight:
    """Look at a case as the officer at this post does. Raises NotYours."""
    actor = request.seat.actor()
    opened = cases.opened(number, actor=actor)
    return sights.of(opened, today=city_date(now()), seen=seen)


def case_page(
    request: StaffRequest,
    seen: Sight,
    *,
    deed: Deed | None = None,
    fields: Sequence[Field] = (),
    problem: Problem | None = None,
    status: int = 200,
    whole: Mapping[int, Any] | None = None,
    noted: str = "",
) -> HttpResponse:
    """Show a case, with a deed's form open where one was asked for and what went wrong with it."""
    page, found = seen.page, seen.case
    offered = table.offered(seen)
    told = table.DEEDS.get(request.GET.get("said", ""))
    days = cases.explain_clock(seen.opened, actor=seen.actor)
    context = left_pane(request, current=found.number) | {
        "page": page,
        "case": found,
        "sight": seen,
        "applicant": page.applicant,
        "clock": board.case_clock(found),
        "sheets": daysheet.sheets(found.clocks, days, seen.today),
        "step": board.step(found.status),
        "groups": sourced.runs(page.facts),
        "files": {each.ref: each for each in found.attachments if each.ref},
        "seals": seals.of(found, issuer=issuer(request), actor=seen.actor),
        "papers": cases.papers(seen.opened, actor=seen.actor),
        "steps": [each for each in offered if each.group == "step" or each.key],
        "beside": table.beside(offered),
        "hindered": seen.hindered() if seen.is_open and seen.may("decide") else [],
        "deed": deed,
        "fields": fields,
        "errors": errors_of(list(fields)),
        "sheet": result.preview(page) if deed and deed.name in ("grant", "partly") else [],
        "problem": problem,
        "said": told.done if told else None,
        "ground": words_of,
        "law": athand.articles(seen, deed.name if deed else ""),
        "phrases": athand.phrases(seen, deed.name, page.applicant_name) if deed else [],
        "changes": athand.changes(seen),
        "notes": page.notes,
        "noted": noted,
        "veil": veils.Veil(_purpose(seen), seen.actor, whole or {}),
    }
    return render(request, "desk/case.html", context, status=status)


def _purpose(seen: Sight, *, whole: bool = False) -> Purpose:
    """Say why an officer looks at what a case rests on."""
    words = f"审查“{seen.case.service.name.zh}”" + ("时查看完整内容" if whole else "")
    return Purpose("case", seen.case.number, "行政许可法 第三十四条", words)


def no(request: StaffRequest, problem: Problem) -> HttpResponse:
    """Answer for a case that is not there or belongs to another agency."""
    if isinstance(problem, NotYours):
        return refused(
            request,
            Text(
                "这件事不在您的部门。如果应当由您办，请找管理员核对岗位。",
                "This case belongs to another agency. If it should be yours, ask for the post.",
            ),
        )
    raise Http404


def _days_late(late: oversight.Overdue, book: Book) -> int:
    limit = board.allowance(book, late.service, "decide")
    return abs(board.days_left(limit, late.due, late.days) or late.days)


def _service_name(service_id: str, book: Book) -> Text:
    found = book.services.get(service_id)
    return found.name if found else Text(service_id)
