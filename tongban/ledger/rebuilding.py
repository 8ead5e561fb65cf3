"""Read models made anew from the events (重建): heads, open work, counters, and other rooms' own.

The events are the only history; whatever else is stored can be lost and made again. A room says
how its streams project (`projector`) and how its own tables are made anew (`read_model`). It goes
on while the city works: each batch holds the rows of its streams as any writer does, so that it
waits for whoever is writing and is waited for, a few milliseconds at a time.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from tongban.kernel import ids
from tongban.kernel.events import Event
from tongban.ledger import codec, store
from tongban.ledger.envelopes import CLOCK, Head, Task
from tongban.ledger.store import HEAD, TASK, head_in, query, task_in

BATCH = 200
EXAMPLES = 5

Projection = tuple[Head, Sequence[Task]]
Projector = Callable[[int, Sequence[Event]], Projection]
Tell = Callable[[int], None]


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild found (重建结果): rows looked at, rows that differed, some of the differences.

    `mended` says whether those that differed were written anew.
    """

    checked: int = 0
    differing: int = 0
    mended: bool = False
    examples: list[str] = field(default_factory=list)

    def note(self, difference: str) -> None:
        """Count a difference, and keep some of their words."""
        self.differing += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(difference)


ReadModel = Callable[[bool, Tell], Rebuilt]
_projectors: dict[str, Projector] = {}
_kinds: dict[str, str] = {}
_models: dict[str, ReadModel] = {}


def projector(kind: str, begins: Collection[str]) -> Callable[[Projector], Projector]:
    """Register how a kind of stream, known by the types it begins with, makes its head and work."""

    def register(function: Projector) -> Projector:
        _projectors[kind] = function
        _kinds.update(dict.fromkeys(begins, kind))
        return function

    return register


def read_model(name: str) -> Callable[[ReadModel], ReadModel]:
    """Register how a read model is made anew, or only compared."""

    def register(function: ReadModel) -> ReadModel:
        _models[name] = function
        return function

    return register


def read_models() -> Mapping[str, ReadModel]:
    """Return every read model by its name."""
    return _models


@read_model("heads")
def heads(mend: bool, tell: Tell) -> Rebuilt:
    """Make the current row and the open work of every stream anew from its events."""
    rebuilt = Rebuilt(mended=mend)
    for streams in _batches():
        with transaction.atomic():
            _batch(streams, rebuilt, mend=mend)
        rebuilt.checked += len(streams)
        tell(len(streams))
    return rebuilt


def _batches() -> Iterator[list[int]]:
    """Go through every stream that has events, by shard and id."""
    shard, last = -1, 0
    while True:
        rows = query(
            "select shard, stream from ledger_event where seq = 1 "
            "and (shard, stream) > (%s, %s) order by shard, stream limit %s",
            (shard, last, BATCH),
        )
        if not rows:
            return
        shard, last = rows[-1]
        yield [stream for _, stream in rows]


def _batch(streams: list[int], rebuilt: Rebuilt, *, mend: bool) -> None:
    shards = sorted({ids.shard_of(one) for one in streams})
    lock = " for update" if mend else ""
    stored = {
        head.stream: head
        for row in query(
            f"select {HEAD} from ledger_stream s "  # noqa: S608
            f"where s.shard = any(%s::smallint[]) and s.id = any(%s::bigint[]) order by s.id{lock}",
            (shards, streams),
        )
        for head in (head_in(row),)
    }
    work: dict[int, list[Task]] = {}
    for stream, *row in query(
        f"select t.stream, {TASK} from ledger_task t "  # noqa: S608
        "where t.shard = any(%s::smallint[]) and t.stream = any(%s::bigint[])",
        (shards, streams),
    ):
        work.setdefault(stream, []).append(task_in(row))
    for stream, events in store.history(streams).items():
        kind = _kinds.get(events[0].type) if events else None
        if kind is None:
            continue
        head, tasks = _projectors[kind](stream, events)
        head = replace(
            head, stream=stream, kind=kind, version=events[-1].seq,
            created_at=events[0].at, changed_at=events[-1].at,
        )  # fmt: skip
        wrong = _difference(stored.get(stream), head, work.get(stream, []), tasks)
        if wrong:
            rebuilt.note(f"{kind} {stream}: {wrong}")
            if mend:
                _write(head, is_new=stream not in stored)
                _replace(stream, work.get(stream, []), tasks)


def _difference(
    stored: Head | None, head: Head, there: Sequence[Task], follows: Sequence[Task]
) -> str:
    """Say what of a stored row or its work is not what follows from the events; "" for nothing."""
    if stored is None:
        return "the row is missing"
    again = replace(head, attrs=codec.loads(codec.dumps(head.attrs)), changed_at=stored.changed_at)
    wrong = [
        name
        for name in (
            "kind", "version", "status", "queue", "subject", "number", "label", "due", "attrs",
            "created_at",
        )
        if getattr(stored, name) != getattr(again, name)
    ]  # fmt: skip
    if _listed(there) != _listed(follows):
        wrong.append("work")
    return ", ".join(wrong)


def _listed(tasks: Sequence[Task]) -> Counter[tuple[str, str, datetime | None, str]]:
    return Counter(
        (one.queue, one.kind, one.due_at, codec.dumps(dict(sorted(one.data.items()))))
        for one in tasks
    )


def _write(head: Head, *, is_new: bool) -> None:
    values = (
        head.kind, head.version, head.status, head.queue, head.subject, head.number, head.label,
        head.due, codec.dumps(head.attrs), head.created_at, head.changed_at,
        ids.shard_of(head.stream), head.stream,
    )  # fmt: skip
    if is_new:
        query(
            "insert into ledger_stream (kind, version, status, queue, subject, number, label, due, "
            "attrs, created_at, changed_at, shard, id) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s)",
            values,
        )
        return
    query(
        "update ledger_stream set kind = %s, version = %s, status = %s, queue = %s, subject = %s, "
        "number = %s, label = %s, due = %s, attrs = %s::jsonb, created_at = %s, changed_at = %s "
        "where shard = %s and id = %s",
        values,
    )


def _replace(stream: int, there: Sequence[Task], follows: Sequence[Task]) -> None:
    """Write a stream's open work anew where it differs, with its steps of the counters."""
    if _listed(there) == _listed(follows):
        return
    shard = ids.shard_of(stream)
    query("delete from ledger_task where shard = %s and stream = %s", (shard, stream))
    for one in follows:
        query(
            "insert into ledger_task (shard, stream, id, queue, kind, due_at, data) "
            "values (%s, %s, %s, %s, %s, coalesce(%s::timestamptz, 'infinity'), %s::jsonb)",
            (shard, stream, one.id or ids.new(shard), one.queue, one.kind, one.due_at,
             codec.dumps(one.data)),
        )  # fmt: skip
    steps = [(one, -1) for one in there] + [(one, 1) for one in follows]
    for one, delta in steps:
        if one.queue != CLOCK:
            query(
                "insert into ledger_counter (queue, kind, id, delta, shard) "
                "values (%s, %s, %s, %s, %s)",
                (one.queue, one.kind, ids.new(shard), delta, shard),
            )


@read_model("counters")
def counters(mend: bool, tell: Tell) -> Rebuilt:
    """Hold the running sums of open work against the work itself.

    One statement sees one moment of both, since each writer changes them together; what is wrong
    is put right by one more step, so nobody is locked out.
    """
    rows = query(
        "with open as (select queue, kind, count(*)::int as n from ledger_task "
        "where queue <> %s group by 1, 2), "
        "sums as (select queue, kind, sum(delta)::int as n from ledger_counter group by 1, 2) "
        "select queue, kind, coalesce(open.n, 0), coalesce(sums.n, 0) "
        "from open full join sums using (queue, kind)",
        (CLOCK,),
    )
    rebuilt = Rebuilt(checked=len(rows), mended=mend)
    for queue, kind, is_open, summed in rows:
        if is_open != summed:
            rebuilt.note(f"{queue} {kind}: {summed} counted, {is_open} open")
            if mend:
                query(
                    "insert into ledger_counter (queue, kind, id, delta, shard) "
                    "values (%s, %s, %s, %s, 0)",
                    (queue, kind, ids.new(0), is_open - summed),
                )
    tell(len(rows))
    return rebuilt
