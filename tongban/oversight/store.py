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


def sums(*, agency: str | None, service: str | None) -> dict[str, int]:
    """Sum the measures by what was counted."""
    rows = MeasureRow.objects.all()
    if agency is not None:
        rows = rows.filter(agency=agency)
    if service is not None:
        rows = rows.filter(service=service)
    return dict(rows.values_list("what").annotate(Sum("delta")))
