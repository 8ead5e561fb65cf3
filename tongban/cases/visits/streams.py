"""The histories of visits (到厅记录): every booking and every ticket is a stream of events.

What oversight, process mining and statistics read is written here, without a person in the data:
the hall, the line, the window, minutes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger

VISIT = "visit"
BOOKED, MOVED, CANCELLED, CAME = (
    "cases.VisitBooked", "cases.VisitMoved", "cases.VisitCancelled", "cases.VisitorCame",
)  # fmt: skip
TAKEN, CALLED, SERVED, MISSED, RETURNED, TRANSFERRED, ENDED, GAVE_UP = (
    "cases.TicketTaken", "cases.TicketCalled", "cases.TicketServed", "cases.TicketMissed",
    "cases.TicketReturned", "cases.TicketTransferred", "cases.TicketEnded", "cases.TicketGivenUp",
)  # fmt: skip
BEGINS = (BOOKED, TAKEN)
STATUS = {
    BOOKED: "booked", MOVED: "booked", CANCELLED: "cancelled", CAME: "came",
    TAKEN: "waiting", CALLED: "called", SERVED: "serving", MISSED: "missed", RETURNED: "waiting",
    TRANSFERRED: "waiting", ENDED: "done", GAVE_UP: "left",
}  # fmt: skip


def say(
    stream: int,
    expected: int,
    what: str,
    data: Mapping[str, Any],
    *,
    hall: str,
    person: int,
    actor: Actor,
    at: datetime,
) -> None:
    """Write what happened to a booking or a ticket; raises VersionConflict where it has moved."""
    touched = [Ref("visit", str(stream), "visit"), Ref("hall", hall, "hall")]
    if person:
        touched.append(Ref("party", str(person), "visitor"))
    event = Event(what, at, actor, {"hall": hall, **data}, tuple(touched))
    head = _head(STATUS[what], person, hall, what, data)
    ledger.append(ledger.Append(stream, VISIT, expected, [event], head))


def head_of(happened: Sequence[Event]) -> tuple[ledger.Head, list[ledger.Task]]:
    """Return the row of a visit as its events make it; it is nobody's open work."""
    last = happened[-1]
    person = next((int(one.id) for one in last.objects if one.role == "visitor"), 0)
    return _head(STATUS[last.type], person, last.data["hall"], last.type, last.data), []


def _head(status: str, person: int, hall: str, what: str, data: Mapping[str, Any]) -> ledger.Head:
    return ledger.Head(
        status, None, person, None, f"{hall} {data.get('line', '')}".strip(), None, {"last": what}
    )
