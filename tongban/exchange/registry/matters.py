"""What somebody must answer within its time (待办事项): applications, looks in an emergency, alarms.

An application for a conditional service waits for its provider, a look in an emergency for its
review by the data authority, an alarm of the watch rules for the data authority too. Each is a task
of the ledger with a clock; a review that is late is a task of the supervisor beside.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.exchange.domain.grants import REVIEW_HOURS
from tongban.exchange.models import OrderRow
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task

STREAM = "exchange_matter"
OPENED, OVERDUE, CLOSED = "exchange.MatterOpened", "exchange.MatterOverdue", "exchange.MatterClosed"
APPLICATION, EMERGENCY, ALARM = "application", "emergency", "alarm"
TASK, LATE, DUE = "exchange.matter", "exchange.matter-late", "exchange.matter-due"
DATA_AUTHORITY, SUPERVISOR = "exchange:data-authority", "exchange:supervisor"
REVIEW = timedelta(hours=REVIEW_HOURS)
ALARM_LOOKED_AT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Matter:
    """One of them (待办事项): its kind, whose it is, by when, what it is about."""

    id: int
    kind: str
    queue: str
    due: datetime
    about: dict[str, Any]
    is_late: bool


def queue_of(agency: str) -> str:
    """Return the queue of an agency's matters."""
    return f"exchange:{agency}"


def begin(
    matter: int,
    kind: str,
    *,
    queue: str,
    due: datetime,
    about: dict[str, Any],
    subject: int = 0,
    actor: Actor,
    at: datetime,
) -> None:
    """Open a matter in the caller's transaction; `about` holds nothing of a person."""
    said = {
        "kind": kind, "queue": queue, "due": due.isoformat(), "about": about, "subject": subject,
    }  # fmt: skip
    event = _event(OPENED, matter, said, actor, at)
    head, work = _standing(matter, [event])
    ledger.append(ledger.Append(matter, STREAM, 0, [event], head, work))


def raise_alarm(key: str, *, about: dict[str, Any], at: datetime, subject: str = "") -> bool:
    """Tell the data authority what a watch rule saw, once a day for one cause; False: it was told.

    `subject` only keeps causes apart and is nowhere written.
    """
    day = time.city_date(at).isoformat()
    number = f"W{hashlib.sha256(f'{key}|{subject}|{day}'.encode()).hexdigest()[:30]}"
    with transaction.atomic():
        if ledger.find_number(number) is not None:
            return False
        due = at + ALARM_LOOKED_AT
        begin(
            ids.new(ids.draw_shard()), ALARM, queue=DATA_AUTHORITY, due=due,
            about={**about, "number": number}, actor=SYSTEM, at=at,
        )  # fmt: skip
    return True


def close(matter: int, *, words: str = "", actor: Actor, at: datetime) -> bool:
    """Close a matter that is open; False where there is none or it is closed."""
    head = ledger.head(matter)
    if head is None or head.status == "closed":
        return False
    event = _event(CLOSED, matter, {"words": words}, actor, at)
    row, _ = _standing(matter, [*ledger.events(matter), event])
    ledger.append(ledger.Append(matter, STREAM, head.version, [event], row, (), (TASK, LATE, DUE)))
    return True


@transaction.atomic
def review(order: int, *, words: str, actor: Actor, at: datetime) -> bool:
    """Write the review of a look in an emergency; False where it was reviewed before."""
    rows = OrderRow.objects.filter(pk=order, reviewed_at=None)
    if not rows.update(reviewed_at=at, reviewed_by=actor.to_json()):
        return False
    return close(order, words=words, actor=actor, at=at)


def late(head: Head, *, at: datetime) -> None:
    """Say that nobody answered in time; a review that is late becomes the supervisor's task too."""
    event = _event(OVERDUE, head.stream, {"kind": head.label}, SYSTEM, at)
    row, work = _standing(head.stream, [*ledger.events(head.stream), event])
    fresh = [one for one in work if one.kind == LATE]
    ledger.append(ledger.Append(head.stream, STREAM, head.version, [event], row, fresh))


def waiting(queue: str, *, limit: int = 100) -> list[Matter]:
    """Return a queue's open matters, first due first."""
    found = ledger.tasks(queue=queue, limit=limit)
    return [_matter(head) for _, head in found.items]


def project(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a matter from its events."""
    return _standing(stream, found)


def _matter(head: Head) -> Matter:
    said = head.attrs
    due = datetime.fromisoformat(said["due"])
    return Matter(
        head.stream, head.label, head.queue or "", due, dict(said["about"]), head.status == "late"
    )


def _standing(stream: int, found: Sequence[Event]) -> tuple[Head, list[Task]]:
    said = found[0].data
    types = {one.type for one in found}
    status = "closed" if CLOSED in types else "late" if OVERDUE in types else "open"
    due = datetime.fromisoformat(said["due"])
    attrs = {"due": said["due"], "about": said["about"]}
    is_open = status != "closed"
    head = Head(
        status, said["queue"] if is_open else None, said["subject"], said["about"].get("number"),
        said["kind"], time.city_date(due), attrs,
    )  # fmt: skip
    if not is_open:
        return head, []
    shard = ids.shard_of(stream)
    work = [Task(ids.new(shard), said["queue"], TASK, due)]
    if status == "open":
        work.append(Task(ids.new(shard), ledger.CLOCK, DUE, due))
    elif said["kind"] == EMERGENCY:
        work.append(Task(ids.new(shard), SUPERVISOR, LATE, due))
    return head, work


def _event(type_: str, matter: int, said: dict[str, Any], actor: Actor, at: datetime) -> Event:
    touched = (Ref("matter", str(matter), "subject"),)
    return Event(type_, at, actor, said, touched, ids.new(ids.shard_of(matter)))
