"""Where a clerk sits (所在窗口): the hall and window of this session, and whom it has called.

What a window may take is what the clerk's posts grant and its lines serve; without a window chosen,
what the posts grant.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest

from tongban.agencies.domain.duties import split_unit
from tongban.cases.visits import api as visits
from tongban.catalogue.domain.halls import Hall, Window
from tongban.catalogue.domain.model import Book, PublicService
from tongban.doors.shared.officers import StaffRequest
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

KEY = "window_place"
SHOWN = 40


class NotGranted(Problem):
    """The matter is not granted to this window (没有授权给这个窗口)."""

    code = "window.not-granted"
    words = Text("这件事没有授权给这个窗口。", "This matter is not granted to this window.")
    advice = Text(
        "请转给能办的队列，或请他到能办的窗口；要增加授权，找大厅负责人。",
        "Pass them on to the line that takes it; to be granted it, ask the head of the hall.",
    )
    status = 403


@dataclass(frozen=True, slots=True)
class Sat:
    """The window a clerk sits at (在窗): its hall, its number, whom it has called, who waits."""

    hall: Hall
    window: Window
    current: visits.Ticket | None = None
    waiting: tuple[visits.Ticket, ...] = ()
    missed: tuple[visits.Ticket, ...] = ()

    @property
    def others(self) -> list[tuple[str, str]]:
        """Return the lines somebody here may be passed on to: letter and name."""
        at = self.current.line.letter if self.current else ""
        return [(one.letter, one.name.zh) for one in self.hall.lines if one.letter != at]


def sit(request: HttpRequest, hall: str, no: str) -> None:
    """Keep in the session which window the clerk sits at."""
    request.session[KEY] = {"hall": hall, "no": no}


def rise(request: HttpRequest) -> None:
    """Forget the window."""
    request.session.pop(KEY, None)


def place(request: HttpRequest) -> tuple[Hall, Window] | None:
    """Return hall and window of this session, None where none is chosen."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    try:
        hall = visits.hall(kept["hall"])
    except visits.NoSuchHall:
        return None
    window = hall.window(kept["no"])
    return (hall, window) if window else None


def sat(request: HttpRequest, *, queue: bool = False) -> Sat | None:
    """Return the window of this session with whom it has called; with `queue` who waits, too."""
    found = place(request)
    if found is None:
        return None
    hall, window = found
    now = visits.current(hall.id, window.no)
    if not queue:
        return Sat(hall, window, now)
    waiting = visits.waiting(hall.id, lines=window.lines)[:SHOWN]
    return Sat(hall, window, now, waiting, visits.missed(hall.id)[:SHOWN])


def granted(request: StaffRequest, book: Book) -> frozenset[str]:
    """Return the services this window may take: of the clerk's agencies, and of its lines."""
    mine = {request.seat.agency, *(each.agency for each in request.seat.others)}
    at = place(request)
    return frozenset(
        service.id
        for service in book.services.values()
        if ("" in mine or service.agency in mine) and _is_of_lines(service, at)
    )


def is_granted(goals: Iterable[str], book: Book, services: frozenset[str]) -> bool:
    """Say whether every service of these goals is one the window may take."""
    wanted: list[str] = []
    for goal in goals:
        event = book.events.get(goal)
        wanted += [item.service for item in event.items] if event else [goal]
    return bool(wanted) and services.issuperset(wanted)


def ensure_granted(request: StaffRequest, goals: Iterable[str], book: Book) -> None:
    """Let through what the window may take. Raises NotGranted."""
    if not is_granted(goals, book, granted(request, book)):
        raise NotGranted


def _is_of_lines(service: PublicService, at: tuple[Hall, Window] | None) -> bool:
    if at is None:
        return True
    hall, window = at
    line = hall.line_for(service.id, split_unit(service.agency)[0])
    return line is not None and line.letter in window.lines
