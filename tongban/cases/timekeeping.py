"""The face of the clock (期限办理): stopping, resuming, prolonging, hearings, and explaining it.

What `cases.api` promises about limits; nothing outside this room imports it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from tongban.agencies import api as agencies
from tongban.cases import entering, handling, reading
from tongban.cases.domain import clocks, hearings, saying, timing
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.states import CaseState
from tongban.cases.views import Case, ClockDays
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import WORKING_DAY


def stop_clock(
    case: int | str,
    *,
    ground: str,
    days: int,
    actor: Actor,
    unit: str = WORKING_DAY,
    reason: str = "",
    law: str = "",
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Stop the clock for a procedure that is not counted (特别程序; 许可法 第四十五条).

    `ground` is one of `cases.domain.special.GROUNDS`; the applicant is told the `days` it takes,
    and the clock runs on by itself when they are over. Raises UnknownGround, LawNeeded, DaysNeeded.
    """

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return timing.stop(
            now,
            ground=ground,
            days=days,
            unit=unit,
            reason=reason,
            law=law,
            officer=actor.id,
            today=today,
            calendar=calendar,
        )

    return _taken(case, "stop_clock", step, actor=actor, expected=expected, at=at)


def resume_clock(
    case: int | str,
    *,
    no: int,
    actor: Actor,
    result: str = "",
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """End a procedure before its announced days are over (特别程序结束), with its result."""

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return timing.resume(now, no=no, result=result, officer=actor.id, today=today)

    return _taken(case, "stop_clock", step, actor=actor, expected=expected, at=at)


def ask_extension(
    case: int | str,
    *,
    days: int,
    reason: str,
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Ask for more time (申请延期); somebody else has to approve it (许可法 第四十二条).

    Raises ExtensionTooLong, ExtensionTooLate, NoLimitToExtend, GroundsNeeded.
    """

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return timing.ask_extension(
            now, days=days, reason=reason, officer=actor.id, today=today, calendar=calendar
        )

    return _taken(case, "ask_extension", step, actor=actor, expected=expected, at=at)


def approve_extension(
    case: int | str, *, actor: Actor, expected: int | None = None, at: datetime | None = None
) -> Case:
    """Approve more time (批准延期); the applicant is told the reason. Raises SameOfficer."""

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return timing.approve_extension(now, officer=actor.id, today=today, calendar=calendar)

    return _taken(case, "approve", step, actor=actor, expected=expected, at=at)


def decline_extension(
    case: int | str,
    *,
    actor: Actor,
    reason: str = "",
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Do not approve more time (不批准延期). Raises SameOfficer."""

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return timing.decline_extension(now, reason=reason, officer=actor.id, today=today)

    return _taken(case, "approve", step, actor=actor, expected=expected, at=at)


def review_below(
    case: int | str,
    *,
    opinion: str,
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """End the review of the lower level (下级初审; 许可法 第四十三条); the decision's clock starts."""

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return timing.review_below(now, opinion=opinion, officer=actor.id, today=today)

    return _taken(case, "examine", step, actor=actor, expected=expected, at=at)


def offer_hearing(
    case: int | str,
    *,
    reason: str,
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Tell the applicant of their right to a hearing (告知听证权利; 许可法 第四十七条)."""

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return hearings.offer(now, reason=reason, officer=actor.id, today=today)

    return _taken(case, "hold_hearing", step, actor=actor, expected=expected, at=at)


def ask_hearing(case: int | str, *, actor: Actor, at: datetime | None = None) -> Case:
    """Ask for the hearing (申请听证), by the applicant within five days. Raises HearingTooLate."""
    at = at or time.now()
    stream, state = handling.find(case)
    entering.ensure_applicants(state, actor, "supplement", at=at)

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return hearings.ask(now, today=today, calendar=calendar)

    state = handling.take(stream, state, step, actor=actor, at=at)
    return reading.case(stream, state, at=at)


def set_hearing(
    case: int | str,
    *,
    day: date,
    place: str,
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Announce day and place of the hearing (听证通知). Raises BadHearingDay."""

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return hearings.schedule(
            now, day=day, place=place, officer=actor.id, today=today, calendar=calendar
        )

    return _taken(case, "hold_hearing", step, actor=actor, expected=expected, at=at)


def hold_hearing(
    case: int | str,
    *,
    record: str,
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Write the record of the hearing (听证笔录); the decision may now be made."""

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return hearings.hold(now, record=record, officer=actor.id, today=today)

    return _taken(case, "hold_hearing", step, actor=actor, expected=expected, at=at)


def explain_clock(
    case: entering.Which, *, actor: Actor, at: datetime | None = None
) -> tuple[ClockDays, ...]:
    """Say of every clock of a case how its last day comes about, day by day (期限逐日说明)."""
    at = at or time.now()
    state = entering.opened(case, actor=actor, at=at).state
    today, calendar = time.city_date(at), agencies.calendar()
    ended = state.ended.on if state.ended else today
    return tuple(
        ClockDays(
            one.name,
            saying.CLOCKS[one.name],
            clocks.LAWS.get(one.name),
            tuple(one.clock.days(calendar, today if one.name in clocks.AFTERWARDS else ended)),
        )
        for one in clocks.clocks(state)
        if one.clock is not None
    )


def _taken(
    case: int | str,
    act: str,
    step: handling.Step,
    *,
    actor: Actor,
    expected: int | None,
    at: datetime | None,
) -> Case:
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, act)
    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return reading.case(stream, state, at=at)
