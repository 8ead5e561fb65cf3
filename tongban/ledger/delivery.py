"""Handing over (投递): waiting events to their listeners, due clocks to their handlers.

A batch is one transaction: what a listener writes and the mark that it heard are committed
together, so a worker that dies takes both back, and each event has its effect exactly once. What
a listener is told in a batch stands under one savepoint; where that fails, it is taken back and
told again one event at a time, so that one event's failure leaves the others' work standing.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from tongban.kernel import ids, tracing
from tongban.ledger import listeners, waiting
from tongban.ledger.envelopes import VersionConflict

_log = logging.getLogger(__name__)
_LOOKS = 3  # how often one delivery looks again when somebody else wrote in between


def drain(limit: int) -> int:
    """Hand over at most `limit` waiting events; return how many were handled or put off."""
    known = listeners.listeners()
    with transaction.atomic():
        entries = waiting.take_waiting(limit, list(known))
        told: dict[str, list[waiting.Waiting]] = {}
        for entry in entries:
            told.setdefault(entry.listener, []).append(entry)
        for name, several in told.items():
            tracing.begin()
            _tell(name, several)
            _say(name, several)
        tracing.end()
        waiting.settle_waiting(entries)
    return len(entries)


def carry(name: str, limit: int) -> int:
    """Give a carrier at most `limit` of its events; where it fails, all of them go on waiting."""
    with transaction.atomic():
        entries = waiting.take_waiting(limit, [name])
        if entries:
            listeners.teller(name)([entry.heard for entry in entries])
            waiting.settle_waiting(entries)
    return len(entries)


def again(name: str) -> int:
    """Let every event wait for a carrier, a shard at a time."""
    return sum(waiting.put_back(name, shard) for shard in range(ids.SHARDS))


def _say(name: str, entries: Sequence[waiting.Waiting]) -> None:
    """Write one line of what a listener was told of, by which a trace is followed."""
    if _log.isEnabledFor(logging.INFO):
        streams = sorted({entry.heard.stream for entry in entries})[: tracing.MOST]
        said = {"listener": name, "streams": [tracing.said(one) for one in streams]}
        _log.info("told", extra={"fields": said})


def _tell(name: str, entries: Sequence[waiting.Waiting]) -> None:
    """Tell a listener of its events together, else one by one."""
    tell = listeners.teller(name)
    if len(entries) > 1 and _at_once(partial(tell, [entry.heard for entry in entries])):
        return
    for entry in entries:
        what = f"{name} on event {entry.heard.event.id}"
        entry.error = _try(partial(tell, [entry.heard]), what)


def _at_once(step: Callable[[], None]) -> bool:
    """Take a step for many under one savepoint; whether it stands."""
    try:
        with transaction.atomic():
            step()
    except Exception:
        if connection.connection is None or connection.connection.closed:
            raise  # no fault of the listener's: the whole batch is tried again
        _log.info("a batch is taken apart", exc_info=True)
        return False
    return True


def due(at: datetime, limit: int) -> int:
    """Hand over at most `limit` clock tasks due at this instant."""
    functions = listeners.clocks()

    def ring(entry: waiting.Due) -> None:
        # A clock earlier in this batch may have changed the stream, or closed this very task.
        if found := waiting.look_again(entry):
            functions[entry.task.kind](*found, at)

    with transaction.atomic():
        entries = waiting.take_due(at, limit, list(functions))
        for entry in entries:
            entry.error = _try(partial(ring, entry), f"clock {entry.task.kind} {entry.task.id}")
        waiting.settle_due(entries)
    return len(entries)


def _try(step: Callable[[], None], what: str) -> str | None:
    """Take a step under a savepoint; say in one line what went wrong, if it did."""
    problem: Exception | None = None
    for _ in range(_LOOKS):
        try:
            with transaction.atomic():
                step()
        except VersionConflict as error:
            problem = error
        except Exception as error:
            if connection.connection is None or connection.connection.closed:
                raise  # no fault of the listener's: the whole batch is tried again
            problem = error
            break
        else:
            return None
    _log.error("%s failed", what, exc_info=problem)
    first_line = (str(problem).splitlines() or [""])[0]
    return f"{type(problem).__name__}: {first_line}"[:300]
