"""Halls (政务服务大厅): where and when, which windows, which lines people queue in.

A hall says its opening hours by kinds of days, its lines (排队的队列: the services of some
agencies, how long a visit takes, how many may be booked for one time), its windows with the lines
each serves, and how far ahead elders, the disabled and the booked are counted in the queue
(老年人权益保障法 第五十八条; 无障碍环境建设法 第三十九条). The same hours and lines hold for the hall, the
telephone and the web.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.text import Text
from tongban.kernel.time import CITY

WORKING, SATURDAY, SUNDAY, HOLIDAY = "working", "saturday", "sunday", "holiday"
DAYS = (WORKING, SATURDAY, SUNDAY, HOLIDAY)
"""Kinds of days: 工作日、周六、周日、节假日; a holiday is no Saturday, a make-up day is a working day."""
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of opening on a kind of day (开放时间)."""

    days: str
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Line:
    """A line people queue in (队列): the services of its agencies, by a letter.

    `minutes` is how long a visit usually takes; `places` how many may book the same time; `every`
    the minutes from one time to the next; `ahead` how many days before one may book. A line of no
    agency takes what no other line does.
    """

    letter: str
    name: Text
    agencies: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    minutes: int = 15
    places: int = 2
    every: int = 30
    ahead: int = 14


@dataclass(frozen=True, slots=True)
class Window:
    """A window of a hall (窗口) with the lines it serves."""

    no: str
    lines: tuple[str, ...]
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Precedence:
    """How many minutes earlier somebody counts as having come (优先).

    `elder_age` is from which age; `late` how many minutes after the time the booking still counts.
    """

    elder_age: int = 60
    elder: int = 20
    disabled: int = 20
    booked: int = 30
    late: int = 15

    @property
    def most(self) -> int:
        """Return the largest credit: who comes later than this after you never goes before you."""
        return max(self.elder, self.disabled, self.booked)


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall (政务服务大厅)."""

    id: str
    name: Text
    address: Text
    district: str
    hours: tuple[Hours, ...]
    lines: tuple[Line, ...]
    windows: tuple[Window, ...]
    precedence: Precedence = field(default_factory=Precedence)
    phone: str = ""
    note: Text | None = None

    def line(self, letter: str) -> Line | None:
        """Return the line of a letter."""
        return next((one for one in self.lines if one.letter == letter), None)

    def window(self, no: str) -> Window | None:
        """Return the window of a number."""
        return next((one for one in self.windows if one.no == no), None)

    def line_for(self, service: str, agency: str) -> Line | None:
        """Return the line a service is waited for in: its own, its agency's, else the general one."""
        own = next((one for one in self.lines if service in one.services), None)
        of_agency = next((one for one in self.lines if agency in one.agencies), None)
        rest = next((one for one in self.lines if not (one.agencies or one.services)), None)
        return own or of_agency or rest

    def open_on(self, day: date, calendar: WorkingCalendar) -> tuple[Hours, ...]:
        """Return when the hall is open on a day; nothing where it is closed."""
        kind = kind_of(day, calendar)
        return tuple(one for one in self.hours if one.days == kind)

    def is_open(self, at: datetime, calendar: WorkingCalendar) -> bool:
        """Whether the hall is open at an instant."""
        here = at.astimezone(CITY)
        hours = self.open_on(here.date(), calendar)
        return any(one.opens <= here.time() < one.closes for one in hours)

    def times(self, line: Line, day: date, calendar: WorkingCalendar) -> tuple[datetime, ...]:
        """Return the times that may be booked in a line on a day, in order."""
        return tuple(
            begin
            for one in self.open_on(day, calendar)
            for begin in _every(
                datetime.combine(day, one.opens, CITY),
                datetime.combine(day, one.closes, CITY),
                timedelta(minutes=line.every),
            )
        )


def kind_of(day: date, calendar: WorkingCalendar) -> str:
    """Tell which kind of day it is by the published calendar.

    >>> kind_of(date(2026, 11, 23), WorkingCalendar()), kind_of(date(2026, 11, 28), WorkingCalendar())
    ('working', 'saturday')
    """
    if calendar.is_working(day):
        return WORKING
    if day in calendar.holidays:
        return HOLIDAY
    return {_SATURDAY: SATURDAY, _SUNDAY: SUNDAY}.get(day.weekday(), HOLIDAY)


def _every(begin: datetime, end: datetime, step: timedelta) -> Iterable[datetime]:
    while begin + step <= end:
        yield begin
        begin += step
