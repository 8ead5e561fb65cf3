"""Disputing a look (查阅异议): the person asks why, the agency that looked answers in time.

It is work of that agency with a clock, answered at its desk; an answer that does not come in time
is an event that supervision hears (个人信息保护法 第五十条).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task
from tongban.oversight.looks.listing import Look
from tongban.oversight.looks.models import LookDisputeRow
from tongban.oversight.looks.problems import LookAnswered, LookDisputed, NotYourLook

STREAM, ANSWER, DUE = "look-dispute", "oversight.answer-look", "oversight.look-due"
OPENED, ANSWERED, OVERDUE = (
    "oversight.LookDisputed",
    "oversight.LookAnswered",
    "oversight.LookAnswerOverdue",
)
DAYS = 10  # working days, as for a statement that is disputed


@dataclass(frozen=True, slots=True)
class LookDispute:
    """A disputed look (查阅异议): what was asked, by when it is answered, what the answer is."""

    id: int
    source: str
    row: int
    agency: str
    words: str
    seen_at: datetime
    reason: str
    opened_at: datetime
    due: date
    answer: str
    answered_at: datetime | None


def dispute(look: Look, *, reason: str, actor: Actor, at: datetime) -> LookDispute:
    """Ask the agency that looked why it did; raises LookDisputed where it is asked already."""
    shard = ids.shard_of(actor.id)
    rows = LookDisputeRow.objects.filter(shard=shard, subject=actor.id)
    if look.own or look.agency is None:
        raise NotYourLook
    with transaction.atomic():
        if rows.filter(source=look.source, row=look.row, answered_at=None).exists():
            raise LookDisputed
        row = LookDisputeRow.objects.create(
            id=ids.new(shard), shard=shard, subject=actor.id, source=look.source, row=look.row,
            agency=look.agency, words=str(look.words), seen_at=look.at, reason=reason,
            opened_at=at, due=agencies.calendar().add(time.city_date(at), DAYS),
        )  # fmt: skip
        _tell(row, OPENED, 0, actor=actor, at=at)
    return _read(row)


def answer(dispute_id: int, *, said: str, actor: Actor, at: datetime) -> LookDispute:
    """Answer in the name of the agency that looked; raises NotYourLook, LookAnswered."""
    with transaction.atomic():
        rows = LookDisputeRow.objects.select_for_update()
        row = rows.filter(shard=ids.shard_of(dispute_id), pk=dispute_id).first()
        if row is None or not agencies.may(actor, "resolve", agency=row.agency or None):
            raise NotYourLook
        if row.answered_at is not None:
            raise LookAnswered
        row.answer, row.answered_at, row.answered_by = said, at, actor.to_json()
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        head = ledger.head(row.id)
        _tell(row, ANSWERED, head.version if head else 0, actor=actor, at=at)
    return _read(row)


def of(subject: int) -> list[LookDispute]:
    """Return what a person has asked about looks, newest first."""
    rows = LookDisputeRow.objects.filter(shard=ids.shard_of(subject), subject=subject)
    return [_read(row) for row in rows.order_by("-id")]


def open_of(agency: str, *, limit: int = 50) -> list[LookDispute]:
    """Return what waits for an agency's answer, first due first."""
    rows = LookDisputeRow.objects.filter(agency=agency, answered_at=None)
    return [_read(row) for row in rows.order_by("due", "id")[:limit]]


@ledger.clock(DUE)
def overdue(task: Task, head: Head, at: datetime) -> None:
    """Say that an agency has not answered in time."""
    del task
    touched = (Ref("look-dispute", str(head.stream), "subject"),)
    event = Event(OVERDUE, at, SYSTEM, {"agency": head.label}, touched, _event_id(head.stream))
    ledger.append(ledger.Append(head.stream, STREAM, head.version, [event], None))


@ledger.projector(STREAM, begins=(OPENED,))
def project(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work from the events."""
    said: dict[str, Any] = dict(found[0].data)
    types = {one.type for one in found}
    due = date.fromisoformat(said["due"])
    return _head(
        stream, said["subject"], said["agency"], due,
        is_open=ANSWERED not in types, rings=OVERDUE not in types,
    )  # fmt: skip


def _tell(row: LookDisputeRow, type_: str, version: int, *, actor: Actor, at: datetime) -> None:
    """Write the event with its work; reasons and answers stay in this room's own table."""
    said = {
        "subject": row.subject, "source": row.source, "row": row.row, "agency": row.agency,
        "due": row.due.isoformat(),
    }  # fmt: skip
    touched = (Ref("look-dispute", str(row.id), "subject"), Ref("agency", row.agency, "asked"))
    event = Event(type_, at, actor, said, touched, _event_id(row.id))
    head, work = _head(
        row.id, row.subject, row.agency, row.due, is_open=type_ == OPENED, rings=True
    )
    close = () if type_ == OPENED else (ANSWER, DUE)
    ledger.append(ledger.Append(row.id, STREAM, version, [event], head, work, close))


def _head(
    stream: int, subject: int, agency: str, due: date, *, is_open: bool, rings: bool
) -> tuple[Head, list[Task]]:
    queue = f"looks:{agency}"
    status = "open" if is_open else "answered"
    head = Head(status, queue if is_open else None, subject, None, agency, due, {"agency": agency})
    if not is_open:
        return head, []
    shard, until = ids.shard_of(stream), time.end_of(due)
    work = Task(ids.new(shard), queue, ANSWER, until)
    clock = Task(ids.new(shard), ledger.CLOCK, DUE, until)
    return head, [work, clock] if rings else [work]


def _event_id(stream: int) -> int:
    return ids.new(ids.shard_of(stream))


def _read(row: LookDisputeRow) -> LookDispute:
    return LookDispute(
        row.id, row.source, row.row, row.agency, row.words, row.seen_at, row.reason,
        row.opened_at, row.due, row.answer, row.answered_at,
    )  # fmt: skip
