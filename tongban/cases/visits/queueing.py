"""The queue of a hall (排队叫号): tickets, calling, not coming, passing on, finishing.

The next one is chosen by the database in the order the domain states, and held while it is called:
two clerks who call at the same moment get two people, and a ticket is called by one window.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from tongban.agencies import api as agencies
from tongban.cases.visits import booking, places, streams
from tongban.cases.visits.boards import Standing, Ticket, current, rows_of, standing_of, ticket_of
from tongban.cases.visits.domain import queue
from tongban.cases.visits.domain.problems import (
    HallClosed,
    NoSuchVisit,
    NotYourWindow,
    StillServing,
    TicketMoved,
)
from tongban.cases.visits.models import TicketRow
from tongban.catalogue.domain.halls import Hall, Line, Window
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.identifiers import check_citizen_number
from tongban.people import api as people

_NEXT_NUMBER = (
    "insert into cases_ticket_serial (shard, hall, line, day, last) values (%s, %s, %s, %s, 1)"
    " on conflict (shard, hall, line, day) do update set last = cases_ticket_serial.last + 1"
    " returning last"
)


def draw(
    *,
    hall: str,
    line: str,
    channel: str,
    actor: Actor,
    person: int = 0,
    needs: Collection[str] = (),
    service: str = "",
    booked: int | None = None,
    at: datetime | None = None,
) -> Standing:
    """Give out a ticket (取号), at the hall's terminal or at the counter.

    An appointment of today counts from its time; who is old enough by their number counts as an
    elder without saying so. Somebody who has an open ticket in the line keeps that one. Raises
    HallClosed outside the opening hours.
    """
    at, place = at or time.now(), places.hall(hall)
    queue_of = places.line(place, line)
    if not place.is_open(at, agencies.calendar()):
        raise HallClosed
    day, shard = time.city_date(at), places.shard(hall)
    with transaction.atomic():
        mine = _open_of(person, place, line, day) if person else None
        if mine is not None and booked is None:
            return standing_of(mine, at=at)
        stream = ids.new(shard)
        kept = booking.came(booked, stream, actor=actor, at=at) if booked else None
        if kept and (kept.hall.id != hall or time.city_date(kept.begins) != day):
            raise NoSuchVisit
        wanted = _needs(needs, person, place, day)
        begins = kept.begins if kept else None
        credit = queue.credit(place.precedence, at, needs=wanted, booked_for=begins)
        row = TicketRow(
            shard=shard, id=stream, hall=hall, day=day, no=_number(place, queue_of, day),
            line=line, person=person, service=service or (kept.service if kept else ""),
            needs=sorted(wanted), booking=booked, channel=channel, state=queue.WAITING, seq=1,
            came_at=at, counts_from=at - credit,
        )  # fmt: skip
        standing = standing_of(ticket_of(row), at=at)
        row.told = standing.estimate.high if standing.estimate else None
        row.save(force_insert=True)
        said = {
            "line": line, "no": row.no, "channel": channel, "needs": row.needs,
            "booked": bool(booked), "ahead": standing.ahead, "told": row.told,
        }  # fmt: skip
        streams.say(stream, 0, streams.TAKEN, said, hall=hall, person=person, actor=actor, at=at)
    return standing


def call_next(hall: str, no: str, *, actor: Actor, at: datetime | None = None) -> Ticket | None:
    """Call the next one to a window (叫号); None where nobody waits for its lines.

    Raises StillServing while the window has somebody, NotYourWindow.
    """
    at = at or time.now()
    window = places.ensure_theirs(hall, no, actor=actor)
    with transaction.atomic():
        _hold_window(hall, no)
        if current(hall, no, at=at) is not None:
            raise StillServing
        row = _next(hall, window, time.city_date(at))
        if row is None:
            return None
        row.window, row.called_at, row.calls = no, at, row.calls + 1
        return _write(row, streams.CALLED, queue.CALLED, _waited(row, at), actor=actor, at=at)


def call_again(ticket: int, *, actor: Actor, at: datetime | None = None) -> Ticket:
    """Call the one who is called once more (再叫一次)."""
    at = at or time.now()
    with transaction.atomic():
        row = _theirs(ticket, (queue.CALLED,), actor)
        row.calls += 1
        said = {"window": row.window, "again": row.calls}
        return _write(row, streams.CALLED, queue.CALLED, said, actor=actor, at=at)


def serve(ticket: int, *, actor: Actor, at: datetime | None = None) -> Ticket:
    """Say that whoever was called is here (开始办)."""
    at = at or time.now()
    with transaction.atomic():
        row = _theirs(ticket, (queue.CALLED,), actor)
        row.served_at = at
        said = _waited(row, at)
        return _write(row, streams.SERVED, queue.SERVING, said, actor=actor, at=at)


def miss(ticket: int, *, actor: Actor, at: datetime | None = None) -> Ticket:
    """Say that whoever was called did not come (过号)."""
    at = at or time.now()
    with transaction.atomic():
        row = _theirs(ticket, (queue.CALLED,), actor)
        said = {"window": row.window, "calls": row.calls}
        return _write(row, streams.MISSED, queue.MISSED, said, actor=actor, at=at)


def come_back(ticket: int, *, actor: Actor, at: datetime | None = None) -> Ticket:
    """Let somebody who missed their call queue again (过号重排): counted from now, elders as ever."""
    at = at or time.now()
    with transaction.atomic():
        row = _locked(ticket)
        if row.state != queue.MISSED or row.day != time.city_date(at):
            raise TicketMoved
        if actor.kind == "person" and row.person != actor.id:
            raise NoSuchVisit
        rules = places.hall(row.hall).precedence
        row.counts_from = at - queue.credit(rules, at, needs=row.needs)
        row.window, row.called_at = "", None
        said = {"line": row.line}
        return _write(row, streams.RETURNED, queue.WAITING, said, actor=actor, at=at)


def pass_on(ticket: int, *, line: str, actor: Actor, at: datetime | None = None) -> Ticket:
    """Pass somebody on to another line (转窗口); they keep the place their coming gave them."""
    at = at or time.now()
    with transaction.atomic():
        row = _theirs(ticket, (queue.CALLED, queue.SERVING), actor)
        before = row.line
        places.line(places.hall(row.hall), line)
        said = {"from": before, "line": line, "window": row.window}
        row.line, row.window, row.called_at, row.served_at = line, "", None, None
        return _write(row, streams.TRANSFERRED, queue.WAITING, said, actor=actor, at=at)


def finish(ticket: int, *, actor: Actor, at: datetime | None = None) -> Ticket:
    """Say that a visit is done (办完); how long it took is what estimates rest on."""
    at = at or time.now()
    with transaction.atomic():
        row = _theirs(ticket, (queue.CALLED, queue.SERVING), actor)
        row.served_at = row.served_at or row.called_at
        row.ended_at = at
        took = at - (row.served_at or at)
        said = {"window": row.window, "line": row.line, "minutes": _minutes(took)}
        return _write(row, streams.ENDED, queue.DONE, said, actor=actor, at=at)


def give_up(ticket: int, *, actor: Actor, at: datetime | None = None) -> Ticket:
    """Give a ticket back (不等了), by whose it is or by a clerk."""
    at = at or time.now()
    with transaction.atomic():
        row = _locked(ticket)
        if actor.kind == "person" and row.person != actor.id:
            raise NoSuchVisit
        if row.state not in (queue.WAITING, queue.MISSED):
            raise TicketMoved
        row.ended_at = at
        said = {"line": row.line, "minutes": _minutes(at - row.came_at)}
        return _write(row, streams.GAVE_UP, queue.LEFT, said, actor=actor, at=at)


# Within


def _next(hall: str, window: Window, day: date) -> TicketRow | None:
    rows = rows_of(hall, day).filter(state=queue.WAITING, line__in=list(window.lines))
    free = rows.select_for_update(skip_locked=True).order_by("counts_from", "id")
    found: TicketRow | None = free.first()
    return found


def _hold_window(hall: str, no: str) -> None:
    """One act at a window at a time: two tabs of one clerk call one person."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"{hall} {no}"])


def _theirs(ticket: int, states: Sequence[str], actor: Actor) -> TicketRow:
    row = _locked(ticket)
    places.ensure_theirs(row.hall, row.window, actor=actor) if row.window else places.may_work(
        actor
    )
    if row.state not in states:
        raise TicketMoved
    if not row.window:
        raise NotYourWindow
    return row


def _locked(ticket: int) -> TicketRow:
    rows = TicketRow.objects.select_for_update()
    row = rows.filter(shard=ids.shard_of(ticket), id=ticket).first()
    if row is None:
        raise NoSuchVisit
    return row


def _open_of(person: int, hall: Hall, line: str, day: date) -> Ticket | None:
    rows = rows_of(hall.id, day).filter(person=person, line=line, state__in=queue.OPEN)
    row = rows.order_by("-id").first()
    return ticket_of(row) if row else None


def _needs(given: Collection[str], person: int, hall: Hall, day: date) -> set[str]:
    wanted = set(given) & set(queue.NEEDS)
    party = people.party(person) if person else None
    if party is not None and party.kind == "person" and party.number:
        born = check_citizen_number(party.number).birth
        if _age(born, day) >= hall.precedence.elder_age:
            wanted.add(queue.ELDER)
    return wanted


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _number(hall: Hall, line: Line, day: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [places.shard(hall.id), hall.id, line.letter, day])
        return f"{line.letter}{int(cursor.fetchone()[0]):03d}"


def _waited(row: TicketRow, at: datetime) -> dict[str, Any]:
    return {
        "window": row.window, "line": row.line, "waited": _minutes(at - row.came_at),
        "told": row.told,
    }  # fmt: skip


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def _write(
    row: TicketRow, what: str, state: str, said: dict[str, Any], *, actor: Actor, at: datetime
) -> Ticket:
    streams.say(row.id, row.seq, what, said, hall=row.hall, person=row.person, actor=actor, at=at)
    row.state, row.seq = state, row.seq + 1
    changed = (
        "state", "seq", "line", "window", "calls", "counts_from", "called_at", "served_at",
        "ended_at",
    )  # fmt: skip
    values = {name: getattr(row, name) for name in changed}
    TicketRow.objects.filter(shard=row.shard, id=row.id).update(**values)
    return ticket_of(row)
