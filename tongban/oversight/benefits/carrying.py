"""Carrying a confirmed list (清单执行): a batch for each clock, each line once.

A batch and the note of how far it came are one transaction: a worker that dies goes on with it.
"""

from collections.abc import Sequence
from datetime import datetime

from tongban.cases.proposals import accounts
from tongban.cases.proposals import api as proposals
from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task
from tongban.oversight.benefits import drawing, lists
from tongban.oversight.benefits.lists import BenefitList
from tongban.oversight.benefits.models import LineRow

BATCH = 250


@ledger.clock(lists.CARRY)
def carry(task: Task, head: Head, at: datetime) -> None:
    """Carry the next batch of a list."""
    now, after = lists.view(head.stream), int(task.data["after"] or 0)
    rows = LineRow.objects.filter(shard=ids.shard_of(now.id), list=now.id, no__gt=after)
    batch = list(rows.order_by("no")[:BATCH])
    taken = [one for one in batch if one.state == lists.IN]
    said = {
        **_open([one for one in taken if one.kind != drawing.STOP], now, at),
        "stopped": _stop([one for one in taken if one.kind == drawing.STOP], now, at),
        "after": batch[-1].no if len(batch) == BATCH else None,
    }
    LineRow.objects.filter(
        shard=ids.shard_of(now.id), list=now.id, no__in=[one.no for one in taken]
    ).update(state=lists.DONE)
    lists.carried(now.id, said, at)


def _open(rows: list[LineRow], now: BenefitList, at: datetime) -> dict[str, int]:
    opened = proposals.open_all(
        [_line(one, now) for one in rows], steps=now.said["steps"], actor=SYSTEM, at=at
    )
    return {
        "granted": opened.granted, "offered": opened.offered, "asked": opened.asked,
        "skipped": opened.skipped,
    }  # fmt: skip


def _line(row: LineRow, now: BenefitList) -> proposals.Line:
    said, why = now.said, now.said["whys"][row.why]
    asks = row.kind == drawing.ASK
    offer = proposals.Offer(
        said["policy"], said["version"], said["agency"], said["service"], row.person, row.payee,
        row.holder, said["period"], row.amount, said["name"], "" if asks else why, said["law"],
        said["claim_law"], row.fact, why if asks else "", now.id, (now.seen_by,),
        tuple(row.members),
    )  # fmt: skip
    return proposals.Line(offer, accounts.opened(row.sealed))


def _stop(rows: list[LineRow], now: BenefitList, at: datetime) -> int:
    for row in rows:
        proposals.stop_stream(row.latest, reason=now.said["whys"][row.why], actor=SYSTEM, at=at)
    return len(rows)


@ledger.projector(lists.STREAM, begins=(lists.DRAWN,))
def project(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a list."""
    return lists.project(stream, found)
