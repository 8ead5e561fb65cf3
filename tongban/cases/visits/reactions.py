"""How visits are made anew from their events (重建)."""

from collections.abc import Sequence

from tongban.cases.visits import models, streams
from tongban.kernel.events import Event
from tongban.ledger import api as ledger

TABLES = models


@ledger.projector(streams.VISIT, begins=streams.BEGINS)
def project_visit(stream: int, happened: Sequence[Event]) -> tuple[ledger.Head, list[ledger.Task]]:  # noqa: ARG001 - the ledger passes it
    """Make a visit's row from its events."""
    return streams.head_of(happened)
