"""Caps and watch rules (限额与监测规则): what stops a call that is otherwise in order.

A purpose has an hourly and a daily cap; an official and a subject have counters of their own.
Lists of numbers that are walked through one after the other are stopped, and so are peaks at
night. What is stopped is recorded and counted like what is answered.

>>> is_walking([f"35010219900101{n:03}X" for n in range(20, 28)])
True
"""

import time as clock
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from tongban.exchange.domain.checks import Passed
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.kernel import time

OFFICIAL_PER_DAY = 500
SUBJECT_PER_DAY = 60
NIGHT = (22, 6)  # hours of the city
NIGHT_SHARE = 4  # at night a purpose has a quarter of its hourly cap for officials
WALK = 8  # numbers in a row
STEP = 200  # how far apart two neighbours of a list are


@dataclass(frozen=True, slots=True)
class Limit:
    """A counter and the number it may reach (限额): of what, in which window, and what it then is."""

    scope: str
    most: int
    problem: str
    until: int


def limits(passed: Passed, *, subject: str, at: datetime) -> tuple[Limit, ...]:
    """Name the counters a call moves, the narrowest first."""
    local = at.astimezone(time.CITY)
    now = int(at.timestamp())
    hour, day = now // 3600 + 1, now // 86_400 + 1
    purpose = _purpose(passed)
    official = passed.asked.user
    found = [
        *of_purpose(passed, at=at),
        Limit(f"s:{subject[:32]}:{day}", SUBJECT_PER_DAY, "limit.subject_watch", day * 86_400),
    ]
    if passed.ticket is None or passed.ticket.role != "applicant":
        most = OFFICIAL_PER_DAY
        found.append(Limit(f"o:{official}:{day}", most, "limit.cap", day * 86_400))
        if local.hour >= NIGHT[0] or local.hour < NIGHT[1]:
            most = max(1, passed.purpose.per_hour // NIGHT_SHARE)
            found.append(Limit(f"n:{purpose}:{hour}", most, "limit.subject_watch", hour * 3600))
    return tuple(found)


def of_purpose(passed: Passed, *, at: datetime) -> tuple[Limit, ...]:
    """Name the counters of a purpose alone: what it may be used for in an hour and in a day."""
    now = int(at.timestamp())
    hour, day, purpose = now // 3600 + 1, now // 86_400 + 1, _purpose(passed)
    return (
        Limit(f"h:{purpose}:{hour}", passed.purpose.per_hour, "limit.cap", hour * 3600),
        Limit(f"d:{purpose}:{day}", passed.purpose.per_day, "limit.cap", day * 86_400),
    )


def _purpose(passed: Passed) -> str:
    return f"{passed.agreement.digest[:16]}:{passed.purpose.id}"


def is_walking(numbers: Sequence[str]) -> bool:
    """Whether the last numbers asked about are neighbours of a list rather than people who came."""
    last = [number[:17] for number in numbers[-WALK:]]
    if len(last) < WALK or not all(number.isdigit() for number in last):
        return False
    steps = [int(after) - int(before) for before, after in pairwise(last)]
    return all(0 < step <= STEP for step in steps) or all(-STEP <= step < 0 for step in steps)


@dataclass(slots=True)
class Buckets:
    """Token buckets by name (令牌桶): so many a second, a burst of so many, in this process."""

    rate: float
    burst: float
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, name: str, *, share: float = 1.0) -> Mapping[str, str]:
        """Take one token and return the RateLimit headers, or raise limit.rate.

        `share` below 1 keeps that part of the bucket for others: batch work leaves room for people.
        """
        now = clock.monotonic()
        left, at = self._left.get(name, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.rate)
        if left - 1 < self.burst * (1 - share):
            raise ExchangeProblem("limit.rate", retry_after=max(1, round(1 / self.rate)))
        self._left[name] = (left - 1, now)
        if len(self._left) > 10_000:  # noqa: PLR2004 - those who have not come for long are full again
            self._left.clear()
        policy = f'"calls";q={int(self.burst)};w={max(1, round(self.burst / self.rate))}'
        return {"RateLimit-Policy": policy, "RateLimit": f'"calls";r={int(left - 1)};t=1'}
