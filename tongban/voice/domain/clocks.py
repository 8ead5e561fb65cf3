"""The clocks of a demand (诉求时限): dispatch, feedback, and when somebody is to be reminded.

Dispatch takes 1, 2 or 24 hours, feedback 2 hours, 24 hours, 7 or 15 days by the grade of the
demand, as Beijing's local standard for its hotline has them (in force 2023-01-01; 15 days read in
the final text, the other three in the draft); all are figures of the definitions. Hours run through night and holiday, as the hotline does; days are calendar days, the
first is not counted, the last runs to its end. While a question waits for the person the feedback
clock stands still: in hours to the minute, in days from the day of the question to the day of the
answer. At 50, 80 and 100 % of what is allowed somebody is told.

>>> from datetime import UTC
>>> noon = datetime(2026, 4, 10, 4, 0, tzinfo=UTC)
>>> Running(noon, 2, HOUR).due
datetime.datetime(2026, 4, 10, 6, 0, tzinfo=datetime.timezone.utc)
>>> city_date(Running(noon, 7, DAY).due)
datetime.date(2026, 4, 17)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import CALENDAR_DAY, Clock, Pause
from tongban.kernel.time import city_date, end_of, start_of

HOUR, DAY = "hour", "day"
DISPATCH, FEEDBACK = "dispatch", "feedback"
SHARES = (50, 80, 100)
URGENT, PROMPT, GENERAL, COMPLEX = "urgent", "prompt", "general", "complex"
GRADES = (URGENT, PROMPT, GENERAL, COMPLEX)
"""How soon a demand is to be dealt with (紧急程度)."""
_NO_CALENDAR = WorkingCalendar()  # calendar days need none
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each step may take (时限标准), as the definitions say it on a day."""

    dispatch: dict[str, int]  # hours by grade
    feedback: dict[str, tuple[int, str]]  # amount and unit by grade
    extension: int  # days at most, 延期
    answer: int  # days for the person to answer, 追问
    judge: int  # days for the person to judge, 评判
    call: int  # hours to call back, 回访


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs (计时): from when, how much is allowed, what was not counted.

    `more` are days that were granted, on a clock of hours too.
    """

    start: datetime
    limit: int
    unit: str
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    more: int = 0

    @property
    def due(self) -> datetime:
        """The last instant of the limit."""
        if self.unit == HOUR:
            allowed = timedelta(hours=self.limit, days=self.more)
            return self.start + allowed + sum((end - at for at, end in self.pauses), timedelta())
        return end_of(self._days.due(_NO_CALENDAR))

    @property
    def _days(self) -> Clock:
        pauses = tuple(Pause(city_date(at), city_date(end)) for at, end in self.pauses)
        extensions = (self.more,) if self.more else ()
        return Clock(city_date(self.start), self.limit, CALENDAR_DAY, pauses, extensions)

    def at(self, share: int) -> datetime:
        """Return the instant at which this share of what is allowed is used."""
        spans = list(self._spans())
        left = sum((end - at for at, end in spans), timedelta()) * share / 100
        for at, end in spans:
            if left <= end - at:
                return at + left
            left -= end - at
        return self.due

    def used(self, now: datetime) -> int:
        """Return what is used in hundredths of what is allowed; above 100 once it is late."""
        spans = list(self._spans())
        allowed = sum((end - at for at, end in spans), timedelta())
        used = sum((min(end, now) - at for at, end in spans if at < now), timedelta())
        used += max(now - self.due, timedelta())
        return int(100 * used / allowed) if allowed else 100

    def _spans(self) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches that count, from the start to the last instant."""
        at = self.start
        for begin, end in self._stops():
            if begin > at:
                yield at, begin
            at = max(at, end)
        if self.due > at:
            yield at, self.due

    def _stops(self) -> Iterator[tuple[datetime, datetime]]:
        if self.unit == HOUR:
            yield from sorted(self.pauses)
            return
        for begin, end in sorted(self.pauses):
            yield start_of(city_date(begin)), end_of(city_date(end)) + _INSTANT
