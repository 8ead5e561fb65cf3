"""From the ledger's tables to its values: histories, heads, pages by keyset, counts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection

from tongban.kernel import ids
from tongban.kernel.events import Event
from tongban.kernel.identifiers import shard_in
from tongban.ledger import codec, shortcut
from tongban.ledger.envelopes import BadPage, Counts, Head, Heads, Tally, Task, Tasks

EVENT = "id, seq, type, at, actor, data, objects, schema"
_EVENT = "e.id, e.seq, e.type, e.at, e.actor, e.data, e.objects, e.schema"
HEAD = (
    "s.status, s.queue, s.subject, s.number, s.label, s.due, s.attrs, s.id, s.kind, s.version, "
    "s.created_at, s.changed_at"
)
TASK = "t.id, t.queue, t.kind, nullif(t.due_at, 'infinity'), t.data"


def query(statement: str, arguments: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows; none where it gives none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(arguments))
        return cursor.fetchall() if cursor.description else []


@cache
def is_cluster() -> bool:
    """Tell whether the tables are spread over several servers, where rows are locked by shard."""
    return bool(query("select exists (select from pg_extension where extname = 'citus')")[0][0])


def head_in(row: Sequence[Any]) -> Head:
    """Read a head from the columns of HEAD."""
    status, queue, subject, number, label, due, attrs, *rest = row
    return Head(status, queue, subject, number, label, due, codec.loads(attrs), *rest)


def task_in(row: Sequence[Any]) -> Task:
    """Read a task from the columns of TASK."""
    identifier, queue, kind, due_at, data = row
    return Task(identifier, queue, kind, due_at, codec.loads(data))


def events(stream: int) -> list[Event]:
    """Read the history of a stream, oldest first."""
    rows = query(
        f"select {EVENT} from ledger_event where shard = %s and stream = %s order by seq",  # noqa: S608
        (ids.shard_of(stream), stream),
    )
    return _stream_in(rows)


def _stream_in(rows: Iterable[Sequence[Any]]) -> list[Event]:
    """Read a stream from its first event on; what each shares with the first is given back."""
    found: list[Event] = []
    for row in rows:
        found.append(codec.event_in(row, found[0].objects if found else ()))
    return found


def happened(streams: Collection[int]) -> dict[int, list[tuple[str, dict[str, Any], str]]]:
    """Read of several streams what happened, by whom, and nothing of its envelopes."""
    session = shortcut.alone() if len(streams) == 1 else None
    if session is not None:
        (stream,) = streams
        key = [b"%d" % ids.shard_of(stream), b"%d" % stream]
        said = shortcut.call(session, *_HAPPENED, key).get_value(0, 0)
        return {stream: _told(said)} if said else {}
    rows = query(
        "select stream, json_agg(json_build_array(type, data, actor ->> 'name') order by seq)::text "
        "from ledger_event where shard = any(%s::smallint[]) and stream = any(%s::bigint[]) "
        "group by stream",
        (sorted({ids.shard_of(stream) for stream in streams}), sorted(streams)),
    )
    return {stream: _told(said) for stream, said in rows}


_INT2, _INT8 = 21, 20  # the types' numbers in every PostgreSQL
_AGGREGATED = (
    b"select json_agg(json_build_array(type, data, actor ->> 'name') order by seq)::text "
    b"from ledger_event where shard = $1 and stream = $2"
)
_HAPPENED = (b"tongban_happened", _AGGREGATED, (_INT2, _INT8))


def _told(said: str | bytes) -> list[tuple[str, dict[str, Any], str]]:
    return [(one[0], one[1], one[2] or "") for one in codec.loads(said)]


def history(streams: Collection[int]) -> dict[int, list[Event]]:
    """Read the histories of several streams."""
    found: dict[int, list[Event]] = {stream: [] for stream in streams}
    rows = query(
        f"select stream, {EVENT} from ledger_event "  # noqa: S608
        "where shard = any(%s::smallint[]) and stream = any(%s::bigint[]) order by stream, seq",
        (sorted({ids.shard_of(stream) for stream in found}), sorted(found)),
    )
    for stream, *row in rows:
        events = found[stream]
        events.append(codec.event_in(row, events[0].objects if events else ()))
    return found


def log(
    *, types: Collection[str] | None, waiting_for: str | None, limit: int
) -> Iterator[list[Event]]:
    """Read the log by pages in the order of its key."""
    where, more = "", list[Any]()
    if types is not None:
        where += " and e.type = any(%s::text[])"
        more.append(list(types))
    if waiting_for is not None:
        where += (
            " and not exists (select 1 from ledger_outbox o where o.event = e.id "
            "and o.listener = %s and o.shard = e.shard)"
        )
        more.append(waiting_for)
    place: tuple[int, int, int] = (-1, 0, 0)
    while True:
        rows = query(
            f"select e.shard, e.stream, {_EVENT}, f.objects from ledger_event e "  # noqa: S608
            "join ledger_event f on f.shard = e.shard and f.stream = e.stream and f.seq = 1 "
            f"where (e.shard, e.stream, e.seq) > (%s, %s, %s){where} "
            "order by e.shard, e.stream, e.seq limit %s",
            (*place, *more, limit),
        )
        if not rows:
            return
        place = (rows[-1][0], rows[-1][1], rows[-1][3])
        yield [codec.event_of(row[2:]) for row in rows]


def head(stream: int) -> Head | None:
    """Read the current row of a stream."""
    rows = query(
        f"select {HEAD} from ledger_stream s where s.shard = %s and s.id = %s",  # noqa: S608
        (ids.shard_of(stream), stream),
    )
    return head_in(rows[0]) if rows else None


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
    where = ["s.kind = %s"]
    arguments: list[Any] = [kind]
    if queue is not None:
        where.append("s.queue = %s")
        arguments.append(queue)
    if subject is not None:
        where.append("s.shard = %s and s.subject = %s")  # what is somebody's lies in their shard
        arguments += [ids.shard_of(subject), subject]
    if status is not None:
        where.append("s.status = any(%s::text[])")
        arguments.append([status] if isinstance(status, str) else list(status))
    if after is not None:
        where.append("s.id < %s")
        arguments.append(_place(after))
    rows = query(
        f"select {HEAD} from ledger_stream s where {' and '.join(where)} "  # noqa: S608
        "order by s.id desc limit %s",
        (*arguments, limit + 1),
    )
    items = tuple(head_in(row) for row in rows[:limit])
    return Heads(items, _base36(items[-1].stream) if len(rows) > limit else None)


def tally(
    kind: str, status: Collection[str], by: tuple[str, str], among: Collection[str]
) -> list[Tally]:
    """Count current rows by two attributes, of those whose first is among these values."""
    first, second = by
    rows = query(
        "select attrs ->> %s, coalesce(attrs ->> %s, ''), count(*)::int,"
        " (array_agg(number order by id) filter (where number is not null))[1:5]"
        " from ledger_stream where kind = %s and status = any(%s::text[])"
        " and attrs ->> %s = any(%s::text[]) group by 1, 2 order by 1, 2",
        (first, second, kind, sorted(status), first, sorted(among)),
    )
    return [Tally((one, two), count, tuple(found or ())) for one, two, count, found in rows]


def busy(
    *, kind: str, queue: str | None, attrs: Mapping[str, Any] | None, after: int, limit: int
) -> tuple[list[Head], int | None]:
    """Read current rows that have open work, in the order of shards and ids, with the next place.

    It goes by the open tasks, which are few, so that what has ended costs nothing.
    """
    shard, last = ids.shard_of(after) if after else -1, after
    found: list[Head] = []
    while len(found) < limit:
        rows = query(
            f"select {HEAD} from (select distinct shard, stream from ledger_task "  # noqa: S608
            "where (shard, stream) > (%s, %s) order by 1, 2 limit %s) t "
            "join ledger_stream s on s.shard = t.shard and s.id = t.stream "
            "order by s.shard, s.id",
            (shard, last, limit),
        )
        for row in rows:
            head = head_in(row)
            shard, last = ids.shard_of(head.stream), head.stream
            if head.kind == kind and queue in (None, head.queue) and _holds(head.attrs, attrs):
                found.append(head)
        if len(rows) < limit:
            return found, None
    return found, last


def _holds(attrs: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> bool:
    return all(attrs.get(name) == value for name, value in (wanted or {}).items())


def work(stream: int) -> list[Task]:
    """Read the open tasks of a stream."""
    rows = query(
        f"select {TASK} from ledger_task t where t.shard = %s and t.stream = %s order by t.id",  # noqa: S608
        (ids.shard_of(stream), stream),
    )
    return [task_in(row) for row in rows]


def tasks(
    *,
    queue: str,
    after: str | None,
    limit: int,
    attrs: Mapping[str, Any] | None,
    lacking: str | None,
    before: datetime | None,
    since: datetime | None = None,
    status: str | None = None,
    lies_with: str | None = None,
) -> Tasks:
    """Read a page of open tasks with their heads, first due first."""
    wanted = {
        " and s.attrs @> %s::jsonb": codec.dumps(attrs) if attrs else None,
        " and not s.attrs ? %s": lacking,
        " and t.due_at < %s": before,
        " and t.due_at >= %s": since,
        " and s.status = %s": status,
        " and s.queue = %s": lies_with,
    }
    where = "".join(clause for clause, value in wanted.items() if value is not None)
    arguments: list[Any] = [queue, *(value for value in wanted.values() if value is not None)]
    if after is not None:
        due, _, identifier = after.partition(".")
        where += " and (t.due_at, t.id) > (%s::timestamptz, %s)"
        arguments += [_from_cursor(due), _place(identifier)]
    rows = query(
        # A plain join of two columns is thought to find almost nothing, so all would be read and sorted.
        f"select {TASK}, {HEAD} from ledger_task t cross join lateral "  # noqa: S608
        "(select * from ledger_stream h where h.shard = t.shard and h.id = t.stream limit 1) s "
        f"where t.queue = %s{where} order by t.due_at, t.id limit %s",
        (*arguments, limit + 1),
    )
    items = tuple((task_in(row[:5]), head_in(row[5:])) for row in rows[:limit])
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
    try:
        seconds, micros = divmod(int(text), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros).isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise BadPage from error


def _place(text: str) -> int:
    """Read the id that a page goes on from."""
    try:
        place = int(text, 36)
    except ValueError as error:
        raise BadPage from error
    if not 0 <= place < 1 << 63:
        raise BadPage
    return place


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def counts(queue: str) -> Counts:
    """Sum the counters of a queue."""
    rows = query(
        "select kind, sum(delta)::int from ledger_counter where queue = %s group by kind", (queue,)
    )
    return {kind: number for kind, number in rows if number}


def fold() -> int:
    """Fold the counters of each queue into one row a kind; return how many rows went.

    Whoever reads meanwhile sees the old rows or the folded one, and the same sum.
    """
    shard = 0
    rows = query(
        "with many as (select queue, kind from ledger_counter group by 1, 2 having count(*) > 100), "
        "gone as (delete from ledger_counter c using many m "
        "where c.queue = m.queue and c.kind = m.kind returning c.queue, c.kind, c.delta), "
        "sums as (select queue, kind, sum(delta)::int as delta from gone group by 1, 2), "
        "kept as (insert into ledger_counter select queue, kind, %s::bigint, delta, %s::smallint "
        "from sums where delta <> 0) select count(*)::int from gone",
        (ids.new(shard), shard),
    )
    return int(rows[0][0])


def find_number(number: str) -> int | None:
    """Find the stream that carries a number."""
    shard = shard_in(number)
    where, arguments = ("", ()) if shard is None else (" and shard = %s", (shard,))
    rows = query(
        f"select id from ledger_stream where number = %s{where} limit 1",  # noqa: S608
        (number, *arguments),
    )
    return rows[0][0] if rows else None
