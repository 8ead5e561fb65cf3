"""What oversight does on hearing an event of a case (反应): it counts it, once."""

from tongban.kernel import time
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard
from tongban.oversight import store
from tongban.oversight.domain.measures import COUNTED, counted

LISTENER = "oversight.measure"


def measure(heard: Heard) -> None:
    """Count an event for its agency and service, in the transaction that marks it as heard."""
    event = heard.event
    what = counted(event.type, event.data)
    touched = {one.type: one.id for one in event.objects if one.type in ("agency", "service")}
    if what is None:
        return
    store.count(
        event=event.id,
        day=time.city_date(event.at),
        agency=touched.get("agency", ""),
        service=touched.get("service", ""),
        what=what,
    )


for _type in COUNTED:
    ledger.listener(_type, LISTENER)(measure)
