"""Serving a document (送达), with its proof: the inbox, a letter, a public notice, in that order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.exchange.notices.domain import sending, serving
from tongban.exchange.notices.domain.problems import NoSuchNotice, NotYourDesk
from tongban.exchange.notices.models import NoticeRow, SendingRow
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.people import api as people

STREAM, SERVED = "service", "exchange.NoticeServed"
SHOWN = 100
DEAD_DAYS = 90


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Something that did not arrive, as a person at the sending desk sees it (待处理的发送)."""

    id: int
    way: str
    why: str
    in_doubt: bool
    subject: str
    about: tuple[str, str]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a notice about something got on (送达情况): for the case page."""

    notice: int
    subject: str
    made_at: datetime
    read_at: datetime | None
    legal: bool
    served_at: datetime | None
    served: Text | None
    law: str
    ways: tuple[tuple[str, str, bool], ...]


def serve(row: NoticeRow, by: str, *, actor: Actor, at: datetime, proof: str = "") -> bool:
    """Note that a document was served, once (送达回证); False where it had been before."""
    fresh = NoticeRow.objects.filter(shard=row.shard, id=row.id, served_at__isnull=True)
    if not fresh.update(served_at=at, served_by=by):
        return False
    row.served_at, row.served_by = at, by
    said = {
        "about": [row.about_kind, row.about_number], "document": row.document, "by": by,
        "method": serving.WAYS[by].method, "on": time.city_date(at).isoformat(), "proof": proof,
    }  # fmt: skip
    event = Event(SERVED, at, actor, said, (Ref("party", str(row.person), "served"),))
    head, work = projected(row.id, [event])
    ledger.append(ledger.Append(row.id, STREAM, 0, [event], head, work))
    return True


def projected(_stream: int, found: Sequence[Event]) -> tuple[ledger.Head, Sequence[ledger.Task]]:
    """Make the row of a service from its one event."""
    event = found[0]
    person = int(event.objects[0].id)
    attrs = {"by": event.data["by"], "about": event.data["about"][1]}
    return ledger.Head("served", None, person, None, "", None, attrs), ()


def push_on(at: datetime) -> int:
    """Take every document that nobody received to its next way; returns how many moved."""
    rows = NoticeRow.objects.filter(
        legal=True, served_at__isnull=True, made_at__lt=at - serving.PATIENCE
    )
    moved = 0
    for row in rows.order_by("made_at")[: SHOWN * 10]:
        moved += _push(row, at)
    return moved


def _push(row: NoticeRow, at: datetime) -> int:
    letter = SendingRow.objects.filter(
        shard=row.shard, notice=row.id, way__in=("letter", serving.PUBLIC)
    )
    states = dict(letter.values_list("way", "state"))
    way = serving.next_way(
        served=False,
        waited=(at - row.made_at).days,
        letter=states.get("letter"),
        has_address=people.reach(row.person).address is not None,
    )
    if way is None or way in states:
        return 0
    SendingRow.objects.create(
        shard=row.shard, id=ids.new(row.shard), notice=row.id, person=row.person, way=way,
        state=sending.QUEUED, made_at=at,
    )  # fmt: skip
    return 1


# The sending desk


def deliveries(about: tuple[str, str], *, person: int) -> Sequence[Delivery]:
    """Return how the notices to a person about something got on, the newest first (送达情况)."""
    rows = NoticeRow.objects.filter(
        shard=ids.shard_of(person), person=person, about_kind=about[0], about_number=about[1]
    ).order_by("-id")[:SHOWN]
    sent: dict[int, list[tuple[str, str, bool]]] = {}
    found = SendingRow.objects.filter(
        shard=ids.shard_of(person), notice__in=[row.id for row in rows]
    )
    for one in found.order_by("id"):
        sent.setdefault(one.notice, []).append((one.way, one.state, one.in_doubt))
    return [_delivery(row, tuple(sent.get(row.id, ()))) for row in rows]


def _delivery(row: NoticeRow, ways: tuple[tuple[str, str, bool], ...]) -> Delivery:
    way = serving.WAYS.get(row.served_by)
    return Delivery(
        row.id, row.subject, row.made_at, row.read_at, row.legal, row.served_at,
        way.words if way else None, way.law if way else "", ways,
    )  # fmt: skip


def undelivered(*, actor: Actor, at: datetime | None = None) -> Sequence[Undelivered]:
    """Return what did not arrive, what is in doubt, and the letters and notices to be sent.

    The oldest first. Raises NotYourDesk.
    """
    ensure_desk(actor)
    since = (at or time.now()) - timedelta(days=DEAD_DAYS)
    dead = SendingRow.objects.filter(state=sending.DEAD, settled_at__gt=since)
    paper = SendingRow.objects.filter(
        state__in=(sending.QUEUED, sending.TAKEN), way__in=("letter", serving.PUBLIC)
    )
    rows = [*paper.order_by("id")[:SHOWN], *dead.order_by("settled_at")[:SHOWN]]
    notices = {
        row.id: row
        for row in NoticeRow.objects.filter(
            shard__in={row.shard for row in rows}, id__in={row.notice for row in rows}
        )
    }
    return [
        Undelivered(
            row.id, row.way, row.why or row.state, row.in_doubt, notices[row.notice].subject,
            (notices[row.notice].about_kind, notices[row.notice].about_number), row.made_at,
        )
        if row.notice in notices
        else Undelivered(
            row.id, row.way, row.why or row.state, row.in_doubt, "", ("parcel", ""), row.made_at
        )
        for row in rows
    ]  # fmt: skip


def send_again(sending_id: int, *, actor: Actor, at: datetime | None = None) -> int:
    """Have a dead letter sent again under a new key (重发); returns the new sending.

    One that is in doubt may then arrive twice: whoever orders it has been told so.
    """
    ensure_desk(actor)
    at = at or time.now()
    with transaction.atomic():
        row = _row(sending_id, sending.DEAD)
        if row.sealed is None:  # a code that was not carried is asked for anew
            raise NoSuchNotice
        row.state = sending.DROPPED
        row.save(update_fields=["state"])
        made = SendingRow.objects.create(
            shard=row.shard, id=ids.new(row.shard), notice=row.notice, person=row.person,
            way=row.way, state=sending.QUEUED, urgent=row.urgent, secret=row.secret,
            sealed=row.sealed, made_at=at, due_at=at,
        )  # fmt: skip
    return made.id


def let_go(sending_id: int, *, actor: Actor) -> None:
    """Put a dead letter aside: nothing more is tried (不再发送)."""
    ensure_desk(actor)
    row = _row(sending_id, sending.DEAD)
    row.state, row.sealed = sending.DROPPED, None
    row.save(update_fields=["state", "sealed"])


def post_letter(
    sending_id: int, *, tracking: str, actor: Actor, at: datetime | None = None
) -> None:
    """Note that a letter was posted under a number of the post (交寄)."""
    ensure_desk(actor)
    row = _row(sending_id, sending.QUEUED, "letter")
    row.state, row.reference, row.taken_at = sending.TAKEN, tracking.strip()[:120], at or time.now()
    row.save(update_fields=["state", "reference", "taken_at"])


def letter_came(
    sending_id: int, *, on: date | None, actor: Actor, at: datetime | None = None
) -> None:
    """Note the day on the return slip (回执), or None where the letter came back (退回)."""
    ensure_desk(actor)
    at = at or time.now()
    with transaction.atomic():
        row = _row(sending_id, sending.TAKEN, "letter")
        row.state = sending.DELIVERED if on else sending.DEAD
        row.settled_at, row.why = at, "" if on else "returned"
        row.save(update_fields=["state", "settled_at", "why"])
        if on:
            when = min(time.end_of(on), at)
            serve(_notice(row), serving.POST, actor=actor, at=when, proof=row.reference)


def publish(sending_id: int, *, where: str, actor: Actor, at: datetime | None = None) -> None:
    """Note where a public notice was published (公告送达); its thirty days run from now."""
    ensure_desk(actor)
    at = at or time.now()
    with transaction.atomic():
        row = _row(sending_id, sending.QUEUED, serving.PUBLIC)
        row.state, row.reference, row.settled_at = sending.DELIVERED, where.strip()[:120], at
        row.save(update_fields=["state", "reference", "settled_at"])
        serve(_notice(row), serving.PUBLIC, actor=actor, at=at, proof=row.reference)


def ensure_desk(actor: Actor) -> None:
    """Raise NotYourDesk for anybody but an officer who may hand out for an agency."""
    if actor.kind == "system":
        return
    if actor.kind != "officer" or not agencies.may(actor, "inbox", agency=None):
        raise NotYourDesk


def _row(sending_id: int, state: str, way: str | None = None) -> SendingRow:
    rows = SendingRow.objects.select_for_update().filter(
        shard=ids.shard_of(sending_id), id=sending_id, state=state
    )
    row = (rows.filter(way=way) if way else rows).first()
    if row is None:
        raise NoSuchNotice
    return row


def _notice(row: SendingRow) -> NoticeRow:
    return NoticeRow.objects.get(shard=row.shard, id=row.notice)
