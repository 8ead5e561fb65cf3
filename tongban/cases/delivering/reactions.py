"""What delivering does on hearing the courier (寄送轨迹): the case is delivered, or chosen anew."""

from collections.abc import Sequence

from tongban.cases import messages
from tongban.cases.delivering import api
from tongban.cases.delivering.domain import deliveries as law
from tongban.exchange.notices import api as notices
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Heard, Task
from tongban.people import api as people


@ledger.listener(notices.MOVED, "cases.parcel-moved")
def parcel_moved(heard: Heard) -> None:
    """Tell the person what the courier reported, and note what arrived as delivered by post."""
    said, at = heard.event.data, heard.event.at
    kind, number = said["about"]
    if kind != api.STREAM:
        return
    event = law.Moved(said["state"], said["words"], said["tracking"])
    state = api.moved(number, event, actor=SYSTEM, at=at)
    if state is None:
        return
    if said["state"] == "delivered":
        receiver = people.party(state.filed.applicant).name
        proof = said["tracking"] or "快递签收"
        api.note_delivered(
            state, method="post", receiver=receiver, proof=proof, actor=SYSTEM, at=at
        )
    words = law.evolve(law.Delivery(), event).said
    messages.notify_of(state, "parcel-moved", {"said": words}, actor=SYSTEM, at=at)


@ledger.listener("cases.Closed", "cases.begin-delivery")
def begin(heard: Heard) -> None:
    """Take up the way that was chosen in the form (按申请时的选择寄取)."""
    api.begin(heard.stream, at=heard.event.at)


@ledger.projector(api.STREAM, begins=("cases.DeliveryChosen",))
def project_delivery(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a delivery from its events."""
    now = law.fold(law.TYPES[one.type](**one.data) for one in found)
    touched = {one.role: one.id for one in found[0].objects}
    return api.head_of(now, int(touched["receiver"]), touched["delivered"]), ()
