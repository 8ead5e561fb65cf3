"""What one may do with one's own data (本人的权利): see it whole, consent, withdraw, have it erased.

The rights of 个人信息保护法 第四十四条至第五十条, as promises of the face; who may use them stands in `theirs`.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from tongban.catalogue.domain.terms import FactKind
from tongban.facts import acts, consenting, corrections, erasing
from tongban.facts import showing as _showing
from tongban.facts.acts import Act
from tongban.facts.domain import statements as rules
from tongban.facts.domain.consents import Consent
from tongban.facts.domain.retaining import Fate
from tongban.facts.domain.statements import Statement
from tongban.facts.showing import Shown
from tongban.facts.store import Look
from tongban.facts.theirs import check_theirs
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose


def shown(found: Iterable[Statement], *, purpose: Purpose, actor: Actor) -> list[Shown]:
    """Return statements as this actor may see them for this purpose: masked where they must be."""
    return _showing.shown(found, purpose=purpose, actor=actor)


def veiled(kind: FactKind | None, value: Any, *, purpose: Purpose, actor: Actor) -> Any:
    """Return a value starred where this actor does not see it whole, None where they do.

    For values another room read for a page (a case's facts); `unmask` shows one whole.
    """
    return _showing.veiled(kind, value, purpose=purpose, actor=actor)


def unmask(
    statement_id: int,
    *,
    reason: str,
    purpose: Purpose,
    actor: Actor,
    subjects: Collection[int] | None = None,
    at: datetime | None = None,
) -> Statement:
    """Show one statement whole, for a reason that its subject can read afterwards.

    Raises ReasonNeeded, NoPurpose, UnknownStatement, NotTheirs for a person it is not about.
    """
    rules.check_purpose(purpose)
    at = at or time.now()
    if actor.kind == "person":
        check_theirs(corrections.row(statement_id).subject, actor, at)
    look = Look(purpose, actor, at)
    return _showing.unmask(statement_id, reason=reason, look=look, subjects=subjects)


def consent(
    subject: int,
    *,
    scope: str,
    words: str,
    kinds: Iterable[str] = (),
    actor: Actor,
    at: datetime | None = None,
) -> Consent:
    """Consent to a scope, for oneself or as the guardian of a child under fourteen.

    Raises ConsentGiven, GuardianNeeded, NotTheirs.
    """
    return consenting.give(
        subject, scope=scope, words=words, kinds=kinds, actor=actor, at=at or time.now()
    )


def withdraw_consent(consent_id: int, *, actor: Actor, at: datetime | None = None) -> Consent:
    """Withdraw a consent: the next read finds nothing. Raises NoSuchConsent, NotTheirs."""
    return consenting.withdraw(consent_id, actor=actor, at=at or time.now())


def consents(subject: int) -> list[Consent]:
    """Return the consents about a person, newest first, the withdrawn ones too."""
    return consenting.of(subject)


def fates(
    subject: int, *, matters: Mapping[int, str] | None = None, at: datetime | None = None
) -> list[Fate]:
    """Say of everything about a subject whether it would be erased, or what keeps it how long.

    `matters` are those whose files keep what was said in them, each with why.
    """
    return erasing.fates(subject, matters=matters or {}, at=at or time.now())


def erase(
    subject: int,
    *,
    matters: Mapping[int, str] | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> list[Fate]:
    """Erase what may go at once, by deleting its keys, and say what the law keeps until when.

    Raises NotTheirs unless it is the person, who acts for them, or the platform's own term.
    """
    at = at or time.now()
    if actor.kind != "system":
        check_theirs(subject, actor, at)
    return erasing.erase(subject, matters=matters or {}, actor=actor, at=at)


def unlink(subject: int, *, before: int) -> int:
    """Delete the keys by which the log's leaves of the years before name a subject."""
    return erasing.unlink(subject, before=before)


def acts_on(subject: int, *, limit: int = 50) -> list[Act]:
    """Return what was done to somebody's data, newest first: disputed, corrected, unmasked….

    The subject's own book of acts: no value stands in it, so it names no purpose and leaves no reading.
    """
    return acts.of(subject, limit=limit)


def kinds_about(subject: int) -> tuple[str, ...]:
    """Name the kinds of which anything stands about a subject, for a page of their own data."""
    return erasing.kinds_about(subject)
