"""Where a case stands (办件状态): the fold of its events, and nothing besides.

>>> state = fold([Filed(date(2026, 3, 2), "n", "S", "1", "A", 1, 2, date(2026, 3, 2))])
>>> state.status, evolve(state, Accepted(date(2026, 3, 3))).status
(<Status.FILED: 'filed'>, <Status.ACCEPTED: 'accepted'>)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import assert_never

from tongban.cases.domain import branches, courses, draws
from tongban.cases.domain.branches import (
    BranchAnswered,
    BranchAsked,
    Branches,
    BranchMoved,
    BranchRecalled,
    BranchStuck,
    BranchTold,
)
from tongban.cases.domain.courses import NOTHING, Course
from tongban.cases.domain.draws import Draw, DrawAnnounced, DrawMade
from tongban.cases.domain.events import (
    Accepted,
    BecameOverdue,
    CaseEvent,
    Closed,
    Decided,
    Filed,
    Supplemented,
    SupplementRequested,
    Withdrawn,
)
from tongban.cases.domain.halts import (
    ClockResumed,
    ClockStopped,
    DueMoved,
    Extended,
    ExtensionAsked,
    ExtensionDeclined,
    HearingAsked,
    HearingHeld,
    HearingOffered,
    HearingSet,
    ReviewedBelow,
)
from tongban.cases.domain.handovers import Assigned, HandoverEvent, TakenEarly, Transferred
from tongban.cases.domain.moving import (
    Migrated,
    MoveAnswered,
    MovedBack,
    MoveEvent,
    MoveOffered,
)
from tongban.cases.domain.turns import (
    Contested,
    CorrectedOnSpot,
    Delivered,
    Examined,
    NotAccepted,
    Overturned,
    PledgeChecked,
    Reminded,
    Supplied,
    Terminated,
    TurnEvent,
)


class Status(StrEnum):
    """The word for where a case stands (办件状态)."""

    FILED = "filed"  # 已提交, waiting to be taken in
    SUPPLEMENT = "supplement"  # 待补正, waiting for the applicant
    ACCEPTED = "accepted"  # 已受理
    GRANTED = "granted"  # 准予
    REFUSED = "refused"  # 不予
    WITHDRAWN = "withdrawn"  # 已撤回
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    TERMINATED = "terminated"  # 已终止

    @property
    def is_open(self) -> bool:
        """Whether a decision is still to come."""
        return self in (Status.FILED, Status.SUPPLEMENT, Status.ACCEPTED)


OUTCOMES = (Status.GRANTED, Status.REFUSED)


@dataclass(frozen=True, slots=True)
class Move:
    """A move to another version of the service (版本过渡), with the terms before it."""

    moved: Migrated
    before: Filed


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case as its events left it (办件); `seq` counts them and is its version.

    `filed` holds the terms the case stands on now: an agency that took it over or a version it
    was moved to stands there in place of the first one, which the log keeps.
    """

    filed: Filed
    status: Status = Status.FILED
    seq: int = 1
    accepted: Accepted | None = None
    notices: tuple[SupplementRequested, ...] = ()
    supplements: tuple[Supplemented, ...] = ()
    decided: Decided | None = None
    withdrawn: Withdrawn | None = None
    closed: Closed | None = None
    overdue: tuple[BecameOverdue, ...] = ()
    branches: Branches = ()
    assigned: Assigned | None = None
    transfers: tuple[Transferred, ...] = ()
    draws: tuple[Draw, ...] = ()
    moves: tuple[Move, ...] = ()
    offered: MoveOffered | None = None
    declined: tuple[str, ...] = ()
    course: Course = NOTHING
    changed: tuple[Supplemented | CorrectedOnSpot, ...] = ()

    @property
    def arrived(self) -> date:
        """The day the papers arrived: of the application, or of the latest supplement (收到之日)."""
        if self.course.refiled:
            return max([self.course.refiled, *(one.on for one in self.supplements)])
        return self.supplements[-1].on if self.supplements else self.filed.on

    @property
    def statements(self) -> Mapping[str, int]:
        """The statements it rests on now, supplements and corrections included."""
        now = dict(self.filed.statements)
        for one in self.changed:
            now |= one.statements
        return now

    @property
    def attachments(self) -> tuple[int, ...]:
        """Every file handed in so far."""
        came = [one.attachments for one in self.supplements]
        came += [one.attachments for one in self.course.supplied]
        later = (ids for one in came for ids in one.values())
        return (*self.filed.attachments, *(id_ for ids in later for id_ in ids))

    @property
    def named(self) -> Mapping[str, str]:
        """Everything the first notice named; a later one may name nothing else."""
        return self.notices[0].gaps if self.notices else {}

    @property
    def last_by(self) -> str:
        """Who acted last, for telling somebody who came too late."""
        return (self.ended or self.accepted or self.filed).by

    @property
    def ended(self) -> Decided | Withdrawn | NotAccepted | Terminated | None:
        """What ended the procedure, None while it is open."""
        if self.status.is_open:
            return None
        return self.decided or self.withdrawn or self.course.not_accepted or self.course.terminated

    @property
    def lacking(self) -> tuple[str, ...]:
        """The materials that were to follow the acceptance and have not come (容缺材料)."""
        came = {key for one in self.course.supplied for key in one.attachments}
        return tuple(key for no in self.filed.lacking if (key := f"material:{no}") not in came)


def evolve(state: CaseState | None, event: CaseEvent) -> CaseState:
    """Take one event into the state. Raises ValueError for a log that cannot be."""
    seq = state.seq + 1 if state else 1
    return replace(_evolved(state, event), seq=seq)


def _evolved(state: CaseState | None, event: CaseEvent) -> CaseState:  # noqa: C901, PLR0911, PLR0912 - one each
    if isinstance(event, Filed):
        if state is not None:
            raise ValueError("a case is filed once")
        return CaseState(event)
    if state is None:
        raise ValueError("a case begins with Filed")
    match event:
        case Accepted():
            return replace(state, status=Status.ACCEPTED, accepted=event)
        case SupplementRequested():
            asked = replace(state, status=Status.SUPPLEMENT, notices=(*state.notices, event))
            if state.accepted is None:
                return asked
            return replace(asked, course=courses.waiting(state.course, event.on))
        case Supplemented():
            return _supplemented(state, event)
        case Decided():
            # What was decided on is what the case rests on, unless the event says otherwise.
            decided = event if event.facts else replace(event, facts=state.statements)
            return replace(state, status=Status(event.outcome), decided=decided)
        case Withdrawn():
            return replace(state, status=Status.WITHDRAWN, withdrawn=event)
        case Closed():
            return replace(state, closed=event)
        case BecameOverdue():
            return replace(state, overdue=(*state.overdue, event))
        case (
            BranchAsked()
            | BranchAnswered()
            | BranchRecalled()
            | BranchStuck()
            | BranchTold()
            | BranchMoved()
        ):
            return replace(state, branches=branches.evolve(state.branches, event))
        case DrawAnnounced() | DrawMade():
            return replace(state, draws=draws.evolve(state.draws, event))
        case Assigned() | Transferred() | TakenEarly():
            return _handed_over(state, event)
        case Migrated() | MovedBack() | MoveOffered() | MoveAnswered():
            return _moved(state, event)
        case (
            ClockStopped()
            | ClockResumed()
            | ExtensionAsked()
            | Extended()
            | ExtensionDeclined()
            | ReviewedBelow()
            | DueMoved()
            | HearingOffered()
            | HearingAsked()
            | HearingSet()
            | HearingHeld()
        ):
            return replace(state, course=courses.evolve(state.course, event))
        case (
            NotAccepted()
            | CorrectedOnSpot()
            | Examined()
            | Supplied()
            | Reminded()
            | Terminated()
            | Delivered()
            | PledgeChecked()
            | Contested()
            | Overturned()
        ):
            return _turned(state, event)
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def _supplemented(state: CaseState, event: Supplemented) -> CaseState:
    """Take an answer in: back to where the case stood before it was asked."""
    return replace(
        state,
        status=Status.ACCEPTED if state.accepted else Status.FILED,
        supplements=(*state.supplements, event),
        changed=(*state.changed, event),
        course=courses.answered(state.course, event.on),
    )


def _turned(state: CaseState, event: TurnEvent) -> CaseState:
    state = replace(state, course=courses.evolve(state.course, event))
    match event:
        case NotAccepted():
            return replace(state, status=Status.NOT_ACCEPTED)
        case Terminated():
            return replace(state, status=Status.TERMINATED)
        case CorrectedOnSpot():
            return replace(state, changed=(*state.changed, event))
        case Overturned(again=True):
            return _reopened(state, event)
        case _:
            return state


def _reopened(state: CaseState, event: Overturned) -> CaseState:
    """Open a case again: to be decided, or to be taken in where it never was."""
    anew = replace(state, decided=None, closed=None, overdue=())
    if state.accepted:
        course = replace(state.course, reopened=event.on)
        return replace(anew, status=Status.ACCEPTED, course=course)
    course = replace(state.course, refiled=event.on)
    return replace(anew, status=Status.FILED, course=course)


def _handed_over(state: CaseState, event: HandoverEvent) -> CaseState:
    match event:
        case Assigned():
            return replace(state, assigned=event)
        case Transferred():
            filed = replace(state.filed, agency=event.agency)
            moved = (*state.transfers, event)
            return replace(state, filed=filed, transfers=moved, assigned=None)
        case TakenEarly():
            return state


def _moved(state: CaseState, event: MoveEvent) -> CaseState:
    match event:
        case Migrated():
            filed = replace(
                state.filed,
                version=event.version,
                book_on=event.book_on,
                agency=event.agency,
                name=event.name,
                statutory=event.statutory,
                promised=event.promised,
                demo_days=event.demo_days,
                terms=event.terms,
            )
            moves = (*state.moves, Move(event, state.filed))
            return replace(state, filed=filed, moves=moves, offered=None)
        case MovedBack():
            return _moved_back(state, event)
        case MoveOffered():
            return replace(state, offered=event)
        case MoveAnswered():
            declined = state.declined
            if not event.agreed and state.offered is not None:
                declined = (*declined, state.offered.version)
            return replace(state, offered=None, declined=declined)


def _moved_back(state: CaseState, event: MovedBack) -> CaseState:
    """Restore the terms before the last move; what else happened since then stays."""
    if not state.moves or state.moves[-1].moved.batch != event.batch:
        return replace(state, offered=None)
    last, before = state.moves[-1].moved, state.moves[-1].before
    filed = replace(
        state.filed,
        version=before.version,
        book_on=before.book_on,
        agency=before.agency if state.filed.agency == last.agency else state.filed.agency,
        name=before.name,
        statutory=before.statutory,
        promised=before.promised,
        demo_days=before.demo_days,
        terms=before.terms,
    )
    return replace(state, filed=filed, moves=state.moves[:-1])


def fold(events: Iterable[CaseEvent]) -> CaseState:
    """Fold the events of one case. Raises ValueError for an empty or impossible log."""
    state: CaseState | None = None
    seq = 0
    for event in events:
        state, seq = _evolved(state, event), seq + 1
    if state is None:
        raise ValueError("a case without events")
    return replace(state, seq=seq)
