"""How a list of what is destroyed is made anew from its events (销毁清册的重建)."""

from collections.abc import Sequence

from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task
from tongban.oversight.destroying import api


@ledger.projector(api.STREAM, begins=(api.PROPOSED,))
def project(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a list from its events."""
    return api.head_of(found), ()
