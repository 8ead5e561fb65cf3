"""Open work that follows from the procedure (程序待办): what lacks, approvals, delivery, checks.

Functions of the state, as all work is. One clock rings for everything that a day brings about by
itself: an announced procedure that is over, a reminder, an end, a decision by silence.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tongban.cases.domain import clocks, lacking, silence
from tongban.cases.domain.states import CaseState, Status
from tongban.kernel import ids, time
from tongban.kernel.calendar import WorkingCalendar
from tongban.ledger.api import CLOCK, Task

SUPPLY, HEARING, APPROVE, DELIVER, CHECK = "supply", "hearing", "approve", "deliver", "check"
STRIKE, AUTOMATIC = "cases.strike", "cases.automatic"
WORK = (SUPPLY, HEARING, APPROVE, DELIVER, CHECK, STRIKE, AUTOMATIC)
_ONE_DAY = timedelta(days=1)


def work_of(stream: int, state: CaseState, calendar: WorkingCalendar) -> list[Task]:
    """Return what is open beside intake, answer and decision."""
    if not state.status.is_open:
        return list(_afterwards(stream, state, calendar))
    return [
        *_automatic(stream, state),
        *_beside(stream, state, calendar),
        *_strike(stream, state, calendar),
    ]


def _automatic(stream: int, state: CaseState) -> Iterator[Task]:
    if state.filed.terms.automatic and state.status is Status.FILED and not state.notices:
        yield _task(stream, CLOCK, AUTOMATIC, state.filed.on)


def _beside(stream: int, state: CaseState, calendar: WorkingCalendar) -> Iterator[Task]:
    """Yield what the applicant may hand in or ask for, and what a head has to approve."""
    person = f"person:{state.filed.applicant}"
    if lacks := lacking.due(state, calendar):
        yield _by(stream, person, SUPPLY, lacks)
    if state.course.hearing.offered and not state.course.hearing.asked:
        yield _by(stream, person, HEARING, clocks.due_of(state, "hearing_ask", calendar))
    if state.course.asked:
        yield _by(stream, state.filed.agency, APPROVE, clocks.due(state, calendar))


def _strike(stream: int, state: CaseState, calendar: WorkingCalendar) -> Iterator[Task]:
    """Yield the next moment at which something happens by itself."""
    answers = state.status is Status.SUPPLEMENT and state.filed.terms.lapses
    ends = [
        *(one.until for one in state.course.stopped),
        lacking.due(state, calendar),
        clocks.due_of(state, "answer", calendar) if answers else None,
        silence.due(state, calendar),
    ]
    rings = [one + _ONE_DAY for one in ends if one is not None]
    remind = lacking.remind_on(state, calendar)
    rings += [remind] if remind else []
    if rings:
        yield _task(stream, CLOCK, STRIKE, min(rings))


def _afterwards(stream: int, state: CaseState, calendar: WorkingCalendar) -> Iterator[Task]:
    """Yield what follows a decision: its delivery, the check of a pledge."""
    filed = state.filed
    if filed.terms.by_hand and (due := clocks.due_of(state, "delivery", calendar)):
        yield _by(stream, filed.delivering or filed.agency, DELIVER, due)
    if filed.pledged and (due := clocks.due_of(state, "check", calendar)):
        yield _by(stream, filed.agency, CHECK, due)


def _task(stream: int, queue: str, kind: str, day: date) -> Task:
    return Task(ids.new(ids.shard_of(stream)), queue, kind, time.start_of(day))


def _by(stream: int, queue: str, kind: str, day: date | None) -> Task:
    due_at = time.end_of(day) if day else None
    return Task(ids.new(ids.shard_of(stream)), queue, kind, due_at)
