"""Deciding (作出决定): by an officer, by rules, by silence; and what each brings about.

The decision, what it issues or takes away, and its closing are one transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases import costing, following, granting, handling, officers, store
from tongban.cases.domain import branches, decisions, silence
from tongban.cases.domain.decisions import PLAIN, Remedy, Ruling
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.results import entered_by_officer
from tongban.cases.domain.states import CaseState, Status, evolve
from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Ref
from tongban.ledger import api as ledger

REVIEWABLE = "对自动作出的决定，可以要求说明，并由工作人员复核（个人信息保护法 第二十四条）。"


def decide(
    stream: int,
    state: CaseState,
    *,
    outcome: str,
    reason: str,
    remedy: Remedy | None,
    states: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    ruling: Ruling = PLAIN,
    first: Sequence[CaseEvent] = (),
) -> CaseState:
    """Decide, carry out what was granted, and close, in one transaction; `first` goes before."""
    costing.ensure_paid(state, outcome)
    partly = outcome == decisions.PARTLY
    procedure = handling.service_of(state).procedure
    unasked = branches.ready(state.branches, procedure, lead=state.filed.agency)
    if unasked and outcome != Status.REFUSED:
        raise branches.BranchesOpen("、".join(one.agency for one in unasked))
    branches.ensure_decidable(
        state.branches,
        grants=partly or outcome == Status.GRANTED,
        wholly=not partly,
        reason=reason,
    )
    happened = decisions.decide(
        state,
        outcome=outcome,
        reason=reason,
        remedy=remedy,
        today=time.city_date(at),
        calendar=agencies.calendar(),
        ruling=ruling,
    )
    return _conclude(stream, state, [*first, *happened], states=states, actor=actor, at=at)


def by_silence(stream: int, state: CaseState, *, at: datetime) -> CaseState:
    """Decide what silence has decided (视为决定); nothing where it has not."""
    happened = silence.deemed(state, today=time.city_date(at), calendar=agencies.calendar())
    if not happened or not following.stands(state, at=at):
        return state
    return _conclude(stream, state, happened, states={}, actor=SYSTEM, at=at)


def by_rule(stream: int, state: CaseState, *, at: datetime, costed: bool = False) -> CaseState:
    """Grant what rules alone find to be met (秒批); anything else is left to an officer.

    What costs something waits until it is `costed`: found to be free, or paid.
    """
    if state.status is not Status.FILED or not state.filed.terms.automatic:
        return state
    if costing.is_collected(state) and not costed:
        return state
    rules = officers.met_by_rule(state, at=at)
    asks = any(entered_by_officer(handling.service_of(state).output))
    if rules is None or asks or state.filed.terms.inspectors > 1:
        return state
    proposed = decisions.propose_remedy(time.city_date(at))
    return decide(
        stream,
        state,
        outcome=Status.GRANTED,
        reason="规则判定各项条件均已符合。",
        remedy=Remedy(proposed.words + REVIEWABLE, proposed.until),
        states={},
        actor=SYSTEM,
        at=at,
        ruling=Ruling(automatic=True, rules=rules),
    )


def _conclude(
    stream: int,
    state: CaseState,
    happened: Sequence[CaseEvent],
    *,
    states: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> CaseState:
    after = state
    for one in happened:
        after = evolve(after, one)
    calendar = agencies.calendar()
    with handling.telling_the_loser(stream), transaction.atomic():
        closing, extra = _close(stream, after, states=states, actor=actor, at=at)
        appended, after = store.change(
            stream, state, [*happened, *closing], actor=actor, at=at, calendar=calendar, extra=extra
        )
        ledger.append(appended)
    return after


def _close(
    stream: int, after: CaseState, *, states: Mapping[str, Any], actor: Actor, at: datetime
) -> tuple[Sequence[CaseEvent], Sequence[Ref]]:
    """Carry out a grant and return how the case closes, with the licence among its objects."""
    today = time.city_date(at)
    if after.filed.act in following.RULED:
        following.carry_out(after, actor=actor, at=at)
        return decisions.close(after, today=today), ()
    if after.status is not Status.GRANTED:
        return decisions.close(after, today=today), ()
    if there := branches.decided_by_city(after.branches):
        # Another city decided and issued; here the result is handed out.
        words = there.answered.words if there.answered else ""
        return decisions.close(after, today=today, result=words), ()
    book = catalogue.book(after.filed.book_on)
    service = handling.service_of(after)
    values = handling.values_of(after, book, actor=actor, at=at)
    replaced = following.replaced(after, actor=actor, at=at)
    grant = granting.Grant(
        stream,
        after,
        service,
        book,
        values,
        actor,
        at,
        replaced.counts_from if replaced else None,
        replaced.licence if replaced else None,
    )
    licence = granting.carry_out(grant, {**(replaced.entered if replaced else {}), **states})
    result = service.output.name.zh
    if licence is None:
        return decisions.close(after, today=today, result=result), ()
    closed = decisions.close(
        after,
        today=today,
        result=result,
        licence=licence.id,
        identifier=licence.identifier,
        valid_to=licence.valid_to,
    )
    return closed, (Ref("licence", str(licence.id), "issued"),)
