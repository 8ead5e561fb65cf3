"""Between measures and their table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Sum

from tongban.kernel import ids
from tongban.oversight.models import MeasureRow


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a measure (办件量变动): what an event counts as, where and when."""

    event: int
    day: date
    agency: str
    service: str
    what: str


def count(steps: Sequence[Step]) -> None:
    """Write steps of measures in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into oversight_measure (id, event, day, agency, service, what, delta) "
            "select u.*, 1 from unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], "
            "%s::text[], %s::text[]) as u",
            [
                [ids.new(ids.shard_of(one.event)) for one in steps],
                [one.event for one in steps],
                [one.day for one in steps],
                [one.agency for one in steps],
                [one.service for one in steps],
                [one.what for one in steps],
            ],
        )


def compare(events: Sequence[int], steps: Sequence[Step], *, mend: bool) -> list[str]:
    """Hold the steps of these events against those that follow; write what differs on wish."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select event, day, agency, service, what, sum(delta)::int from oversight_measure "
            "where event = any(%s::bigint[]) group by 1, 2, 3, 4, 5",
            [list(events)],
        )
        there = {tuple(row[:5]): row[5] for row in cursor.fetchall()}
    follow = {(one.event, one.day, one.agency, one.service, one.what): 1 for one in steps}
    wrong = {key[0] for key in there.keys() | follow.keys() if there.get(key) != follow.get(key)}
    if wrong and mend:
        MeasureRow.objects.filter(event__in=wrong).delete()
        count([one for one in steps if one.event in wrong])
    return [f"event {event}: counted otherwise than it follows" for event in sorted(wrong)]


def sums(*, agency: str | None, service: str | None) -> dict[str, int]:
    """Sum the measures by what was counted."""
    rows = MeasureRow.objects.all()
    if agency is not None:
        rows = rows.filter(agency=agency)
    if service is not None:
        rows = rows.filter(service=service)
    return dict(rows.values_list("what").annotate(Sum("delta")))
