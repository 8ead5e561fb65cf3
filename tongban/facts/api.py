"""The face of facts (事实): statements with provenance, read only for a named purpose.

Every read says why it reads and leaves a row the subject sees (`readers`); a read that cannot be
recorded returns nothing (国务院令第716号 第七条; 个人信息保护法 第六条、第四十五条).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.facts import corrections, store
from tongban.facts.asked import asked_of
from tongban.facts.domain import disputes as law
from tongban.facts.domain import statements as rules
from tongban.facts.domain.disputes import Dispute
from tongban.facts.domain.problems import (
    AlreadyDisputed,
    DisputeClosed,
    FactsProblem,
    HeldByAgency,
    NoPurpose,
    NotTheirs,
    UnknownSource,
    UnknownStatement,
)
from tongban.facts.domain.readings import Reading
from tongban.facts.domain.statements import SAID, Source, Statement
from tongban.facts.store import NewStatement
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.people import api as people

__all__ = [
    "SAID",
    "AlreadyDisputed",
    "Dispute",
    "DisputeClosed",
    "FactsProblem",
    "HeldByAgency",
    "NewStatement",
    "NoPurpose",
    "NotTheirs",
    "Reading",
    "Source",
    "Statement",
    "UnknownSource",
    "UnknownStatement",
    "asked_of",
    "correct",
    "dispute",
    "disputes",
    "end_licence",
    "known",
    "known_of",
    "log_read",
    "open_disputes",
    "readers",
    "record",
    "record_all",
    "resolve",
    "statements",
]


def record(
    subject: int,
    values: Mapping[str, Any],
    *,
    source: Source,
    actor: Actor,
    at: datetime | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> dict[str, int]:
    """Record what a source says about a subject; returns each kind's statement id.

    Nothing is overwritten: a newer statement of the same kind goes before an older one.
    """
    new = [
        NewStatement(subject, kind, value, source, valid_from, valid_to)
        for kind, value in values.items()
    ]
    return dict(zip(values, record_all(new, actor=actor, at=at), strict=True))


def record_all(
    new: Sequence[NewStatement], *, actor: Actor, at: datetime | None = None
) -> list[int]:
    """Record statements about many subjects in one query; returns their ids in order."""
    return store.record(new, actor=actor, at=at or time.now())


def known(
    subject: int,
    kinds: Iterable[str],
    *,
    purpose: Purpose,
    actor: Actor,
    at: datetime | None = None,
) -> dict[str, Statement]:
    """Return what is known of a subject today, by kind; what is not known is left out.

    An agency's statement goes before the person's own, the newest before older ones; a disputed
    one is returned with its flag. Raises NoPurpose. One query, which also records the reading.
    """
    found = known_of({subject: kinds}, purpose=purpose, actor=actor, at=at)
    return {kind: statement for (_, kind), statement in found.items()}


def known_of(
    wants: Mapping[int, Iterable[str]],
    *,
    purpose: Purpose,
    actor: Actor,
    at: datetime | None = None,
    within: int | None = None,
) -> dict[tuple[int, str], Statement]:
    """Return what is known of several subjects in one query, with one reading for each.

    What somebody else said about them counts only `within` the matter it was said in.
    """
    rules.check_purpose(purpose)
    at = at or time.now()
    today = time.city_date(at)
    found: dict[tuple[int, str], list[Statement]] = {}
    for each in store.known(wants, on=today, purpose=purpose, actor=actor, at=at, within=within):
        found.setdefault((each.subject, each.kind), []).append(each)
    chosen = {key: rules.choose(several, on=today) for key, several in found.items()}
    return {key: statement for key, statement in chosen.items() if statement is not None}


def statements(
    ids: Iterable[int],
    *,
    purpose: Purpose,
    actor: Actor,
    subjects: Collection[int] | None = None,
    at: datetime | None = None,
) -> dict[int, Statement]:
    """Return statements by id as they were recorded, also those that hold no longer.

    This is how a case reads again what it was decided on. With `subjects`, what is about
    anybody else is left out and not recorded as read. Raises NoPurpose; leaves readings.
    """
    rules.check_purpose(purpose)
    found = store.by_id(ids, subjects=subjects, purpose=purpose, actor=actor, at=at or time.now())
    return {each.id: each for each in found}


def log_read(
    seen: Mapping[int, Iterable[str]],
    *,
    purpose: Purpose,
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Record that another room read what it keeps about these subjects (a licence's contents).

    Called in the transaction of that read. Raises NoPurpose.
    """
    rules.check_purpose(purpose)
    store.log_read(seen, purpose=purpose, actor=actor, at=at or time.now())


def readers(subject: int, *, limit: int = 50, own: bool | None = None) -> list[Reading]:
    """Return who read what about a subject and what for, newest first, for the subject's eyes.

    `own` True keeps their own looks only, False everybody else's.
    """
    return store.readers(subject, limit=limit, own=own)


# Disputes and corrections


def dispute(statement_id: int, *, reason: str, actor: Actor, at: datetime | None = None) -> Dispute:
    """Dispute a statement about oneself or whom one may act for; whatever uses it goes on.

    The statement carries its flag until the source answers. Raises NotTheirs, AlreadyDisputed,
    UnknownStatement.
    """
    at = at or time.now()
    _check_theirs(corrections.row(statement_id).subject, actor, at)
    return corrections.dispute(statement_id, reason=reason, actor=actor, at=at)


def resolve(
    dispute_id: int,
    *,
    upheld: bool,
    answer: str,
    actor: Actor,
    value: Any = None,
    at: datetime | None = None,
) -> Dispute:
    """Answer a dispute, in the name of the agency that made the statement.

    Upheld, the statement ends and `value` is recorded in its place; otherwise it is kept and
    loses its flag. Raises NotTheirs for an officer of another agency, DisputeClosed.
    """
    at = at or time.now()
    found = corrections.find(dispute_id)
    if not agencies.may(actor, "resolve", agency=found.holder):
        raise NotTheirs
    answered = law.resolve(found, upheld=upheld, answer=answer, at=at)
    corrections.settle(answered, value=value, actor=actor, at=at)
    return answered


def correct(statement_id: int, *, value: Any, actor: Actor, at: datetime | None = None) -> int:
    """Say anew what one has said oneself; returns the new statement's id.

    Raises HeldByAgency for what an agency stated (dispute it), NotTheirs.
    """
    at = at or time.now()
    found = corrections.row(statement_id)
    _check_theirs(found.subject, actor, at)
    if found.source != rules.PERSON:
        raise HeldByAgency
    return corrections.correct(statement_id, value, actor=actor, at=at)


def disputes(subject: int) -> list[Dispute]:
    """Return the disputes about a subject, newest first."""
    return corrections.disputes_of(subject)


def open_disputes(holder: str, *, limit: int = 50) -> list[Dispute]:
    """Return what waits for an agency's answer, oldest first."""
    return corrections.open_disputes(holder, limit=limit)


def end_licence(licence: int, *, on: date, actor: Actor, at: datetime | None = None) -> int:
    """End every statement a revoked licence made, from this day; returns how many."""
    return corrections.end_licence(licence, on=on, actor=actor, at=at or time.now())


def _check_theirs(subject: int, actor: Actor, at: datetime) -> None:
    if actor.kind == "officer" and actor.acting_for == subject:
        if agencies.may(actor, "fill", agency=None):
            return
        raise NotTheirs
    if actor.kind != "person" or not people.may_act_for(actor.id, subject, at=at):
        raise NotTheirs
