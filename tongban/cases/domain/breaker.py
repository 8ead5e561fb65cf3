"""A circuit breaker (熔断): who fails again and again is not asked for a while.

>>> breaker = Breaker(failures=2, rest=30.0)
>>> breaker.failed("a", 0.0), breaker.failed("a", 1.0), breaker.allows("a", 5.0), breaker.allows("a", 31.5)
(None, None, False, True)
"""

import threading


class Breaker:
    """Counts failures in a row for each name (熔断器); safe among threads.

    After `failures` in a row nothing is let through for `rest` seconds; then one try is, and its
    outcome decides.
    """

    def __init__(self, *, failures: int = 3, rest: float = 30.0) -> None:
        """Begin with everything let through."""
        self._failures, self._rest = failures, rest
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._closed_again: dict[str, float] = {}

    def allows(self, name: str, now: float) -> bool:
        """Whether this one may be asked now; while it rests, one try after the rest."""
        with self._lock:
            if self._counts.get(name, 0) < self._failures:
                return True
            if now < self._closed_again.get(name, 0.0):
                return False
            self._closed_again[name] = now + self._rest
            return True

    def failed(self, name: str, now: float) -> None:
        """Note that it did not answer."""
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + 1
            self._closed_again[name] = now + self._rest

    def answered(self, name: str) -> None:
        """Note that it answered."""
        with self._lock:
            self._counts.pop(name, None)
            self._closed_again.pop(name, None)
