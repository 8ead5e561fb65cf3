"""Pages of the desk (审批页): the inbox beside a case, what was done, what is late."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.agencies.domain.duties import REVIEWER, SUPERVISOR
from tongban.cases import api as cases
from tongban.cases.domain.problems import ResultMissing
from tongban.cases.problems import NotYours
from tongban.cases.views import CasePage
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, PublicService
from tongban.doors.desk import board, result
from tongban.doors.shared import drawing, papers, sourced
from tongban.doors.shared.officers import StaffRequest, agency_name, post, refused
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.oversight import api as oversight
from tongban.people import api as people

SAID = {
    "accepted": Text("已受理，受理通知已发给申请人。", "Accepted; the applicant has been told."),
    "supplement": Text(
        "补正告知已发出。收到补正前停表。", "The notice has gone out. The clock stands still."
    ),
    "granted": Text("已准予，结果已发给申请人。", "Granted; the result has gone to the applicant."),
    "refused": Text(
        "已作出不予决定，理由和救济途径已发给申请人。",
        "Refused; reason and remedy have gone to the applicant.",
    ),
}
TONES = {"late": Text("超期", "Overdue"), "soon": Text("快到期", "Due soon")}


@require_safe
@post(REVIEWER)
def inbox(request: StaffRequest) -> HttpResponse:
    """Show what waits for the agency in the order of due dates."""
    return render(request, "desk/inbox.html", left_pane(request))


@require_safe
@post(REVIEWER)
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
        "of": lambda code: agency_name(code, book),
        "late": [(each, _days_late(each, book)) for each in late],
        "names": names,
        "agencies": {each.agency: agency_name(each.agency, book) for each in late},
        "bars": {each.case: drawing.bar(1, 1, state="late") for each in late},
        "step": board.step,
    }
    return render(request, "desk/overdue.html", context)


@require_safe
@post(REVIEWER)
def case(request: StaffRequest, number: str) -> HttpResponse:
    """Show a case with everything needed to decide it."""
    return case_page(request, number)


@require_safe
@post(REVIEWER)
def file(request: StaffRequest, number: str, file: int) -> HttpResponse:
    """Hand an attachment to an officer of the agency, never run by the browser."""
    try:
        shown = cases.case(number, actor=request.seat.actor())
        held, content = cases.attachment(file, actor=request.seat.actor())
    except Problem as problem:
        return _no(request, problem)
    return papers.shown(content, held.type, name=f"{shown.number}-{file}")


def left_pane(request: StaffRequest, *, current: str = "") -> dict[str, Any]:
    """Read the inbox as the left pane shows it on every page of the desk."""
    seat, book = request.seat, catalogue.book()
    service, tone = request.GET.get("service", ""), request.GET.get("tone", "")
    found = board.inbox(
        seat.agency,
        book,
        actor=seat.actor(),
        service=service if service in book.services else "",
        tone=tone if tone in TONES else "",
        after=request.GET.get("after", ""),
    )
    return {
        "seat": seat,
        "inbox": found,
        "total": found.total,
        "current": current,
        "service": book.services.get(service),
        "services": services_of(seat.agency, book),
        "tone": tone if tone in TONES else "",
        "tones": TONES,
        "keep": _keep(request),
    }


def case_page(
    request: StaffRequest,
    number: str,
    *,
    deed: str = "",
    typed: dict[str, Any] | None = None,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a case, with a deed's form open where one was asked for and what went wrong with it."""
    seat = request.seat
    try:
        page = cases.page(number, actor=seat.actor())
    except Problem as wrong:
        return _no(request, wrong)
    context = left_pane(request, current=page.case.number) | {
        "page": page,
        "case": page.case,
        "applicant": people.parties([page.case.applicant]).get(page.case.applicant),
        "clock": board.case_clock(page.case),
        "step": board.step(page.case.status),
        "groups": sourced.runs(page.facts),
        "files": {each.ref: each for each in page.case.attachments if each.ref},
        **askable(page),
        "deed": deed,
        "typed": typed or {},
        "problem": problem,
        "said": SAID.get(request.GET.get("said", "")),
    }
    if deed == "grant":
        missing = isinstance(problem, ResultMissing)
        context["sheet"] = result.preview(page)
        context["entered"] = result.entered(page, typed or {}, missing=missing)
    return render(request, "desk/case.html", context, status=status)


def askable(page: CasePage) -> dict[str, Any]:
    """List what the applicant may be asked for: what they said and handed in themselves.

    The government's own facts are left out (国务院令第716号 第七条); after a notice only what it named
    can be asked again (许可法 第三十二条).
    """
    named = page.case.notice.gaps if page.case.notice else None
    facts = [each for each in page.facts if each.is_said]
    materials = [each for each in page.materials if each.state == "asked"]
    return {
        "askable": [each for each in facts if named is None or each.ref in named],
        "wanted": [each for each in materials if named is None or f"material:{each.no}" in named],
    }


def services_of(agency: str, book: Book) -> list[PublicService]:
    """List the services an agency decides, by name."""
    found = (each for each in book.services.values() if not agency or each.agency == agency)
    return sorted(found, key=lambda each: each.name.zh)


def _no(request: StaffRequest, problem: Problem) -> HttpResponse:
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


def _keep(request: StaffRequest) -> str:
    """Return the filters as a query, so that a link does not lose them."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in ("service", "tone", "after"):
            del kept[name]
    return f"?{kept.urlencode()}" if kept else ""
