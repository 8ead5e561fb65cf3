"""The clocks of a case (时限): intake, statutory, promised; None where nothing is published.

Intake has five working days, whose end in silence accepts (行政许可法 第三十二条). The decision clocks
start with the acceptance (第四十二条), or with the end of a lower level's review (第四十三条); the promise
may only be shorter than the law. They stand while the agency waits for the applicant, and for
the announced days of a procedure that is not counted (第四十五条). A limit the source does not publish
is never invented: there is then no clock, and pages say 未公布. `demo_days` makes a clock for the
simulation alone, always marked. After the decision the delivery has ten days (第四十四条).

>>> from tongban.cases.domain.events import Accepted, Filed
>>> from tongban.cases.domain.states import fold
>>> filed = Filed(date(2026, 3, 2), "n", "S", "1", "A", 1, 2, date(2026, 3, 2), promised=Limit(3))
>>> due(fold([filed]), WorkingCalendar())
datetime.date(2026, 3, 9)
>>> due(fold([filed, Accepted(date(2026, 3, 3))]), WorkingCalendar())
datetime.date(2026, 3, 6)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tongban.cases.domain.limits import Limit
from tongban.cases.domain.special import words_of
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.domain.terms import INTAKE_DAYS
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import CALENDAR_DAY, Clock, Pause

HEARING_ASK_DAYS, HEARING_HOLD_DAYS = 5, 20  # working days, 行政许可法 第四十七条
LAWS = {
    "intake": "行政许可法 第三十二条",
    "review": "行政许可法 第四十三条",
    "special": "行政许可法 第四十五条",
    "delivery": "行政许可法 第四十四条",
    "hearing_ask": "行政许可法 第四十七条",
    "hearing": "行政许可法 第四十七条",
    "renewal": "行政许可法 第五十条",
    "check": "国办发〔2020〕42号",
}
"""The law behind a clock that no definition states; the others' limits are the source's."""
DECIDING = ("intake", "review", "statutory", "promised")
"""The clocks by which the agency's next step is due."""
AFTERWARDS = ("delivery", "check")
"""The clocks that begin with the decision."""


@dataclass(frozen=True, slots=True)
class NamedClock:
    """A clock with its name (时限), as in `cases.domain.words.CLOCKS`; `clock` None: 未公布."""

    name: str
    clock: Clock | None


def intake(state: CaseState) -> Clock:
    """Return the clock of the notice, from the day the papers arrived."""
    return Clock(state.arrived, INTAKE_DAYS)


def pauses(state: CaseState) -> tuple[Pause, ...]:
    """Return the days that do not count: announced procedures, and waits for the applicant.

    A procedure stops the clock for the days that were announced, or until it ended before.
    """
    course = state.course
    stops = [
        Pause(
            one.on,
            max(one.on, min(one.until, course.resumed[one.no].on))
            if one.no in course.resumed
            else one.until,
            words_of(one.ground).zh,
            one.law,
        )
        for one in course.stops
    ]
    waits = [Pause(one.start, one.end, "等待补正") for one in course.waits if one.end]
    return (*stops, *waits)


def started(state: CaseState) -> date | None:
    """Return the day the decision clocks start: acceptance, review's end, a new order to decide."""
    if state.accepted is None:
        return None
    if state.course.reopened:
        return state.course.reopened
    if state.filed.terms.review:
        return state.course.reviewed.on if state.course.reviewed else None
    return state.accepted.on


def _clock(state: CaseState, limit: Limit) -> Clock | None:
    start = started(state)
    if limit.days is None or start is None or _waits(state):
        return None
    added = tuple(one.days for one in state.course.extensions)
    return Clock(start, limit.days, limit.unit, pauses(state), added, state.filed.terms.rolls)


def _waits(state: CaseState) -> bool:
    """Whether the clock stands for as long as the applicant has not answered."""
    return bool(state.course.waits) and state.course.waits[-1].end is None


def clocks(state: CaseState) -> tuple[NamedClock, ...]:
    """Return every clock that applies: intake until acceptance, then law and promise, then what follows.

    A case without any published limit gets the simulation's clock after them.
    """
    # A step asks six times for the clocks of one state: the row, the work and each of its parts.
    last = _asked[0]
    if last is not None and last[0] is state:
        return last[1]
    found = _clocks(state)
    _asked[0] = (state, found)
    return found


_asked: list[tuple[CaseState, tuple[NamedClock, ...]] | None] = [None]


def _clocks(state: CaseState) -> tuple[NamedClock, ...]:
    if state.accepted is None:
        return tuple(_before_acceptance(state))
    filed = state.filed
    found = [
        NamedClock("statutory", _clock(state, filed.statutory)),
        NamedClock("promised", _clock(state, filed.promised)),
    ]
    unpublished = filed.statutory.days is None and filed.promised.days is None
    if filed.demo_days is not None and unpublished:
        found.append(NamedClock("demo", Clock(state.accepted.on, filed.demo_days)))
    return (*found, *_beside(state), *_after(state))


def _before_acceptance(state: CaseState) -> Iterator[NamedClock]:
    if state.ended:
        return
    yield NamedClock("intake", None if state.status is Status.SUPPLEMENT else intake(state))
    if answer := _answer(state):
        yield answer


def _answer(state: CaseState) -> NamedClock | None:
    """Return the applicant's limit to answer a notice, where the law sets one."""
    limit = state.filed.terms.answer
    if state.status is not Status.SUPPLEMENT or limit.days is None:
        return None
    return NamedClock("answer", Clock(state.notices[-1].on, limit.days, limit.unit, rolls=True))


def _beside(state: CaseState) -> Iterator[NamedClock]:
    """Yield the clocks that run beside those of the decision while the case is open."""
    if not state.status.is_open or state.accepted is None:
        return
    filed, course = state.filed, state.course
    if filed.terms.review and course.reviewed is None:
        yield NamedClock("review", Clock(state.accepted.on, filed.terms.review))
    if answer := _answer(state):
        yield answer
    for one in course.stopped:
        yield NamedClock("special", Clock(one.on, one.days, one.unit))
    hearing = course.hearing
    if hearing.asked and not hearing.held:
        yield NamedClock("hearing", Clock(hearing.asked.on, HEARING_HOLD_DAYS))
    elif hearing.offered and not hearing.asked:
        yield NamedClock("hearing_ask", Clock(hearing.offered.on, HEARING_ASK_DAYS))
    if state.lacking and filed.terms.later.days is not None:
        later = filed.terms.later
        lacks = Clock(state.accepted.on, later.days or 0, later.unit, rolls=True)
        yield NamedClock("lacking", lacks)
    if filed.terms.renews:
        days = max((filed.terms.renews - filed.on).days, 0)
        yield NamedClock("renewal", Clock(filed.on, days, CALENDAR_DAY))


def _after(state: CaseState) -> Iterator[NamedClock]:
    """Yield the clocks that run once the decision was made: delivery, and a pledge's check."""
    made, course, terms = state.decided, state.course, state.filed.terms
    if made is None:
        return
    if terms.by_hand and course.delivered is None:
        yield NamedClock("delivery", Clock(made.on, terms.delivery))
    if checks_pledge(state):
        yield NamedClock("check", Clock(made.on, terms.check.days or 0, terms.check.unit))


def checks_pledge(state: CaseState) -> bool:
    """Whether what was pledged for a grant is still to be checked."""
    pledged = bool(state.filed.pledged) and state.filed.terms.check.days is not None
    return pledged and state.status is Status.GRANTED and state.course.pledge_checked is None


def watched(state: CaseState) -> tuple[str, ...]:
    """Name the clocks whose end without the step is marked as overdue now (超期)."""
    return DECIDING[1:] if state.status.is_open else AFTERWARDS


def running(state: CaseState, calendar: WorkingCalendar) -> NamedClock | None:
    """Return the published clock that ends first of those somebody at the agency has to meet."""
    names = DECIDING if state.status.is_open else AFTERWARDS
    known = [one for one in clocks(state) if one.clock is not None and one.name in names]
    return min(known, key=lambda one: _due(one, calendar), default=None)


def _due(named: NamedClock, calendar: WorkingCalendar) -> date:
    return named.clock.due(calendar) if named.clock else date.max


def due(state: CaseState, calendar: WorkingCalendar) -> date | None:
    """Return the day the next step is due, None where no limit is published or none runs."""
    named = running(state, calendar)
    return _due(named, calendar) if named else None


def due_dates(state: CaseState, calendar: WorkingCalendar) -> Mapping[str, date]:
    """Return the last day of every clock that runs, by its name."""
    return {one.name: one.clock.due(calendar) for one in clocks(state) if one.clock is not None}


def due_of(state: CaseState, name: str, calendar: WorkingCalendar) -> date | None:
    """Return the last day of one clock, None where it does not run; no other is counted."""
    for one in clocks(state):
        if one.name == name and one.clock is not None:
            return one.clock.due(calendar)
    return None
