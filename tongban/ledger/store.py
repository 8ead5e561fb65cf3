"""Between the ledger's values and its tables: one call to write, keyset pages to read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection, connections

from tongban.kernel import ids
from tongban.kernel.events import Event
from tongban.ledger import codec, listeners
from tongban.ledger.envelopes import (
    Append,
    Counts,
    Head,
    Heads,
    Heard,
    Parked,
    Task,
    Tasks,
    VersionConflict,
)

TRIES = 5  # then it is parked and shown to people
_APPEND = "select append_v1(%s)"
_EVENT = "id, seq, type, at, actor, data, objects, schema"
_HEAD = (
    "s.status, s.queue, s.subject, s.number, s.label, s.due, s.attrs, s.id, s.kind, s.version, "
    "s.created_at, s.changed_at"
)
_TASK = "t.id, t.queue, t.kind, nullif(t.due_at, 'infinity'), t.data"
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


def append(appends: Sequence[Append]) -> list[int]:
    """Encode, write in one round trip, and return the new versions in the order given."""
    if not appends:
        return []
    argument, versions = encode(appends)
    try:
        _call(argument)
    except DatabaseError as error:
        # A deadlock means the same as a version that moved on: somebody else is at it.
        if getattr(error.__cause__, "sqlstate", None) in ("TB409", "40P01"):
            raise VersionConflict from error
        raise
    return versions


def _call(argument: str) -> None:
    """Call the function; without Django's cursor around it unless somebody counts queries."""
    database = connections["default"]
    if database.queries_logged or database.execute_wrappers:
        with database.cursor() as cursor:
            cursor.execute(_APPEND, (argument,))
        return
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        database.connection.execute(_APPEND, (argument,))


def encode(appends: Sequence[Append]) -> tuple[str, list[int]]:
    """Write the argument of the function, and the versions that the streams will have."""
    rows: dict[str, list[dict[str, Any]]] = {
        part: [] for part in ("new", "moved", "events", "close", "open", "outbox")
    }
    versions = []
    for item in appends:
        version = item.expected + len(item.events)
        versions.append(version)
        rows["moved" if item.expected else "new"].append(_stream_out(item, version))
        _events_out(item, rows["events"], rows["outbox"])
        if item.close:
            rows["close"].append(_close_out(item))
        for task in item.open:
            rows["open"].append(_task_out(task, item.stream))
    # Two writers that touch the same streams take them in the same order.
    rows["moved"].sort(key=lambda row: row["id"])
    return codec.dumps({part: found for part, found in rows.items() if found}), versions


def _stream_out(item: Append, version: int) -> dict[str, Any]:
    if not item.events:
        raise ValueError("an append needs an event: the log is the only history")
    if item.expected < 0 or not item.kind:
        raise ValueError("an append needs a kind and an expected version of 0 or more")
    head = item.head
    out: dict[str, Any] = {
        "id": item.stream,
        "version": version,
        "changed_at": _instant(item.events[-1].at),
    }
    if item.expected:
        out["expected"] = item.expected
        out["has_head"] = head is not None
    else:
        out["kind"] = item.kind
        out["created_at"] = _instant(item.events[0].at)
        head = head or Head("", None, 0, None, "", None)
    if head is not None:
        out["status"] = head.status
        out["queue"] = head.queue
        out["subject"] = head.subject
        out["number"] = head.number
        out["label"] = head.label
        out["due"] = head.due
        out["attrs"] = head.attrs
    return out


def _events_out(item: Append, events: list[dict[str, Any]], outbox: list[dict[str, Any]]) -> None:
    stream, seq, shard = item.stream, item.expected, ids.shard_of(item.stream)
    # The events of one command share actor and instant: each is written out once.
    actor = actor_out = at = at_out = None
    for event in item.events:
        seq += 1
        if event.actor is not actor:
            actor, actor_out = event.actor, codec.actor_out(event.actor)
        if event.at is not at:
            at, at_out = event.at, _instant(event.at)
        identifier = event.id or ids.new(shard)
        row = {
            "stream": stream,
            "seq": seq,
            "id": identifier,
            "type": event.type,
            "at": at_out,
            "actor": actor_out,
            "data": event.data,
            "objects": [(ref.type, ref.id, ref.role) for ref in event.objects],
        }
        if event.schema != 1:
            row["schema"] = event.schema
        events.append(row)
        outbox.extend(
            {"event": identifier, "listener": name, "stream": stream, "seq": seq}
            for name in listeners.names(event.type)
        )


def _task_out(task: Task, stream: int) -> dict[str, Any]:
    return {
        "stream": stream,
        "id": task.id or ids.new(ids.shard_of(stream)),
        "queue": task.queue,
        "kind": task.kind,
        "due_at": task.due_at and _instant(task.due_at),
        "data": task.data,
    }


def _close_out(item: Append) -> dict[str, Any]:
    return {
        "stream": item.stream,
        "ids": [found for found in item.close if isinstance(found, int)],
        "kinds": [found for found in item.close if isinstance(found, str)],
    }


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an event's instant needs a time zone")
    return at.isoformat()


def _rows(statement: str, arguments: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(arguments))
        return cursor.fetchall() if cursor.description else []


def _head_in(row: Sequence[Any]) -> Head:
    return Head(*row[:6], codec.loads(row[6]), *row[7:])


def _task_in(row: Sequence[Any]) -> Task:
    return Task(*row[:4], codec.loads(row[4]))


def events(stream: int) -> list[Event]:
    """Read the history of a stream, oldest first."""
    rows = _rows(
        f"select {_EVENT} from ledger_event where shard = %s and stream = %s order by seq",  # noqa: S608
        (ids.shard_of(stream), stream),
    )
    return [codec.event_in(row) for row in rows]


def history(streams: Collection[int]) -> dict[int, list[Event]]:
    """Read the histories of several streams."""
    found: dict[int, list[Event]] = {stream: [] for stream in streams}
    rows = _rows(
        f"select stream, {_EVENT} from ledger_event "  # noqa: S608
        "where shard = any(%s::smallint[]) and stream = any(%s::bigint[]) order by stream, seq",
        (sorted({ids.shard_of(stream) for stream in found}), sorted(found)),
    )
    for stream, *row in rows:
        found[stream].append(codec.event_in(tuple(row)))
    return found


def head(stream: int) -> Head | None:
    """Read the current row of a stream."""
    rows = _rows(
        f"select {_HEAD} from ledger_stream s where s.shard = %s and s.id = %s",  # noqa: S608
        (ids.shard_of(stream), stream),
    )
    return _head_in(rows[0]) if rows else None


def heads(
    *,
    kind: str,
    queue: str | None,
    status: str | Collection[str] | None,
    subject: int | None,
    after: str | None,
    limit: int,
) -> Heads:
    """Read a page of current rows, newest first."""
    where, arguments = ["s.kind = %s"], [kind]
    if queue is not None:
        where.append("s.queue = %s")
        arguments.append(queue)
    if subject is not None:
        where.append("s.subject = %s")
        arguments.append(subject)
    if status is not None:
        where.append("s.status = any(%s::text[])")
        arguments.append([status] if isinstance(status, str) else list(status))
    if after is not None:
        where.append("s.id < %s")
        arguments.append(int(after, 36))
    rows = _rows(
        f"select {_HEAD} from ledger_stream s where {' and '.join(where)} "  # noqa: S608
        "order by s.id desc limit %s",
        (*arguments, limit + 1),
    )
    items = tuple(_head_in(row) for row in rows[:limit])
    return Heads(items, _base36(items[-1].stream) if len(rows) > limit else None)


def tasks(*, queue: str, after: str | None, limit: int) -> Tasks:
    """Read a page of open tasks with their heads, first due first."""
    where, arguments = "", [queue]
    if after is not None:
        due, _, identifier = after.partition(".")
        where = " and (t.due_at, t.id) > (%s::timestamptz, %s)"
        arguments += [_from_cursor(due), int(identifier, 36)]
    rows = _rows(
        f"select {_TASK}, {_HEAD} from ledger_task t "  # noqa: S608
        "join ledger_stream s on s.shard = t.shard and s.id = t.stream "
        f"where t.queue = %s{where} order by t.due_at, t.id limit %s",
        (*arguments, limit + 1),
    )
    items = tuple((_task_in(row[:5]), _head_in(row[5:])) for row in rows[:limit])
    if len(rows) <= limit:
        return Tasks(items)
    last = items[-1][0]
    return Tasks(items, f"{_to_cursor(last.due_at)}.{_base36(last.id)}")


def _to_cursor(at: datetime | None) -> str:
    if at is None:
        return "z"
    delta = at - datetime(1970, 1, 1, tzinfo=UTC)
    return str((delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds)


def _from_cursor(text: str) -> str:
    if text == "z":
        return "infinity"
    seconds, micros = divmod(int(text), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros).isoformat()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def counts(queue: str) -> Counts:
    """Sum the counters of a queue."""
    rows = _rows(
        "select kind, sum(delta)::int from ledger_counter where queue = %s group by kind", (queue,)
    )
    return {kind: number for kind, number in rows if number}


def find_number(number: str) -> int | None:
    """Find the stream that carries a number."""
    rows = _rows("select id from ledger_stream where number = %s limit 1", (number,))
    return rows[0][0] if rows else None


def take_waiting(limit: int, names: Sequence[str], shards: tuple[int, int]) -> list[Waiting]:
    """Lock the oldest waiting events that nobody else holds, with what they say."""
    rows = _rows(
        f"with o as (select * from ledger_outbox "  # noqa: S608
        "where shard between %s and %s and listener = any(%s::text[]) and tries < %s "
        "and (retry_at is null or retry_at <= now()) "
        "order by event, listener limit %s for update skip locked) "
        "select o.listener, e.stream, s.kind, e.id, e.seq, e.type, e.at, e.actor, e.data, "
        "e.objects, e.schema from o "
        "join ledger_event e on e.shard = o.shard and e.stream = o.stream and e.seq = o.seq "
        "join ledger_stream s on s.shard = o.shard and s.id = o.stream "
        "order by o.event, o.listener",
        (*shards, list(names), TRIES, limit),
    )
    return [Waiting(row[0], Heard(row[1], row[2], codec.event_in(row[3:]))) for row in rows]


def settle_waiting(entries: Sequence[Waiting]) -> None:
    """Delete what was heard; put off what failed, and park it after the last try."""
    heard = [entry for entry in entries if entry.error is None]
    if heard:
        _rows(
            "delete from ledger_outbox o using unnest(%s::bigint[], %s::text[]) as h(event, name) "
            "where o.event = h.event and o.listener = h.name",
            ([entry.heard.event.id for entry in heard], [entry.listener for entry in heard]),
        )
    for entry in entries:
        if entry.error is not None:
            _rows(
                f"update ledger_outbox set tries = tries + 1, error = %s, retry_at = {_RETRY} "  # noqa: S608
                "where event = %s and listener = %s",
                (entry.error, entry.heard.event.id, entry.listener),
            )


def take_due(at: datetime, limit: int, kinds: Sequence[str], shards: tuple[int, int]) -> list[Due]:
    """Lock the clock tasks that have run out and that nobody else holds."""
    rows = _rows(
        f"with t as (select * from ledger_task "  # noqa: S608
        "where queue = 'clock' and due_at <= %s and shard between %s and %s "
        "and kind = any(%s::text[]) and tries < %s and (retry_at is null or retry_at <= now()) "
        f"order by due_at, id limit %s for update skip locked) select {_TASK}, {_HEAD} from t "
        "join ledger_stream s on s.shard = t.shard and s.id = t.stream order by t.due_at, t.id",
        (at, *shards, list(kinds), TRIES, limit),
    )
    return [Due(_task_in(row[:5]), _head_in(row[5:])) for row in rows]


def look_again(entry: Due) -> tuple[Task, Head] | None:
    """Read a due clock anew, or None where its task has been closed in the meantime."""
    stream = entry.head.stream
    rows = _rows(
        f"select {_TASK}, {_HEAD} from ledger_task t "  # noqa: S608
        "join ledger_stream s on s.shard = t.shard and s.id = t.stream "
        "where t.shard = %s and t.stream = %s and t.id = %s",
        (ids.shard_of(stream), stream, entry.task.id),
    )
    return (_task_in(rows[0][:5]), _head_in(rows[0][5:])) if rows else None


def settle_due(entries: Sequence[Due]) -> None:
    """Delete the clocks that were handled; put off those that failed."""
    done = [entry for entry in entries if entry.error is None]
    if done:
        keys = [
            (ids.shard_of(entry.head.stream), entry.head.stream, entry.task.id) for entry in done
        ]
        _rows(
            "delete from ledger_task t "
            "using unnest(%s::smallint[], %s::bigint[], %s::bigint[]) as d(shard, stream, id) "
            "where t.shard = d.shard and t.stream = d.stream and t.id = d.id",
            [list(column) for column in zip(*keys, strict=True)],
        )
    for entry in entries:
        if entry.error is not None:
            _rows(
                f"update ledger_task set tries = tries + 1, error = %s, retry_at = {_RETRY} "  # noqa: S608
                "where shard = %s and stream = %s and id = %s",
                (entry.error, ids.shard_of(entry.head.stream), entry.head.stream, entry.task.id),
            )


def parked(limit: int) -> list[Parked]:
    """List what was given up."""
    rows = _rows(
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


def fold() -> int:
    """Fold the counters of each queue into one row a kind; return how many rows went.

    Whoever reads meanwhile sees the old rows or the folded one, and the same sum.
    """
    shard = 0
    rows = _rows(
        "with many as (select queue, kind from ledger_counter group by 1, 2 having count(*) > 100), "
        "gone as (delete from ledger_counter c using many m "
        "where c.queue = m.queue and c.kind = m.kind returning c.queue, c.kind, c.delta), "
        "sums as (select queue, kind, sum(delta)::int as delta from gone group by 1, 2), "
        "kept as (insert into ledger_counter select queue, kind, %s::bigint, delta, %s::smallint "
        "from sums where delta <> 0) select count(*)::int from gone",
        (ids.new(shard), shard),
    )
    return int(rows[0][0])


def waiting_since() -> datetime | None:
    """Return when the oldest waiting event was written, or None where none waits."""
    rows = _rows(
        "select event from ledger_outbox where tries < %s order by event limit 1", (TRIES,)
    )
    return ids.made_at(rows[0][0]) if rows else None
