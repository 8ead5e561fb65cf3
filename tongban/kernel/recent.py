"""A value read once and kept for a moment (近期值): for what changes rarely and is asked always.

>>> reads = iter([1, 2])
>>> newest = Recent(lambda: next(reads), patience=lambda: 60.0)
>>> newest.get(), newest.get()
(1, 1)
>>> newest.forget()
>>> newest.get()
2
"""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """What `read` gave at most `patience` seconds ago; safe among threads."""

    def __init__(self, read: Callable[[], Value], *, patience: Callable[[], float]) -> None:
        self._read = read
        self._patience = patience
        self._lock = threading.Lock()
        self._kept: tuple[float, Value] | None = None

    def get(self) -> Value:
        """Return the kept value, read anew once it is older than the patience."""
        now = monotonic()
        with self._lock:
            if self._kept is not None and now - self._kept[0] < self._patience():
                return self._kept[1]
        found = self._read()
        with self._lock:
            self._kept = (now, found)
        return found

    def forget(self) -> None:
        """Read anew next time, whatever the patience."""
        with self._lock:
            self._kept = None
