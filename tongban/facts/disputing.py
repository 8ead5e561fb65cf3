"""Saying that something is wrong (异议与更正): the subject says so, whoever stated it answers.

个人信息保护法 第四十六条: whoever finds their data wrong may have it checked and put right in time.
"""

from datetime import date, datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.facts import corrections
from tongban.facts.domain import disputes as law
from tongban.facts.domain import statements as rules
from tongban.facts.domain.disputes import Dispute
from tongban.facts.domain.problems import HeldByAgency, NotTheirs
from tongban.facts.theirs import check_theirs
from tongban.kernel import time
from tongban.kernel.actors import Actor


def dispute(statement_id: int, *, reason: str, actor: Actor, at: datetime | None = None) -> Dispute:
    """Dispute a statement about oneself or whom one may act for; whatever uses it goes on.

    The statement carries its flag until the source answers. Raises NotTheirs, AlreadyDisputed,
    UnknownStatement.
    """
    at = at or time.now()
    check_theirs(corrections.row(statement_id).subject, actor, at)
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
    check_theirs(found.subject, actor, at)
    if found.source != rules.PERSON:
        raise HeldByAgency
    return corrections.correct(statement_id, value, actor=actor, at=at)


def disputes(subject: int) -> list[Dispute]:
    """Return the disputes about a subject, newest first."""
    return corrections.disputes_of(subject)


def open_disputes(holder: str, *, limit: int = 50) -> list[Dispute]:
    """Return what waits for an agency's answer, oldest first."""
    return corrections.open_disputes(holder, limit=limit)


def late_disputes(on: date, *, limit: int = 50) -> list[Dispute]:
    """Return what no agency answered by its last day, the longest overdue first."""
    return corrections.late_disputes(on, limit=limit)


def the_dispute(dispute_id: int) -> Dispute:
    """Return a dispute by its id; raises UnknownStatement."""
    return corrections.find(dispute_id)
