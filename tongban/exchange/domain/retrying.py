"""Trying again (重试与熔断): full jitter between tries, and no tries where everything fails anyway.

Only what the table of problems calls "same-key" is tried again, with the same idempotency key, so
that the provider answers once however often it is asked.

>>> Backoff().pause(3, draw=lambda: 0.5)
0.8
"""

import time as clock
from collections.abc import Callable
from dataclasses import dataclass, field

from tongban.exchange.domain.problems import SAME_KEY, ExchangeProblem


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to wait between tries (退避): full jitter from a first pause, doubled each time."""

    first: float = 0.2
    tries: int = 5
    total: float = 120.0

    def pause(self, tried: int, *, draw: Callable[[], float]) -> float:
        """Return the pause after so many tries; `draw` gives a number from 0 to 1."""
        return round(draw() * self.first * float(2**tried), 6)

    def may_retry(self, problem: ExchangeProblem, *, tried: int, spent: float, left: float) -> bool:
        """Whether another try helps and there is time for it."""
        helps = problem.retry == SAME_KEY and not problem.location
        return helps and tried < self.tries and spent < self.total and left > 0


@dataclass(slots=True)
class Breaker:
    """One breaker a provider's service (熔断器): opens after failures in a row, tries once later.

    >>> breaker = Breaker(after=1)
    >>> breaker.failed("s"); breaker.is_open("s")
    True
    """

    after: int = 5
    rest: float = 10.0
    _failures: dict[str, tuple[int, float]] = field(default_factory=dict)

    def is_open(self, name: str) -> bool:
        """Whether nobody should be asked now; one is let through when its rest is over."""
        count, until = self._failures.get(name, (0, 0.0))
        if count < self.after:
            return False
        if clock.monotonic() < until:
            return True
        self._failures[name] = (count, clock.monotonic() + self.rest)
        return False

    def failed(self, name: str) -> None:
        """Count a failure of the provider."""
        count = self._failures.get(name, (0, 0.0))[0] + 1
        self._failures[name] = (count, clock.monotonic() + self.rest)

    def worked(self, name: str) -> None:
        """Forget its failures."""
        self._failures.pop(name, None)
