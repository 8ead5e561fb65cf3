"""What happens to a case's clock (期限的变动): stopped and resumed, extended, reviewed, moved.

A clock is stopped for a procedure that the law does not count, announced in writing with the days
it needs (行政许可法 第四十五条); it runs on by itself when these days are over, so that a procedure
which is never ended costs the applicant nothing. An extension is asked by one and approved by
another (第四十二条). `officer` is the account of whoever acted.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ClockStopped:
    """The clock stands for a procedure that is not counted (特别程序启动): `no` counts them.

    `until` is the last day of the announced time, which the applicant was told in writing.
    """

    on: date
    no: int
    ground: str
    days: int
    until: date
    unit: str = "working_day"
    reason: str = ""
    law: str = ""
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class ClockResumed:
    """The procedure ended (特别程序结束), with its result; the clock runs again the day after."""

    on: date
    no: int
    result: str = ""
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """More time was asked for (申请延期); somebody else decides about it."""

    on: date
    days: int
    reason: str
    officer: int = 0
    by: str = ""
    unit: str = "working_day"


@dataclass(frozen=True, slots=True)
class Extended:
    """More time was approved (批准延期) and the applicant is told the reason (第四十二条).

    The days are those of the limit they are added to (`unit`).
    """

    on: date
    days: int
    reason: str
    law: str = ""
    asked_by: str = ""
    officer: int = 0
    by: str = ""
    unit: str = "working_day"


@dataclass(frozen=True, slots=True)
class ExtensionDeclined:
    """More time was not approved (不批准延期)."""

    on: date
    reason: str = ""
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class ReviewedBelow:
    """The lower level ended its review (下级初审完毕); the decision's clock starts (第四十三条)."""

    on: date
    opinion: str = ""
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class DueMoved:
    """The due date moved since the calendar did (应办结日期变动): which clock, from, to, why."""

    on: date
    clock: str
    moved_from: date
    due: date
    why: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class HearingOffered:
    """The right to a hearing was told (告知听证权利; 第四十六条、第四十七条)."""

    on: date
    reason: str
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class HearingAsked:
    """The applicant asked for the hearing (申请听证), within five days."""

    on: date
    by: str = ""


@dataclass(frozen=True, slots=True)
class HearingSet:
    """Day and place were announced (听证通知), seven days ahead at least (第四十八条)."""

    on: date
    day: date
    place: str
    officer: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class HearingHeld:
    """The hearing was held and its record written (听证笔录); the decision rests on it."""

    on: date
    record: str
    officer: int = 0
    by: str = ""


HaltEvent = (
    ClockStopped
    | ClockResumed
    | ExtensionAsked
    | Extended
    | ExtensionDeclined
    | ReviewedBelow
    | DueMoved
    | HearingOffered
    | HearingAsked
    | HearingSet
    | HearingHeld
)
