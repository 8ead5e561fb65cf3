"""The end of keeping (保管期满): what held once and whose term is over is deleted like what was erased.

The terms are the caller's, from the definitions; who decides are two people, and no row goes of
itself. What a dataset brought goes with the dataset; what is disputed waits.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tongban.facts import acts, closing, erasing
from tongban.facts.domain.retaining import months_after
from tongban.facts.models import StatementRow
from tongban.kernel import ids
from tongban.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Over:
    """A statement whose term is over (到期数据): no value, only that there was one."""

    id: int
    kind: str
    since: date


def over(months: Mapping[str, int], *, on: date, limit: int) -> list[Over]:
    """Return what may be deleted on a day, kind by kind, for a list; looks at every shard."""
    found: list[Over] = []
    with closing.inside():
        for kind, term in sorted(months.items()):
            rows = _over(kind, term, on).order_by("id")
            for row in rows[: limit - len(found)]:
                began = row.ended_on or row.valid_to
                if began and months_after(began, term) <= on:
                    found.append(Over(row.id, kind, months_after(began, term)))
    return found


def delete(
    statements: Collection[int], *, months: Mapping[str, int], actor: Actor, at: datetime, on: date
) -> int:
    """Delete the values of those whose term is still over; returns how many that were.

    What else is known of their subjects is sealed anew, and the old keys are remembered as
    destroyed, so that no backup brings anything back.
    """
    gone = 0
    with closing.inside():
        of: dict[int, set[int]] = {}
        for kind, term in months.items():
            shards = {ids.shard_of(one) for one in statements}
            rows = _over(kind, term, on).filter(shard__in=shards, id__in=statements)
            for row in rows.select_for_update():
                of.setdefault(row.subject, set()).add(row.id)
        for subject, those in of.items():
            erasing.destroy(subject, those)
            acts.write(subject, "erase", {"erased": len(those)}, actor=actor, at=at)
            gone += len(those)
    return gone


def _over(kind: str, months: int, on: date) -> QuerySet[StatementRow]:
    last = months_after(on, -months)
    ended = Q(ended_on__lte=last) | Q(ended_on=None, valid_to__lte=last)
    rows = StatementRow.objects.filter(ended, kind=kind, dispute=None, source_dataset=None)
    return rows.exclude(key=None, value=None)
