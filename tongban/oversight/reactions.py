"""What oversight does on hearing an event of a case (反应): it counts it, once."""

from collections.abc import Sequence

from tongban.kernel import time
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard
from tongban.oversight import store
from tongban.oversight.domain.measures import COUNTED, counted

LISTENER = "oversight.measure"


def measure(several: Sequence[Heard]) -> None:
    """Count events for their agencies and services, in the transaction that marks them heard."""
    store.count([step for heard in several if (step := step_of(heard.event)) is not None])


def step_of(event: Event) -> store.Step | None:
    """Return the step of a measure that an event is, None for one that counts as nothing."""
    what = counted(event.type, event.data)
    if what is None:
        return None
    touched = {one.type: one.id for one in event.objects if one.type in ("agency", "service")}
    return store.Step(
        event=event.id,
        day=time.city_date(event.at),
        agency=touched.get("agency", ""),
        service=touched.get("service", ""),
        what=what,
    )


for _type in COUNTED:
    ledger.listener_of_many(_type, LISTENER)(measure)
