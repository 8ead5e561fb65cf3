"""Ids made by the client: 64 bits, time-ordered, with the shard inside.

Layout, from the top: 1 bit of sign (always 0), 41 bits of milliseconds since 2024, 10 bits of
shard, 12 bits of counter. Whoever holds an id knows its shard without asking anybody, so every
key of a hot table can carry it. The shard of a person is drawn at random and never computed
from the ID number, which a shard would otherwise give away in part.

>>> shard_of(new(7))
7
>>> new(7) < new(7)
True
"""

import secrets
import threading
import time
from datetime import UTC, datetime

SHARDS = 1024
_EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
_COUNTER_BITS = 12
_SHARD_BITS = 10

_lock = threading.Lock()
_last_ms = 0
_counter = 0


def draw_shard() -> int:
    """Draw the shard of a new subject at random (0 to 1023)."""
    return secrets.randbelow(SHARDS)


def shard_of(identifier: int) -> int:
    """Tell the shard that an id carries."""
    return (identifier >> _COUNTER_BITS) & (SHARDS - 1)


def made_at(identifier: int) -> datetime:
    """Tell when an id was made, by the clock of the machine that made it."""
    ms = (identifier >> (_SHARD_BITS + _COUNTER_BITS)) + _EPOCH_MS
    return datetime.fromtimestamp(ms / 1000, UTC)


def first_of(at: datetime) -> int:
    """Return the lowest id that could be made at an instant, to ask for what came before it.

    >>> made_at(first_of(datetime(2026, 4, 10, tzinfo=UTC)))
    datetime.datetime(2026, 4, 10, 0, 0, tzinfo=datetime.timezone.utc)
    """
    return (int(at.timestamp() * 1000) - _EPOCH_MS) << (_SHARD_BITS + _COUNTER_BITS)


def new(shard: int) -> int:
    """Make an id in this shard, larger than every id this process made before.

    Raises ValueError for a shard outside 0 to 1023.
    """
    if not 0 <= shard < SHARDS:
        msg = f"shard {shard} is outside 0 to {SHARDS - 1}"
        raise ValueError(msg)
    global _last_ms, _counter  # noqa: PLW0603 - the one counter of the process, under its lock
    with _lock:
        ms = max(int(time.time() * 1000) - _EPOCH_MS, _last_ms)
        if ms == _last_ms:
            _counter += 1
            if _counter >= 1 << _COUNTER_BITS:
                ms, _counter = ms + 1, 0
        else:
            # A random start keeps two processes apart that make ids in the same millisecond.
            _counter = secrets.randbelow(1 << (_COUNTER_BITS - 1))
        _last_ms = ms
        return (ms << (_SHARD_BITS + _COUNTER_BITS)) | (shard << _COUNTER_BITS) | _counter
