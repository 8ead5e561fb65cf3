"""How licences are made anew from their events (证照的重建), and what is forgotten hourly.

What stands in a licence is no event's: it is the table's alone, tied to the event by a digest.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Rebuilt, Task
from tongban.licences import presenting, store
from tongban.licences.domain import states
from tongban.licences.models import LicenceRow

BATCH = 200


@ledger.projector(store.STREAM, begins=("licences.Issued",))
def project(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a licence from its events."""
    state = states.fold(store.happening(one) for one in found)
    issued = state.issued
    attrs = {"kind": issued.kind, "issuer": issued.issuer}
    head = Head(
        state.status, None, issued.holder, issued.identifier, issued.name.zh, issued.valid_to, attrs
    )
    return head, ()


@ledger.read_model("licences")
def rebuild(mend: bool, tell: ledger.Tell) -> Rebuilt:
    """Make the state of every licence anew from its events; what stands in it is left as it is."""
    rebuilt, last = Rebuilt(mended=mend), (-1, 0)
    while True:
        with transaction.atomic():
            rows = _page(last, lock=mend)
            histories = ledger.history([row.pk for row in rows])
            for row in rows:
                _compare(row, histories[row.pk], rebuilt, mend=mend)
        if not rows:
            return rebuilt
        last = (rows[-1].shard, rows[-1].pk)
        rebuilt.checked += len(rows)
        tell(len(rows))


def _page(last: tuple[int, int], *, lock: bool) -> list[LicenceRow]:
    rows = LicenceRow.objects.select_for_update() if lock else LicenceRow.objects.all()
    after = rows.extra(where=["(shard, id) > (%s, %s)"], params=last)
    return list(after.order_by("shard", "id").defer("attributes", "statements")[:BATCH])


def _compare(row: LicenceRow, found: Sequence[Event], rebuilt: Rebuilt, *, mend: bool) -> None:
    if not found:
        rebuilt.note(f"licence {row.pk}: it has no events")
        return
    state = states.fold(store.happening(one) for one in found)
    follows = {
        "seq": found[-1].seq,
        "status": state.status,
        "status_since": state.since,
        "reason": state.reason,
        "successor": state.successor,
    }
    wrong = [name for name, value in follows.items() if getattr(row, name) != value]
    if wrong:
        rebuilt.note(f"licence {row.pk}: {', '.join(wrong)}")
        if mend:
            LicenceRow.objects.filter(shard=row.shard, pk=row.pk).update(**follows)


@ledger.beat("licences.forget", every=timedelta(hours=1))
def forget(at: datetime) -> None:
    """Delete the codes of showings and offers that are long over."""
    presenting.forget(at=at)
