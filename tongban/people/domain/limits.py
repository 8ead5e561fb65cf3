"""Limits of sign-in (登录限速): a few tries are free, then the wait doubles with each one.

Counted three ways. For the number from one address, strictly, so that one person's code cannot
be guessed; for the number from anywhere, widely and with short waits, so that a stranger who
tries somebody's number makes the stranger wait and not its holder; and for the address alone, so
that nobody walks through the numbers. An address serves a whole hall, so that limit is wide too.

>>> from datetime import UTC
>>> limit = Limit(free=2, first=timedelta(seconds=30), longest=timedelta(minutes=5))
>>> noon = datetime(2026, 4, 10, 12, tzinfo=UTC)
>>> [int(limit.wait([noon] * n, noon).total_seconds()) for n in range(7)]
[0, 0, 30, 60, 120, 240, 300]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit (限速): `free` tries within `window`, then `first` to wait, doubled up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta
    window: timedelta = timedelta(hours=1)

    def wait(self, tries: Sequence[datetime], now: datetime) -> timedelta:
        """Return how long to wait now, given when the tries that count were made."""
        recent = [at for at in tries if now - at < self.window]
        over = len(recent) - self.free
        if over < 0:
            return timedelta(0)
        pause = min(self.first * (1 << min(over, 16)), self.longest)
        return max(max(recent) + pause - now, timedelta(0))


CODE_LIFE = timedelta(minutes=5)
CODE_TRIES = 5  # wrong answers a single code survives

# For a number (or an officer's account) from one address:
SENDS_TO_A_NUMBER = Limit(free=3, first=timedelta(seconds=60), longest=timedelta(minutes=15))
TRIES_OF_A_NUMBER = Limit(free=5, first=timedelta(seconds=30), longest=timedelta(minutes=15))
# For it from all addresses together. A code dies of five wrong answers whoever gave them, so
# guessing is held back by how many codes there are in an hour: fewer than twenty, which is a
# chance of one in ten thousand.
SENDS_FROM_ANYWHERE = Limit(free=6, first=timedelta(seconds=30), longest=timedelta(minutes=5))
TRIES_FROM_ANYWHERE = Limit(free=30, first=timedelta(seconds=10), longest=timedelta(seconds=60))
# From one address, for all numbers together:
SENDS_FROM_AN_ADDRESS = Limit(free=60, first=timedelta(seconds=5), longest=timedelta(minutes=10))
TRIES_FROM_AN_ADDRESS = Limit(free=30, first=timedelta(seconds=5), longest=timedelta(minutes=10))
# A sign-in that only begins: whoever asks for a key or goes to another provider names nobody yet.
BEGINS_FROM_AN_ADDRESS = SENDS_FROM_AN_ADDRESS
