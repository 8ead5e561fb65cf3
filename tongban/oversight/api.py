"""The face of the oversight room (监督): what happened, what is late, whether it replays."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.events import Event


@dataclass(frozen=True, slots=True)
class Overdue:
    """A case past its due date (超期办件)."""

    case: int
    number: str
    service: str
    agency: str
    status: str
    due: date
    days: int  # working days past due


def trail(stream: int) -> list[Event]:
    """Return every event of a stream in order (留痕)."""


def overdue(at: datetime | None = None) -> list[Overdue]:
    """List open cases past their due date, the latest first (超期)."""


def replays(stream: int) -> list[str]:
    """Fold the events of a stream and name what differs from the stored row; empty when equal."""


def measures(*, agency: str | None = None, service: str | None = None) -> dict[str, int]:
    """Sum the counts of events by what happened (办件量): filed, accepted, granted, refused…"""
