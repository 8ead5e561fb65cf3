"""Parcels (寄递): a result on its way by a courier, ordered once whatever fails, followed by reports.

An order is a sending like any other: intent first, one key, a second courier only where the first
certainly has none. What the courier reports is an event; what it means is said by who ordered.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tongban.exchange.gateway import sealed
from tongban.exchange.notices import carrying, reports
from tongban.exchange.notices.domain import sending
from tongban.exchange.notices.domain.sending import Arrived, Lost
from tongban.exchange.notices.models import SendingRow
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.people import api as people

STREAM, MOVED = "parcel", "exchange.ParcelMoved"
DELIVERED, LOST, RETURNED, MOVING = "delivered", "lost", "returned", "moving"
STATES = (MOVING, DELIVERED, LOST, RETURNED)
WORDS = 200


def send_parcel(
    *,
    person: int,
    to: people.Address,
    about: tuple[str, str],
    actor: Actor,
    at: datetime | None = None,
) -> int:
    """Order a courier to bring a result to an address (下单寄送); returns the parcel's key.

    Written in the caller's transaction; the worker orders. `about` comes back with each report.
    """
    at, shard = at or time.now(), ids.shard_of(person)
    said = {
        "receiver": to.receiver or people.party(person).name, "lines": list(to.lines),
        "postcode": to.postcode,
    }  # fmt: skip
    row = SendingRow.objects.create(
        shard=shard, id=ids.new(shard), notice=0, person=person, way=carrying.PARCEL,
        state=sending.QUEUED, sealed=sealed.seal(json.dumps(said, ensure_ascii=False).encode()),
        made_at=at, due_at=at,
    )  # fmt: skip
    event = Event(
        "exchange.ParcelOrdered", at, actor, {"about": list(about)},
        (Ref("party", str(person), "receiver"),),
    )  # fmt: skip
    head, work = projected(row.id, [event])
    ledger.append(ledger.Append(row.id, STREAM, 0, [event], head, work))
    return row.id


def projected(_stream: int, found: Sequence[Event]) -> tuple[ledger.Head, Sequence[ledger.Task]]:
    """Make the row of a parcel from its events."""
    first, last = found[0], found[-1]
    status = str(last.data.get("state", "ordered"))
    attrs = {"about": first.data["about"][1]}
    return ledger.Head(status, None, int(first.objects[0].id), None, "", None, attrs), ()


def reported(name: str, said: Mapping[str, Any], at: datetime) -> bool:
    """Take a courier's report (轨迹推送); the same one twice changes nothing."""
    key, state = str(said["key"]), str(said["state"])
    if state not in STATES or not key.isdecimal():
        return False
    if state != MOVING:
        receipt = Arrived() if state == DELIVERED else Lost(state)
        if not carrying.receive(name, key, receipt, at=at):
            return False
    found = ledger.events(int(key))
    ended = {DELIVERED, LOST, RETURNED} & {str(one.data.get("state")) for one in found}
    words = str(said.get("words", ""))[:WORDS]
    data = {
        "about": found[0].data["about"] if found else [], "state": state, "words": words,
        "tracking": str(said.get("tracking", ""))[:80],
    }  # fmt: skip
    if not found or ended or (found[-1].type == MOVED and dict(found[-1].data) == data):
        return bool(found)
    event = Event(MOVED, at, SYSTEM, data, found[0].objects)
    head, work = projected(int(key), [*found, event])
    ledger.append(ledger.Append(int(key), STREAM, len(found), [event], head, work))
    return True


reports.listen(carrying.PARCEL, reported)
