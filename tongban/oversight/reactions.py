"""What oversight does on hearing an event of a case (反应): it counts it, once."""

from collections.abc import Sequence

from django.db import transaction

from tongban.kernel import time
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard, Rebuilt
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


@ledger.read_model("measures")
def rebuild(mend: bool, tell: ledger.Tell) -> Rebuilt:
    """Count anew, a page of the log at a time, and write what is missing or too much.

    An event that still waits to be heard is left to its listener, which counts it once.
    """
    rebuilt = Rebuilt(mended=mend)
    for page in ledger.log(types=tuple(COUNTED), waiting_for=LISTENER):
        steps = [step for event in page if (step := step_of(event)) is not None]
        with transaction.atomic():
            wrong = store.compare([one.id for one in page], steps, mend=mend)
        for difference in wrong:
            rebuilt.note(difference)
        rebuilt.checked += len(page)
        tell(len(page))
    return rebuilt
