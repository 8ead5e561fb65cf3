"""The face of the ledger (账本): append events, read streams, open tasks, listeners, due clocks.

The ledger knows envelopes and never meanings. A stream is the history of one thing (a case, an
application, a licence) under its id; its head is the one current row that lists and searches
read. Open tasks are the work of an agency ("SC"), of a person ("person:<id>") or of the clock
("clock"). What one call of `append` is given happens entirely or not at all.

Problems:  Problem
           ├── BadPage           no page before named this place (404)
           └── VersionConflict   somebody else wrote to the stream first (409)
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from tongban.kernel.events import Event
from tongban.ledger import beats as rhythm
from tongban.ledger import delivery, listeners, rebuilding, store, waiting, writing
from tongban.ledger.beats import Beaten
from tongban.ledger.envelopes import (
    CLOCK,
    Append,
    BadPage,
    ClockHandler,
    Counts,
    Head,
    Heads,
    Heard,
    Listener,
    ManyListener,
    Parked,
    Tally,
    Task,
    Tasks,
    VersionConflict,
)
from tongban.ledger.rebuilding import Projector, ReadModel, Rebuilt, Tell

__all__ = [
    "CLOCK",
    "Append",
    "BadPage",
    "Counts",
    "Head",
    "Heads",
    "Heard",
    "Parked",
    "Rebuilt",
    "Tally",
    "Task",
    "Tasks",
    "Tell",
    "VersionConflict",
    "again",
    "append",
    "beat",
    "beats",
    "busy",
    "carrier",
    "carry",
    "clock",
    "counts",
    "drain",
    "due",
    "events",
    "find_number",
    "fold",
    "happened",
    "head",
    "heads",
    "history",
    "is_cluster",
    "late_clocks",
    "listener",
    "listener_of_many",
    "locked",
    "log",
    "missed",
    "parked",
    "projector",
    "read_model",
    "rebuild",
    "rebuildable",
    "retry",
    "tally",
    "tasks",
    "waiting_for",
    "waiting_since",
    "work",
]


def append(*appends: Append) -> list[int]:
    """Write these events, heads and tasks in one round trip, all or nothing.

    Returns the new version of each stream. `expected` is the version the caller decided on (0
    for a new stream); raises VersionConflict when a stream has moved on since, and then nothing
    at all is written. Takes part in the caller's transaction where there is one.
    """
    return writing.append(appends)


def events(stream: int) -> list[Event]:
    """Return the whole history of a stream, oldest first."""
    return store.events(stream)


def history(streams: Collection[int]) -> dict[int, list[Event]]:
    """Return the histories of several streams in one read."""
    return store.history(streams)


def happened(streams: Collection[int]) -> dict[int, list[tuple[str, dict[str, Any], str]]]:
    """Return what happened to streams: type, data and the actor's name of each event, in order.

    A third of the cost of `history`, for whoever folds and needs nothing of the envelopes. A
    stream that is not there is left out.
    """
    return store.happened(streams)


def log(
    *, types: Collection[str] | None = None, waiting_for: str | None = None, limit: int = 1000
) -> Iterator[list[Event]]:
    """Go through the whole log a page at a time, by shard and stream, each event once.

    `types` keeps to some; `waiting_for` leaves out what this listener has yet to hear.
    """
    return store.log(types=types, waiting_for=waiting_for, limit=limit)


def head(stream: int) -> Head | None:
    """Return the current row of a stream, or None where there is no such stream."""
    return store.head(stream)


def heads(
    *,
    kind: str,
    queue: str | None = None,
    status: str | Collection[str] | None = None,
    subject: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Heads:
    """Return a page of current rows of one kind of stream, newest first.

    `subject` finds what lies in the subject's shard: every stream of a person has their shard.
    `after` is the `next` of the page before. Never counts.
    """
    return store.heads(
        kind=kind, queue=queue, status=status, subject=subject, after=after, limit=limit
    )


def tasks(
    *,
    queue: str,
    after: str | None = None,
    limit: int = 50,
    attrs: Mapping[str, Any] | None = None,
    lacking: str | None = None,
    before: datetime | None = None,
    since: datetime | None = None,
    status: str | None = None,
    lies_with: str | None = None,
) -> Tasks:
    """Return a page of a queue's open tasks with the heads of their streams, first due first.

    Tasks without a due date come last. `attrs` must stand in the head's and `lacking` must not;
    they are due before `before` and not before `since`; `status` and `lies_with` are the status and
    the queue of the head. `after` is the `next` of the page before. Never counts.
    """
    return store.tasks(
        queue=queue, after=after, limit=limit, attrs=attrs, lacking=lacking, before=before,
        since=since, status=status, lies_with=lies_with,
    )  # fmt: skip


def busy(
    *,
    kind: str,
    queue: str | None = None,
    attrs: Mapping[str, Any] | None = None,
    after: int = 0,
    limit: int = 200,
) -> Iterator[list[Head]]:
    """Go through the current rows that have open work, a batch at a time, each once.

    For work on many: what is changed meanwhile neither comes twice nor stops the rest. `after` is
    the last stream of an earlier batch, to go on behind it.
    """
    place: int | None = after
    while place is not None:
        heads, place = store.busy(kind=kind, queue=queue, attrs=attrs, after=place, limit=limit)
        if heads:
            yield heads


def tally(
    *, kind: str, status: Collection[str], by: tuple[str, str], among: Collection[str]
) -> list[Tally]:
    """Count the current rows of a kind in these statuses by two attributes (计数).

    Only rows whose first attribute is among these values count. Reads every such row: for a
    question asked once, before something is changed, never for a page.
    """
    return store.tally(kind, status, by, among)


def work(stream: int) -> list[Task]:
    """Return the open tasks of one stream, whoever's they are."""
    return store.work(stream)


def counts(queue: str) -> Counts:
    """Return how many tasks of each kind are open in a queue, from running sums."""
    return store.counts(queue)


def is_cluster() -> bool:
    """Tell whether the tables are spread over several servers by their shard."""
    return store.is_cluster()


def locked(
    limit: int,
    table: str,
    where: str,
    given: Sequence[Any],
    *,
    order: str,
    then: str,
    more: Sequence[Any] = (),
) -> list[tuple[Any, ...]]:
    """Lock the first rows `t` of a room's own table that nobody else holds, and do `then` (领取待办).

    `where` with its values `given` says which, `then` with its values `more` is the statement that
    reads or changes them and returns rows; "{shard}" in it is the shard of `t`, which every table
    it names is joined by. On a cluster one shard is locked at a time. Within a transaction.
    """
    return waiting.locked(limit, table, where, given, order=order, then=then, more=more)


def find_number(number: str) -> int | None:
    """Return the stream that carries this number (a case number, a licence identifier)."""
    return store.find_number(number)


def listener(topic: str, name: str) -> Callable[[Listener], Listener]:
    """Register a function that hears every event of this type, or of every type for "*".

    What it writes is committed together with the mark that it heard: each event has its effect
    exactly once, whatever dies in between. `name` is the listener's stable name: events wait
    under it. Register at start-up (`AppConfig.ready` imports the room's `reactions`).
    """
    return listeners.listen(topic, name)


def listener_of_many(topic: str, name: str) -> Callable[[ManyListener], ManyListener]:
    """Register a function that hears its events of a batch together, oldest first.

    For listeners that write one row an event: they write a batch in one statement. What a batch
    fails on is told again alone, so it must be able to stand for one event as for many.
    """
    return listeners.listen_to_many(topic, name)


def carrier(topic: str, name: str) -> Callable[[ManyListener], ManyListener]:
    """Register a function that takes events out of the house (转出), a batch at a time.

    It is told only by `carry`, so that a network that is away delays nobody else, and it must bear
    to be told the same event twice: the mark that it heard is committed after it has returned.
    """
    return listeners.carry(topic, name)


def carry(name: str, limit: int = 500) -> int:
    """Give a carrier its oldest waiting events; returns how many.

    What it raises comes through: then all of them wait on, and nothing is counted against them.
    """
    return delivery.carry(name, limit)


def waiting_for(name: str) -> int:
    """Count the events that wait for one that hears; for people who look, not for each request."""
    return waiting.count(name)


def again(name: str) -> int:
    """Let a carrier hear every event there is once more; returns how many now wait for it."""
    return delivery.again(name)


def clock(kind: str) -> Callable[[ClockHandler], ClockHandler]:
    """Register the function that handles clock tasks of this kind when they fall due.

    It is given the task, its stream's head and the instant. The task is closed in the same
    transaction, whatever the function wrote.
    """
    return listeners.clock(kind)


def beat(name: str, *, every: timedelta, at: time | None = None) -> Callable[[Beaten], Beaten]:
    """Register work that is due again and again, for whichever worker is there first (定时).

    `at` is the hour of the city's day it happens at, with `every` of whole days. What dies in it
    is begun again at the next beat. It runs in no transaction but its own.
    """
    return rhythm.beat(name, every=every, at=at)


def beats(now: datetime) -> int:
    """Do the beats that are due at this instant and nobody else has claimed; return how many."""
    return rhythm.beats(now)


def missed(before: datetime) -> list[str]:
    """Name the beats that were due before an instant and nobody did: no worker is at work."""
    return rhythm.missed(before)


def late_clocks(before: datetime) -> int:
    """Count the clock tasks that were due before an instant and have not been rung."""
    return waiting.late_clocks(before)


def drain(limit: int = 200) -> int:
    """Hand waiting events to their listeners, at most `limit`, and return how many were handled.

    Runs until the waiting ones of this batch are handled; call again while it returns more than
    0. A listener that fails is tried again later and parked after five failures.
    """
    return delivery.drain(limit)


def due(at: datetime, limit: int = 200) -> int:
    """Hand the clock tasks due at this instant to their handlers; return how many were handled."""
    return delivery.due(at, limit)


def parked(limit: int = 50) -> list[Parked]:
    """List what was given up after five failures, for the people who mend it."""
    return waiting.parked(limit)


def retry() -> int:
    """Give everything parked five new tries; return how many."""
    return waiting.retry()


def fold() -> int:
    """Fold the counters into one row a kind; for the worker, now and then. Changes no count."""
    return store.fold()


def waiting_since() -> datetime | None:
    """Return when the oldest event that still waits for a listener was written, or None."""
    return waiting.waiting_since()


# Rebuilding


def projector(kind: str, *, begins: Collection[str]) -> Callable[[Projector], Projector]:
    """Register how the streams of a kind make their head and open work from their events.

    `begins` are the types of event such a stream starts with, by which it is known when its row
    is lost. The function is pure but for what it looks up of definitions and calendars.
    """
    return rebuilding.projector(kind, begins)


def read_model(name: str) -> Callable[[ReadModel], ReadModel]:
    """Register how a room's own read model is made anew from the events, or only compared."""
    return rebuilding.read_model(name)


def rebuildable() -> tuple[str, ...]:
    """Name every read model that can be made anew, in the order it should be."""
    return tuple(rebuilding.read_models())


def rebuild(
    name: str, *, mend: bool = True, tell: Callable[[int], None] = lambda _: None
) -> Rebuilt:
    """Make a read model anew from the events while the city works; without `mend` only compare.

    `tell` hears how many rows were looked at since it was told last. Raises KeyError for a name
    that is none of `rebuildable`.
    """
    return rebuilding.read_models()[name](mend, tell)
