"""What facts do when a clock rings (事实的响应), and how their streams are made anew."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tongban.facts import corrections
from tongban.facts.data import api as data
from tongban.facts.data import store as datasets
from tongban.facts.domain.disputes import Dispute
from tongban.kernel import ids
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task


@ledger.clock(corrections.DUE)
def dispute_due(task: Task, head: Head, at: datetime) -> None:
    """Say that an agency has not answered a dispute in time, for whoever supervises."""
    del task
    said = {"kind": head.label, "holder": (head.queue or "").removeprefix("facts:")}
    touched = (Ref("dispute", str(head.stream), "subject"),)
    identifier = ids.new(ids.shard_of(head.stream))
    event = Event("facts.DisputeOverdue", at, SYSTEM, said, touched, identifier)
    ledger.append(ledger.Append(head.stream, corrections.STREAM, head.version, [event], None))


@ledger.clock(datasets.DUE)
def dataset_due(task: Task, head: Head, at: datetime) -> None:
    """End a dataset whose term is over (保存期限届满)."""
    del task
    if datasets.get(head.stream).state is data.DatasetState.LOADED:
        data.withdraw(head.stream, reason="保存期限届满", actor=SYSTEM, at=at)


@ledger.projector(corrections.STREAM, begins=("facts.Disputed",))
def project_dispute(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a dispute from its events."""
    told = [each for each in found if each.type != "facts.DisputeOverdue"]
    said: dict[str, Any] = dict(told[-1].data)
    due = date.fromisoformat(said["due"]) if said["due"] else None
    dispute = Dispute(
        stream, said["statement"], said["subject"], said["kind"], said["holder"], "",
        told[0].at, said["state"], due=due,
    )  # fmt: skip
    return corrections.head_of(dispute, overdue=len(told) < len(found))


@ledger.projector(datasets.STREAM, begins=("facts.DatasetOffered",))
def project_dataset(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the clock of a dataset."""
    del found
    return datasets.head_of(datasets.get(stream))
