"""What a case comes to in figures (办件的计量): a fold of its events, and nothing besides.

Nobody enters a figure. Every one follows from the log, so that it can be opened to the cases it
counts and recounted by anybody. Times are what the log shows: a case *waits* from when it
reached the agency until the agency did something with it, is *worked on* from there to the next
step, and lies *with the applicant*, *with others* or in a *special* procedure meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tongban.cases.domain import clocks, events
from tongban.cases.domain.events import CaseEvent, Decided, Filed, SupplementRequested
from tongban.cases.domain.states import CaseState, evolve
from tongban.cases.domain.terms import INTAKE_DAYS
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.events import Event

WAITING, WORKING, APPLICANT, OTHERS, SPECIAL = (
    "waiting",
    "working",
    "applicant",
    "others",
    "special",
)
HOLDS = (WAITING, WORKING, APPLICANT, OTHERS, SPECIAL)
"""Who had the case meanwhile (停在谁手里)."""
NOTES = frozenset(
    {
        "cases.BecameOverdue",
        "cases.DueMoved",
        "cases.BranchStuck",
        "cases.Reminded",
        "cases.TakenEarly",
        "cases.MoveOffered",
        "cases.Contested",
    }
)
"""What the log notes about a case without anybody taking a step in it."""
ARRIVES = frozenset(
    {"Filed", "Supplemented", "Supplied", "Transferred", "BranchAnswered", "Overturned"}
)
"""Steps after which the case lies with the agency untouched."""
COUNTER = frozenset({"window", "clerk"})
"""Channels and capacities that mean the person stood at a window."""


@dataclass(frozen=True, slots=True)
class Stay:
    """The time between two steps of a case (停留): who had it, for how long.

    `seq` is the step that ended it; `line` 0 is the case's own way, above it another agency's
    part beside it. `from_agency` took the step before, `to_agency` this one ("" a person).
    """

    seq: int
    line: int
    before: str
    after: str
    from_agency: str
    to_agency: str
    agency: str
    hold: str
    seconds: int
    on: date


@dataclass(slots=True)
class CaseFigures:
    """A case in figures (办件计量): what it is, and what it counts as in each measure."""

    case: int
    seq: int = 0
    number: str = ""
    service: str = ""
    version: str = ""
    agency: str = ""
    channel: str = ""
    status: str = ""
    officer: int = 0
    filed_on: date = date.min
    ended_on: date | None = None
    due_on: date | None = None
    filed: int = 0
    accepted: int = 0
    accepted_by_silence: int = 0
    granted: int = 0
    refused: int = 0
    withdrawn: int = 0
    not_accepted: int = 0
    terminated: int = 0
    supplement: int = 0
    overdue: int = 0
    taken_early: int = 0
    stuck: int = 0
    decided: int = 0
    timed: int = 0
    in_time: int = 0
    noticed: int = 0
    notice_kept: int = 0
    returned: int = 0
    visits: int = 0
    asked: int = 0
    asked_held: int = 0
    automatic: int = 0
    overturned: int = 0
    waiting_s: int = 0
    working_s: int = 0
    applicant_s: int = 0
    others_s: int = 0
    special_s: int = 0
    causes: tuple[str, ...] = ()
    path: str = ""
    statements: frozenset[int] = field(default=frozenset(), compare=False)


def label(event: Event) -> str:
    """Return the word of a step: the event's, with the outcome of a decision.

    >>> from datetime import UTC, datetime
    >>> from tongban.kernel.actors import SYSTEM
    >>> label(Event("cases.Decided", datetime.now(UTC), SYSTEM, {"outcome": "granted"}))
    'Decided.granted'
    """
    word = event.type.partition(".")[2]
    if word == "Decided":
        return f"{word}.{event.data['outcome']}"
    return f"{word}.silence" if word == "Accepted" and event.data.get("by_silence") else word


def figures(case: int, log: Sequence[Event], calendar: WorkingCalendar) -> CaseFigures:
    """Fold the events of a case into its figures."""
    made = CaseFigures(case, seq=log[-1].seq)
    state: CaseState | None = None
    for envelope in log:
        event = events.read(envelope)
        if state is not None:
            _before(made, state, event, calendar)
        state = evolve(state, event)
        _after(made, state, event, envelope)
    if state is None:
        raise ValueError("a case without events")
    _stands(made, state, calendar)
    for stay in stays(log):
        if stay.line == 0 and stay.hold:
            name = f"{stay.hold}_s"
            setattr(made, name, getattr(made, name) + stay.seconds)
    made.path = ">".join(label(one) for one in log if one.type not in NOTES)
    return made


def _before(
    made: CaseFigures, state: CaseState, event: CaseEvent, calendar: WorkingCalendar
) -> None:
    """Judge a step by where the case stood: was the decision in time, the notice one and early."""
    if isinstance(event, Decided):
        due = clocks.due(state, calendar) if state.accepted else None
        made.timed, made.in_time = int(due is not None), int(due is not None and event.on <= due)
    if isinstance(event, SupplementRequested):
        last = calendar.add(state.arrived, INTAKE_DAYS)
        made.notice_kept = int(not state.notices and (event.on <= last or bool(state.accepted)))


_ONCE: Mapping[str, str] = {
    "Withdrawn": "withdrawn",
    "NotAccepted": "not_accepted",
    "Terminated": "terminated",
}
_MANY: Mapping[str, str] = {
    "BecameOverdue": "overdue",
    "TakenEarly": "taken_early",
    "BranchStuck": "stuck",
    "SupplementRequested": "supplement",
}


def _after(made: CaseFigures, state: CaseState, event: CaseEvent, envelope: Event) -> None:
    """Count what happened."""
    word = envelope.type.partition(".")[2]
    if name := _ONCE.get(word):
        setattr(made, name, 1)
    if name := _MANY.get(word):
        setattr(made, name, getattr(made, name) + 1)
    if isinstance(event, Filed):
        made.filed, made.filed_on, made.channel = 1, event.on, event.channel
        made.number, made.visits = event.number, int(event.channel in COUNTER)
        made.statements = frozenset(event.statements.values())
    elif word == "Accepted":
        made.accepted_by_silence = int(bool(envelope.data.get("by_silence")))
        made.accepted = 1 - made.accepted_by_silence
    elif isinstance(event, SupplementRequested):
        made.noticed = 1
        made.causes += tuple(sorted(event.gaps))
    elif word in ("Supplemented", "Supplied", "CorrectedOnSpot", "Delivered"):
        made.visits += int(envelope.actor.capacity in COUNTER)
        made.statements |= frozenset(getattr(event, "statements", {}).values())
    elif word == "NotAccepted":
        made.causes += (f"not_accepted:{envelope.data.get('ground', '')}",)
    elif isinstance(event, Decided):
        made.decided, made.automatic = 1, int(event.automatic)
        made.granted, made.refused = (
            int(event.outcome == "granted"),
            int(event.outcome == "refused"),
        )
        made.officer = envelope.actor.id if envelope.actor.kind == "officer" else 0
    elif word == "Overturned" and envelope.data.get("ruling") not in ("upheld", "dismissed"):
        made.overturned = int(bool(state.decided and state.decided.automatic) or made.automatic)


def _stands(made: CaseFigures, state: CaseState, calendar: WorkingCalendar) -> None:
    """Say where the case stands now."""
    made.service, made.version = state.filed.service, state.filed.version
    made.agency, made.status = state.filed.agency, state.status.value
    made.ended_on = state.ended.on if state.ended else None
    made.due_on = clocks.due(state, calendar) if state.status.is_open else None
    made.returned = int(bool(made.noticed or made.not_accepted))
    if state.decided is None:
        made.decided = made.granted = made.refused = made.timed = made.in_time = made.officer = 0


# Where the time went


def stays(log: Sequence[Event]) -> Iterator[Stay]:
    """Yield the time between the steps of a case, and of what others did beside it."""
    steps = [one for one in log if one.type not in NOTES]
    if not steps:
        return
    agency = str(steps[0].data["agency"])
    meanwhile = _Meanwhile()
    before = steps[0]
    meanwhile.take(before)
    for lines, event in enumerate(steps[1:], start=1):
        yield _stay(before, event, agency, meanwhile.hold(before))
        if beside := meanwhile.answered(event):
            asked, who = beside
            yield Stay(
                event.seq, lines, label(asked), label(event), agency, who, who, "",
                _seconds(asked, event), event.at.date(),
            )  # fmt: skip
        meanwhile.take(event)
        agency = str(event.data.get("agency", agency)) if _moves(event) else agency
        before = event


def held(log: Sequence[Event], at: datetime) -> tuple[str, int]:
    """Say who has a case that has not ended, and since how many seconds; "" once it has (在谁手里)."""
    steps = [one for one in log if one.type not in NOTES]
    meanwhile = _Meanwhile()
    for event in steps:
        meanwhile.take(event)
    last = steps[-1]
    return meanwhile.hold(last), max(0, int((at - last.at).total_seconds()))


def _moves(event: Event) -> bool:
    return event.type in ("cases.Transferred", "cases.Migrated")


def _stay(before: Event, event: Event, agency: str, hold: str) -> Stay:
    return Stay(
        event.seq, 0, label(before), label(event), _who(before, agency), _who(event, agency),
        agency, hold, _seconds(before, event), event.at.date(),
    )  # fmt: skip


def _who(event: Event, agency: str) -> str:
    """Return the agency that took a step; "" for a person, a window or the platform alone."""
    if event.type == "cases.Filed" or event.actor.kind == "person":
        return ""
    return event.actor.agency or agency


def _seconds(before: Event, event: Event) -> int:
    return max(0, int((event.at - before.at).total_seconds()))


class _Meanwhile:
    """What is open beside the last step (尚未了结的): a notice, halts, parts of other agencies."""

    __slots__ = ("branches", "ended", "notice", "stops")

    def __init__(self) -> None:
        self.notice = self.ended = False
        self.stops: set[int] = set()
        self.branches: dict[str, Event] = {}

    def take(self, event: Event) -> None:
        """Take a step in."""
        match event.type.partition(".")[2]:
            case "SupplementRequested":
                self.notice = True
            case "Supplemented":
                self.notice = False
            case "ClockStopped":
                self.stops.add(event.data["no"])
            case "ClockResumed":
                self.stops.discard(event.data["no"])
            case "BranchAsked":
                self.branches[event.data["key"]] = event
            case "BranchAnswered" | "BranchRecalled":
                self.branches.pop(event.data["key"], None)
            case "Overturned":
                self.ended = not event.data.get("again")
            case "Decided" | "Withdrawn" | "NotAccepted" | "Terminated":
                self.ended = True

    def answered(self, event: Event) -> tuple[Event, str] | None:
        """Return who was asked and when, of a part that ends with this step."""
        if event.type not in ("cases.BranchAnswered", "cases.BranchRecalled"):
            return None
        asked = self.branches.get(event.data["key"])
        return (asked, str(asked.data["agency"])) if asked else None

    def hold(self, last: Event) -> str:
        """Say who has the case after a step; "" once it has ended."""
        if self.ended:
            return ""
        if self.notice:
            return APPLICANT
        if self.stops:
            return SPECIAL
        if self.branches:
            return OTHERS
        silent = last.type == "cases.Accepted" and last.data.get("by_silence")
        return WAITING if silent or label(last) in ARRIVES else WORKING
