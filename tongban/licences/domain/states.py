"""The life of a licence (证照状态): issued, suspended, restored, replaced, revoked; expired by its day.

The state is a fold over what happened. Expiry is no event: a licence is expired on every day
after its last one (行政许可法 第五十条、第七十条). Revoking and suspending need a reason, which the
holder is told (第六十九条; 行政处罚法 第九条). A renewal or a correction makes a new version and leaves
the old one as it was, with the word where it went (第四十九条、第五十条). What a kind wants done by two
officers is proposed by one and done by another.

>>> what = Issued("L", Text("证"), "1.2", 7, "GA", Text("局"), date(2026, 1, 1), date(2026, 12, 31))
>>> licence = fold([what, Revoked(date(2026, 5, 1), "登记有误")])
>>> state_on(licence, date(2026, 4, 30)), state_on(licence, date(2026, 5, 1))
('valid', 'revoked')
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from tongban.kernel.text import Text
from tongban.licences.domain.problems import (
    AlreadyProposed,
    NothingProposed,
    NotInForce,
    ReasonMissing,
    SamePerson,
)

VALID, EXPIRED, SUSPENDED, REVOKED = "valid", "expired", "suspended", "revoked"
REPLACED = "replaced"
OVER = (REVOKED, REPLACED)
"""What nothing is done to any more."""
SUSPEND, RESTORE, REVOKE, RENEW, CORRECT = "suspend", "restore", "revoke", "renew", "correct"


@dataclass(frozen=True, slots=True)
class Issued:
    """A licence was issued (颁发); `contents` is the keyed digest of what stands in it."""

    kind: str
    name: Text
    identifier: str
    holder: int
    issuer: str
    issuer_name: Text
    on: date
    valid_to: date | None = None
    case: int | None = None
    contents: str = ""
    statements: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suspended:
    """A licence was suspended (暂扣)."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A suspended licence was restored (恢复)."""

    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Revoked:
    """A licence was revoked (撤销、注销)."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """A newer version took its place (换发、更正): its id and identifier, and why."""

    on: date
    by: int
    identifier: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """An officer proposes an act that takes two (提请): which, why, and whose account it was.

    `changes` is the keyed digest of what a correction would change.
    """

    on: date
    act: str
    reason: str
    by: int
    valid_to: date | None = None
    changes: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """Another officer did not agree (不予批准)."""

    on: date
    act: str
    reason: str
    by: int


Acted = Suspended | Restored | Revoked | Replaced | Proposed | Declined
Happening = Issued | Acted
LEFT_AS: Mapping[type[Acted], str] = {Suspended: SUSPENDED, Restored: VALID, Revoked: REVOKED}


@dataclass(frozen=True, slots=True)
class State:
    """A licence as its events left it (证照的状态): `status` since a day, for a reason."""

    issued: Issued
    status: str
    since: date
    reason: str = ""
    successor: str = ""
    pending: Proposed | None = None


def evolve(state: State | None, happening: Happening) -> State:
    """Return the state after what happened; the first happening is that it was issued."""
    if isinstance(happening, Issued):
        if state is not None:
            raise NotInForce
        return State(happening, VALID, happening.on)
    if state is None:
        raise NotInForce
    return _after(state, happening)


def _after(state: State, happening: Acted) -> State:
    match happening:
        case Replaced(on, _, identifier, reason):
            return replace(_now(state, REPLACED, on, reason), successor=identifier)
        case Proposed():
            return replace(state, pending=happening)
        case Declined():
            return replace(state, pending=None)
        case Suspended(on, reason) | Restored(on, reason) | Revoked(on, reason):
            return _now(state, LEFT_AS[type(happening)], on, reason)
        case _:
            assert_never(happening)


def _now(state: State, status: str, on: date, reason: str) -> State:
    return replace(state, status=status, since=on, reason=reason, pending=None)


def fold(happenings: Iterable[Happening]) -> State:
    """Return the state after everything that happened; raises NotInForce for nothing."""
    state = None
    for happening in happenings:
        state = evolve(state, happening)
    if state is None:
        raise NotInForce
    return state


def state_on(state: State, day: date) -> str:
    """Return valid, expired, suspended or revoked on a day from the first one on.

    What was done to the licence goes before its date: a revoked one stays revoked.
    """
    valid_to = state.issued.valid_to
    return state_of(state.status, since=state.since, valid_to=valid_to, day=day)


def state_of(status: str, *, since: date, valid_to: date | None, day: date) -> str:
    """Say the same of a stored state."""
    if status != VALID and day >= since:
        return status
    return EXPIRED if valid_to is not None and day > valid_to else VALID


def suspend(state: State, *, on: date, reason: str) -> Suspended:
    """Decide to suspend; raises NotInForce where it is not valid, ReasonMissing."""
    if state.status != VALID:
        raise NotInForce(state.status)
    return Suspended(on, _reason(reason))


def restore(state: State, *, on: date, reason: str = "") -> Restored:
    """Decide to restore what is suspended; raises NotInForce."""
    if state.status != SUSPENDED:
        raise NotInForce(state.status)
    return Restored(on, reason)


def revoke(state: State, *, on: date, reason: str) -> Revoked:
    """Decide to revoke, an expired or suspended one too; raises NotInForce, ReasonMissing."""
    if state.status in OVER:
        raise NotInForce(state.status)
    return Revoked(on, _reason(reason))


def replaced(state: State, *, on: date, by: int, identifier: str, reason: str) -> Replaced:
    """Decide that a newer version takes its place; raises NotInForce where it was taken away."""
    if state.status in (*OVER, SUSPENDED):
        raise NotInForce(state.status)
    return Replaced(on, by, identifier, _reason(reason))


def propose(state: State, proposed: Proposed) -> Proposed:
    """Decide to propose an act (提请审批).

    Raises NotInForce where the act could not be done today, AlreadyProposed where another waits
    for its answer, ReasonMissing.
    """
    if state.pending is not None:
        raise AlreadyProposed(state.pending.act)
    match proposed.act:
        case "suspend":
            suspend(state, on=proposed.on, reason=proposed.reason)
        case "restore":
            restore(state, on=proposed.on)
        case "revoke":
            revoke(state, on=proposed.on, reason=proposed.reason)
        case _:
            replaced(state, on=proposed.on, by=0, identifier="", reason=proposed.reason)
    return replace(proposed, reason=_reason(proposed.reason))


def answered(state: State, *, by: int) -> Proposed:
    """Return what waits for an answer of somebody else (四眼原则).

    Raises NothingProposed, SamePerson for whoever proposed it.
    """
    if state.pending is None:
        raise NothingProposed
    if state.pending.by == by:
        raise SamePerson
    return state.pending


def decline(state: State, *, on: date, reason: str, by: int) -> Declined:
    """Decide not to agree; raises NothingProposed, SamePerson, ReasonMissing."""
    pending = answered(state, by=by)
    return Declined(on, pending.act, _reason(reason), by)


def last_day(issued_on: date, months: int | None) -> date | None:
    """Return the last day of a validity in months; None is long-term (长期).

    The period ends on the same day of its last month, or on that month's last day where it has
    no such day (民法典 第二百零二条).

    >>> last_day(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    if months is None:
        return None
    year, month = divmod(issued_on.month - 1 + months, 12)
    year, month = issued_on.year + year, month + 1
    return date(year, month, min(issued_on.day, calendar.monthrange(year, month)[1]))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
