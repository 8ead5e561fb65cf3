"""The life of a licence (证照状态): issued, suspended and restored, revoked; expired by its day.

The state is a fold over what happened. Expiry is no event: a licence is expired on every day
after its last one (行政许可法 第五十条、第七十条). Revoking and suspending need a reason, which the
holder is told (第六十九条; 行政处罚法 第九条).

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
from tongban.licences.domain.problems import NotInForce, ReasonMissing

VALID, EXPIRED, SUSPENDED, REVOKED = "valid", "expired", "suspended", "revoked"


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


Happening = Issued | Suspended | Restored | Revoked


@dataclass(frozen=True, slots=True)
class State:
    """A licence as its events left it (证照的状态): `status` since a day, for a reason."""

    issued: Issued
    status: str
    since: date
    reason: str = ""


def evolve(state: State | None, happening: Happening) -> State:
    """Return the state after what happened; the first happening is that it was issued."""
    if isinstance(happening, Issued):
        if state is not None:
            raise NotInForce
        return State(happening, VALID, happening.on)
    if state is None:
        raise NotInForce
    match happening:
        case Suspended(on, reason):
            return replace(state, status=SUSPENDED, since=on, reason=reason)
        case Restored(on, reason):
            return replace(state, status=VALID, since=on, reason=reason)
        case Revoked(on, reason):
            return replace(state, status=REVOKED, since=on, reason=reason)
        case _:
            assert_never(happening)


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
    if state.status == REVOKED:
        raise NotInForce(state.status)
    return Revoked(on, _reason(reason))


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
