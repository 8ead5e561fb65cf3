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

from tongban.cases.domain import branches, draws
from tongban.cases.domain.branches import (
    BranchAnswered,
    BranchAsked,
    Branches,
    BranchRecalled,
    BranchStuck,
)
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
from tongban.cases.domain.handovers import Assigned, HandoverEvent, TakenEarly, Transferred
from tongban.cases.domain.moving import (
    Migrated,
    MoveAnswered,
    MovedBack,
    MoveEvent,
    MoveOffered,
)


class Status(StrEnum):
    """The word for where a case stands (办件状态)."""

    FILED = "filed"  # 已提交, waiting to be taken in
    SUPPLEMENT = "supplement"  # 待补正, waiting for the applicant
    ACCEPTED = "accepted"  # 已受理
    GRANTED = "granted"  # 准予
    REFUSED = "refused"  # 不予
    WITHDRAWN = "withdrawn"  # 已撤回

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

    @property
    def arrived(self) -> date:
        """The day the papers arrived: of the application, or of the latest supplement (收到之日)."""
        return self.supplements[-1].on if self.supplements else self.filed.on

    @property
    def statements(self) -> Mapping[str, int]:
        """The statements it rests on now, supplements included."""
        now = dict(self.filed.statements)
        for supplement in self.supplements:
            now |= supplement.statements
        return now

    @property
    def attachments(self) -> tuple[int, ...]:
        """Every file handed in so far."""
        later = (ids for one in self.supplements for ids in one.attachments.values())
        return (*self.filed.attachments, *(id_ for ids in later for id_ in ids))

    @property
    def named(self) -> Mapping[str, str]:
        """Everything the first notice named; a later one may name nothing else."""
        return self.notices[0].gaps if self.notices else {}

    @property
    def last_by(self) -> str:
        """Who acted last, for telling somebody who came too late."""
        ended = self.decided or self.withdrawn
        return (ended or self.accepted or self.filed).by


def evolve(state: CaseState | None, event: CaseEvent) -> CaseState:  # noqa: C901, PLR0911, PLR0912 - one each
    """Take one event into the state. Raises ValueError for a log that cannot be."""
    if isinstance(event, Filed):
        if state is not None:
            raise ValueError("a case is filed once")
        return CaseState(event)
    if state is None:
        raise ValueError("a case begins with Filed")
    state = replace(state, seq=state.seq + 1)
    match event:
        case Accepted():
            return replace(state, status=Status.ACCEPTED, accepted=event)
        case SupplementRequested():
            return replace(state, status=Status.SUPPLEMENT, notices=(*state.notices, event))
        case Supplemented():
            return replace(state, status=Status.FILED, supplements=(*state.supplements, event))
        case Decided():
            return replace(state, status=Status(event.outcome), decided=event)
        case Withdrawn():
            return replace(state, status=Status.WITHDRAWN, withdrawn=event)
        case Closed():
            return replace(state, closed=event)
        case BecameOverdue():
            return replace(state, overdue=(*state.overdue, event))
        case BranchAsked() | BranchAnswered() | BranchRecalled() | BranchStuck():
            return replace(state, branches=branches.evolve(state.branches, event))
        case DrawAnnounced() | DrawMade():
            return replace(state, draws=draws.evolve(state.draws, event))
        case Assigned() | Transferred() | TakenEarly():
            return _handed_over(state, event)
        case Migrated() | MovedBack() | MoveOffered() | MoveAnswered():
            return _moved(state, event)
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


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
            )
            moves = (*state.moves, Move(event, state.filed))
            return replace(state, filed=filed, moves=moves, offered=None)
        case MovedBack():
            return replace(state, filed=state.moves[-1].before, moves=state.moves[:-1])
        case MoveOffered():
            return replace(state, offered=event)
        case MoveAnswered():
            return replace(state, offered=None)


def fold(events: Iterable[CaseEvent]) -> CaseState:
    """Fold the events of one case. Raises ValueError for an empty or impossible log."""
    state: CaseState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise ValueError("a case without events")
    return state
