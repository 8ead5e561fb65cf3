"""Beats (定时): work that is due again and again, done once each time by whichever worker is first.

A worker claims a beat by moving its next time, in one statement; another that looks at the same
moment finds it moved. What dies in a beat is begun again at the next one, so a beat is work that
can be begun anew. Beats run beside the handing over of events and never delay it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import InterfaceError, OperationalError, connection

from tongban.kernel.time import CITY, city_date

_log = logging.getLogger(__name__)

Beaten = Callable[[datetime], None]
"""What is done at a beat; it is given the instant."""


@dataclass(frozen=True, slots=True)
class _Beat:
    name: str
    every: timedelta
    at: time | None
    function: Beaten

    def next(self, now: datetime) -> datetime:
        if self.at is None:
            return now + self.every
        found = datetime.combine(city_date(now), self.at, CITY)
        while found <= now:
            found += self.every
        return found


_beats: dict[str, _Beat] = {}


def beat(name: str, *, every: timedelta, at: time | None) -> Callable[[Beaten], Beaten]:
    """Register a function under a stable name."""

    def register(function: Beaten) -> Beaten:
        known = _beats.get(name)
        if known and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"the beat {name!r} is taken")
        _beats[name] = _Beat(name, every, at, function)
        return function

    return register


def beats(now: datetime) -> int:
    """Do what is due; a beat that fails is logged and comes again. Returns how many were done."""
    done = 0
    for one in _beats.values():
        if not _claim(one, now):
            continue
        try:
            one.function(now)
        except (OperationalError, InterfaceError):
            raise  # the worker waits for the database
        except Exception:  # noqa: BLE001 - it is logged, and comes again
            _log.exception("the beat %s failed", one.name)
        done += 1
    return done


def _claim(one: _Beat, now: datetime) -> bool:
    first = now if one.at is None else one.next(now)
    with connection.cursor() as cursor:
        # The first look of a daily beat only notes when its hour comes.
        cursor.execute(
            "insert into ledger_beat (name, due_at) values (%s, %s) on conflict do nothing",
            [one.name, first],
        )
        cursor.execute(
            "update ledger_beat set due_at = %s where name = %s and due_at <= %s returning name",
            [one.next(now), one.name, now],
        )
        return cursor.fetchone() is not None


def missed(before: datetime) -> list[str]:
    """Name the beats that were due before an instant and that nobody has done."""
    with connection.cursor() as cursor:
        cursor.execute("select name from ledger_beat where due_at < %s order by name", [before])
        return [name for (name,) in cursor.fetchall() if name in _beats]
