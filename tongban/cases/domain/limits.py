"""A limit as an event keeps it (时限): days and their unit, from the service's definition."""

from dataclasses import dataclass

WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Limit:
    """A published limit (时限): `days` None where the source publishes none."""

    days: int | None = None
    unit: str = WORKING_DAY


UNPUBLISHED = Limit()
"""Of a service whose source publishes none (未公布)."""
