"""Appointments at the window and on the telephone (预约): the same times the web shows."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tongban.cases.visits import api as visits
from tongban.catalogue import api as catalogue
from tongban.doors.shared.words import language
from tongban.doors.window import counter, places
from tongban.doors.window.bound import WindowRequest, with_person
from tongban.kernel import time
from tongban.kernel.problems import Problem


@require_http_methods(["GET", "POST"])
@with_person
def appointments(request: WindowRequest) -> HttpResponse:
    """Book, move and cancel for the person at the window or on the line."""
    problem = ""
    if request.method == "POST":
        try:
            _do(request)
        except Problem as wrong:
            problem = wrong.said(language())
        else:
            return redirect("window:appointments")
    halls = visits.halls()
    at = places.place(request)
    chosen = request.GET.get("hall", at[0].id if at else halls[0].id if halls else "")
    hall = next((one for one in halls if one.id == chosen), None)
    line = hall.line(request.GET.get("line", "")) if hall else None
    on = _day(request)
    mine = visits.bookings(request.at.party.id, actor=request.at.actor)
    now = time.now()
    context = counter.person_pane(request, catalogue.book()) | {
        "halls": halls,
        "hall": hall,
        "line": line,
        "on": on,
        "days": visits.days(hall.id, line.letter) if hall and line else (),
        "slots": visits.slots(hall.id, line.letter, on) if hall and line and on else (),
        "coming": [one for one in mine if one.is_open(now)],
        "moving": request.GET.get("move", ""),
        "problem": problem,
    }
    return render(request, "window/appointments.html", context, status=409 if problem else 200)


def _do(request: WindowRequest) -> None:
    given, actor = request.POST, request.at.actor
    wanted, _, what = given.get("do", "").partition(":")
    if wanted == "cancel":
        _theirs(request, what)
        visits.cancel(int(what), actor=actor)
        return
    begins = _instant(what) if wanted == "book" else None
    if begins is None:
        raise visits.NotBookable
    if moving := given.get("move"):
        _theirs(request, moving)
        visits.move(int(moving), begins=begins, actor=actor)
        return
    visits.book(
        person=request.at.party.id,
        hall=given.get("hall", ""),
        line=given.get("line", ""),
        begins=begins,
        channel="phone" if request.at.remote else "window",
        actor=actor,
    )


def _theirs(request: WindowRequest, booking: str) -> None:
    """Let through an appointment of the person at the window, of nobody else."""
    mine = visits.bookings(request.at.party.id, actor=request.at.actor)
    if booking not in {str(one.id) for one in mine}:
        raise visits.NoSuchVisit


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def _instant(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else None
