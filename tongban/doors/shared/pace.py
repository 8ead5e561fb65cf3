"""The pace of an address (限速): so many requests a minute, kept in a bucket that fills again evenly.

Counted in each process by itself, without a table: what is held back is a flood, not a person.
"""

import threading
from collections import OrderedDict
from time import monotonic

MINUTE = 60.0
KEPT = 10_000


class Pace:
    """A bucket for each address, filled again evenly over a minute (令牌桶)."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Take one request of an address; return the seconds to wait, 0 where it may come."""
        now, rate = monotonic(), self.a_minute / MINUTE
        with self._lock:
            left, at = self._buckets.pop(address, (float(self.a_minute), now))
            left = min(self.a_minute, left + (now - at) * rate)
            wait = 0.0 if left >= 1 else (1 - left) / rate
            self._buckets[address] = (left if wait else left - 1, now)
            while len(self._buckets) > KEPT:
                self._buckets.popitem(last=False)
        return wait
