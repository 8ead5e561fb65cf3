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
    RECONSIDERATION,
    TAKE_AWAY,
    Accepted,
    BecameOverdue,
    CaseEvent,
    Closed,
    Decided,
    Supplemented,
    SupplementRequested,
    Withdrawn,
)
from tongban.cases.domain.guards import LONGEST_WORDS, ensure_undecided, ensure_unmoved
from tongban.cases.domain.hearings import ensure_heard
from tongban.cases.domain.lacking import StillLacking
from tongban.cases.domain.problems import (
    AnswerAwaited,
    HeldByGovernment,
    InspectorsNeeded,
    NotAsked,
    NothingAnswered,
    NothingNamed,
    NoticeAlreadyGiven,
    NoticeOpen,
    PartNeeded,
    ReasonNeeded,
    RefusalNeedsReason,
    RefusalNeedsRemedy,
    RemedyTooShort,
    SilenceAccepted,
    UnknownGap,
    UnknownOutcome,
    WordsTooLong,
    WrongStep,
)
from tongban.cases.domain.states import OUTCOMES, CaseState, Status
from tongban.kernel.calendar import WorkingCalendar

__all__ = [
    "ELECTRONIC",
    "LONGEST_WORDS",
    "PARTLY",
    "PLAIN",
    "RECONSIDERATION_DAYS",
    "Remedy",
    "Ruling",
    "close",
    "decide",
    "ensure_answerable",
    "ensure_remedy",
    "ensure_undecided",
    "ensure_unmoved",
    "lapse",
    "mark_overdue",
    "propose_remedy",
    "remedy_days",
    "request_supplement",
    "supplement",
    "take_in",
    "withdraw",
]

PARTLY, ELECTRONIC = "partly", "electronic"
RECONSIDERATION_DAYS = 60  # calendar days, 行政复议法 第二十条
SUIT_DAYS = 15  # calendar days, 行政诉讼法 第四十五条


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where and until when a refusal can be contested (救济途径与期限; 许可法 第三十八条)."""

    words: str
    until: date


def remedy_days(act: str) -> int:
    """Return the fewest days in which a decision can be contested; a ruling, before the court."""
    return SUIT_DAYS if act == RECONSIDERATION else RECONSIDERATION_DAYS


def propose_remedy(day: date, *, act: str = "") -> Remedy:
    """Propose the remedy of the general law: reconsideration in 60 days (行政复议法 第二十条).

    A reconsideration's ruling is contested before the court alone, in 15 days (行政诉讼法 第四十五条).
    """
    until = day + timedelta(days=remedy_days(act))
    if act == RECONSIDERATION:
        words = f"不服本复议决定的，可在收到之日起 {SUIT_DAYS} 日内向人民法院提起行政诉讼。"
        return Remedy(words, until)
    return Remedy(
        f"不服本决定的，可在收到之日起 {RECONSIDERATION_DAYS} 日内申请行政复议，"
        "或者在六个月内向人民法院提起行政诉讼。",
        until,
    )


def lapse(state: CaseState, *, today: date, calendar: WorkingCalendar) -> Accepted | None:
    """Say whether silence has accepted it by today; dated on the arrival (第三十二条).

    A reconsideration counts as accepted from the end of its five days (行政复议法 第三十条).
    """
    due = clocks.intake(state).due(calendar)
    if state.status is not Status.FILED or today <= due:
        return None
    return Accepted(on=due if state.filed.terms.accepts_at_end else state.arrived, by_silence=True)


def take_in(state: CaseState, *, today: date, calendar: WorkingCalendar) -> tuple[Accepted, ...]:
    """Accept it (受理): today, or on its arrival when silence has done so already."""
    ensure_undecided(state)
    if state.accepted:
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
) -> tuple[Accepted | SupplementRequested, ...]:
    """Name everything missing, once (一次性告知).

    `listed` are the refs and materials the service asks for at all, `held` those of them the
    government holds, which nobody may be asked for (国务院令第716号 第七条). Only where the service's
    law allows more rounds may a later notice name what the first left out, and only where it
    says so may something be asked for while the case is examined; what silence has accepted is
    taken in first.
    """
    ensure_undecided(state)
    terms = state.filed.terms
    if not terms.examining:
        _ensure_before_acceptance(state, today, calendar)
    reasons = {key: reason.strip() for key, reason in gaps.items()}
    if not reasons or not all(reasons.values()):
        raise NothingNamed
    if any(len(reason) > LONGEST_WORDS for reason in reasons.values()):
        raise WordsTooLong
    extra = reasons.keys() - state.named.keys()
    if extra and len(state.notices) >= terms.rounds:
        raise NoticeAlreadyGiven("、".join(sorted(extra)))
    if unknown := reasons.keys() - set(listed):
        raise UnknownGap("、".join(sorted(unknown)))
    if known := reasons.keys() & set(held):
        raise HeldByGovernment("、".join(sorted(known)))
    if state.status is Status.SUPPLEMENT:
        raise WrongStep("补正通知已经发出，正在等申请人补正。")
    lapsed = lapse(state, today=today, calendar=calendar)
    return (*([lapsed] if lapsed else ()), SupplementRequested(today, reasons))


def _ensure_before_acceptance(state: CaseState, today: date, calendar: WorkingCalendar) -> None:
    """Raise where it was accepted, or silence did so: what was accepted counts as complete."""
    by_silence = state.accepted and state.accepted.by_silence
    if by_silence or lapse(state, today=today, calendar=calendar):
        raise SilenceAccepted
    if state.status is Status.ACCEPTED:
        raise WrongStep("已经受理，受理时材料视为齐全。")


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


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided beside the outcome (决定内容): conditions, what is not granted, who signs.

    `despite` says why it is granted while a notice is open; `rules` are the sentences of an
    automatic decision; `ruling` is that of a reconsideration; `officer` the account that decides.
    """

    conditions: tuple[str, ...] = ()
    refuses: str = ""
    despite: str = ""
    officer: int = 0
    automatic: bool = False
    rules: tuple[str, ...] = ()
    ruling: str = ""


PLAIN = Ruling()


def decide(
    state: CaseState,
    *,
    outcome: str,
    reason: str,
    remedy: Remedy | None,
    today: date,
    calendar: WorkingCalendar,
    ruling: Ruling = PLAIN,
) -> tuple[Accepted | Decided, ...]:
    """Decide (决定), accepting first what was not yet taken in (当场决定; 第三十四条).

    "partly" grants and says what is not granted, with reason and remedy like a refusal.
    """
    ensure_undecided(state)
    if outcome not in (*OUTCOMES, PARTLY):
        raise UnknownOutcome(outcome)
    _ensure_short(reason, remedy, ruling)
    if outcome != Status.REFUSED:
        _ensure_grantable(state, outcome, ruling)
    if outcome == Status.REFUSED:
        _ensure_not_awaited(state, today, calendar)
    if takes_away(state, outcome):
        remedy = remedy or propose_remedy(today)
    if outcome != Status.GRANTED or takes_away(state, outcome):
        _ensure_reasoned(state, reason, remedy, today)
    signed = state.course.signed | ({ruling.officer} - {0})
    if state.filed.terms.inspectors > max(1, len(signed)):
        raise InspectorsNeeded(f"{len(signed)}/{state.filed.terms.inspectors}")
    ensure_heard(state, today=today, calendar=calendar)
    tells = outcome != Status.GRANTED or ruling.automatic or takes_away(state, outcome)
    told = remedy if tells else None
    decided = Decided(
        today,
        str(Status.GRANTED if outcome == PARTLY else outcome),
        reason.strip(),
        dict(state.statements),
        told.words.strip() if told else None,
        told.until if told else None,
        conditions=tuple(one.strip() for one in ruling.conditions if one.strip()),
        refuses=ruling.refuses.strip() if outcome == PARTLY else "",
        automatic=ruling.automatic,
        rules=ruling.rules,
        despite=ruling.despite.strip(),
        ruling=ruling.ruling,
        officers=tuple(sorted(signed)),
    )
    if state.accepted:
        return (decided,)
    return (lapse(state, today=today, calendar=calendar) or Accepted(on=today), decided)


def takes_away(state: CaseState, outcome: str) -> bool:
    """Whether what is decided burdens a holder: a suspension, a revocation (须说明理由、告知救济)."""
    return outcome != Status.REFUSED and state.filed.act in TAKE_AWAY


def _ensure_not_awaited(state: CaseState, today: date, calendar: WorkingCalendar) -> None:
    """Raise while the time the applicant was given to answer a notice is running."""
    until = clocks.due_of(state, "answer", calendar)
    if until is not None and today <= until:
        raise AnswerAwaited(until.isoformat())


def _ensure_short(reason: str, remedy: Remedy | None, ruling: Ruling) -> None:
    said = (reason, remedy.words if remedy else "", ruling.refuses, ruling.despite)
    if any(len(one) > LONGEST_WORDS for one in (*said, *ruling.conditions)):
        raise WordsTooLong


def _ensure_grantable(state: CaseState, outcome: str, ruling: Ruling) -> None:
    """Raise where something lacks, a notice is open, or it is not said what is left out."""
    if outcome == PARTLY and not ruling.refuses.strip():
        raise PartNeeded
    if state.lacking:
        raise StillLacking
    if state.status is Status.SUPPLEMENT and not ruling.despite.strip():
        raise NoticeOpen


def _ensure_reasoned(state: CaseState, reason: str, remedy: Remedy | None, today: date) -> None:
    """Raise unless what is not granted has its reason and its remedy (第三十八条)."""
    if not reason.strip():
        raise RefusalNeedsReason
    ensure_remedy(remedy, today, act=state.filed.act)


def ensure_remedy(remedy: Remedy | None, today: date, *, act: str = "") -> Remedy:
    """Return the remedy that is told; it may not end before the days of the law."""
    if remedy is None or not remedy.words.strip():
        raise RefusalNeedsRemedy
    if remedy.until < today + timedelta(days=remedy_days(act)):
        raise RemedyTooShort(f"{remedy_days(act)} 日")
    return remedy


def withdraw(state: CaseState, *, reason: str, today: date) -> tuple[CaseEvent, ...]:
    """Take the application back before the decision (撤回), which also ends it.

    What an agency opened of its own motion is not its holder's to take back.
    """
    ensure_undecided(state)
    if state.filed.by_agency:
        raise WrongStep("这件由机关依职权办理，不能撤回；可以陈述意见。")
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
    """Finish it after the decision (办结), naming what came of it.

    What was handed in over the network is delivered there; for the rest a proof is awaited.
    """
    if state.decided is None or state.closed is not None:
        raise WrongStep("还没有决定，或者已经办结。")
    how = "" if state.filed.terms.by_hand else ELECTRONIC
    return (Closed(today, result, licence, identifier, valid_to, delivered=how),)


def mark_overdue(
    state: CaseState, *, today: date, calendar: WorkingCalendar
) -> tuple[BecameOverdue, ...]:
    """Mark every published clock of the agency's that has run out and is not marked yet (超期)."""
    marked = {one.clock for one in state.overdue}
    return tuple(
        BecameOverdue(today, one.name, one.clock.due(calendar))
        for one in clocks.clocks(state)
        if one.clock is not None
        and one.name in clocks.watched(state)
        and one.name not in marked
        and one.clock.is_overdue(today, calendar)
    )
