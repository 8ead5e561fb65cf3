"""The hall (大厅): its board, and its terminals: a number, one's appointment, a print, a question.

The board shows numbers and windows, nobody's name, and renews itself without a script. A terminal
asks for a card only where a matter is the person's own; whatever it was told it forgets.
"""

from typing import Any

import segno
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from tongban.agencies.domain.duties import CLERK
from tongban.cases.visits import api as visits
from tongban.catalogue.domain.halls import Hall
from tongban.doors.shared import kiosk
from tongban.doors.shared.access import public
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.doors.window.cards import LONGEST, card
from tongban.kernel import time
from tongban.kernel.actors import Actor, Assurance
from tongban.kernel.problems import Problem
from tongban.people import api as people

RENEWED = 8  # seconds between two looks of the board
SHOWN = 6
WAITS = 12


@require_safe
@public
def board(request: HttpRequest, hall: str) -> HttpResponse:
    """Show the hall whom its windows call, who comes next, how long it takes."""
    place = _hall(hall)
    waiting = visits.waiting(place.id)
    context = {
        "hall": place,
        "called": visits.called(place.id)[:SHOWN],
        "waiting": waiting[:WAITS],
        "lines": [
            (one, sum(each.line.letter == one.letter for each in waiting)) for one in place.lines
        ],
        "open": visits.open_windows(place),
        "rule": visits.rule(place.precedence),
        "at": time.now(),
    }
    response = render(request, "window/board.html", context)
    response["Refresh"] = str(RENEWED)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@post(CLERK)
def set_up(request: StaffRequest) -> HttpResponse:
    """Make this machine a terminal of a hall, and sign the clerk out on it; or withdraw one."""
    by = request.seat.actor().id
    if terminal := request.POST.get("withdraw", ""):
        kiosk.withdraw(terminal[:16], by)
        return redirect("hall:set-up")
    if request.method == "POST":
        place = _hall(request.POST.get("hall", ""))
        logout(request)
        return kiosk.register(request, redirect("hall:start"), place.id, by)
    found = kiosk.terminals()
    context = {
        "seat": request.seat,
        "halls": visits.halls(),
        "terminals": found,
        "names": people.officer_names({one.made_by for one in found}),
        "life": kiosk.LIFE.days,
    }
    return render(request, "window/set_up.html", context)


@require_safe
@public
def start(request: HttpRequest) -> HttpResponse:
    """Begin at a terminal: what one can do here, and nothing of whoever was here before."""
    return render(request, "window/kiosk.html", {"hall": _here(request)})


@require_http_methods(["GET", "POST"])
@public
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a number: choose the line, say whether one needs precedence; no card is needed."""
    hall, problem = _here(request), ""
    if request.method == "POST":
        try:
            drawn = visits.draw(
                hall=hall.id,
                line=request.POST.get("line", "")[:1],
                channel="kiosk",
                needs=request.POST.getlist("need"),
                actor=_terminal(hall),
            )
        except Problem as wrong:
            problem = wrong.said(language())
        else:
            return redirect("hall:drawn", drawn.ticket.id)
    context: dict[str, Any] = {"hall": hall, "problem": problem}
    context["rule"] = visits.rule(hall.precedence)
    return render(request, "window/kiosk_draw.html", context, status=409 if problem else 200)


@require_http_methods(["GET", "POST"])
@public
def came(request: HttpRequest) -> HttpResponse:
    """Say that one has come to one's appointment: the card finds it, and its number is drawn."""
    hall, problem = _here(request), ""
    if request.method == "POST":
        try:
            return redirect("hall:drawn", _kept(hall, request.POST.get("number", "")).ticket.id)
        except Problem as wrong:
            problem = wrong.said(language())
    context = {"hall": hall, "problem": problem}
    return render(request, "window/kiosk_came.html", context, status=409 if problem else 200)


@require_safe
@public
def drawn(request: HttpRequest, ticket: int) -> HttpResponse:
    """Show the number that was drawn, to print, or to take along on a phone."""
    try:
        found = visits.standing(ticket)
    except visits.NoSuchVisit as problem:
        raise Http404 from problem
    address = request.build_absolute_uri(reverse("citizen:ticket", args=[ticket]))
    code = Markup(segno.make(address, error="m").svg_inline(scale=4, border=2))  # noqa: S704 - our own drawing
    context = {"found": found, "hall": found.ticket.hall, "code": code}
    return render(request, "window/kiosk_drawn.html", context)


@require_POST
@public
def finish(request: HttpRequest) -> HttpResponse:
    """End the visit at the terminal: nothing of it stays."""
    return _ended(request)


@require_safe
@public
def end(request: HttpRequest) -> HttpResponse:
    """End the visit by itself, when nothing was done for a minute."""
    return _ended(request)


def _ended(request: HttpRequest) -> HttpResponse:
    if not getattr(request, "kiosk", ""):
        return redirect("citizen:home")
    logout(request)
    return kiosk.forget(redirect("hall:start"))


def _kept(hall: Hall, typed: str) -> visits.Standing:
    """Find today's appointment of the card, and draw its number."""
    number = people.check_number(card(typed[:LONGEST]).number)
    party, actor = people.find(number), _terminal(hall)
    found = visits.todays(party.id, hall=hall.id, actor=actor) if party else None
    if party is None or found is None:
        raise visits.NoSuchVisit
    return visits.draw(
        hall=hall.id,
        line=found.line.letter,
        channel="kiosk",
        person=party.id,
        booked=found.id,
        actor=actor,
    )


def _terminal(hall: Hall) -> Actor:
    """Name the machine as the actor: the platform, at this hall."""
    return Actor("system", 0, hall.name.zh, "terminal", assurance=Assurance.SYSTEM)


def _here(request: HttpRequest) -> Hall:
    """Return the hall of this terminal; elsewhere there is no such page."""
    return _hall(getattr(request, "kiosk", ""))


def _hall(code: str) -> Hall:
    try:
        return visits.hall(code)
    except visits.NoSuchHall as problem:
        raise Http404 from problem
