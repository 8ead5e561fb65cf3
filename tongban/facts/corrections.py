"""Between the domain's disputes and the tables: disputing, answering, correcting, ending."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.facts import acts, closing, store
from tongban.facts.domain import disputes as law
from tongban.facts.domain.disputes import Dispute
from tongban.facts.domain.problems import AlreadyDisputed, DisputeClosed, UnknownStatement
from tongban.facts.domain.statements import Source
from tongban.facts.models import DisputeRow, PauseRow, StatementRow
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger

STREAM = "dispute"
DUE = "facts.dispute-due"
ANSWER = "facts.answer"


def row(statement_id: int, *, lock: bool = False) -> StatementRow:
    """Read one statement, locked where it is about to change."""
    found = StatementRow.objects.filter(shard=ids.shard_of(statement_id), pk=statement_id)
    with closing.inside():
        statement = (found.select_for_update() if lock else found).first()
    if statement is None:
        raise UnknownStatement
    return statement


@transaction.atomic
def dispute(statement_id: int, *, reason: str, actor: Actor, at: datetime) -> Dispute:
    """Write a dispute, flag the statement, and give its source a task with a clock."""
    due = agencies.calendar().add(time.city_date(at), law.ANSWER_DAYS)
    with closing.inside():
        statement = row(statement_id, lock=True)
        if statement.dispute is not None:
            raise AlreadyDisputed
        new = DisputeRow.objects.create(
            id=ids.new(statement.shard),
            shard=statement.shard,
            statement=statement.id,
            subject=statement.subject,
            kind=statement.kind,
            holder=statement.source_holder,
            reason=reason,
            opened_at=at,
            opened_by=actor.to_json(),
            due=due,
            state=law.OPEN,
        )
        StatementRow.objects.filter(shard=statement.shard, pk=statement.id).update(dispute=new.id)
        acts.write(new.subject, "dispute", {"kind": new.kind}, actor=actor, at=at)
    made = _dispute(new)
    _tell(made, "facts.Disputed", 0, actor=actor, at=at)
    return made


def find(dispute_id: int) -> Dispute:
    """Read one dispute."""
    with closing.inside():
        found = DisputeRow.objects.filter(shard=ids.shard_of(dispute_id), pk=dispute_id).first()
    if found is None:
        raise UnknownStatement
    return _dispute(found)


@transaction.atomic
def settle(answered: Dispute, *, value: object, actor: Actor, at: datetime) -> None:
    """Write the answer: the statement ends and its correction stands, or it is kept."""
    shard = ids.shard_of(answered.id)
    with closing.inside():
        changed = DisputeRow.objects.filter(shard=shard, pk=answered.id, state=law.OPEN).update(
            state=answered.state,
            answer=answered.answer,
            resolved_at=at,
            resolved_by=actor.to_json(),
        )
        if not changed:
            raise DisputeClosed
        statement = row(answered.statement, lock=True)
        if answered.state == law.CORRECTED:
            _end(statement, why="corrected", actor=actor, at=at)
            if value is not None:
                source = Source("register", holder=statement.source_holder, law=statement.law)
                _restate(statement, value, source=source, actor=actor, at=at)
        StatementRow.objects.filter(shard=shard, pk=statement.id).update(dispute=None)
        said = {"kind": answered.kind, "state": answered.state}
        acts.write(answered.subject, "answer", said, actor=actor, at=at)
    head = ledger.head(answered.id)
    if head is not None:  # what was disputed before there were clocks has no stream
        _tell(answered, "facts.DisputeAnswered", head.version, actor=actor, at=at)


def correct(statement_id: int, value: object, *, actor: Actor, at: datetime) -> int:
    """End what the person said and record what they say now."""
    with closing.inside():
        statement = row(statement_id, lock=True)
        _end(statement, why="corrected", actor=actor, at=at)
        source = Source(statement.source, case=statement.source_case)
        acts.write(statement.subject, "correct", {"kind": statement.kind}, actor=actor, at=at)
        return _restate(statement, value, source=source, actor=actor, at=at)


def end_licence(licence: int, *, on: date, actor: Actor, at: datetime) -> int:
    """End every statement a licence made; returns how many."""
    with closing.inside():
        return StatementRow.objects.filter(
            shard=ids.shard_of(licence), source_licence=licence, ended_on=None
        ).update(ended_on=on, ended_at=at, ended_by=actor.to_json(), ended_why="revoked")


def pause(licence: int, *, on: date) -> None:
    """Let nobody use what a licence states from a day on; said twice it stays one."""
    shard = ids.shard_of(licence)
    with closing.inside():
        standing = PauseRow.objects.filter(shard=shard, licence=licence, until_on=None)
        if not standing.exists():
            PauseRow.objects.create(id=ids.new(shard), shard=shard, licence=licence, from_on=on)


def resume(licence: int, *, on: date) -> None:
    """Let what a licence states be used again from a day on."""
    rows = PauseRow.objects.filter(shard=ids.shard_of(licence), licence=licence, until_on=None)
    with closing.inside():
        rows.update(until_on=on)


def open_disputes(holder: str, *, limit: int) -> list[Dispute]:
    """Read what waits for an agency's answer, oldest first."""
    rows = DisputeRow.objects.filter(holder=holder, state=law.OPEN).order_by("opened_at", "id")
    with closing.inside():
        return [_dispute(each) for each in rows[:limit]]


def late_disputes(on: date, *, limit: int) -> list[Dispute]:
    """Read what no agency answered by its last day, the longest overdue first."""
    rows = DisputeRow.objects.filter(state=law.OPEN, due__lt=on).order_by("due", "id")
    with closing.inside():
        return [_dispute(each) for each in rows[:limit]]


def disputes_of(subject: int) -> list[Dispute]:
    """Read the disputes about a subject, newest first."""
    rows = DisputeRow.objects.filter(shard=ids.shard_of(subject), subject=subject)
    with closing.inside():
        return [_dispute(each) for each in rows.order_by("-opened_at", "-id")]


def queue_of(holder: str | None) -> str:
    """Return the queue of an agency's disputes; what no agency stated is the platform's own."""
    return f"facts:{holder or ''}"


def head_of(found: Dispute, *, overdue: bool = False) -> tuple[ledger.Head, list[ledger.Task]]:
    """Return the row of a dispute and what waits: an answer, and its clock until it has rung."""
    is_open = found.state == law.OPEN
    queue = queue_of(found.holder) if is_open else None
    attrs = {"kind": found.kind}
    head = ledger.Head(found.state, queue, found.subject, None, found.kind, found.due, attrs)
    if not is_open:
        return head, []
    due = time.end_of(found.due) if found.due else None
    shard = ids.shard_of(found.id)
    answer = ledger.Task(ids.new(shard), queue or "", ANSWER, due)
    clock = ledger.Task(ids.new(shard), ledger.CLOCK, DUE, due)
    return head, [answer] if overdue else [answer, clock]


def _tell(found: Dispute, type_: str, version: int, *, actor: Actor, at: datetime) -> None:
    """Write a dispute's event with its row and work; reasons and answers stay in this room."""
    data: dict[str, Any] = {
        "statement": found.statement,
        "subject": found.subject,
        "kind": found.kind,
        "holder": found.holder,
        "state": found.state,
        "due": found.due.isoformat() if found.due else None,
    }
    touched = (Ref("dispute", str(found.id), "subject"),)
    event = Event(type_, at, actor, data, touched, ids.new(ids.shard_of(found.id)))
    head, work = head_of(found)
    close = (ANSWER, DUE) if version else ()
    ledger.append(ledger.Append(found.id, STREAM, version, [event], head, work, close))


def _end(statement: StatementRow, *, why: str, actor: Actor, at: datetime) -> None:
    StatementRow.objects.filter(shard=statement.shard, pk=statement.id, ended_on=None).update(
        ended_on=time.city_date(at), ended_at=at, ended_by=actor.to_json(), ended_why=why
    )


def _restate(
    old: StatementRow, value: object, *, source: Source, actor: Actor, at: datetime
) -> int:
    new = store.NewStatement(old.subject, old.kind, value, source, None, old.valid_to)
    return store.record([new], actor=actor, at=at)[0]


def _dispute(found: DisputeRow) -> Dispute:
    return Dispute(
        id=found.id,
        statement=found.statement,
        subject=found.subject,
        kind=found.kind,
        holder=found.holder,
        reason=found.reason,
        opened_at=found.opened_at,
        state=found.state,
        answer=found.answer,
        resolved_at=found.resolved_at,
        due=found.due,
    )
