"""On the day (到日): the beat that carries every reorganisation out, and how far it is.

Nothing is ordered beforehand: each beat compares the moves in force today with those that were
last carried out. So a corrected date, a reorganisation taken back and one published on its very
day need nothing of their own. Every batch and the place it came to are one transaction.
"""

import hashlib
import json
from collections.abc import Callable, Collection
from datetime import date, datetime
from time import monotonic
from typing import Any

from django.db import transaction

from tongban.agencies import store
from tongban.agencies.domain.lineage import Change, touched
from tongban.agencies.domain.shifting import Mover, Progress, Shift
from tongban.agencies.models import ShiftRow
from tongban.kernel import ids, time

PARTS = ("posts", "agreements", "cases", "demands")
"""What moves, in this order: first those who act, then what they act on."""
SLICE = 2.0  # seconds of a beat; the clocks and the outbox of everybody else come in between
_movers: dict[str, Mover] = {}


def mover(part: str) -> Callable[[Mover], Mover]:
    """Register who moves a part."""
    if part not in PARTS:
        raise ValueError(f"there is no part {part!r}")

    def register(function: Mover) -> Mover:
        known = _movers.get(part)
        if known and known.__qualname__ != function.__qualname__:
            raise ValueError(f"the part {part!r} has a mover")
        _movers[part] = function
        return function

    return register


def carry_on(at: datetime) -> None:
    """Begin what is due and move batches for a slice of time."""
    _begin(at)
    until = monotonic() + SLICE
    while _batch(at) and monotonic() < until:
        pass


def finish(at: datetime) -> None:
    """Move everything that is due, however long it takes."""
    _begin(at)
    while _batch(at):
        pass


def progress() -> list[Progress]:
    """Read how far the newest shift is, part by part."""
    return [
        Progress(row.part, row.began_at, row.done, row.finished_at, row.left, tuple(row.touched))
        for row in _newest()
    ]


def _newest() -> list[ShiftRow]:
    last = ShiftRow.objects.order_by("-run").values_list("run", flat=True).first()
    if last is None:
        return []
    rows = {row.part: row for row in ShiftRow.objects.filter(run=last)}
    return [rows[part] for part in PARTS if part in rows]


def _begin(at: datetime) -> None:
    """Write the rows of a new shift where today's moves are not those carried out last."""
    lineage = store.lineage()
    now = lineage.in_force(time.city_date(at))
    rows = _newest()
    if _mark(now) == (rows[0].mark if rows else _mark(())):
        return
    before = [_read(one) for one in rows[0].changes] if rows else []
    looked = touched(before, now)
    if any(row.finished_at is None for row in rows):
        looked |= frozenset(rows[0].touched)
    said = [_written(one) for one in now]
    shard = ids.draw_shard()
    run = ids.new(shard)
    with transaction.atomic():
        ShiftRow.objects.filter(finished_at=None).update(finished_at=at)  # the new one goes on
        ShiftRow.objects.bulk_create(
            [
                ShiftRow(
                    id=ids.new(shard), run=run, part=part, mark=_mark(now), changes=said,
                    touched=sorted(looked), began_at=at,
                )
                for part in PARTS
            ],
            ignore_conflicts=True,
        )  # fmt: skip


def _batch(at: datetime) -> bool:
    """Move the next batch of the first part that is not done; False when there is none."""
    with transaction.atomic():
        row = (
            ShiftRow.objects.select_for_update(skip_locked=True)
            .filter(finished_at=None)
            .order_by("id")
            .first()
        )
        if row is None:
            return False
        shift = Shift(store.lineage(), time.city_date(at), frozenset(row.touched), at)
        moved = _movers[row.part](shift, row.after)
        row.done += moved.done
        row.left = {**row.left, **moved.left}
        row.after = moved.after or ""
        row.finished_at = at if moved.after is None else None
        row.save(update_fields=["done", "left", "after", "finished_at"])
    return True


def _mark(changes: Collection[Change]) -> str:
    said = json.dumps([_written(one) for one in changes], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _written(one: Change) -> dict[str, Any]:
    return {
        "since": one.since.isoformat(),
        "agency": one.agency,
        "to": one.to,
        "powers": sorted(one.powers) if one.powers is not None else None,
        "level": one.level,
        "places": sorted(one.places),
        "reform": one.reform,
    }


def _read(said: dict[str, Any]) -> Change:
    powers = said["powers"]
    return Change(
        since=date.fromisoformat(said["since"]),
        agency=said["agency"],
        to=said["to"],
        powers=None if powers is None else frozenset(powers),
        level=said["level"],
        places=frozenset(said["places"]),
        reform=said["reform"],
    )
