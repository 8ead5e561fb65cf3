"""What officers do with a demand (诉求办理): each loads, lets the domain decide, and appends.

Agencies deal with what was sent to them; coordinators decide what was given back, call back after a
bad outcome and may do for an agency nothing else.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from tongban.agencies import api as agencies
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger
from tongban.ledger.api import VersionConflict
from tongban.voice.demands import filing, proposing, standards, store
from tongban.voice.domain import handling
from tongban.voice.domain.demands import DemandEvent
from tongban.voice.domain.problems import NoSuchDemand, NotYourPost
from tongban.voice.domain.standing import Demand

HANDLE, COORDINATE = "handle_demand", "coordinate_demand"


def accept(
    number: str, *, actor: Actor, seq: int | None = None, at: datetime | None = None
) -> Demand:
    """Take a demand in hand (接单). Raises NotNow, NotYourPost."""
    return _done(number, lambda state: handling.accept(state, officer=actor.id), actor, seq, at)


def give_back(
    number: str, *, reason: str, actor: Actor, seq: int | None = None, at: datetime | None = None
) -> Demand:
    """Return a demand once, with its reason (退单). Raises ReturnedAlready, ReasonNeeded."""
    return _done(number, lambda state: handling.give_back(state, reason=reason), actor, seq, at)


def coordinate(
    number: str,
    *,
    agency: str,
    reason: str,
    helpers: Sequence[str] = (),
    actor: Actor,
    seq: int | None = None,
    at: datetime | None = None,
) -> Demand:
    """Decide whose a returned demand is (协调定责); it is not given back again."""
    filing.may(actor, COORDINATE)
    for one in (agency, *helpers):
        proposing.ensure_there(one)

    def decide(state: Demand) -> list[DemandEvent]:
        return handling.coordinate(state, agency=agency, reason=reason, helpers=helpers)

    return apply(number, decide, actor=actor, seq=seq, at=at)


def help_with(
    number: str, *, words: str, actor: Actor, seq: int | None = None, at: datetime | None = None
) -> Demand:
    """Say what a helping agency did (协办); the first receiver leads and replies (首接负责)."""

    def decide(state: Demand) -> list[DemandEvent]:
        theirs = [one for one in state.helpers if agencies.may(actor, HANDLE, agency=one)]
        if not theirs:
            raise NotYourPost
        return handling.help_with(state, agency=theirs[0], words=words)

    return apply(number, decide, actor=actor, seq=seq, at=at)


def ask(
    number: str, *, question: str, actor: Actor, seq: int | None = None, at: datetime | None = None
) -> Demand:
    """Ask the person one question (追问). Raises AskedAlready."""
    limits = standards.limits(time.city_date(at or time.now()))

    def decide(state: Demand) -> list[DemandEvent]:
        return handling.ask(state, question=question, limits=limits)

    return _done(number, decide, actor, seq, at)


def extend(
    number: str,
    *,
    days: int,
    reason: str,
    actor: Actor,
    seq: int | None = None,
    at: datetime | None = None,
) -> Demand:
    """Take more time before it has run out, telling the person why (延期)."""
    at = at or time.now()
    limits = standards.limits(time.city_date(at))
    coordinator = bool(agencies.may(actor, COORDINATE, agency=None))

    def decide(state: Demand) -> list[DemandEvent]:
        return handling.extend(
            state, days=days, reason=reason, limits=limits, coordinator=coordinator, now=at
        )

    if coordinator:
        return apply(number, decide, actor=actor, seq=seq, at=at)
    return _done(number, decide, actor, seq, at)


def reply(
    number: str,
    *,
    words: str,
    solved: bool,
    unsolved: str = "",
    actor: Actor,
    seq: int | None = None,
    at: datetime | None = None,
) -> Demand:
    """Answer the person in plain words that answer what was asked (答复). Raises ReplyTooThin."""
    limits = standards.limits(time.city_date(at or time.now()))
    stream = filing.find(number)
    row = store.row(stream)
    about = f"{row.place} {row.words}" if row else ""

    def decide(state: Demand) -> list[DemandEvent]:
        about_ = f"{about} {state.sent.topic if state.sent else ''}"
        return handling.reply(
            state, words=words, about=about_, solved=solved, unsolved=unsolved, limits=limits
        )

    return _done(number, decide, actor, seq, at)


def call_back(
    number: str,
    *,
    reached: bool,
    words: str,
    again: bool = False,
    actor: Actor,
    seq: int | None = None,
    at: datetime | None = None,
) -> Demand:
    """Record a call about a bad outcome (回访); `again` sends it back to the agency."""
    filing.may(actor, COORDINATE)

    def decide(state: Demand) -> list[DemandEvent]:
        return handling.call_back(state, reached=reached, words=words, again=again)

    return apply(number, decide, actor=actor, seq=seq, at=at)


def apply(
    number: str,
    decide: Callable[[Demand], list[DemandEvent]],
    *,
    actor: Actor,
    seq: int | None = None,
    at: datetime | None = None,
) -> Demand:
    """Load a demand, decide, and append. `seq` is the version that was looked at.

    Raises VersionConflict when somebody else was quicker, NoSuchDemand.
    """
    at = at or time.now()
    stream = filing.find(number)
    state = store.load(stream)
    if state is None:
        raise NoSuchDemand
    if seq is not None and seq != state.seq:
        raise VersionConflict
    happened = decide(state)
    if not happened:
        return state
    appended, after = store.change(stream, state, happened, actor=actor, at=at)
    ledger.append(appended)
    return after


def _done(
    number: str,
    decide: Callable[[Demand], list[DemandEvent]],
    actor: Actor,
    seq: int | None,
    at: datetime | None,
) -> Demand:
    """Apply a step of the agency with which the demand lies. Raises NotYourPost."""

    def checked(state: Demand) -> list[DemandEvent]:
        if not state.agency or not agencies.may(actor, HANDLE, agency=state.agency):
            raise NotYourPost
        return decide(state)

    return apply(number, checked, actor=actor, seq=seq, at=at)
