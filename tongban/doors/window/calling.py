"""Calling at the window (叫号): choose the window, call, pass on, say who did not come."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.agencies.domain.duties import CLERK
from tongban.cases.visits import api as visits
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.doors.window import bound, places
from tongban.doors.window.places import Sat
from tongban.kernel.problems import Problem

SAID = "window_said"


@require_http_methods(["GET", "POST"])
@post(CLERK)
def windows(request: StaffRequest) -> HttpResponse:
    """Choose the hall and window one sits at; opening it is seen on the hall's board at once."""
    problem = ""
    if request.method == "POST":
        code, _, no = request.POST.get("window", "").partition(" ")
        try:
            visits.open_window(code, no, actor=request.seat.actor())
        except Problem as wrong:
            problem = wrong.said(language())
        else:
            places.sit(request, code, no)
            return redirect("window:start")
    halls = [(hall, {one.no for one in visits.open_windows(hall)}) for hall in visits.halls()]
    context = {
        "seat": request.seat,
        "halls": halls,
        "at": places.sat(request),
        "problem": problem,
    }
    return render(request, "window/windows.html", context, status=409 if problem else 200)


@require_POST
@post(CLERK)
def act(request: StaffRequest) -> HttpResponse:
    """Do one thing with the queue, then back to the page of the card."""
    at = places.sat(request)
    if at is None:
        return redirect("window:windows")
    wanted, _, what = request.POST.get("do", "").partition(":")
    doing = ACTS.get(wanted)
    try:
        if doing is not None:
            doing(request, at, what)
    except Problem as problem:
        request.session[SAID] = problem.said(language())
    return redirect("window:start")


@require_safe
@post(CLERK)
def figures(request: StaffRequest) -> HttpResponse:
    """Show how the lines of the hall go today: what was measured, and how far estimates were off."""
    at = places.place(request)
    if at is None:
        return redirect("window:windows")
    hall = at[0]
    context = {"seat": request.seat, "hall": hall, "lines": visits.figures(hall.id)}
    return render(request, "window/figures.html", context)


def finish(request: StaffRequest, at: Sat) -> None:
    """Say that whoever stands at the window is done."""
    if at.current is not None:
        visits.finish(at.current.id, actor=request.seat.actor())


def call(request: StaffRequest, at: Sat, _: str = "") -> None:
    """Call the next one; who stands there is done."""
    finish(request, at)
    bound.release(request)
    found = visits.call_next(at.hall.id, at.window.no, actor=request.seat.actor())
    if found is None:
        request.session[SAID] = NOBODY[language() == "en"]


def _again(request: StaffRequest, at: Sat, _: str) -> None:
    if at.current:
        visits.call_again(at.current.id, actor=request.seat.actor())


def _miss(request: StaffRequest, at: Sat, _: str) -> None:
    if at.current:
        visits.miss(at.current.id, actor=request.seat.actor())


def _pass(request: StaffRequest, at: Sat, line: str) -> None:
    if at.current:
        visits.pass_on(at.current.id, line=line, actor=request.seat.actor())
        bound.release(request)


def _back(request: StaffRequest, at: Sat, ticket: str) -> None:
    """Let somebody of this hall who missed their call queue again."""
    if ticket in {str(one.id) for one in visits.missed(at.hall.id)}:
        visits.come_back(int(ticket), actor=request.seat.actor())


def _draw(request: StaffRequest, at: Sat, line: str) -> None:
    visits.draw(hall=at.hall.id, line=line, channel="window", actor=request.seat.actor())


def _close(request: StaffRequest, at: Sat, _: str) -> None:
    visits.close_window(at.hall.id, at.window.no, actor=request.seat.actor())
    places.rise(request)


NOBODY = ("没有人在等。", "Nobody is waiting.")
ACTS: dict[str, Callable[[StaffRequest, Sat, str], None]] = {
    "call": call,
    "again": _again,
    "miss": _miss,
    "pass": _pass,
    "back": _back,
    "draw": _draw,
    "close": _close,
}
