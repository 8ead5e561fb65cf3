"""How streams of this room are made anew from their events (机构的重建)."""

from collections.abc import Sequence

from tongban.agencies import store
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task


@ledger.projector(store.CALENDAR, begins=("agencies.CalendarPublished",))
def project_calendar(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a published calendar from its event."""
    return store.head_of(found[-1]), ()
