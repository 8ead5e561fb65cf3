"""What the catalogue does when a clock rings (目录的响应): publish what was scheduled."""

from datetime import datetime

from tongban.catalogue import drafting
from tongban.ledger import api as ledger


@ledger.clock(drafting.DUE)
def publish_due(task: ledger.Task, head: ledger.Head, at: datetime) -> None:
    """Publish a scheduled draft when it falls due."""
    del task
    drafting.publish_due(head.stream, at)
