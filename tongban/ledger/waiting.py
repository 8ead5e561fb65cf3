"""What waits to be handed over (待投递): taken under lock, settled, put off, parked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tongban.kernel import ids
from tongban.ledger import codec
from tongban.ledger.envelopes import CLOCK, Head, Heard, Parked, Task
from tongban.ledger.store import HEAD, TASK, head_in, is_cluster, query, task_in

TRIES = 5  # then it is parked and shown to people
_RETRY = "now() + interval '1 second' * power(5, tries)"


@dataclass(slots=True)
class Waiting:
    """An event that waits for a listener, while it is being handed over."""

    listener: str
    heard: Heard
    error: str | None = None


@dataclass(slots=True)
class Due:
    """A clock that has run out, while it is being handed over."""

    task: Task
    head: Head
    error: str | None = None


def take_waiting(limit: int, names: Sequence[str]) -> list[Waiting]:
    """Lock the oldest waiting events that nobody else holds, with what they say."""
    rows = locked(
        limit,
        "ledger_outbox",
        "listener = any(%s::text[]) and tries < %s and (retry_at is null or retry_at <= now())",
        (list(names), TRIES),
        order="event, listener",
        then="select t.listener, e.stream, s.kind, e.id, e.seq, e.type, e.at, e.actor, e.data, "
        "e.objects, e.schema, f.objects from t "
        "join ledger_event e on e.shard = {shard} and e.stream = t.stream and e.seq = t.seq "
        "join ledger_event f on f.shard = {shard} and f.stream = t.stream and f.seq = 1 "
        "join ledger_stream s on s.shard = {shard} and s.id = t.stream "
        "order by t.event, t.listener",
    )
    return [Waiting(row[0], Heard(row[1], row[2], codec.event_of(row[3:]))) for row in rows]


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
    """Lock rows `t` of a table in an order, skipping what others hold, and do `then` with them.

    On a cluster the rows of one shard are locked at a time, those of the shards that wait first.
    """

    def take(shard: int | None, most: int) -> list[tuple[Any, ...]]:
        place = "t.shard" if shard is None else str(int(shard))
        there = "" if shard is None else f" and shard = {place}"
        return query(
            f"with t as (select * from {table} where {where}{there} order by {order} "  # noqa: S608
            f"limit %s for update skip locked) {then.format(shard=place)}",
            (*given, most, *more),
        )

    if not is_cluster():
        return take(None, limit)
    found = query(
        f"select shard from (select shard, {order} from {table} where {where} "  # noqa: S608
        f"order by {order} limit %s) o",
        (*given, limit),
    )
    rows: list[tuple[Any, ...]] = []
    for shard in dict.fromkeys(shard for (shard,) in found):
        rows += take(shard, limit - len(rows)) if len(rows) < limit else []
    return rows


def count(name: str) -> int:
    """Count what waits for one that hears."""
    return int(query("select count(*) from ledger_outbox where listener = %s", (name,))[0][0])


def put_back(name: str, shard: int) -> int:
    """Let every event of a shard wait for one that hears; returns how many had not waited."""
    rows = query(
        "with put as (insert into ledger_outbox (event, listener, shard, stream, seq) "
        "select id, %s, shard, stream, seq from ledger_event where shard = %s "
        "on conflict do nothing returning 1) select count(*) from put",
        (name, shard),
    )
    return int(rows[0][0])


def settle_waiting(entries: Sequence[Waiting]) -> None:
    """Delete what was heard; put off what failed, and park it after the last try."""
    heard = [entry for entry in entries if entry.error is None]
    if heard:
        query(
            "delete from ledger_outbox o "
            "using unnest(%s::bigint[], %s::text[], %s::smallint[]) as h(event, name, shard) "
            "where o.event = h.event and o.listener = h.name and o.shard = h.shard",
            (
                [entry.heard.event.id for entry in heard],
                [entry.listener for entry in heard],
                [ids.shard_of(entry.heard.stream) for entry in heard],
            ),
        )
    for entry in entries:
        if entry.error is not None:
            query(
                f"update ledger_outbox set tries = tries + 1, error = %s, retry_at = {_RETRY} "  # noqa: S608
                "where event = %s and listener = %s and shard = %s",
                (
                    entry.error,
                    entry.heard.event.id,
                    entry.listener,
                    ids.shard_of(entry.heard.stream),
                ),
            )


def take_due(at: datetime, limit: int, kinds: Sequence[str]) -> list[Due]:
    """Lock the clock tasks that have run out and that nobody else holds."""
    rows = locked(
        limit,
        "ledger_task",
        "queue = 'clock' and due_at <= %s and kind = any(%s::text[]) and tries < %s "
        "and (retry_at is null or retry_at <= now())",
        (at, list(kinds), TRIES),
        order="due_at, id",
        then=f"select {TASK}, {HEAD} from t "  # noqa: S608
        "join ledger_stream s on s.shard = {shard} and s.id = t.stream order by t.due_at, t.id",
    )
    return [Due(task_in(row[:5]), head_in(row[5:])) for row in rows]


def look_again(entry: Due) -> tuple[Task, Head] | None:
    """Read a due clock anew, or None where its task has been closed in the meantime."""
    stream = entry.head.stream
    rows = query(
        f"select {TASK}, {HEAD} from ledger_task t "  # noqa: S608
        "join ledger_stream s on s.shard = t.shard and s.id = t.stream "
        "where t.shard = %s and t.stream = %s and t.id = %s",
        (ids.shard_of(stream), stream, entry.task.id),
    )
    return (task_in(rows[0][:5]), head_in(rows[0][5:])) if rows else None


def settle_due(entries: Sequence[Due]) -> None:
    """Delete the clocks that were handled; put off those that failed."""
    done = [entry for entry in entries if entry.error is None]
    if done:
        keys = [
            (ids.shard_of(entry.head.stream), entry.head.stream, entry.task.id) for entry in done
        ]
        query(
            "delete from ledger_task t "
            "using unnest(%s::smallint[], %s::bigint[], %s::bigint[]) as d(shard, stream, id) "
            "where t.shard = d.shard and t.stream = d.stream and t.id = d.id",
            [list(column) for column in zip(*keys, strict=True)],
        )
    for entry in entries:
        if entry.error is not None:
            query(
                f"update ledger_task set tries = tries + 1, error = %s, retry_at = {_RETRY} "  # noqa: S608
                "where shard = %s and stream = %s and id = %s",
                (entry.error, ids.shard_of(entry.head.stream), entry.head.stream, entry.task.id),
            )


def parked(limit: int) -> list[Parked]:
    """List what was given up."""
    rows = query(
        "select listener, stream, tries, error from ledger_outbox where tries >= %s "
        "union all select 'clock ' || kind, stream, tries, error from ledger_task "
        "where queue = 'clock' and tries >= %s limit %s",
        (TRIES, TRIES, limit),
    )
    return [Parked(*row) for row in rows]


def retry() -> int:
    """Give what was given up new tries."""
    with connection.cursor() as cursor:
        total = 0
        for table in ("ledger_outbox", "ledger_task"):
            cursor.execute(
                f"update {table} set tries = 0, retry_at = null, error = '' where tries >= %s",  # noqa: S608
                [TRIES],
            )
            total += cursor.rowcount
    return total


def waiting_since() -> datetime | None:
    """Return when the oldest waiting event was written, or None where none waits."""
    rows = query(
        "select event from ledger_outbox where tries < %s order by event limit 1", (TRIES,)
    )
    return ids.made_at(rows[0][0]) if rows else None


def late_clocks(before: datetime) -> int:
    """Count the clock tasks due before an instant that nobody has rung."""
    rows = query(
        "select count(*) from ledger_task where queue = %s and due_at < %s and tries < %s",
        (CLOCK, before, TRIES),
    )
    return int(rows[0][0])
