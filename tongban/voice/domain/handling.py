"""What may be done with a demand (诉求办理): from filing to the person's own word.

Each function says what happens, or raises what stands against it. An agency gives a demand back
once; then a coordinator decides, and it stays decided. The person is asked back once. Who said
"solved" is the person; where nobody says anything, the demand ends unconfirmed and not solved.
"""

from collections.abc import Sequence
from datetime import datetime

from tongban.voice.domain.clocks import SHARES, Limits
from tongban.voice.domain.demands import (
    SOLVED,
    UNCONFIRMED,
    UNSOLVED,
    WITHDRAWN,
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
    DemandHelped,
    DemandJudged,
    DemandProposed,
    DemandReopened,
    DemandReplied,
    DemandReturned,
    DemandUnanswered,
)
from tongban.voice.domain.problems import (
    AskedAlready,
    BadDemand,
    NotNow,
    ReasonNeeded,
    ReplyTooThin,
    ReturnedAlready,
)
from tongban.voice.domain.ratings import LEVELS, BadLevel
from tongban.voice.domain.replies import lacking
from tongban.voice.domain.standing import Demand, Standing

LEAST_REASON = 4
BAD_LEVELS = (4, 5)
MOST_EXTENSIONS = 2
"""One by the agency itself, one more with the coordinator's consent."""
_AT_AGENCY = (Standing.DISPATCHED, Standing.ACCEPTED)


def dispatch(
    state: Demand, wanted: DemandProposed, *, limits: Limits, automatic: bool
) -> list[DemandEvent]:
    """Send a demand to an agency, under the feedback clock of its grade (派单)."""
    _at(state, Standing.FILED)
    if not wanted.agency or wanted.grade not in limits.feedback:
        raise BadDemand
    limit, unit = limits.feedback[wanted.grade]
    return [
        DemandDispatched(
            agency=wanted.agency,
            type=wanted.type,
            category=wanted.category,
            topic=wanted.topic,
            district=wanted.district,
            grade=wanted.grade,
            limit=limit,
            unit=unit,
            helpers=tuple(one for one in wanted.helpers if one != wanted.agency),
            corrected=() if automatic else _corrected(state.proposed, wanted),
            automatic=automatic,
        )
    ]


def _corrected(proposed: DemandProposed | None, wanted: DemandProposed) -> tuple[str, ...]:
    names = ("agency", "type", "category", "topic", "district", "grade", "helpers")
    if proposed is None:
        return ()
    return tuple(one for one in names if getattr(proposed, one) != getattr(wanted, one))


def accept(state: Demand, *, officer: int) -> list[DemandEvent]:
    """Take a demand in hand (接单)."""
    _at(state, Standing.DISPATCHED)
    return [DemandAccepted(officer)]


def give_back(state: Demand, *, reason: str) -> list[DemandEvent]:
    """Return a demand once, with a reason (退单); afterwards a coordinator decides."""
    _at(state, *_AT_AGENCY)
    if state.returned is not None or state.coordinated or state.rounds > 1:
        raise ReturnedAlready
    return [DemandReturned(state.agency, _reason(reason))]


def coordinate(
    state: Demand, *, agency: str, reason: str, helpers: Sequence[str] = ()
) -> list[DemandEvent]:
    """Decide whose a returned demand is (协调定责); the person's clock has been running on."""
    _at(state, Standing.RETURNED)
    others = tuple(one for one in helpers if one != agency)
    return [DemandCoordinated(agency, _reason(reason), others)]


def help_with(state: Demand, *, agency: str, words: str) -> list[DemandEvent]:
    """Say what a helping agency did (协办); the first receiver still leads and replies."""
    if agency not in state.helpers or not state.standing.is_open:
        raise NotNow
    if any(one.agency == agency for one in state.helped):
        raise NotNow
    return [DemandHelped(agency, _reason(words))]


def ask(state: Demand, *, question: str, limits: Limits) -> list[DemandEvent]:
    """Ask the person one question (追问); the clock stands still until they answer."""
    _at(state, Standing.ACCEPTED)
    if state.question is not None:
        raise AskedAlready
    if state.party == 0 and state.filed.privacy == "anonymous" and state.filed.channel == "phone":
        # Nobody can be reached: a question would only stop the clock.
        raise NotNow
    return [DemandAsked(_reason(question), limits.answer)]


def answer(state: Demand, *, said: int) -> list[DemandEvent]:
    """Take the person's answer (补充)."""
    _at(state, Standing.ASKED)
    return [DemandAnswered(said)]


def lapse(state: Demand) -> list[DemandEvent]:
    """Go on without an answer, once its time has passed."""
    return [DemandUnanswered()] if state.standing is Standing.ASKED else []


def extend(
    state: Demand, *, days: int, reason: str, limits: Limits, coordinator: bool, now: datetime
) -> list[DemandEvent]:
    """Take more time, before it has run out (延期); the second time only a coordinator may."""
    _at(state, Standing.ACCEPTED)
    over = state.is_late or (state.running is not None and now > state.running.due)
    if over or state.extended >= (MOST_EXTENSIONS if coordinator else 1):
        raise NotNow
    if not 1 <= days <= limits.extension:
        raise ReasonNeeded(f"1—{limits.extension}")
    return [DemandExtended(days, _reason(reason))]


def reply(
    state: Demand, *, words: str, about: str, solved: bool, unsolved: str, limits: Limits
) -> list[DemandEvent]:
    """Answer the person in plain words (答复)."""
    _at(state, Standing.ACCEPTED)
    if found := lacking(words, about=about, solved=solved, unsolved=unsolved):
        raise ReplyTooThin("".join(one.zh for one in found))
    why = "" if solved else unsolved.strip()
    return [DemandReplied(words.strip(), solved, why, limits.judge)]


def judge(
    state: Demand, *, solved: bool, level: int, said: int, limits: Limits
) -> list[DemandEvent]:
    """Take the person's word: solved or not, and apart from it how satisfied (评判).

    What the person calls unsolved ends as unsolved, however the agency put it; that and a bad level
    are called back.
    """
    if level and level not in LEVELS:
        raise BadLevel
    unconfirmed = state.standing is Standing.CLOSED and state.outcome == UNCONFIRMED
    if state.standing is not Standing.REPLIED and not unconfirmed:
        raise NotNow
    happened: list[DemandEvent] = [
        DemandJudged(solved, level, said),
        DemandClosed(SOLVED if solved else UNSOLVED),
    ]
    if not solved or level in BAD_LEVELS:
        happened.append(DemandCallDue("unsolved" if not solved else "unsatisfied", limits.call))
    return happened


def settle(state: Demand, *, limits: Limits) -> list[DemandEvent]:
    """End what nobody judged in time: unconfirmed, or unsolved where the agency said so itself."""
    if state.standing is not Standing.REPLIED or state.reply is None:
        return []
    if state.reply.solved:
        return [DemandClosed(UNCONFIRMED)]
    return [DemandClosed(UNSOLVED), DemandCallDue("unsolved", limits.call)]


def reopen(state: Demand, *, said: int) -> list[DemandEvent]:
    """Open it again, by the person's own will (重开)."""
    if state.standing is not Standing.CLOSED or state.outcome == WITHDRAWN or not state.agency:
        raise NotNow
    return [DemandReopened(said)]


def withdraw(state: Demand) -> list[DemandEvent]:
    """Take it back, by the person (撤回)."""
    if not state.standing.is_open or state.standing is Standing.REPLIED:
        raise NotNow
    return [DemandClosed(WITHDRAWN)]


def call_back(state: Demand, *, reached: bool, words: str, again: bool) -> list[DemandEvent]:
    """Record a call about a bad outcome (回访); `again` sends it back to the agency."""
    if state.call is None or state.standing is not Standing.CLOSED:
        raise NotNow
    return [DemandCalledBack(reached, _reason(words), again and reached)]


def escalate(state: Demand, *, now: datetime, head: str, coordinator: str) -> list[DemandEvent]:
    """Say who is told, for each share of the running clock that is used up by now (提级)."""
    running = state.running
    if running is None:
        return []
    clock = "dispatch" if state.standing is Standing.FILED else "feedback"
    told = {50: "post", 80: head, 100: coordinator} if clock == "feedback" else {}
    return [
        DemandEscalated(share, told.get(share, coordinator), clock)
        for share in SHARES
        if share not in state.shares and running.at(share) <= now
    ]


def next_mark(state: Demand) -> tuple[int, datetime] | None:
    """Return the next share of the running clock that somebody is told of, and when."""
    running = state.running
    if running is None:
        return None
    left = [one for one in SHARES if one not in state.shares]
    return (left[0], running.at(left[0])) if left else None


def _at(state: Demand, *standings: Standing) -> None:
    if state.standing not in standings:
        raise NotNow


def _reason(words: str) -> str:
    said = words.strip()
    if len(said) < LEAST_REASON:
        raise ReasonNeeded
    return said[:2000]
