"""The steps of a case (办件步骤): what the law lets happen next, as events or as a Problem.

Every step is a function of the state, of today and of the calendar; nothing else is asked.
Five silent working days accept an application on the day it arrived (行政许可法 第三十二条、第八十二条);
what is missing is named once; a refusal states its reason, the facts it used, and the remedy
with its deadline (第三十八条).

>>> from tongban.cases.domain.events import Filed
>>> from tongban.cases.domain.states import fold
>>> late = fold([Filed(date(2026, 3, 2), "n", "S", "1", "A", 1, 2, date(2026, 3, 2))])
>>> lapse(late, today=date(2026, 3, 10), calendar=WorkingCalendar())
Accepted(on=datetime.date(2026, 3, 2), by_silence=True, by='')
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.cases.domain import clocks
from tongban.cases.domain.events import (
    Accepted,
    BecameOverdue,
    CaseEvent,
    Closed,
    Decided,
    Supplemented,
    SupplementRequested,
    Withdrawn,
)
from tongban.cases.domain.problems import (
    AlreadyDecided,
    CaseMoved,
    HeldByGovernment,
    NotAsked,
    NothingAnswered,
    NothingNamed,
    NoticeAlreadyGiven,
    ReasonNeeded,
    RefusalNeedsReason,
    RefusalNeedsRemedy,
    SilenceAccepted,
    UnknownGap,
    UnknownOutcome,
    WordsTooLong,
    WrongStep,
)
from tongban.cases.domain.states import OUTCOMES, CaseState, Status
from tongban.kernel.calendar import WorkingCalendar

RECONSIDERATION_DAYS = 60  # calendar days, 行政复议法 第二十条
LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where and until when a refusal can be contested (救济途径与期限; 许可法 第三十八条)."""

    words: str
    until: date


def propose_remedy(day: date) -> Remedy:
    """Propose the remedy of the general law: reconsideration in 60 days (行政复议法 第二十条)."""
    until = day + timedelta(days=RECONSIDERATION_DAYS)
    return Remedy(
        f"不服本决定的，可在收到之日起 {RECONSIDERATION_DAYS} 日内申请行政复议，"
        "或者依法向人民法院提起行政诉讼。",
        until,
    )


def ensure_unmoved(state: CaseState, expected: int | None) -> None:
    """Raise when somebody acted since the officer looked: who decided, or that it moved."""
    if expected is None or expected == state.seq:
        return
    ensure_undecided(state)
    raise CaseMoved(state.last_by)


def ensure_undecided(state: CaseState) -> None:
    """Raise AlreadyDecided with who and when, or WrongStep for what was withdrawn."""
    if state.decided:
        word = "准予" if state.decided.outcome == Status.GRANTED else "不予"
        raise AlreadyDecided(f"{state.decided.by}，{state.decided.on.isoformat()}，{word}。")
    if state.withdrawn:
        raise WrongStep("申请人已经撤回。")


def lapse(state: CaseState, *, today: date, calendar: WorkingCalendar) -> Accepted | None:
    """Say whether silence has accepted it by today; dated on the arrival (第三十二条)."""
    silent = state.status is Status.FILED
    if silent and today > clocks.intake(state).due(calendar):
        return Accepted(on=state.arrived, by_silence=True)
    return None


def take_in(state: CaseState, *, today: date, calendar: WorkingCalendar) -> tuple[Accepted, ...]:
    """Accept it (受理): today, or on its arrival when silence has done so already."""
    ensure_undecided(state)
    if state.status is Status.ACCEPTED:
        raise WrongStep("已经受理。")
    return (lapse(state, today=today, calendar=calendar) or Accepted(on=today),)


def request_supplement(
    state: CaseState,
    *,
    gaps: Mapping[str, str],
    listed: Collection[str],
    held: Collection[str],
    today: date,
    calendar: WorkingCalendar,
) -> tuple[SupplementRequested, ...]:
    """Name everything missing, once (一次性告知).

    `listed` are the refs and materials the service asks for at all, `held` those of them the
    government holds, which nobody may be asked for (国务院令第716号 第七条).
    """
    ensure_undecided(state)
    if lapse(state, today=today, calendar=calendar) or (
        state.accepted and state.accepted.by_silence
    ):
        raise SilenceAccepted
    if state.status is Status.ACCEPTED:
        raise WrongStep("已经受理，受理时材料视为齐全。")
    reasons = {key: reason.strip() for key, reason in gaps.items()}
    if not reasons or not all(reasons.values()):
        raise NothingNamed
    if any(len(reason) > LONGEST_WORDS for reason in reasons.values()):
        raise WordsTooLong
    if state.notices and (extra := reasons.keys() - state.named.keys()):
        raise NoticeAlreadyGiven("、".join(sorted(extra)))
    if unknown := reasons.keys() - set(listed):
        raise UnknownGap("、".join(sorted(unknown)))
    if known := reasons.keys() & set(held):
        raise HeldByGovernment("、".join(sorted(known)))
    if state.status is Status.SUPPLEMENT:
        raise WrongStep("补正通知已经发出，正在等申请人补正。")
    return (SupplementRequested(today, reasons),)


def supplement(
    state: CaseState,
    *,
    statements: Mapping[str, int],
    attachments: Mapping[str, tuple[int, ...]],
    today: date,
) -> tuple[Supplemented, ...]:
    """Answer the notice (补正): only what it named, kept beside what was there before."""
    ensure_answerable(state, [*statements, *attachments])
    before = state.statements
    was = {ref: before[ref] for ref in statements if ref in before}
    return (Supplemented(today, dict(statements), was, dict(attachments)),)


def ensure_answerable(state: CaseState, keys: Collection[str]) -> None:
    """Raise unless a notice is open and names every one of these keys."""
    ensure_undecided(state)
    if state.status is not Status.SUPPLEMENT:
        raise WrongStep("现在没有等待补正的内容。")
    if not keys:
        raise NothingAnswered
    if extra := set(keys) - state.notices[-1].gaps.keys():
        raise NotAsked("、".join(sorted(extra)))


def decide(
    state: CaseState,
    *,
    outcome: str,
    reason: str,
    remedy: Remedy | None,
    today: date,
    calendar: WorkingCalendar,
) -> tuple[Accepted | Decided, ...]:
    """Decide (决定), accepting first what was not yet taken in (当场决定; 第三十四条)."""
    ensure_undecided(state)
    if outcome not in OUTCOMES:
        raise UnknownOutcome(outcome)
    reason = reason.strip()
    if len(reason) > LONGEST_WORDS or (remedy and len(remedy.words) > LONGEST_WORDS):
        raise WordsTooLong
    if outcome == Status.REFUSED:
        if not reason:
            raise RefusalNeedsReason
        if remedy is None or not remedy.words.strip() or remedy.until <= today:
            raise RefusalNeedsRemedy
    decided = Decided(
        today,
        str(outcome),
        reason,
        dict(state.statements),
        remedy.words.strip() if remedy and outcome == Status.REFUSED else None,
        remedy.until if remedy and outcome == Status.REFUSED else None,
    )
    if state.status is Status.ACCEPTED:
        return (decided,)
    return (lapse(state, today=today, calendar=calendar) or Accepted(on=today), decided)


def withdraw(state: CaseState, *, reason: str, today: date) -> tuple[CaseEvent, ...]:
    """Take the application back before the decision (撤回), which also ends it."""
    ensure_undecided(state)
    if not reason.strip():
        raise ReasonNeeded
    if len(reason) > LONGEST_WORDS:
        raise WordsTooLong
    return (Withdrawn(today, reason.strip()), Closed(today))


def close(
    state: CaseState,
    *,
    today: date,
    result: str | None = None,
    licence: int | None = None,
    identifier: str | None = None,
    valid_to: date | None = None,
) -> tuple[Closed, ...]:
    """Finish it after the decision (办结), naming what came of it."""
    if state.decided is None or state.closed is not None:
        raise WrongStep("还没有决定，或者已经办结。")
    return (Closed(today, result, licence, identifier, valid_to),)


def mark_overdue(
    state: CaseState, *, today: date, calendar: WorkingCalendar
) -> tuple[BecameOverdue, ...]:
    """Mark every published decision clock that has run out and is not marked yet (超期)."""
    if state.status is not Status.ACCEPTED:
        return ()
    marked = {one.clock for one in state.overdue}
    return tuple(
        BecameOverdue(today, one.name, one.clock.due(calendar))
        for one in clocks.clocks(state)
        if one.clock is not None
        and one.name not in (*marked, "demo")
        and one.clock.is_overdue(today, calendar)
    )
