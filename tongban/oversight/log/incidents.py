"""Incidents (日志异常): what must not happen, noted once, counted for the public, settled by people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from tongban.oversight.log.models import IncidentRow


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident (异常): its kind, what it is about (never a person), what was seen, since when."""

    what: str
    subject: str
    said: str
    found_at: datetime
    settled_at: datetime | None


def note(what: str, subject: str, said: str, at: datetime) -> bool:
    """Note an incident once; whether it is new."""
    _, is_new = IncidentRow.objects.get_or_create(
        what=what, subject=subject, defaults={"said": said, "found_at": at}
    )
    return is_new


def settle(what: str, subject: str, at: datetime) -> None:
    """Say that an incident is over; it stays counted."""
    IncidentRow.objects.filter(what=what, subject=subject, settled_at=None).update(settled_at=at)


def listed(*, open_only: bool = False, limit: int = 100) -> list[Incident]:
    """List incidents, the newest first."""
    rows = IncidentRow.objects.order_by("-found_at")
    if open_only:
        rows = rows.filter(settled_at=None)
    return [
        Incident(row.what, row.subject, row.said, row.found_at, row.settled_at)
        for row in rows[:limit]
    ]


def counted() -> Mapping[str, int]:
    """Count incidents by kind, as the public may know."""
    return dict(IncidentRow.objects.values_list("what").annotate(Count("subject")))
