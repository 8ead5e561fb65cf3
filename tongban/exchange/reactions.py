"""What the exchange does as time passes (定时): ends what has no outcome, answers what was deferred, tidies."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tongban.exchange import api
from tongban.exchange.gateway import deferred, records
from tongban.exchange.notices import announcing, carrying, parcels, serving
from tongban.exchange.registry import matters, succeeding, watching
from tongban.kernel.actors import SYSTEM
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Heard, Task

del succeeding  # it has registered how agreements move in a reorganisation
del announcing  # and what the rooms beneath announce to people


@ledger.beat("exchange.sweep", every=timedelta(seconds=10))
def sweep(now: datetime) -> None:
    """Make every call whose deadline passed without an outcome a row the person sees."""
    records.sweep(at=now)


@ledger.beat("exchange.deferred", every=timedelta(seconds=5))
def answer_deferred(now: datetime) -> None:
    """Answer the questions whose askers come back for it."""
    deferred.work_off(at=now)


@ledger.beat("exchange.send", every=carrying.BEAT)
def send_notices(now: datetime) -> None:
    """Hand what is due to its provider."""
    while carrying.work_off(now) == carrying.BATCH:
        pass


@ledger.beat("exchange.serve", every=timedelta(hours=1))
def serve_documents(now: datetime) -> None:
    """Take documents that nobody received to the next way of service (送达)."""
    serving.push_on(now)


@ledger.projector(parcels.STREAM, begins=("exchange.ParcelOrdered",))
def project_parcel(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a parcel."""
    return parcels.projected(stream, found)


@ledger.projector(serving.STREAM, begins=(serving.SERVED,))
def project_service(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a service."""
    return serving.projected(stream, found)


@ledger.beat("exchange.tidy", every=timedelta(hours=1))
def tidy(now: datetime) -> None:
    """Delete nonces, keys and counters that can no longer matter, and open the log's next days."""
    records.tidy(at=now)
    watching.forget_old(at=now)


@ledger.beat("exchange.watch", every=timedelta(minutes=10))
def watch(now: datetime) -> None:
    """Tell the data authority whom many agencies asked about in one day."""
    watching.asked_by_many(at=now)


@ledger.clock(matters.DUE)
def matter_due(task: Task, head: Head, at: datetime) -> None:
    """Say that an application, a review or an alarm was not answered in time."""
    del task
    matters.late(head, at=at)


@ledger.listener(matters.OPENED, "exchange.tell-subject")
def tell_subject(heard: Heard) -> None:
    """Tell a person that they were looked up in an emergency (紧急查看告知)."""
    said = heard.event.data
    if said["kind"] != matters.EMERGENCY or not said["subject"]:
        return
    api.notify(
        person=said["subject"],
        template="looked-up",
        values={},
        about=("look", ""),
        actor=SYSTEM,
        at=heard.event.at,
    )


@ledger.projector(matters.STREAM, begins=(matters.OPENED,))
def project_matter(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a matter."""
    return matters.project(stream, found)
