"""Appointments (预约): the same places for the web, the telephone and the counter.

A place is taken by one statement that counts up only while there is one left: whoever comes second
to the last one is told so, on whatever machine they asked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from tongban.agencies import api as agencies
from tongban.cases.visits import places, streams
from tongban.cases.visits.domain.problems import BookedAlready, NoSuchVisit, NotBookable, SlotTaken
from tongban.cases.visits.models import BookingRow, SlotRow
from tongban.catalogue.domain.halls import Hall, Line
from tongban.exchange import api as exchange
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.people import api as people

BOOKED, CAME, CANCELLED, MISSED = "booked", "came", "cancelled", "missed"
CHANNELS = ("web", "phone", "window", "kiosk", "api")
_TAKE = (
    "insert into cases_slot (shard, hall, line, begins, taken) values (%s, %s, %s, %s, 1)"
    " on conflict (shard, hall, line, begins) do update set taken = cases_slot.taken + 1"
    " where cases_slot.taken < %s returning taken"
)
_GIVE = (
    "update cases_slot set taken = taken - 1 where shard = %s and hall = %s and line = %s"
    " and begins = %s and taken > 0"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked (预约时段) and how many places are left."""

    begins: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day with times to book (可约日期): how many places are left on it."""

    on: date
    left: int


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment (预约): who, where, in which line, when, and what became of it."""

    id: int
    person: int
    hall: Hall
    line: Line
    begins: datetime
    service: str
    channel: str
    state: str
    ticket: int | None = None
    seq: int = 0

    def is_open(self, at: datetime) -> bool:
        """Whether it is still to come, so that it can be moved or cancelled."""
        return self.state == BOOKED and at < self.begins


def slots(code: str, letter: str, on: date, *, at: datetime | None = None) -> tuple[Slot, ...]:
    """Return the times of a day in a line that are still to come, full ones with nought left."""
    at, hall = at or time.now(), places.hall(code)
    line = places.line(hall, letter)
    first = time.city_date(at)
    if not first <= on <= first + timedelta(days=line.ahead):
        return ()
    times = [one for one in hall.times(line, on, agencies.calendar()) if one > at]
    taken = _taken(hall, line, times)
    return tuple(Slot(one, max(line.places - taken.get(one, 0), 0)) for one in times)


def days(code: str, letter: str, *, at: datetime | None = None) -> tuple[Day, ...]:
    """Return the days that have times in a line, full ones with nought left."""
    at, hall = at or time.now(), places.hall(code)
    line, calendar, first = places.line(hall, letter), agencies.calendar(), time.city_date(at)
    every = {
        day: [one for one in hall.times(line, day, calendar) if one > at]
        for day in (first + timedelta(days=more) for more in range(line.ahead + 1))
    }
    taken = _taken(hall, line, [one for times in every.values() for one in times])
    return tuple(
        Day(day, sum(max(line.places - taken.get(one, 0), 0) for one in times))
        for day, times in every.items()
        if times
    )


def book(
    *,
    person: int,
    hall: str,
    line: str,
    begins: datetime,
    channel: str,
    actor: Actor,
    service: str = "",
    at: datetime | None = None,
) -> Booking:
    """Make an appointment for a person (预约).

    They make it themselves, somebody who may act for them does, or a clerk. Raises NotBookable for
    a time that is not offered, SlotTaken for one whose last place has gone, BookedAlready.
    """
    at, place = at or time.now(), places.hall(hall)
    queue = places.line(place, line)
    _may(actor, person, service)
    _ensure_offered(place, queue, begins, at)
    shard = ids.shard_of(person)
    stream = ids.new(shard)
    row = BookingRow(
        shard=shard, id=stream, person=person, hall=hall, line=line, begins=begins,
        service=service, channel=channel, state=BOOKED, seq=1, made_at=at,
    )  # fmt: skip
    with transaction.atomic():
        _ensure_alone(person, begins)
        _take(place, queue, begins)
        row.save(force_insert=True)
        said = {"line": line, "begins": begins.isoformat(), "channel": channel}
        streams.say(stream, 0, streams.BOOKED, said, hall=hall, person=person, actor=actor, at=at)
        return _tell(row, "visit-booked", actor=actor, at=at)


def move(booking: int, *, begins: datetime, actor: Actor, at: datetime | None = None) -> Booking:
    """Move an appointment to another time of the same line (改期); the old place is free again.

    Raises NoSuchVisit, NotBookable, SlotTaken, BookedAlready; then the old time stands.
    """
    at = at or time.now()
    with transaction.atomic():
        row = _held(booking, actor, at)
        if begins == row.begins:
            return _booking(row)
        hall = places.hall(row.hall)
        line = places.line(hall, row.line)
        _ensure_offered(hall, line, begins, at)
        _ensure_alone(row.person, begins, but=booking)
        _take(hall, line, begins)
        _give(row)
        said = {"line": row.line, "begins": begins.isoformat(), "from": row.begins.isoformat()}
        row.begins = begins
        _write(row, streams.MOVED, said, actor=actor, at=at)
        return _tell(row, "visit-booked", actor=actor, at=at)


def cancel(booking: int, *, actor: Actor, at: datetime | None = None) -> Booking:
    """Cancel an appointment (取消预约); its place is free at once. Raises NoSuchVisit."""
    at = at or time.now()
    with transaction.atomic():
        row = _held(booking, actor, at)
        _give(row)
        row.state = CANCELLED
        said = {"line": row.line, "begins": row.begins.isoformat()}
        _write(row, streams.CANCELLED, said, actor=actor, at=at)
        return _tell(row, "visit-cancelled", actor=actor, at=at)


def came(booking: int, ticket: int, *, actor: Actor, at: datetime) -> Booking:
    """Note that somebody came to their appointment (已到); within the ticket's transaction."""
    rows = BookingRow.objects.select_for_update()
    row = rows.filter(shard=ids.shard_of(booking), id=booking, state=BOOKED).first()
    if row is None:
        raise NoSuchVisit
    row.state, row.ticket = CAME, ticket
    late = round((at - row.begins).total_seconds() / 60)
    said = {"line": row.line, "begins": row.begins.isoformat(), "late": late}
    _write(row, streams.CAME, said, actor=actor, at=at)
    return _booking(row)


def booking(id_: int, *, actor: Actor) -> Booking:
    """Return an appointment to whose it is, to who may act for them, or to a clerk."""
    row = BookingRow.objects.filter(shard=ids.shard_of(id_), id=id_).first()
    if row is None:
        raise NoSuchVisit
    _may(actor, row.person, row.service)
    return _booking(row)


def bookings(person: int, *, actor: Actor, limit: int = 20) -> tuple[Booking, ...]:
    """Return a person's appointments, the latest first. Raises NoSuchVisit for a stranger."""
    _may(actor, person, "")
    rows = BookingRow.objects.filter(shard=ids.shard_of(person), person=person)
    known = {one.id for one in places.halls()}
    return tuple(_booking(row) for row in rows.order_by("-begins")[:limit] if row.hall in known)


def todays(person: int, *, hall: str, actor: Actor, at: datetime | None = None) -> Booking | None:
    """Return the appointment a person still has today in a hall, the next one."""
    at = at or time.now()
    day = time.city_date(at)
    mine = sorted(bookings(person, actor=actor), key=lambda one: one.begins)
    here = [one for one in mine if one.hall.id == hall and one.state == BOOKED]
    return next((one for one in here if time.city_date(one.begins) == day), None)


def _may(actor: Actor, person: int, service: str) -> None:
    """Let through who makes their own appointment, somebody else's by mandate, or works here."""
    if actor.kind == "person":
        allowed = actor.id == person or bool(
            people.may_act_for(actor.id, person, scope=service or "*")
        )
    else:
        allowed = bool(agencies.may(actor, "queue", agency=None))
    if not allowed:
        raise NoSuchVisit


def _held(booking: int, actor: Actor, at: datetime) -> BookingRow:
    rows = BookingRow.objects.select_for_update()
    row = rows.filter(shard=ids.shard_of(booking), id=booking).first()
    if row is None:
        raise NoSuchVisit
    _may(actor, row.person, row.service)
    if row.state != BOOKED or row.begins <= at:
        raise NotBookable
    return row


def _ensure_offered(hall: Hall, line: Line, begins: datetime, at: datetime) -> None:
    day, first = time.city_date(begins), time.city_date(at)
    offered = first <= day <= first + timedelta(days=line.ahead) and begins > at
    if not offered or begins not in hall.times(line, day, agencies.calendar()):
        raise NotBookable


def _ensure_alone(person: int, begins: datetime, *, but: int = 0) -> None:
    """Nobody can be at two windows at once: one appointment of a person at one time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [person])
    rows = BookingRow.objects.filter(
        shard=ids.shard_of(person), person=person, begins=begins, state=BOOKED
    )
    if rows.exclude(id=but).exists():
        raise BookedAlready


def _take(hall: Hall, line: Line, begins: datetime) -> None:
    if line.places < 1:
        raise NotBookable
    with connection.cursor() as cursor:
        at = (places.shard(hall.id), hall.id, line.letter, begins)
        cursor.execute(_TAKE, [*at, line.places])
        if cursor.fetchone() is None:
            raise SlotTaken


def _give(row: BookingRow) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, [places.shard(row.hall), row.hall, row.line, row.begins])


def _taken(hall: Hall, line: Line, times: list[datetime]) -> dict[datetime, int]:
    if not times:
        return {}
    rows = SlotRow.objects.filter(
        shard=places.shard(hall.id),
        hall=hall.id,
        line=line.letter,
        begins__range=(min(times), max(times)),
    )
    return dict(rows.values_list("begins", "taken"))


def _write(
    row: BookingRow, what: str, said: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    streams.say(row.id, row.seq, what, said, hall=row.hall, person=row.person, actor=actor, at=at)
    row.seq += 1
    BookingRow.objects.filter(shard=row.shard, id=row.id).update(
        seq=row.seq, state=row.state, begins=row.begins, ticket=row.ticket
    )


def _tell(row: BookingRow, template: str, *, actor: Actor, at: datetime) -> Booking:
    """Tell the person what was booked or cancelled, in the transaction that does it."""
    made = _booking(row)
    begins = row.begins.astimezone(time.CITY)
    when = Text(f"{begins.month} 月 {begins.day} 日 {begins:%H:%M}", f"{begins:%Y-%m-%d %H:%M}")
    exchange.notify(
        person=row.person,
        template=template,
        values={"when": when, "where": made.hall.name, "said": made.line.name},
        about=("visit", str(row.id)),
        actor=actor,
        at=at,
    )
    return made


def _booking(row: BookingRow) -> Booking:
    hall = places.hall(row.hall)
    line = hall.line(row.line) or Line(row.line, hall.name)
    return Booking(
        id=row.id, person=row.person, hall=hall, line=line, begins=row.begins,
        service=row.service, channel=row.channel, state=row.state, ticket=row.ticket, seq=row.seq,
    )  # fmt: skip


def ahead(services: Collection[str], *, since: datetime) -> int:
    """Count the appointments for some services that are still to come (待赴约)."""
    rows = BookingRow.objects.filter(state=BOOKED, service__in=services, begins__gte=since)
    return rows.count()
