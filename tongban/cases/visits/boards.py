"""What the queue looks like (排队情况): tickets, how they stand, the boards and figures of a hall."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from tongban.cases.visits import places
from tongban.cases.visits.domain import queue
from tongban.cases.visits.domain.problems import NoSuchVisit
from tongban.cases.visits.domain.queue import Estimate, Place
from tongban.cases.visits.models import TicketRow
from tongban.catalogue.domain.halls import Hall, Line
from tongban.kernel import ids, time

MEASURED = 20  # the visits an estimate looks back on


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket (排队号): its number, its line, where it stands, which window has it."""

    id: int
    no: str
    hall: Hall
    line: Line
    day: date
    state: str
    person: int
    came_at: datetime
    counts_from: datetime
    needs: tuple[str, ...] = ()
    service: str = ""
    booking: int | None = None
    window: str = ""
    calls: int = 0
    called_at: datetime | None = None
    served_at: datetime | None = None
    told: int | None = None
    seq: int = 0

    @property
    def place(self) -> Place:
        """Return its place in the queue."""
        return Place(self.id, self.line.letter, self.came_at, self.counts_from)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket stands (排队情况): people ahead, how long it takes, None where no window is open."""

    ticket: Ticket
    ahead: int
    estimate: Estimate | None


def current(hall: str, no: str, *, at: datetime | None = None) -> Ticket | None:
    """Return whom a window has called or serves."""
    rows = rows_of(hall, time.city_date(at or time.now()))
    row = rows.filter(window=no, state__in=(queue.CALLED, queue.SERVING)).first()
    return ticket_of(row) if row else None


def standing(ticket: int, *, at: datetime | None = None) -> Standing:
    """Return how a ticket stands. Raises NoSuchVisit.

    A ticket's id is known to whoever drew it; it says a number and a line, and nobody's name.
    """
    row = TicketRow.objects.filter(shard=ids.shard_of(ticket), id=ticket).first()
    if row is None:
        raise NoSuchVisit
    return standing_of(ticket_of(row), at=at)


def standing_of(ticket: Ticket, *, at: datetime | None = None) -> Standing:
    """Return who is ahead of a ticket and how long that takes."""
    if ticket.state != queue.WAITING:
        return Standing(ticket, 0, None)
    at, letter = at or time.now(), ticket.line.letter
    before = rows_of(ticket.hall.id, ticket.day).filter(state=queue.WAITING, line=letter)
    key = (ticket.counts_from, ticket.id)
    found = before.filter(counts_from__lte=ticket.counts_from).values_list("counts_from", "id")
    ahead = sum((counts, id_) < key for counts, id_ in found)
    windows = sum(letter in one.lines for one in places.open_windows(ticket.hall))
    took = _took(ticket.hall, letter, ticket.day)
    return Standing(ticket, ahead, queue.estimate(ahead, windows, took, ticket.line.minutes))


def tickets_of(person: int, *, at: datetime | None = None) -> tuple[Ticket, ...]:
    """Return a person's open tickets of today, in whichever hall."""
    shards = {places.shard(one.id) for one in places.halls()}
    rows = TicketRow.objects.filter(
        shard__in=shards, person=person, day=time.city_date(at or time.now()), state__in=queue.OPEN
    )
    return tuple(ticket_of(row) for row in rows.order_by("-id"))


def waiting(
    hall: str, *, lines: Collection[str] | None = None, at: datetime | None = None
) -> tuple[Ticket, ...]:
    """Return who waits in a hall, in the order they will be called."""
    rows = rows_of(hall, time.city_date(at or time.now())).filter(state=queue.WAITING)
    if lines is not None:
        rows = rows.filter(line__in=list(lines))
    return tuple(ticket_of(row) for row in rows.order_by("counts_from", "id"))


def missed(hall: str, *, at: datetime | None = None) -> tuple[Ticket, ...]:
    """Return who missed their call today and may come back, the newest first."""
    rows = rows_of(hall, time.city_date(at or time.now())).filter(state=queue.MISSED)
    return tuple(ticket_of(row) for row in rows.order_by("-called_at"))


def called(hall: str, *, at: datetime | None = None) -> tuple[Ticket, ...]:
    """Return whom the windows have called, the newest first: what the hall's board shows."""
    rows = rows_of(hall, time.city_date(at or time.now()))
    found = rows.filter(state__in=(queue.CALLED, queue.SERVING)).order_by("-called_at")
    return tuple(ticket_of(row) for row in found)


@dataclass(frozen=True, slots=True)
class LineFigures:
    """How a line went today (队列统计), in minutes; `off` is by how much estimates were wrong."""

    line: Line
    drawn: int
    waiting: int
    done: int
    missed: int
    left: int
    waited: int | None
    took: int | None
    off: int | None


def figures(hall: str, *, on: date | None = None) -> tuple[LineFigures, ...]:
    """Return the figures of a hall's lines on a day, medians of what was really measured."""
    day, place = on or time.city_date(time.now()), places.hall(hall)
    found: dict[str, list[TicketRow]] = {}
    for row in rows_of(hall, day):
        found.setdefault(row.line, []).append(row)
    return tuple(_figures(one, found.get(one.letter, [])) for one in place.lines)


def _figures(line: Line, rows: list[TicketRow]) -> LineFigures:
    states = [row.state for row in rows]
    waited = [_minutes(row.came_at, row.called_at) for row in rows if row.called_at]
    off = [
        abs(row.told - _minutes(row.came_at, row.called_at))
        for row in rows
        if row.called_at and row.told is not None
    ]
    took = [
        _minutes(row.served_at, row.ended_at)
        for row in rows
        if row.state == queue.DONE and row.served_at and row.ended_at
    ]
    return LineFigures(
        line=line, drawn=len(rows), waiting=states.count(queue.WAITING),
        done=states.count(queue.DONE), missed=states.count(queue.MISSED),
        left=states.count(queue.LEFT), waited=_median(waited), took=_median(took),
        off=_median(off),
    )  # fmt: skip


def _minutes(first: datetime, last: datetime) -> float:
    return (last - first).total_seconds() / 60


def _median(found: list[float]) -> int | None:
    return round(median(found)) if found else None


def rows_of(hall: str, day: date) -> Any:
    """Return the tickets of a hall on a day, to be narrowed down."""
    return TicketRow.objects.filter(shard=places.shard(hall), hall=hall, day=day)


def _took(hall: Hall, letter: str, day: date) -> list[float]:
    rows = rows_of(hall.id, day).filter(state=queue.DONE, line=letter, served_at__isnull=False)
    ended = rows.order_by("-ended_at").values_list("served_at", "ended_at")[:MEASURED]
    return [(end - begin).total_seconds() / 60 for begin, end in ended]


def ticket_of(row: TicketRow) -> Ticket:
    """Return the ticket a row is."""
    hall = places.hall(row.hall)
    return Ticket(
        id=row.id, no=row.no, hall=hall, line=hall.line(row.line) or Line(row.line, hall.name),
        day=row.day, state=row.state, person=row.person, came_at=row.came_at,
        counts_from=row.counts_from, needs=tuple(row.needs), service=row.service,
        booking=row.booking, window=row.window, calls=row.calls, called_at=row.called_at,
        served_at=row.served_at, told=row.told, seq=row.seq,
    )  # fmt: skip
