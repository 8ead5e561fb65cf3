"""Hearings (听证): told, asked within five days, announced seven days ahead, held within twenty.

The time from the request to the record does not count (行政许可法 第四十五条至第四十八条). Whoever was told of
the right is not decided against before they have used it or the five days are over.
"""

from datetime import date

from tongban.cases.domain.clocks import HEARING_ASK_DAYS, HEARING_HOLD_DAYS
from tongban.cases.domain.guards import ensure_undecided
from tongban.cases.domain.halts import (
    ClockResumed,
    ClockStopped,
    HearingAsked,
    HearingHeld,
    HearingOffered,
    HearingSet,
)
from tongban.cases.domain.problems import WrongStep
from tongban.cases.domain.special import ARTICLE_45
from tongban.cases.domain.states import CaseState
from tongban.cases.domain.timing import GroundsNeeded, ensure_examined
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

NOTICE_DAYS = 7  # working days, 第四十八条第一项
GROUND = "hearing"


class HearingTooLate(Problem):
    """The hearing was not asked for within five days (逾期申请听证)."""

    code = "cases.hearing-too-late"
    words = Text("申请听证的五日期限已过。", "The five days to ask for a hearing are over.")
    advice = Text("可以书面陈述意见。", "You can still state your view in writing.")
    law = "行政许可法 第四十七条"
    status = 409


class BadHearingDay(Problem):
    """A day that is too near or too far (听证日期不符)."""

    code = "cases.bad-hearing-day"
    words = Text(
        "听证要在举行七日前通知，并在申请后二十日内组织。",
        "A hearing is announced seven days ahead and held within twenty of the request.",
    )
    advice = Text("请改选一天。", "Choose another day.")
    law = "行政许可法 第四十七条、第四十八条"


def offer(
    state: CaseState, *, reason: str, officer: int, today: date
) -> tuple[HearingOffered, ...]:
    """Tell the right to a hearing (告知听证权利), once."""
    ensure_examined(state)
    if state.course.hearing.offered:
        raise WrongStep("已经告知过听证权利。")
    if not reason.strip():
        raise GroundsNeeded
    return (HearingOffered(today, reason.strip(), officer),)


def ask(
    state: CaseState, *, today: date, calendar: WorkingCalendar
) -> tuple[HearingAsked | ClockStopped, ...]:
    """Ask for the hearing (申请听证); its days do not count from now on.

    A notice that is open meanwhile costs nobody the right.
    """
    ensure_undecided(state)
    hearing = state.course.hearing
    if hearing.offered is None or hearing.asked:
        raise WrongStep("现在不能申请听证。")
    if today > calendar.add(hearing.offered.on, HEARING_ASK_DAYS):
        raise HearingTooLate
    no, until = len(state.course.stops) + 1, calendar.add(today, HEARING_HOLD_DAYS)
    stopped = ClockStopped(today, no, GROUND, HEARING_HOLD_DAYS, until, law=ARTICLE_45)
    return (HearingAsked(today), stopped)


def schedule(
    state: CaseState,
    *,
    day: date,
    place: str,
    officer: int,
    today: date,
    calendar: WorkingCalendar,
) -> tuple[HearingSet, ...]:
    """Announce day and place (听证通知); announcing anew replaces what was announced.

    Where the twenty days can no longer be kept, the next day the law allows is the only one.
    """
    ensure_undecided(state)
    hearing = state.course.hearing
    if hearing.asked is None or hearing.held:
        raise WrongStep("没有等待举行的听证。")
    first = calendar.add(today, NOTICE_DAYS)
    if not first <= day <= max(first, calendar.add(hearing.asked.on, HEARING_HOLD_DAYS)):
        raise BadHearingDay(day.isoformat())
    if not place.strip():
        raise GroundsNeeded
    return (HearingSet(today, day, place.strip(), officer),)


def hold(
    state: CaseState, *, record: str, officer: int, today: date
) -> tuple[HearingHeld | ClockResumed, ...]:
    """Write the record of the hearing (听证笔录); the clock runs again the day after."""
    ensure_undecided(state)
    hearing = state.course.hearing
    if hearing.set_for is None or hearing.held or today < hearing.set_for.day:
        raise WrongStep("听证还没有到举行的日子。")
    if not record.strip():
        raise GroundsNeeded
    ended = [
        ClockResumed(today, one.no, "听证结束", officer)
        for one in state.course.stopped
        if one.ground == GROUND
    ]
    return (HearingHeld(today, record.strip(), officer), *ended)


def ensure_heard(state: CaseState, *, today: date, calendar: WorkingCalendar) -> None:
    """Raise while a hearing may still be asked for, or was asked for and not held."""
    hearing = state.course.hearing
    if hearing.asked and not hearing.held:
        raise WrongStep("申请人已要求听证，听证之后才能决定。")
    told = hearing.offered
    if told and not hearing.asked and today <= calendar.add(told.on, HEARING_ASK_DAYS):
        raise WrongStep("申请听证的五日期限还没有过。")
