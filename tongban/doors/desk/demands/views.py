"""Pages of demands at the desk (诉求办理页): lists in clock order, one demand, its deeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from tongban.agencies.domain.duties import HEAD, REVIEWER, SUPERVISOR
from tongban.doors.desk.demands.table import BY_NAME, DemandDeed, DemandSight, offered
from tongban.doors.shared import drawing, papers
from tongban.doors.shared.fields import Field, errors_of
from tongban.doors.shared.given import Given, typed, wrong
from tongban.doors.shared.officers import StaffRequest, agency_name, post, refused
from tongban.doors.shared.words import said
from tongban.kernel.problems import Problem
from tongban.kernel.time import now
from tongban.voice import api as voice
from tongban.voice.domain import telling

TASKS = ("dispatch", "coordinate", "call", "late")
DAY = timedelta(days=1)
SOON = timedelta(hours=4)
LONGEST = 9  # digits of a version


@dataclass(frozen=True, slots=True)
class Row:
    """A demand as a list of the desk shows it: the clock in words, its tone, its bar."""

    line: voice.DemandLine
    tone: str
    words: str
    bar: Markup


@require_safe
@post(REVIEWER, HEAD, SUPERVISOR)
def demands(request: StaffRequest) -> HttpResponse:
    """Show what lies with the agency, or with the hotline, in the order of its clocks."""
    return render(request, "desk/demands.html", _pane(request))


@require_safe
@post(REVIEWER, HEAD)
def done(request: StaffRequest) -> HttpResponse:
    """Show what the agency has answered, newest first."""
    seat = request.seat
    after = request.GET.get("after") or None
    found = voice.dealt_with(_unit(request), actor=seat.actor(), after=after)
    context = words(request) | {"found": found, "rows": [_row(one) for one in found.lines]}
    return render(request, "desk/demands_done.html", context)


@require_http_methods(["GET", "POST"])
@post(REVIEWER, HEAD, SUPERVISOR)
def demand(request: StaffRequest, number: str, deed: str = "") -> HttpResponse:
    """Show a demand with everything needed to deal with it, or do a deed."""
    wanted = BY_NAME.get(deed)
    if deed and wanted is None:
        raise Http404
    try:
        page = voice.demand(number, actor=request.seat.actor())
    except voice.NotYourPost as problem:
        return refused(request, problem.words)
    except Problem as problem:
        raise Http404 from problem
    sight = DemandSight(page, request.seat, _seen(request))
    if request.method == "POST" and wanted is not None:
        return _done(request, sight, wanted)
    fields = wanted.fields(sight) if wanted and wanted.fields and wanted.possible(sight) else ()
    return _page(request, sight, deed=wanted if fields else None, fields=fields)


@require_safe
@post(REVIEWER, HEAD, SUPERVISOR)
def photo(request: StaffRequest, number: str, photo: int) -> HttpResponse:
    """Hand out a photo to an officer who may see the demand."""
    try:
        content = voice.photo(number, photo, actor=request.seat.actor())
    except Problem as problem:
        raise Http404 from problem
    return papers.shown(content, "image/jpeg", name=f"{number}-{photo}")


def _done(request: StaffRequest, sight: DemandSight, deed: DemandDeed) -> HttpResponse:
    """Do a deed with what was typed, or show the form again with what is wrong."""
    given = Given(request.POST)
    fields = typed(list(deed.fields(sight)) if deed.fields else [], given)
    told = wrong(fields, given)
    if told != fields:
        return _page(request, sight, deed=deed, fields=told, status=400)
    try:
        deed.do(sight, given)
    except Problem as problem:
        shown: dict[str, Any] = {"deed": deed, "fields": fields} if deed.asks else {}
        return _page(request, sight, problem=problem, status=problem.status, **shown)
    back = reverse("desk:demand", args=[sight.page.number])
    return redirect(f"{back}?said={deed.name}")


def _page(
    request: StaffRequest,
    sight: DemandSight,
    *,
    deed: DemandDeed | None = None,
    fields: Sequence[Field] = (),
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    page, state = sight.page, sight.state
    running, found = state.running, offered(sight)
    told = BY_NAME.get(request.GET.get("said", ""))
    context = _pane(request, current=page.number) | {
        "sight": sight,
        "d": page,
        "state": state,
        "clock": _clock(running.due, running.used(now())) if running else None,
        "due": running.due if running else None,
        "alike": [one for one in voice.alike(page.words, limit=4) if one.number != page.number],
        "moments": [
            (said(telling.title(one.event, _name)), one.said or telling.detail(one.event), one)
            for one in reversed(page.moments)
            if one.event is not state.proposed
        ],
        "steps": [one for one in found if one.key],
        "others": [one for one in found if not one.key],
        "deed": deed,
        "fields": fields,
        "errors": errors_of(list(fields)),
        "problem": problem,
        "said_": told.done if told and not problem else None,
    }
    return render(request, "desk/demand.html", context, status=status)


def _pane(request: StaffRequest, *, current: str = "") -> dict[str, Any]:
    """Read the list as the left pane shows it on every page of demands."""
    seat, after = request.seat, request.GET.get("after") or None
    task = request.GET.get("task", "")
    if seat.duty == SUPERVISOR:
        found = voice.coordination(
            actor=seat.actor(), after=after, task=task if task in TASKS else ""
        )
    else:
        found = voice.inbox(_unit(request), actor=seat.actor(), after=after)
    urged = voice.urged(seat.unit, actor=seat.actor()).lines if seat.duty == HEAD else ()
    return words(request) | {
        "rows": [_row(one) for one in found.lines if one.number],
        "after": found.after,
        "counts": {key: count for key, count in found.counts.items() if key in telling.TASKS},
        "task": task,
        "tasks": TASKS if seat.duty == SUPERVISOR else (),
        "urged": [_row(one) for one in urged],
        "unit": request.GET.get("unit", ""),
        "units": {}
        if seat.duty == SUPERVISOR
        else {
            code: count
            for code, count in voice.unit_counts(seat.unit, actor=seat.actor()).items()
            if count
        },
        "current": current,
    }


def words(request: StaffRequest) -> dict[str, Any]:
    """Return what every page of demands says with."""
    return {
        "seat": request.seat,
        "total": None,
        "section": "demands",
        "task": "",
        "standings": telling.STANDINGS,
        "outcomes": telling.OUTCOMES,
        "grades": telling.GRADES,
        "task_words": telling.TASKS,
        "channels": telling.CHANNELS,
        "name": _name,
    }


def _unit(request: StaffRequest) -> str:
    """Return whose list is read: the officer's unit, or the one of its units they chose."""
    seat, wanted = request.seat, request.GET.get("unit", "")
    chosen = wanted in voice.unit_counts(seat.unit, actor=seat.actor())
    return wanted if chosen and wanted != seat.unit else seat.unit


def _row(line: voice.DemandLine) -> Row:
    used = max(line.shares, default=0)
    clock = _clock(line.due, used) if line.due else ("still", "", drawing.bar(0, None))
    return Row(line, *clock)


def _clock(due: datetime, used: int) -> tuple[str, str, Markup]:
    """Say how a clock stands: its tone, its words, its bar."""
    left = due - now()
    if left < timedelta():
        tone, words = "late", _("超 %(n)s") % {"n": _span(-left)}
    else:
        tone = "soon" if left < SOON or used >= 80 else ""  # noqa: PLR2004 - the head has heard
        words = _("还有 %(n)s") % {"n": _span(left)}
    return tone, words, drawing.bar(min(used, 100), 100, state=tone)


def _span(left: timedelta) -> str:
    if left >= DAY:
        return _("%(n)d 天") % {"n": left // DAY}
    hours = int(left.total_seconds() // 3600)
    return _("%(n)d 小时") % {"n": hours} if hours else _("%(n)d 分") % {"n": left.seconds // 60}


def _seen(request: StaffRequest) -> int | None:
    seen = request.POST.get("seq", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= LONGEST else None


def _name(code: str) -> str:
    return said(agency_name(code)) if code else ""
