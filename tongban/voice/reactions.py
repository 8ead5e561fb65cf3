"""How ratings are made anew from their events (评价的重建)."""

from collections.abc import Sequence

from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task
from tongban.voice import store


@ledger.projector(store.STREAM, begins=(store.RATED,))
def project(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a rating from its event and from the case it is about."""
    rated = found[0]
    touched = {one.role: one.id for one in rated.objects}
    case = ledger.head(int(touched["rated"]))
    label = case.label if case else ""
    attrs = {"level": rated.data["level"]}
    head = Head("rated", touched["agency"], int(touched["rater"]), None, label, None, attrs)
    return head, ()
