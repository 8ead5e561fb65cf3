"""What archiving does as cases end (归档): each waits for the night that packs it."""

from datetime import datetime, time, timedelta

from tongban.cases import handling, store
from tongban.cases.archiving import api
from tongban.cases.archiving.domain import retention
from tongban.cases.archiving.models import ArchiveRow
from tongban.catalogue import api as catalogue
from tongban.kernel import ids
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard


@ledger.listener("cases.Closed", "cases.archive")
def note_closed(heard: Heard) -> None:
    """Have a finished case wait for its package; one that closes again is packed again."""
    state = store.load(heard.stream)
    if state is None or state.status.is_open:
        return
    closed = city_date(heard.event.at)
    service = handling.service_of(state)
    term = retention.years(catalogue.book(closed), service.kind, closed)
    ArchiveRow.objects.update_or_create(
        shard=ids.shard_of(heard.stream),
        case=heard.stream,
        defaults={
            "number": state.filed.number, "kind": service.kind, "closed_on": closed,
            "keep_until": retention.keep_until(closed, years=term), "packed_at": None,
        },
    )  # fmt: skip


@ledger.beat("cases.archive", every=timedelta(days=1), at=time(3, 30))
def pack_at_night(now: datetime) -> None:
    """Pack what has ended, a batch at a time."""
    while api.pack_waiting(now) == api.BATCH:
        pass
