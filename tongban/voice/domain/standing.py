"""Where a demand stands (诉求状态): a fold over what happened to it.

    filed ──► dispatched ──► accepted ──► replied ──► closed (solved | unsolved | unconfirmed)
      │           │  ▲          │  ▲          │            │
      │           ▼  │          ▼  │          └────────────┴──► reopened: dispatched, a new round
      └► withdrawn  returned   asked

A returned demand waits for a coordinator, an asked one for the person. The person's clock runs on
while agencies give it back: a return never costs the person a day (首接负责).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tongban.voice.domain import clocks
from tongban.voice.domain.clocks import HOUR, Running
from tongban.voice.domain.demands import (
    DemandAccepted,
    DemandAnswered,
    DemandAsked,
    DemandCallDue,
    DemandCalledBack,
    DemandClosed,
    DemandCoordinated,
    DemandDispatched,
    DemandEscalated,
    DemandEvent,
    DemandExtended,
    DemandFiled,
    DemandHelped,
    DemandJoined,
    DemandJudged,
    DemandMoved,
    DemandProposed,
    DemandReopened,
    DemandReplied,
    DemandReturned,
    DemandThemed,
    DemandTold,
    DemandUnanswered,
)


class Standing(StrEnum):
    """Where a demand stands (环节)."""

    FILED = "filed"  # 待派单
    DISPATCHED = "dispatched"  # 待接单
    ACCEPTED = "accepted"  # 办理中
    RETURNED = "returned"  # 待协调
    ASKED = "asked"  # 等补充
    REPLIED = "replied"  # 已答复，等诉求人说
    CLOSED = "closed"  # 已办结

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to do something about it."""
        return self is not Standing.CLOSED


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand (诉求): what was decided about it so far."""

    filed: DemandFiled
    at: datetime
    party: int = 0
    seq: int = 0
    standing: Standing = Standing.FILED
    proposed: DemandProposed | None = None
    sent: DemandDispatched | None = None
    agency: str = ""
    helpers: tuple[str, ...] = ()
    helped: tuple[DemandHelped, ...] = ()
    officer: int = 0
    returned: DemandReturned | None = None
    returned_at: datetime | None = None
    coordinated: bool = False
    question: DemandAsked | None = None
    asked_at: datetime | None = None
    answer: int = 0
    clock: Running | None = None
    extended: int = 0
    shares: tuple[int, ...] = ()
    reply: DemandReplied | None = None
    replied_at: datetime | None = None
    first_reply_at: datetime | None = None
    judged: DemandJudged | None = None
    outcome: str = ""
    closed_at: datetime | None = None
    call: DemandCallDue | None = None
    call_at: datetime | None = None
    called: DemandCalledBack | None = None
    rounds: int = 1
    joined: tuple[int, ...] = ()
    theme: int = 0
    first_agency: str = ""
    first_helpers: tuple[str, ...] = ()

    @property
    def running(self) -> Running | None:
        """The clock that runs now: of dispatch, or of feedback; None while nothing is owed."""
        match self.standing:
            case Standing.FILED:
                return Running(self.at, self.filed.hours, HOUR)
            case Standing.DISPATCHED | Standing.ACCEPTED | Standing.RETURNED:
                return self.clock
            case _:
                return None

    @property
    def is_late(self) -> bool:
        """Whether the running round has gone past its limit."""
        return clocks.SHARES[-1] in self.shares

    @property
    def on_time(self) -> bool | None:
        """Whether the reply came within its limit, None while there is none."""
        if self.replied_at is None or self.clock is None:
            return None
        return self.replied_at <= self.clock.due


def fold(happened: Iterable[tuple[DemandEvent, datetime]], party: int = 0) -> Demand:
    """Put together where a demand stands from what happened to it."""
    state: Demand | None = None
    for event, at in happened:
        state = evolve(state, event, at, party)
    if state is None:
        raise ValueError("nothing happened to no demand")
    return state


def evolve(state: Demand | None, event: DemandEvent, at: datetime, party: int = 0) -> Demand:
    """Return the demand after one more event."""
    if isinstance(event, DemandFiled):
        return Demand(event, at, party, seq=1)
    if state is None:
        raise ValueError("a demand begins with being filed")
    return replace(_after(state, event, at), seq=state.seq + 1)


def _after(state: Demand, event: DemandEvent, at: datetime) -> Demand:  # noqa: C901, PLR0911, PLR0912 - one branch an event
    match event:
        case DemandProposed():
            return replace(state, proposed=event)
        case DemandDispatched():
            return _dispatched(state, event, at)
        case DemandAccepted():
            return replace(state, standing=Standing.ACCEPTED, officer=event.officer)
        case DemandReturned():
            return replace(
                state, standing=Standing.RETURNED, returned=event, returned_at=at, officer=0
            )
        case DemandCoordinated():
            return replace(
                state,
                standing=Standing.DISPATCHED,
                agency=event.agency,
                helpers=event.helpers,
                first_agency="",
                first_helpers=(),
                coordinated=True,
            )
        case DemandHelped():
            return replace(state, helped=(*state.helped, event))
        case DemandAsked():
            return replace(state, standing=Standing.ASKED, question=event, asked_at=at)
        case DemandAnswered() | DemandUnanswered():
            said = event.said if isinstance(event, DemandAnswered) else 0
            return _resumed(replace(state, answer=said), at)
        case DemandExtended():
            clock = (
                replace(state.clock, more=state.clock.more + event.days) if state.clock else None
            )
            shares = tuple(one for one in state.shares if clock is None or clock.used(at) >= one)
            return replace(state, clock=clock, extended=state.extended + 1, shares=shares)
        case DemandEscalated():
            return replace(state, shares=(*state.shares, event.share))
        case DemandReplied():
            return replace(
                state,
                standing=Standing.REPLIED,
                reply=event,
                replied_at=at,
                first_reply_at=state.first_reply_at or at,
            )
        case DemandJudged():
            return replace(state, judged=event)
        case DemandClosed():
            return replace(state, standing=Standing.CLOSED, outcome=event.outcome, closed_at=at)
        case DemandReopened():
            return _again(state, at)
        case DemandCallDue():
            return replace(state, call=event, call_at=at, called=None)
        case DemandCalledBack():
            done = replace(state, called=event, call=None if event.reached else state.call)
            return _again(done, at) if event.again else done
        case DemandJoined():
            return replace(state, joined=(*state.joined, event.party))
        case DemandThemed():
            return replace(state, theme=event.theme)
        case DemandMoved():
            return replace(
                state,
                agency=event.agency,
                helpers=event.helpers,
                first_agency=state.first_agency or event.was,
                first_helpers=state.first_helpers or state.helpers,
            )
        case DemandTold():
            return state
        case DemandFiled():
            raise ValueError("a demand is filed once")


def _dispatched(state: Demand, event: DemandDispatched, at: datetime) -> Demand:
    return replace(
        state,
        standing=Standing.DISPATCHED,
        sent=event,
        agency=event.agency,
        helpers=event.helpers,
        clock=Running(at, event.limit, event.unit),
        shares=(),
    )


def _resumed(state: Demand, at: datetime) -> Demand:
    """Go on after a question; the time it waited for the person is not counted."""
    clock = state.clock
    if clock is not None and state.asked_at is not None:
        clock = replace(clock, pauses=(*clock.pauses, (state.asked_at, at)))
    return replace(state, standing=Standing.ACCEPTED, clock=clock)


def _again(state: Demand, at: datetime) -> Demand:
    """Begin a new round at the agency that dealt with it, with the same allowance."""
    clock = replace(state.clock, start=at, pauses=(), more=0) if state.clock else None
    return replace(
        state,
        standing=Standing.DISPATCHED,
        officer=0,
        clock=clock,
        shares=(),
        extended=0,
        question=None,
        asked_at=None,
        reply=None,
        replied_at=None,
        judged=None,
        outcome="",
        closed_at=None,
        call=None,
        rounds=state.rounds + 1,
    )


def call_due(state: Demand) -> datetime | None:
    """Return until when a bad outcome is to be called back, None where nobody is to call."""
    if state.call is None or state.call_at is None:
        return None
    return state.call_at + timedelta(hours=state.call.hours)
