"""What agencies do by themselves (机构的反应): reorganisations on their day, rows made anew."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tongban.agencies import seating, shifting, store
from tongban.agencies.administration import api as administration
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task


@ledger.projector(store.CALENDAR, begins=("agencies.CalendarPublished",))
def project_calendar(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a published calendar from its event."""
    return store.head_of(found[-1]), ()


@ledger.projector(administration.KIND, begins=("agencies.DeedAsked", "agencies.DeedDone"))
def project_administration(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of an administrator's deed from its events."""
    return administration.head_of(list(found)), ()


del seating  # it has registered that posts move


@ledger.beat("agencies.structure", every=timedelta(seconds=1))
def carry_reorganisations_out(at: datetime) -> None:
    """Move what is open to whoever is competent from today (到日移交), for a slice of time."""
    shifting.carry_on(at)
