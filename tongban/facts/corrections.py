"""Between the domain's disputes and the tables: disputing, answering, correcting, ending."""

from datetime import date, datetime

from django.db import transaction

from tongban.facts import store
from tongban.facts.domain import disputes as law
from tongban.facts.domain.disputes import Dispute
from tongban.facts.domain.problems import AlreadyDisputed, DisputeClosed, UnknownStatement
from tongban.facts.domain.statements import Source
from tongban.facts.models import DisputeRow, StatementRow
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor


def row(statement_id: int, *, lock: bool = False) -> StatementRow:
    """Read one statement, locked where it is about to change."""
    found = StatementRow.objects.filter(shard=ids.shard_of(statement_id), pk=statement_id)
    statement = (found.select_for_update() if lock else found).first()
    if statement is None:
        raise UnknownStatement
    return statement


def dispute(statement_id: int, *, reason: str, actor: Actor, at: datetime) -> Dispute:
    """Write a dispute and flag the statement."""
    with transaction.atomic():
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
            state=law.OPEN,
        )
        StatementRow.objects.filter(shard=statement.shard, pk=statement.id).update(dispute=new.id)
    return _dispute(new)


def find(dispute_id: int) -> Dispute:
    """Read one dispute."""
    found = DisputeRow.objects.filter(shard=ids.shard_of(dispute_id), pk=dispute_id).first()
    if found is None:
        raise UnknownStatement
    return _dispute(found)


def settle(answered: Dispute, *, value: object, actor: Actor, at: datetime) -> None:
    """Write the answer: the statement ends and its correction stands, or it is kept."""
    shard = ids.shard_of(answered.id)
    with transaction.atomic():
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
                source = Source("register", holder=statement.source_holder)
                _restate(statement, value, source=source, actor=actor, at=at)
        StatementRow.objects.filter(shard=shard, pk=statement.id).update(dispute=None)


def correct(statement_id: int, value: object, *, actor: Actor, at: datetime) -> int:
    """End what the person said and record what they say now."""
    with transaction.atomic():
        statement = row(statement_id, lock=True)
        _end(statement, why="corrected", actor=actor, at=at)
        source = Source(statement.source, case=statement.source_case)
        return _restate(statement, value, source=source, actor=actor, at=at)


def end_licence(licence: int, *, on: date, actor: Actor, at: datetime) -> int:
    """End every statement a licence made; returns how many."""
    return StatementRow.objects.filter(
        shard=ids.shard_of(licence), source_licence=licence, ended_on=None
    ).update(ended_on=on, ended_at=at, ended_by=actor.to_json(), ended_why="revoked")


def open_disputes(holder: str, *, limit: int) -> list[Dispute]:
    """Read what waits for an agency's answer, oldest first."""
    rows = DisputeRow.objects.filter(holder=holder, state=law.OPEN).order_by("opened_at", "id")
    return [_dispute(each) for each in rows[:limit]]


def disputes_of(subject: int) -> list[Dispute]:
    """Read the disputes about a subject, newest first."""
    rows = DisputeRow.objects.filter(shard=ids.shard_of(subject), subject=subject)
    return [_dispute(each) for each in rows.order_by("-opened_at", "-id")]


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
    )
