"""How the queue stands (排队状态), the same for every server: one row, and a sequence of tickets.

Tickets are numbered in the order people come. A pointer moves on by so many a second, by whichever
process looks first in that second; who holds a number up to it may come in. How many that are
follows from how busy the processes are, so that nobody has to know the capacity beforehand. What
was not used is not saved up: a pause lets no crowd in at once.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db import connection

from tongban.doors.shared.outage import AWAY
from tongban.kernel.time import now

Mode = Literal["auto", "on", "off"]
STORMED = 0.9  # of all threads busy: people wait behind those
CALM = 0.7
STORM_SECONDS = 3  # how long until it counts as a storm
LASTS = timedelta(seconds=60)  # the queue stays at least so long
SLOWEST, FASTEST = 1.0, 500.0  # people a second
SOONEST, LATEST, LONGEST = 5, 30, 300  # seconds until a waiting page looks again
LOOKS = 100  # looks a second that all who wait may take together
_EVERY = 1.0  # seconds between two looks at the row

_LOOK = """
select mode, until, admitted, rate, at, (select last_value from doors_rush_ticket)
from doors_rush where id = 1
"""
_MOVE = """
update doors_rush set rate = %(rate)s, at = %(now)s, until = %(until)s,
    admitted = least((select last_value from doors_rush_ticket),
        admitted + ceil(%(rate)s * least(extract(epoch from %(now)s - at), 2)))
where id = 1 and at < %(now)s - interval '950 milliseconds'
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the queue stands at an instant (排队情况)."""

    mode: Mode = "off"
    on: bool = False
    admitted: int = 0
    issued: int = 0
    rate: float = 1.0

    def ahead(self, ticket: int) -> int:
        """How many people are before this one."""
        return max(0, ticket - self.admitted)

    def wait(self, ticket: int) -> float:
        """How many seconds that will take, as it goes now."""
        return self.ahead(ticket) / max(self.rate, SLOWEST)

    def again(self, ticket: int) -> int:
        """In how many seconds this one looks again: sooner near the door, never all at once.

        The more wait, the less often each looks, so that looking costs the same whatever the
        crowd; and those who came in one second do not look in one second.
        """
        calm = min(max(self.wait(ticket) / 4, SOONEST), LATEST)
        crowd = min((self.issued - self.admitted) / LOOKS, LONGEST)
        spread = 0.85 + 0.3 * (ticket * 7919 % 1000) / 1000
        return round(max(calm, crowd) * spread)


class Gauge:
    """How busy this process is (忙碌程度): the share of its threads' time spent on answers."""

    def __init__(self, threads: int) -> None:
        self.threads = max(1, threads)
        self._spent: deque[tuple[float, float]] = deque()
        self._under_way: dict[int, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count the time of an answer, from its beginning on and not only when it is given."""
        began, me = time.monotonic(), threading.get_ident()
        with self._lock:
            self._under_way[me] = began
        try:
            yield
        finally:
            with self._lock:
                del self._under_way[me]
                self._spent.append((began, time.monotonic()))

    def busy(self, *, over: float = 1.0, at: float | None = None) -> float:
        """Return the share over the last seconds, 0 to 1."""
        until = time.monotonic() if at is None else at
        since = until - over
        with self._lock:
            while self._spent and self._spent[0][1] < since:
                self._spent.popleft()
            spent = sum(end - max(begin, since) for begin, end in self._spent if end > since)
            spent += sum(until - max(begin, since) for begin in self._under_way.values())
        return min(1.0, spent / (over * self.threads))


class Watch:
    """What one process knows of the queue; it looks once a second and moves the pointer on."""

    def __init__(self, gauge: Gauge) -> None:
        self.gauge = gauge
        self._standing = Standing()
        self._looked = 0.0
        self._hot = 0
        self._lock = threading.Lock()

    def standing(self) -> Standing:
        """Return how the queue stands, at most a second old; without a database there is none."""
        at = time.monotonic()
        if at - self._looked >= _EVERY and self._lock.acquire(blocking=False):
            try:
                self._looked = at
                self._standing = self._seen()
            except AWAY:
                self._standing = Standing()
            finally:
                self._lock.release()
        return self._standing

    def _seen(self) -> Standing:
        busy = self.gauge.busy()
        self._hot = self._hot + 1 if busy >= STORMED else 0
        with connection.cursor() as cursor:
            cursor.execute(_LOOK)
            row = cursor.fetchone()
            if row is None:
                return Standing()
            mode, until, admitted, rate, _, issued = row
            until = self._until(mode, until, waiting=issued > admitted, busy=busy)
            on = mode == "on" or (mode == "auto" and until is not None)
            if on or until != row[1]:
                rate = _paced(rate, busy)
                cursor.execute(_MOVE, {"rate": rate, "now": now(), "until": until})
        return Standing(mode, on, admitted, issued, rate)

    def _until(
        self, mode: str, until: datetime | None, *, waiting: bool, busy: float
    ) -> datetime | None:
        """Say until when the queue stays: a storm begins or prolongs it, those who wait too."""
        if mode != "auto":
            return None
        if self._hot >= STORM_SECONDS or (until and (waiting or busy >= STORMED)):
            return now() + LASTS
        return until if until and until > now() else None


def _paced(rate: float, busy: float) -> float:
    """Let fewer in where we are too busy, more where there is room."""
    if busy >= STORMED:
        rate *= 0.85
    elif busy < CALM:
        rate = rate * 1.1 + 0.5
    return min(max(rate, SLOWEST), FASTEST)


def next_ticket() -> int:
    """Draw the next number; it waits for nobody, and the order is that of coming."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('doors_rush_ticket')")
        return int(cursor.fetchone()[0])


def set_mode(mode: Mode) -> Standing:
    """Turn the queue on, off, or let it come by itself; return how it stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into doors_rush (id, mode, admitted, rate, at) values (1, %s, 0, %s, now()) "
            "on conflict (id) do update set mode = excluded.mode, until = null, rate = excluded.rate",
            [mode, float(settings.RUSH_RATE)],
        )
    return look()


def look() -> Standing:
    """Read how the queue stands now."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK)
        mode, until, admitted, rate, _, issued = cursor.fetchone()
    on = mode == "on" or (mode == "auto" and until is not None and until > now())
    return Standing(mode, on, admitted, issued, rate)
