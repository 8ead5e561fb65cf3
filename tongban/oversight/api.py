"""The face of the oversight room (监督): what happened, what is late, whether it replays."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.oversight import measuring
from tongban.oversight.burden import Burden, burden
from tongban.oversight.domain.figures import label as word_of
from tongban.oversight.domain.measures import MEASURES, Measure
from tongban.oversight.domain.persons import CauseNeeded, NotASuperior
from tongban.oversight.domain.problems import NotASupervisor, UnknownAlarm, UnknownMeasure
from tongban.oversight.domain.supervision import (
    LEVELS,
    WATCHES,
    Alarm,
    AlarmOver,
    NotYourAlarm,
    Rule,
    WordsNeeded,
)
from tongban.oversight.exporting import export
from tongban.oversight.flowing import AgencyTime, Variant, flow, times, variants
from tongban.oversight.hub import (
    HubTables,
    ReturnedRow,
    Unreadable,
    hub_tables,
    read_returned,
    take_back,
)
from tongban.oversight.improving import (
    Evidence,
    Proposal,
    Repeats,
    drafts_of,
    evidence,
    propose_change,
    repeats,
)
from tongban.oversight.measuring import (
    PAGE,
    Counted,
    Figure,
    Part,
    by,
    causes,
    counted,
    figures,
    looks,
    of_officer,
)
from tongban.oversight.population.running import compare, population
from tongban.oversight.proposing import Between, between, duty_changes
from tongban.oversight.replaying import HUMAN, Replay, moving, replay
from tongban.oversight.supervision.alarms import alarm, close, closed_alarms, open_alarms, see
from tongban.oversight.supervision.watching import findings, rules, supervise

__all__ = [
    "HUMAN",
    "LEVELS",
    "MEASURES",
    "PAGE",
    "WATCHES",
    "AgencyTime",
    "Alarm",
    "AlarmOver",
    "Between",
    "Burden",
    "CauseNeeded",
    "Counted",
    "Evidence",
    "Figure",
    "HubTables",
    "Measure",
    "NotASuperior",
    "NotASupervisor",
    "NotYourAlarm",
    "Overdue",
    "Part",
    "Proposal",
    "Repeats",
    "Replay",
    "ReturnedRow",
    "Rule",
    "UnknownAlarm",
    "UnknownMeasure",
    "Unreadable",
    "Variant",
    "WordsNeeded",
    "alarm",
    "between",
    "burden",
    "by",
    "causes",
    "close",
    "closed_alarms",
    "compare",
    "counted",
    "drafts_of",
    "duty_changes",
    "evidence",
    "export",
    "figures",
    "findings",
    "flow",
    "hub_tables",
    "looks",
    "measures",
    "moving",
    "of_officer",
    "open_alarms",
    "overdue",
    "population",
    "propose_change",
    "read_returned",
    "repeats",
    "replay",
    "replays",
    "rules",
    "see",
    "supervise",
    "take_back",
    "times",
    "trail",
    "variants",
    "watchlist",
    "word_of",
]

DECIDE = "decide"
QUEUE_PAGE = 200


@dataclass(frozen=True, slots=True)
class Overdue:
    """A case past its due date (超期办件); `days` are the working days since."""

    case: int
    number: str
    service: str
    name: str
    agency: str
    status: str
    due: date
    days: int


def trail(stream: int) -> list[Event]:
    """Return every event of a stream in order: who did what, when, touching what (留痕)."""
    return ledger.events(stream)


def overdue(at: datetime | None = None, *, agency: str | None = None) -> list[Overdue]:
    """List cases whose decision is late, of one agency or of all, the latest first (超期).

    Reads each agency's open work in order of due date and stops at what is still in time.
    """
    at, calendar = at or time.now(), agencies.calendar()
    queues = [agency] if agency else [one.code for one in agencies.all_()]
    found = [late for queue in queues for late in _late(queue, at, calendar)]
    return sorted(found, key=lambda one: (one.due, one.number))


def _late(queue: str, at: datetime, calendar: WorkingCalendar) -> list[Overdue]:
    today = time.city_date(at)
    found: list[Overdue] = []
    after: str | None = None
    while True:
        page = ledger.tasks(queue=queue, after=after, limit=QUEUE_PAGE)
        for task, head in page.items:
            if task.due_at is None or task.due_at >= at:
                return found
            if task.kind == DECIDE and head.due is not None:
                found.append(
                    Overdue(
                        case=head.stream,
                        number=head.number or "",
                        service=str(head.attrs["service"]),
                        name=head.label,
                        agency=queue,
                        status=head.status,
                        due=head.due,
                        days=calendar.between(head.due, today),
                    )
                )
        if page.next is None:
            return found
        after = page.next


def watchlist(*, actor: Actor, after: str | None = None, limit: int = 50) -> cases.Watchlist:
    """List what a supervisor should look at (督办清单): late, stuck with others, sent back twice.

    A page at a time, the oldest first, with counts by reason; raises NotYours for anybody else.
    """
    return cases.watchlist(actor=actor, after=after, limit=limit)


def replays(stream: int) -> list[str]:
    """Fold the events of a stream and name what differs from the stored row; empty when equal."""
    head = ledger.head(stream)
    if head is None:
        return ["no such stream"]
    if head.kind == "licence":
        return [] if licences.replays(stream) else ["the licence does not fold to its row"]
    return cases.replays(stream)


def measures(*, agency: str | None = None, service: str | None = None) -> dict[str, int]:
    """Sum what has happened (办件量), by filed, accepted, granted, refused, withdrawn and so on.

    Every case is counted once, however often its events were delivered.
    """
    return measuring.counts(agency=agency, service=service)
