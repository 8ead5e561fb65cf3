"""Going to the hall (到大厅办): choose place, line, day and time; one's appointments; one's number.

One thing a page, everything in the address but the person: the same steps book and move. A number
drawn in the hall has a page of its own, which says how many are ahead and nobody's name.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.cases.visits import api as visits
from tongban.catalogue import api as catalogue
from tongban.doors.citizen.views import actor, for_whom, me, problem_words
from tongban.doors.shared import words
from tongban.doors.shared.access import public, signed_in
from tongban.doors.shared.keys import natural
from tongban.kernel import time
from tongban.kernel.problems import Problem

SECONDS = 20  # after which the page of a number looks again, without a script
NOON = 12
STEPS = ("service", "hall", "line", "on", "move")


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """List one's appointments and the numbers one has drawn today."""
    now, person = time.now(), me(request)
    found = visits.bookings(person, actor=actor(request))
    coming = sorted((one for one in found if one.is_open(now)), key=lambda one: one.begins)
    context = {
        "tickets": [visits.standing(one.id) for one in visits.tickets_of(person)],
        "coming": coming,
        "past": [one for one in found if one not in coming],
        "names": _names(found),
    }
    return render(request, "citizen/visits.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def book(request: HttpRequest) -> HttpResponse:
    """Ask for one thing after the other, then book; the last place gone is said, and others shown."""
    given = {key: request.GET.get(key, "")[:80] for key in STEPS}
    problem = ""
    if request.method == "POST":
        try:
            return redirect("citizen:visit", _booked(request, given).id)
        except Problem as wrong:
            problem = problem_words(wrong)
    if given["move"]:
        kept = _moved(request, given["move"])
        given |= {"hall": kept.hall.id, "line": kept.line.letter, "service": kept.service}
    context = _asked(given) | {"problem": problem, "given": given, "step_to": _step_to(given)}
    return render(request, "citizen/visit_book.html", context, status=409 if problem else 200)


@require_safe
@signed_in
def visit(request: HttpRequest, booking: int) -> HttpResponse:
    """Show one appointment: where, when, what to bring, how to change it."""
    kept = _own(request, booking)
    service = catalogue.book().services.get(kept.service)
    context = {
        "one": kept,
        "weekday": weekday,
        "service": service,
        "open": kept.is_open(time.now()),
        "rule": visits.rule(kept.hall.precedence),
    }
    return render(request, "citizen/visit.html", context)


@require_POST
@signed_in
def cancel(request: HttpRequest, booking: int) -> HttpResponse:
    """Cancel an appointment; somebody else may have its place at once."""
    _own(request, booking)
    visits.cancel(booking, actor=actor(request))
    return redirect("citizen:visits")


@require_http_methods(["GET", "POST"])
@public
def ticket(request: HttpRequest, ticket: int) -> HttpResponse:
    """Show a number drawn in the hall: how many are ahead, how long it takes, which window calls."""
    try:
        if request.method == "POST" and request.POST.get("do") == "back":
            # Whoever holds the paper may queue again: it says nobody's name and nothing else.
            visits.come_back(ticket, actor=actor(request))
            return redirect("citizen:ticket", ticket)
        found = visits.standing(ticket)
    except visits.NoSuchVisit as problem:
        raise Http404 from problem
    context = {"found": found, "rule": visits.rule(found.ticket.hall.precedence)}
    response = render(request, "citizen/visit_ticket.html", context)
    if found.ticket.state in ("waiting", "called"):
        response["Refresh"] = str(SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _asked(given: Mapping[str, str]) -> dict[str, Any]:
    """Return what the next step asks: halls, lines, days or times."""
    book = catalogue.book()
    service = book.services.get(given["service"])
    hall = book.halls.get(given["hall"])
    letter = given["line"]
    if hall and service and not letter:
        fitting = hall.line_for(service.id, service.agency)
        letter = fitting.letter if fitting else ""
    line = hall.line(letter) if hall else None
    on = _day(given["on"])
    shown: dict[str, Any] = {
        "weekday": weekday,
        "service": service,
        "hall": hall,
        "line": line,
        "on": on,
    }
    if hall and line and on:
        slots = visits.slots(hall.id, line.letter, on)
        early = [one for one in slots if _hour(one) < NOON]
        late = [one for one in slots if _hour(one) >= NOON]
        return shown | {"step": "slot", "early": early, "late": late}
    if hall and line:
        return shown | {"step": "day", "days": visits.days(hall.id, line.letter)}
    if hall:
        return shown | {"step": "line"}
    return shown | {"step": "hall", "halls": visits.halls()}


def weekday(day: date | datetime) -> str:
    """Say a day with its day of the week, as one makes appointments."""
    local = day.astimezone(time.CITY).date() if isinstance(day, datetime) else day
    week = (
        _("星期一"),
        _("星期二"),
        _("星期三"),
        _("星期四"),
        _("星期五"),
        _("星期六"),
        _("星期日"),
    )
    return f"{words.day(local)}　{week[local.weekday()]}"


def _hour(slot: visits.Slot) -> int:
    return slot.begins.astimezone(time.CITY).hour


def _booked(request: HttpRequest, given: Mapping[str, str]) -> visits.Booking:
    begins = _instant(request.POST.get("begins", ""))
    if given["move"]:
        kept = _moved(request, given["move"])
        return visits.move(kept.id, begins=begins, actor=actor(request))
    asked = _asked(given)
    if asked["hall"] is None or asked["line"] is None:
        raise visits.NoSuchHall
    return visits.book(
        person=for_whom(request),
        hall=asked["hall"].id,
        line=asked["line"].letter,
        begins=begins,
        channel="kiosk" if getattr(request, "kiosk", None) else "web",
        service=asked["service"].id if asked["service"] else "",
        actor=actor(request),
    )


def _moved(request: HttpRequest, key: str) -> visits.Booking:
    number = natural(key)
    if number is None:
        raise Http404
    return _own(request, number)


def _own(request: HttpRequest, booking: int) -> visits.Booking:
    try:
        found = visits.booking(booking, actor=actor(request))
    except Problem as problem:
        raise Http404 from problem
    if found.person != for_whom(request):
        raise Http404
    return found


def _names(found: tuple[visits.Booking, ...]) -> dict[str, Any]:
    services = catalogue.book().services
    return {one.service: services[one.service].name for one in found if one.service in services}


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _instant(said: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise visits.NotBookable from None
    if found.tzinfo is None:
        raise visits.NotBookable
    return found


def _step_to(given: Mapping[str, str]) -> Callable[..., str]:
    """Return what makes the address of a next step with what was chosen so far."""

    def address(**more: str) -> str:
        kept = {key: value for key, value in {**given, **more}.items() if value}
        return f"{reverse('citizen:visit-book')}?{urlencode(kept)}"

    return address
