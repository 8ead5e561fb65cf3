"""What the catalogue does when a clock rings (目录的响应), and how its streams are made anew."""

from collections.abc import Sequence
from datetime import datetime

from tongban.catalogue import drafting, publishing
from tongban.catalogue.domain import drafts
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task


@ledger.clock(drafting.DUE)
def publish_due(task: ledger.Task, head: ledger.Head, at: datetime) -> None:
    """Publish a scheduled draft when it falls due."""
    del task
    drafting.publish_due(head.stream, at)


@ledger.projector(drafting.STREAM, begins=("catalogue.DraftSaved",))
def project_draft(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a draft from its events."""
    return drafting.head_of(drafts.fold(stream, map(drafting.read, found)))


@ledger.projector(publishing.STREAM, begins=("catalogue.Published",))
def project_publication(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a publication from its event."""
    return publishing.head_of(found[-1]), ()
