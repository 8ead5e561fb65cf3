"""Stopping, prolonging and moving the clock (期限的中止与延长): what the law allows, as events.

A procedure that is not counted is announced with the days it needs (行政许可法 第四十五条). More time
is asked by one officer and approved by another, before the limit has run out, ten days at most
(fifteen in joint handling; 第四十二条).
"""

from datetime import date, timedelta

from tongban.cases.domain import clocks
from tongban.cases.domain.guards import LONGEST_WORDS, ensure_undecided
from tongban.cases.domain.halts import (
    ClockResumed,
    ClockStopped,
    DueMoved,
    Extended,
    ExtensionAsked,
    ExtensionDeclined,
    ReviewedBelow,
)
from tongban.cases.domain.problems import WordsTooLong, WrongStep
from tongban.cases.domain.special import ARTICLE_45, GROUNDS, NAMED
from tongban.cases.domain.states import CaseState, Status
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import CALENDAR_DAY, WORKING_DAY
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

EXTENSION_LAW = "行政许可法 第四十二条第一款"
LONGEST_STOP = 400  # days; beyond it somebody mistyped
OVER = "所需时间届满，恢复计算"


class UnknownGround(Problem):
    """A reason to stop the clock that is none (不能停止计时的事由)."""

    code = "cases.unknown-ground"
    words = Text("不能以这个事由停止计算期限。", "The clock is not stopped on this ground.")
    advice = Text("请选择列出的特别程序。", "Choose one of the procedures that are listed.")
    law = ARTICLE_45


class LawNeeded(Problem):
    """A ground that only a named law excludes from the limit (须写明法律依据)."""

    code = "cases.law-needed"
    words = Text(
        "许可法第四十五条没有列出这一程序，要写明不计入期限的依据。",
        "Article 45 does not name this procedure; say which law leaves it out of the limit.",
    )
    advice = Text("请写明法律、法规的名称和条款。", "Give the law and its article.")
    law = ARTICLE_45


class DaysNeeded(Problem):
    """A procedure announced without the days it needs (须告知所需时间)."""

    code = "cases.days-needed"
    words = Text("要把所需时间书面告知申请人。", "The applicant is told how many days it takes.")
    advice = Text("请填写所需天数，从 1 到 400。", "Enter the days, from 1 to 400.")
    law = ARTICLE_45


class GroundsNeeded(Problem):
    """A change of the clock without its reason (须说明理由)."""

    code = "cases.grounds-needed"
    words = Text("变动期限要写明理由，并告知申请人。", "A change of the limit states its reason.")
    advice = Text("请写明理由，最多 2000 字。", "Give the reason, in 2,000 characters at most.")
    law = "行政许可法 第四十二条"


class NoLimitToExtend(Problem):
    """There is no published limit that could be extended (没有可延长的期限)."""

    code = "cases.no-limit-to-extend"
    words = Text(
        "这件没有公布的期限，不需要延长。", "No published limit runs that could be extended."
    )
    advice = Text("请直接办理。", "Go on with the case.")
    status = 409


class ExtensionTooLong(Problem):
    """More days than the law allows to add (延长超过上限)."""

    code = "cases.extension-too-long"
    words = Text("延长的天数超过了法律允许的上限。", "The law does not allow so many more days.")
    advice = Text("请减少天数；累计不得超过上限。", "Ask for fewer; the sum counts.")
    law = "行政许可法 第四十二条"


class ExtensionTooLate(Problem):
    """The limit has run out, so it cannot be extended (期限已过，不能延长)."""

    code = "cases.extension-too-late"
    words = Text("期限已经届满，不能再延长。", "The limit has run out and cannot be extended.")
    advice = Text("请尽快作出决定。", "Decide without further delay.")
    law = "行政许可法 第四十二条"
    status = 409


class SameOfficer(Problem):
    """Who asked cannot approve (申请人与批准人不能是同一人)."""

    code = "cases.same-officer"
    words = Text("要由另一位工作人员来做。", "Another officer has to do this.")
    advice = Text("请由负责人用自己的账号办理。", "The head does it in their own account.")
    status = 403


def stop(
    state: CaseState,
    *,
    ground: str,
    days: int,
    unit: str = WORKING_DAY,
    reason: str = "",
    law: str = "",
    officer: int = 0,
    today: date,
    calendar: WorkingCalendar,
) -> tuple[ClockStopped, ...]:
    """Stop the clock for a procedure (特别程序), with the days it needs and until when."""
    ensure_examined(state)
    if ground not in GROUNDS:
        raise UnknownGround(ground)
    if any(one.ground == ground for one in state.course.stopped):
        raise WrongStep(f"{GROUNDS[ground].zh}正在进行。")
    if not 0 < days <= LONGEST_STOP:
        raise DaysNeeded
    law = law.strip() or (ARTICLE_45 if ground in NAMED else "")
    if not law:
        raise LawNeeded(GROUNDS[ground].zh)
    until = calendar.add(today, days) if unit == WORKING_DAY else today + timedelta(days=days)
    no = len(state.course.stops) + 1
    return (ClockStopped(today, no, ground, days, until, unit, _short(reason), law, officer),)


def resume(
    state: CaseState, *, no: int, result: str = "", officer: int = 0, today: date
) -> tuple[ClockResumed, ...]:
    """End a procedure with its result (特别程序结束)."""
    ensure_undecided(state)
    if no not in {one.no for one in state.course.stopped}:
        raise WrongStep("没有正在进行的这项特别程序。")
    return (ClockResumed(today, no, _short(result), officer),)


def lapse_stops(state: CaseState, *, today: date) -> tuple[ClockResumed, ...]:
    """Let the clock run again where the announced days are over, as of their last day."""
    if not state.status.is_open:
        return ()
    over = [one for one in state.course.stopped if today > one.until]
    return tuple(ClockResumed(one.until, one.no, OVER) for one in over)


def ask_extension(
    state: CaseState,
    *,
    days: int,
    reason: str,
    officer: int,
    today: date,
    calendar: WorkingCalendar,
) -> tuple[ExtensionAsked, ...]:
    """Ask for more time (申请延期); somebody else approves it."""
    ensure_examined(state)
    if state.course.asked is not None:
        raise WrongStep("已经有一份延期申请在等批准。")
    _ensure_extendable(state, days, today, calendar)
    unit = _unit(state)
    return (ExtensionAsked(today, days, _needed(reason), officer, unit=unit),)


def approve_extension(
    state: CaseState, *, officer: int, today: date, calendar: WorkingCalendar
) -> tuple[Extended, ...]:
    """Approve more time (批准延期), as another than who asked, while the limit runs."""
    ensure_undecided(state)
    asked = _asked(state, officer)
    _ensure_extendable(state, asked.days, today, calendar)
    law = state.filed.terms.extension_law or EXTENSION_LAW
    unit = _unit(state)
    return (Extended(today, asked.days, asked.reason, law, asked.by, officer, unit=unit),)


def decline_extension(
    state: CaseState, *, reason: str, officer: int, today: date
) -> tuple[ExtensionDeclined, ...]:
    """Do not approve more time (不批准延期)."""
    ensure_undecided(state)
    _asked(state, officer)
    return (ExtensionDeclined(today, _short(reason), officer),)


def _asked(state: CaseState, officer: int) -> ExtensionAsked:
    if state.course.asked is None:
        raise WrongStep("没有等待批准的延期申请。")
    if officer == state.course.asked.officer:
        raise SameOfficer
    return state.course.asked


def _unit(state: CaseState) -> str:
    """Return in which days the limit counts that is prolonged."""
    limits = (state.filed.statutory, state.filed.promised)
    return next((one.unit for one in limits if one.days is not None), WORKING_DAY)


def _ensure_extendable(state: CaseState, days: int, today: date, calendar: WorkingCalendar) -> None:
    dues = clocks.due_dates(state, calendar)
    limits = [dues[name] for name in ("statutory", "promised") if name in dues]
    if not limits:
        raise NoLimitToExtend
    if today > max(limits):
        raise ExtensionTooLate
    added = sum(one.days for one in state.course.extensions)
    if not 0 < days <= state.filed.terms.extension - added:
        unit = "天" if _unit(state) == CALENDAR_DAY else "个工作日"
        raise ExtensionTooLong(f"还可延长 {state.filed.terms.extension - added} {unit}")


def review_below(
    state: CaseState, *, opinion: str, officer: int, today: date
) -> tuple[ReviewedBelow, ...]:
    """End the review of the lower level (下级初审); the decision's clock starts (第四十三条)."""
    ensure_examined(state)
    if not state.filed.terms.review or state.course.reviewed:
        raise WrongStep("这件没有等待下级初审。")
    return (ReviewedBelow(today, _needed(opinion), officer),)


def moved_dues(
    state: CaseState, *, before: WorkingCalendar, after: WorkingCalendar, today: date, why: str
) -> tuple[DueMoved, ...]:
    """Say which due dates move when the calendar does (应办结日期变动): of what is still to be done.

    That is everything while a case is open, and its delivery and a pledge's check afterwards.
    """
    was, now = clocks.due_dates(state, before), clocks.due_dates(state, after)
    runs = was.keys() if state.status.is_open else was.keys() & clocks.AFTERWARDS
    moved = [name for name in was if name in runs and name in now and was[name] != now[name]]
    return tuple(DueMoved(today, name, was[name], now[name], why) for name in moved)


def ensure_examined(state: CaseState) -> None:
    """Raise unless the case was accepted and waits for nobody but the agency."""
    ensure_undecided(state)
    if state.status is not Status.ACCEPTED:
        raise WrongStep("受理之后才能做这一步。")


def _needed(reason: str) -> str:
    if not reason.strip():
        raise GroundsNeeded
    return _short(reason)


def _short(words: str) -> str:
    if len(words) > LONGEST_WORDS:
        raise WordsTooLong
    return words.strip()
