"""The course of a case beside its status (办理进程): what stopped, prolonged or followed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from tongban.cases.domain.halts import (
    ClockResumed,
    ClockStopped,
    DueMoved,
    Extended,
    ExtensionAsked,
    ExtensionDeclined,
    HaltEvent,
    HearingAsked,
    HearingHeld,
    HearingOffered,
    HearingSet,
    ReviewedBelow,
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


@dataclass(frozen=True, slots=True)
class Wait:
    """A time in which the agency waited for the applicant's answer (等待补正); `end` None: still."""

    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """A hearing (听证), from telling the right to it to its record."""

    offered: HearingOffered | None = None
    asked: HearingAsked | None = None
    set_for: HearingSet | None = None
    held: HearingHeld | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What happened beside the steps (办理进程), since the case began or was reopened.

    `reopened` is the day of the order to decide anew, `refiled` that of the order to take it in
    anew where it had not been accepted; `former` is the course before it: what stopped
    or prolonged the first limit, its delivery and its hearing are not those of the second.
    """

    stops: tuple[ClockStopped, ...] = ()
    resumed: Mapping[int, ClockResumed] = field(default_factory=dict)
    waits: tuple[Wait, ...] = ()
    asked: ExtensionAsked | None = None
    extensions: tuple[Extended, ...] = ()
    reviewed: ReviewedBelow | None = None
    moved: tuple[DueMoved, ...] = ()
    hearing: Hearing = Hearing()
    not_accepted: NotAccepted | None = None
    corrected: tuple[CorrectedOnSpot, ...] = ()
    examined: tuple[Examined, ...] = ()
    supplied: tuple[Supplied, ...] = ()
    reminded: Reminded | None = None
    terminated: Terminated | None = None
    delivered: Delivered | None = None
    pledge_checked: PledgeChecked | None = None
    contested: Contested | None = None
    overturned: Overturned | None = None
    reopened: date | None = None
    refiled: date | None = None
    former: Course | None = None

    @property
    def whole(self) -> tuple[Course, ...]:
        """This course after those that ended in a decision which was overturned, oldest first."""
        return (*(self.former.whole if self.former else ()), self)

    @property
    def stopped(self) -> tuple[ClockStopped, ...]:
        """The procedures that have not been ended."""
        return tuple(one for one in self.stops if one.no not in self.resumed)

    @property
    def signed(self) -> frozenset[int]:
        """The officers who signed what they found."""
        return frozenset(one.officer for one in self.examined)


NOTHING = Course()
"""The course of a case to which nothing of this happened."""


def waiting(course: Course, on: date) -> Course:
    """Begin to wait for an answer while the clock of the decision stands."""
    return replace(course, waits=(*course.waits, Wait(on)))


def answered(course: Course, on: date) -> Course:
    """End the wait, where there is one."""
    if not course.waits or course.waits[-1].end is not None:
        return course
    return replace(course, waits=(*course.waits[:-1], Wait(course.waits[-1].start, on)))


def evolve(course: Course, event: HaltEvent | TurnEvent) -> Course:
    """Take one event into the course."""
    match event:
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
            return _turned(course, event)
        case HearingOffered() | HearingAsked() | HearingSet() | HearingHeld():
            return replace(course, hearing=_heard(course.hearing, event))
        case _:
            return _halted(course, event)


def _halted(  # noqa: PLR0911 - one each
    course: Course,
    event: ClockStopped
    | ClockResumed
    | ExtensionAsked
    | Extended
    | ExtensionDeclined
    | ReviewedBelow
    | DueMoved,
) -> Course:
    match event:
        case ClockStopped():
            return replace(course, stops=(*course.stops, event))
        case ClockResumed():
            return replace(course, resumed={**course.resumed, event.no: event})
        case ExtensionAsked():
            return replace(course, asked=event)
        case Extended():
            return replace(course, extensions=(*course.extensions, event), asked=None)
        case ExtensionDeclined():
            return replace(course, asked=None)
        case ReviewedBelow():
            return replace(course, reviewed=event)
        case DueMoved():
            return replace(course, moved=(*course.moved, event))
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def _heard(
    hearing: Hearing, event: HearingOffered | HearingAsked | HearingSet | HearingHeld
) -> Hearing:
    match event:
        case HearingOffered():
            return replace(hearing, offered=event)
        case HearingAsked():
            return replace(hearing, asked=event)
        case HearingSet():
            return replace(hearing, set_for=event)
        case HearingHeld():
            return replace(hearing, held=event)
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def _turned(course: Course, event: TurnEvent) -> Course:  # noqa: PLR0911 - one each
    match event:
        case NotAccepted():
            return replace(course, not_accepted=event)
        case CorrectedOnSpot():
            return replace(course, corrected=(*course.corrected, event))
        case Examined():
            return replace(course, examined=(*course.examined, event))
        case Supplied():
            return replace(course, supplied=(*course.supplied, event))
        case Reminded():
            return replace(course, reminded=event)
        case Terminated():
            return replace(course, terminated=event)
        case Delivered():
            return replace(course, delivered=event)
        case PledgeChecked():
            return replace(course, pledge_checked=event)
        case Contested():
            return replace(course, contested=event)
        case Overturned(again=True):
            return _anew(course, event)
        case Overturned():
            return replace(course, overturned=event, contested=None)
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def _anew(course: Course, event: Overturned) -> Course:
    """Begin anew what a reconsideration sent back; what was found and handed in stays."""
    return Course(
        moved=course.moved,
        corrected=course.corrected,
        examined=course.examined,
        supplied=course.supplied,
        reviewed=course.reviewed,
        overturned=event,
        former=course,
    )
