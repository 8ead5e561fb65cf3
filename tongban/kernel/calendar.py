"""Working days (工作日): weekends, published holidays and make-up days, given from outside.

Limits of the licensing law count working days and leave out statutory holidays (行政许可法 第八十二条).
Each year's holidays and make-up days are published late in the year before; days beyond the
published years are counted by weekends alone and are provisional.

>>> calendar = WorkingCalendar(holidays={date(2026, 5, 1)}, make_up={date(2026, 5, 9)})
>>> calendar.is_working(date(2026, 5, 9)), calendar.is_working(date(2026, 5, 1))
(True, False)
>>> calendar.add(date(2026, 4, 30), 1)
datetime.date(2026, 5, 4)
"""

from collections.abc import Iterable
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class WorkingCalendar:
    """The working days of a jurisdiction (工作日历); a value, equal to its equals."""

    __slots__ = ("holidays", "make_up", "published_years")

    def __init__(
        self,
        holidays: Iterable[date] = (),
        make_up: Iterable[date] = (),
        published_years: Iterable[int] | None = None,
    ) -> None:
        self.holidays = frozenset(holidays)
        self.make_up = frozenset(make_up)
        years = {day.year for day in self.holidays} if published_years is None else published_years
        self.published_years = frozenset(years)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WorkingCalendar):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        return f"WorkingCalendar(published_years={sorted(self.published_years)})"

    def _parts(self) -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
        return self.holidays, self.make_up, self.published_years

    def with_year(
        self,
        year: int,
        holidays: Iterable[date],
        make_up: Iterable[date],
        *,
        published: bool = True,
    ) -> "WorkingCalendar":
        """Return this calendar with another one for a year; an unpublished year has none."""
        years = self.published_years - {year} | ({year} if published else set())
        return WorkingCalendar(
            {day for day in self.holidays if day.year != year} | set(holidays),
            {day for day in self.make_up if day.year != year} | set(make_up),
            years,
        )

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day: make-up days do, holidays and weekends do not."""
        if day in self.make_up:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def is_provisional(self, day: date) -> bool:
        """Whether this day's year has no published calendar, so that it may still change."""
        return day.year not in self.published_years

    def add(self, start: date, days: int) -> date:
        """Return the n-th working day after `start`, which is itself not counted.

        Zero days give `start` itself. Raises ValueError for a negative number.
        """
        if days < 0:
            raise ValueError("a limit cannot be negative")
        day = start
        while days:
            day += _ONE_DAY
            days -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; 0 where none lie."""
        count, day = 0, start
        while day < end:
            day += _ONE_DAY
            count += self.is_working(day)
        return count
