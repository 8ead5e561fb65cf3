"""Between measures and their table."""

from datetime import date

from django.db.models import Sum

from tongban.kernel import ids
from tongban.oversight.models import MeasureRow


def count(*, event: int, day: date, agency: str, service: str, what: str) -> None:
    """Write one step of a measure."""
    MeasureRow(
        id=ids.new(ids.shard_of(event)),
        event=event,
        day=day,
        agency=agency,
        service=service,
        what=what,
    ).save(force_insert=True)


def sums(*, agency: str | None, service: str | None) -> dict[str, int]:
    """Sum the measures by what was counted."""
    rows = MeasureRow.objects.all()
    if agency is not None:
        rows = rows.filter(agency=agency)
    if service is not None:
        rows = rows.filter(service=service)
    return dict(rows.values_list("what").annotate(Sum("delta")))
