"""The face of the procedure (办理): what officers and applicants do with a case.

What `cases.api` promises for its commands; nothing outside this room imports it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import (
    access,
    deciding,
    entering,
    handing,
    handling,
    reading,
    supplementing,
)
from tongban.cases.domain import acts, arrivals, decisions
from tongban.cases.domain.decisions import Remedy, Ruling
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.states import CaseState
from tongban.cases.views import Case, Upload
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar


def take_in(
    case: int | str, *, actor: Actor, expected: int | None = None, at: datetime | None = None
) -> Case:
    """Accept a case (受理). After five silent working days it counts from the day it arrived.

    Raises WrongStep; CaseMoved when somebody acted since `expected`.
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "take_in")

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return decisions.take_in(now, today=today, calendar=calendar)

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return reading.case(stream, state, at=at)


def request_supplement(
    case: int | str,
    *,
    gaps: Mapping[str, str],
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Name everything that is missing or wrong, once (一次性告知).

    `gaps` maps a ref ("child.name") or a material ("material:3") to the reason. Raises
    NoticeAlreadyGiven (许可法 第三十二条), HeldByGovernment (国务院令第716号 第七条), SilenceAccepted.
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "request_supplement")
    listed, held = supplementing.listed(state, actor=actor, at=at)

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return decisions.request_supplement(
            now, gaps=gaps, listed=listed, held=held, today=today, calendar=calendar
        )

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return reading.case(stream, state, at=at)


def supplement(
    case: int | str,
    *,
    actor: Actor,
    answers: Mapping[str, Any] | None = None,
    attachments: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Case:
    """Answer a notice (补正): only what it named; kept as a difference. Raises AnswersWrong."""
    at = at or time.now()
    stream, state = handling.find(case)
    entering.ensure_applicants(state, actor, "supplement", at=at)
    state = supplementing.supplement(
        stream, state, answers=answers or {}, uploads=attachments, actor=actor, at=at
    )
    return reading.case(stream, state, at=at)


def decide(
    case: int | str,
    *,
    outcome: str,
    actor: Actor,
    reason: str = "",
    states: Mapping[str, Any] | None = None,
    remedy: Remedy | None = None,
    conditions: Sequence[str] = (),
    refuses: str = "",
    despite: str = "",
    ruling: str = "",
    early: str = "",
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Decide (决定): "granted", "partly" or "refused"; a grant issues the licence with it.

    A refusal, and what `refuses` leaves out of a grant in part, needs its reason and its remedy
    with a deadline (许可法 第三十八条). `conditions` are those of a grant; `despite` says why it is
    granted while a notice is open; `ruling` is that of a reconsideration. `states` are the fields
    of the result the officer enters, keyed by fact kind. `early` says why it is decided before one
    of its kind that is due earlier; that is recorded with or without a reason. Of two officers at
    once one wins; the other gets AlreadyDecided, which says who decided. Raises InspectorsNeeded,
    NoticeOpen, StillLacking.
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "decide")
    decisions.ensure_unmoved(state, expected)
    acts.ensure_ruling(state, outcome, ruling)
    said = Ruling(
        conditions=tuple(conditions),
        refuses=refuses,
        despite=despite,
        officer=actor.id,
        ruling=ruling if state.filed.act == acts.RECONSIDERATION else "",
    )
    state = deciding.decide(
        stream,
        state,
        outcome=outcome,
        reason=reason,
        remedy=remedy,
        states=states or {},
        actor=actor,
        at=at,
        ruling=said,
        first=handing.out_of_turn(stream, state, reason=early, actor=actor, at=at),
    )
    return reading.case(stream, state, at=at)


def withdraw(case: int | str, *, reason: str, actor: Actor, at: datetime | None = None) -> Case:
    """Take an application back before it is decided (撤回), by its applicant."""
    at = at or time.now()
    stream, state = handling.find(case)
    entering.ensure_applicants(state, actor, "withdraw", at=at)

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return decisions.withdraw(now, reason=reason, today=today)

    state = handling.take(stream, state, step, actor=actor, at=at)
    return reading.case(stream, state, at=at)


def turn_away(
    case: int | str,
    *,
    ground: str,
    reason: str,
    actor: Actor,
    redirect: str = "",
    remedy: Remedy | None = None,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Do not accept a case (不予受理): "not_needed", or "not_competent" with the agency to go to.

    Raises NoGround, RedirectNeeded, UnknownAgency, SilenceAccepted; reason and remedy are needed
    as for a refusal (许可法 第三十二条第一、二项).
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "decline")
    name = agencies.find(redirect).name.zh if redirect else ""

    def step(now: CaseState, today: date, calendar: WorkingCalendar) -> Sequence[CaseEvent]:
        return arrivals.decline(
            now,
            ground=ground,
            reason=reason,
            remedy=remedy,
            redirect=redirect,
            redirect_name=name,
            officer=actor.id,
            today=today,
            calendar=calendar,
        )

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return reading.case(stream, state, at=at)


def correct(
    case: int | str, *, answers: Mapping[str, Any], actor: Actor, at: datetime | None = None
) -> Case:
    """Put a slip right on the spot (当场更正), before acceptance, with the applicant's agreement.

    By an officer of the agency, or the clerk before whom the applicant stands. Raises
    AnswersWrong, UnknownGap, HeldByGovernment.
    """
    at = at or time.now()
    stream, state = handling.find(case)
    if access.is_clerks(actor):
        entering.ensure_applicants(state, actor, "correct", at=at)
    else:
        access.ensure_officers(actor, state.filed.agency, "take_in")
    state = supplementing.correct(stream, state, answers=answers, actor=actor, at=at)
    return reading.case(stream, state, at=at)


def examine(
    case: int | str,
    *,
    opinion: str,
    actor: Actor,
    agrees: bool = False,
    on_site: bool = False,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Sign what was found (签署审查意见), on the papers or on site (许可法 第三十四条).

    Where the service asks for two, a decision needs another officer's signature than one's own.
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "examine")

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return arrivals.examine(
            now, officer=actor.id, opinion=opinion, agrees=agrees, on_site=on_site, today=today
        )

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return reading.case(stream, state, at=at)


def supply(
    case: int | str,
    *,
    attachments: Sequence[Upload],
    actor: Actor,
    at: datetime | None = None,
) -> Case:
    """Hand in what was lacking at the acceptance (补齐容缺材料), by the applicant."""
    at = at or time.now()
    stream, state = handling.find(case)
    entering.ensure_applicants(state, actor, "supplement", at=at)
    state = supplementing.supply(stream, state, uploads=attachments, actor=actor, at=at)
    return reading.case(stream, state, at=at)


def propose_remedy(day: date) -> Remedy:
    """Propose the wording and deadline of the remedy against a refusal on this day."""
    return decisions.propose_remedy(day)
