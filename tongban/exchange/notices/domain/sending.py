"""Sending (发送): one notice on one way, tried until it is taken, refused, or given to a person.

A try has four outcomes. Taken: the provider has it. Busy: it certainly has not, so another try or
another provider is safe. Refused: it never will. Doubtful: nobody knows; the same provider is asked
again under the same key, and another one only when the first has said that the key is void, since
a message that arrives twice is worse than one that a person looks at. A try is written down as
doubtful before it is made, so that a worker that dies in it leaves what is true.

>>> first = Sending("sms")
>>> after(first, Taken("r1"), providers=("one",), at=EPOCH).state
'taken'
>>> after(first, Doubtful("timeout"), providers=("one", "two"), at=EPOCH).provider
'one'
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
QUEUED, TAKEN, DELIVERED, DEAD, DROPPED = "queued", "taken", "delivered", "dead", "dropped"
SETTLED = frozenset({DELIVERED, DEAD, DROPPED})
TRIES_EACH = 4
"""Tries at a provider that is busy, before the next one is asked."""
TRIES_IN_DOUBT = 12
FIRST, LONGEST = timedelta(seconds=15), timedelta(hours=1)
RECEIPT_WITHIN = timedelta(hours=72)
"""After that a message that was taken counts as carried without a receipt."""
UNCONFIRMED = "no-receipt"


@dataclass(frozen=True, slots=True)
class Taken:
    """The provider has it (已受理发送) under a reference of its own."""

    reference: str = ""


@dataclass(frozen=True, slots=True)
class Busy:
    """It certainly was not taken at this try (未受理); `wait` is what the provider asked for.

    `settles`: nor at any before, and never will be under this key; so another provider may be asked.
    """

    why: str
    wait: timedelta | None = None
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """It never will be (拒绝): no such number, forbidden words."""

    why: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Nobody knows whether it was taken (存疑): the answer was lost."""

    why: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A receipt says that it reached the person (已送达回执)."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A receipt says that it did not (未送达回执)."""

    why: str


Outcome = Taken | Busy | Refused | Doubtful
Receipt = Arrived | Lost


@dataclass(frozen=True, slots=True)
class Sending:
    """Where a sending stands (发送状态)."""

    way: str
    state: str = QUEUED
    provider: str = ""
    reference: str = ""
    tries: int = 0
    in_doubt: bool = False
    why: str = ""
    due_at: datetime | None = None


def after(now: Sending, outcome: Outcome, *, providers: tuple[str, ...], at: datetime) -> Sending:
    """Return where a sending stands after a try at its provider."""
    here = now.provider or providers[0]
    tried = replace(now, provider=here, tries=now.tries + 1)
    match outcome:
        case Taken(reference):
            return replace(
                tried, state=TAKEN, reference=reference, in_doubt=False, why="",
                due_at=at + RECEIPT_WITHIN,
            )  # fmt: skip
        case Refused(why):
            return replace(tried, state=DEAD, in_doubt=False, why=why, due_at=None)
        case Doubtful(why):
            return _doubtful(replace(tried, why=why), at)
        case Busy(why, _, settles) if now.in_doubt and not settles:
            return _doubtful(replace(tried, why=why), at)
        case Busy(why, wait, settles):
            spent = TRIES_EACH if settles else tried.tries
            free = replace(tried, tries=spent, in_doubt=False, why=why)
            return _busy(free, wait, providers, at)
        case _:
            assert_never(outcome)


def _doubtful(now: Sending, at: datetime) -> Sending:
    if now.tries >= TRIES_IN_DOUBT:
        return replace(now, state=DEAD, in_doubt=True, due_at=None)
    return replace(now, in_doubt=True, due_at=at + pause(now.tries))


def _busy(
    now: Sending, wait: timedelta | None, providers: tuple[str, ...], at: datetime
) -> Sending:
    if now.tries < TRIES_EACH:
        return replace(now, due_at=at + max(wait or timedelta(0), pause(now.tries)))
    others = providers[providers.index(now.provider) + 1 :] if now.provider in providers else ()
    if not others:
        return replace(now, state=DEAD, due_at=None)
    return replace(now, provider=others[0], tries=0, due_at=at)


def received(now: Sending, receipt: Receipt) -> Sending:
    """Return where it stands after a receipt; one that comes twice or late changes nothing wrongly.

    What arrived stays arrived, whatever comes later; a receipt settles a doubt.
    """
    if now.state == DELIVERED:
        return now
    match receipt:
        case Arrived():
            return replace(now, state=DELIVERED, in_doubt=False, why="", due_at=None)
        case Lost(why):
            return replace(now, state=DEAD, in_doubt=False, why=why, due_at=None)
        case _:
            assert_never(receipt)


def unconfirmed(now: Sending) -> Sending:
    """Return where it stands when no receipt came in time: carried, as far as anybody knows."""
    return replace(now, state=DELIVERED, why=UNCONFIRMED, due_at=None)


def pause(tries: int) -> timedelta:
    """Return how long to wait after so many tries: doubled each time, an hour at most."""
    doubled: timedelta = FIRST * (1 << max(0, tries - 1))
    return min(doubled, LONGEST)
