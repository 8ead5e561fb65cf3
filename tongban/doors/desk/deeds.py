"""The deeds of an officer (办理动作): one table, one view.

Each deed has its own address and, where it asks something, one form, shown in the case it belongs
to. What was typed is never lost: when the face says no, the page comes back with the words, the
reason and where the case stands now. Doing the same thing twice ends where doing it once does.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import HEAD, REVIEWER
from tongban.cases import api as cases
from tongban.doors.desk import views
from tongban.doors.desk.deed import Deed
from tongban.doors.desk.sight import Sight
from tongban.doors.desk.table import DEEDS
from tongban.doors.shared.given import NOTHING, Given, typed, wrong
from tongban.doors.shared.officers import StaffRequest, post
from tongban.kernel.problems import Problem

LONGEST = 9  # digits of a version


@require_http_methods(["GET", "POST"])
@post(REVIEWER, HEAD)
def do(request: StaffRequest, number: str, deed: str) -> HttpResponse:
    """Show a deed's form in its case, or do it."""
    wanted = DEEDS.get(deed)
    if wanted is None:
        raise Http404
    try:
        sight = views.sight(request, number, seen=_seen(request))
    except Problem as problem:
        return views.no(request, problem)
    if request.method == "POST":
        return _done(request, sight, wanted)
    if not wanted.asks or not wanted.offered(sight):
        return redirect("desk:case", number=number)
    return views.case_page(request, sight, deed=wanted, fields=wanted.fields(sight, NOTHING))


def _done(request: StaffRequest, sight: Sight, wanted: Deed) -> HttpResponse:
    """Do a deed with what was typed, or show the form again with what is wrong."""
    given, number = Given(request.POST), sight.case.number
    fields = typed(wanted.fields(sight, given), given)
    told = wrong(fields, given)
    try:
        if told != fields and not stands(sight.seen, wanted, number, request):
            return views.case_page(request, sight, deed=wanted, fields=told, status=400)
        there = wanted.do(sight, given)
    except Problem as problem:
        if stands(sight.seen, wanted, number, request):
            return _back(number, wanted)
        shown: dict[str, Any] = {"deed": wanted, "fields": fields} if wanted.asks else {}
        return views.case_page(request, sight, problem=problem, status=problem.status, **shown)
    return _back(there or number, wanted)


def stands(seen: int | None, deed: Deed, number: str, request: StaffRequest) -> bool:
    """Say whether the very thing asked for was just done by this officer (a double click).

    The case is then further than the page that was looked at, and its last moment is theirs.
    """
    try:
        now = cases.case(number, actor=request.seat.actor())
        moments = cases.timeline(number, actor=request.seat.actor())
    except Problem:
        return False
    moved = seen is not None and now.seq > seen
    mine: list[Any] = [one.type for one in moments[seen:] if one.who == request.seat.name]
    left = any(one.rpartition(".")[2] == deed.leaves for one in mine)
    return moved and left and deed.outcome in ("", now.status)


def _seen(request: StaffRequest) -> int | None:
    """Return the version of the case the officer looked at."""
    seen = request.POST.get("seq", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= LONGEST else None


def _back(number: str, deed: Deed) -> HttpResponse:
    return redirect(f"{reverse('desk:case', args=[number])}?said={deed.name}")
