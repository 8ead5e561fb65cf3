"""Long work on open cases (批量差事): ordered once, done a batch at a time by the worker.

An errand is a stream of its own: one event orders it, one more tells of each batch how far it
came. Every batch is a clock that is due, so it is handed over in a transaction of its own: nobody
waits for the whole, and a worker that dies goes on with the batch it was in.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tongban.cases import bulk
from tongban.cases.store import CASE
from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger

ERRAND = "errand"
BATCH = 200


def order(
    clock: str,
    said: Mapping[str, Any],
    *,
    label: str,
    due: datetime,
    actor: Actor,
    at: datetime,
    touched: Sequence[Ref] = (),
) -> None:
    """Order an errand: `clock` names who carries it out from the instant `due`, told `said`."""
    data = {"clock": clock, "label": label, "due": due.isoformat(), "said": dict(said)}
    ordered = Event("cases.ErrandOrdered", at, actor, data, tuple(touched))
    head, tasks = head_of([ordered])
    ledger.append(ledger.Append(ids.new(ids.draw_shard()), ERRAND, 0, [ordered], head, tasks))


def carry_on(
    task: ledger.Task,
    head: ledger.Head,
    step: bulk.Step,
    *,
    at: datetime,
    queue: str | None = None,
) -> None:
    """Take the step for the next batch of open cases, and note how far it came."""
    result = bulk.Result()
    place = task.data["after"]
    found = next(ledger.busy(kind=CASE, queue=queue, after=place, limit=BATCH), [])
    bulk.change([one.stream for one in found], step, actor=SYSTEM, at=at, result=result)
    data: dict[str, Any] = {"done": result.done, "after": found[-1].stream if found else None}
    if result.left:
        data["left"] = result.left
    carried = Event("cases.ErrandCarried", at, SYSTEM, data)
    now, tasks = head_of([*ledger.events(head.stream), carried])
    ledger.append(ledger.Append(head.stream, ERRAND, head.version, [carried], now, tasks))


def head_of(happened: Sequence[Event]) -> tuple[ledger.Head, list[ledger.Task]]:
    """Return the row of an errand and the clock of its next batch; none after the last."""
    ordered, *carried = happened
    data = ordered.data
    place = carried[-1].data["after"] if carried else 0
    attrs = {"clock": data["clock"], "done": sum(one.data["done"] for one in carried)}
    status = "carried" if place is None else "ordered"
    head = ledger.Head(status, None, 0, None, data["label"], None, attrs)
    if place is None:
        return head, []
    due = datetime.fromisoformat(data["due"])
    return head, [
        ledger.Task(0, ledger.CLOCK, data["clock"], due, {**data["said"], "after": place})
    ]
