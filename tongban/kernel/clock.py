"""A limit set by law, running (期限): when it ends, what is used, and why, in sentences.

A clock is a ledger of days. The day it starts is not counted (民法典 第二百零一条), nor is any day of a
pause, from its first to its last: hearing, inspection, expert review and the like (行政许可法
第四十五条). Working days follow the calendar that is given (第八十二条). An extension adds days and keeps
what was used (第四十二条). Where the law says so, a limit in calendar days that would end on a day of rest
ends on the day after it (`rolls`; 民法典 第二百零三条).

>>> from tongban.kernel.calendar import WorkingCalendar
>>> clock = Clock(date(2026, 4, 10), 5)
>>> clock.due(WorkingCalendar())
datetime.date(2026, 4, 17)
>>> clock.left(date(2026, 4, 15), WorkingCalendar())
2
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.text import Text

WORKING_DAY = "working_day"
CALENDAR_DAY = "calendar_day"
LONGEST = 20_000  # days; beyond it somebody mistyped
_UNITS = {
    WORKING_DAY: ("个工作日", "working day(s)"),
    CALENDAR_DAY: ("天", "day(s)"),
}
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that are not counted (不计入期限的日子), both ends included, why, and by which article."""

    start: date
    end: date
    reason: str = ""
    law: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a pause ends on {self.end}, before it starts on {self.start}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a limit (期限中的一天): its number if it counts, else why it does not.

    `why` is start, counted, make_up (worked to make up), weekend, holiday, paused, rest (the limit
    would have ended here) or moved (it ends here instead).
    """

    on: date
    why: str
    number: int = 0
    pause: Pause | None = None

    @property
    def counts(self) -> bool:
        """Whether the day is counted."""
        return self.number > 0

    @property
    def words(self) -> Text:
        """Say the day for the person who waits."""
        if self.pause is not None and self.pause.reason:
            cite = f"，{self.pause.law}" if self.pause.law else ""
            return Text(
                f"不计：{self.pause.reason}{cite}", f"not counted: {self.pause.reason}{cite}"
            )
        said = _DAY_WORDS[self.why]
        return Text(said[0].format(n=self.number), said[1].format(n=self.number))


_DAY_WORDS = {
    "start": ("起算当天，不计", "the day it starts, not counted"),
    "counted": ("第 {n} 天", "day {n}"),
    "make_up": ("第 {n} 天（调休上班）", "day {n} (worked to make up)"),
    "weekend": ("周末，不计", "a weekend, not counted"),
    "holiday": ("法定节假日，不计", "a public holiday, not counted"),
    "paused": ("暂停计时，不计", "the clock is stopped, not counted"),
    "rest": ("休息日，期满顺延", "a day of rest, so the last day moves on"),
    "moved": ("顺延后的最后一天", "the last day, moved on"),
}
_COUNTED = ("counted", "make_up")


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit of `allowance` days from `start` (期限), with its pauses and extensions."""

    start: date
    allowance: int
    unit: str = WORKING_DAY
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[int, ...] = ()
    rolls: bool = False

    def __post_init__(self) -> None:
        if self.unit not in _UNITS:
            raise ValueError(f"a limit counts in {' or '.join(_UNITS)}, not in {self.unit}")
        if self.allowance < 0 or any(days < 0 for days in self.extensions):
            raise ValueError("a limit and its extensions cannot be negative")
        if self.total > LONGEST:
            raise ValueError(f"a limit of more than {LONGEST} days cannot be meant")

    @property
    def total(self) -> int:
        """The days allowed, extensions included."""
        return self.allowance + sum(self.extensions)

    def due(self, calendar: WorkingCalendar) -> date:
        """Return the last day of the limit; a limit of no days ends on the day it starts."""
        return _due(self, calendar)

    def used(self, today: date, calendar: WorkingCalendar) -> int:
        """Count the days used up to and including today; more than the total once overdue."""
        used, moved = 0, (date.max, date.max)
        if self.rolls:  # the days the last one moves past are no days of the limit
            moved = (replace(self, rolls=False).due(calendar), self.due(calendar))
        for day in self._counted(calendar):
            if day > today:
                break
            used += not moved[0] < day <= moved[1]
        return used

    def left(self, today: date, calendar: WorkingCalendar) -> int:
        """Count the days left; negative once more were used than allowed."""
        return self.total - self.used(today, calendar)

    def is_overdue(self, today: date, calendar: WorkingCalendar) -> bool:
        """Whether the last day has passed."""
        return today > self.due(calendar)

    def days(self, calendar: WorkingCalendar, until: date | None = None) -> Iterator[Day]:
        """Yield the limit day by day, from its start to its last day, or on to `until`."""
        due = self.due(calendar)
        day, number = self.start, 0
        yield Day(day, "start")
        while day < max(due, until or due):
            day += timedelta(days=1)
            pause = next((one for one in self.pauses if day in one), None)
            why = "paused" if pause else self._why(day, calendar)
            if not pause and self.rolls and number == self.total and day <= due:
                why = "moved" if day == due else "rest"
            number += why in _COUNTED
            yield Day(day, why, number if why in _COUNTED else 0, pause)

    def _why(self, day: date, calendar: WorkingCalendar) -> str:
        """Say why a day counts or does not, pauses apart."""
        if self.unit == CALENDAR_DAY:
            return "counted"
        if calendar.is_working(day):
            return "make_up" if day in calendar.make_up else "counted"
        return "holiday" if day in calendar.holidays else "weekend"

    def explain(self, calendar: WorkingCalendar, today: date, language: str = "zh") -> list[str]:
        """Say in sentences how the last day comes about, for the person who waits for it."""
        said = _English(self) if language.startswith("en") else _Chinese(self)
        lines = [said.begins(), said.lasts()]
        lines += [said.pauses(pause, self._lost(pause, calendar)) for pause in self.pauses]
        due = self.due(calendar)
        last = replace(self, rolls=False).due(calendar)
        lines.append(said.moves(last, due) if due != last else said.ends(due))
        if (self.unit == WORKING_DAY or self.rolls) and calendar.is_provisional(due):
            lines.append(said.may_change(due.year))
        lines.append(said.stands(today, self.used(today, calendar), self.left(today, calendar)))
        return lines

    def _counted(self, calendar: WorkingCalendar) -> Iterator[date]:
        """Yield the days that count, from the day after the start."""
        day = self.start
        while True:
            day += timedelta(days=1)
            if any(day in pause for pause in self.pauses):
                continue
            if self.unit == CALENDAR_DAY or calendar.is_working(day):
                yield day

    def _lost(self, pause: Pause, calendar: WorkingCalendar) -> int:
        """Count the days of a pause that would have counted without it."""
        first = max(pause.start, self.start + timedelta(days=1))
        length = (pause.end - first).days + 1
        days = (first + timedelta(days=n) for n in range(max(length, 0)))
        return sum(self.unit == CALENDAR_DAY or calendar.is_working(day) for day in days)


# Many cases of a day have the same limit under the same calendar: it is walked once for all.
@lru_cache(maxsize=1 << 14)
def _due(clock: Clock, calendar: WorkingCalendar) -> date:
    if not clock.total:
        return clock.start
    last = next(islice(clock._counted(calendar), clock.total - 1, None))
    while clock.rolls and not calendar.is_working(last):
        last += timedelta(days=1)
    return last


class _Chinese:
    """The sentences of an explanation in Chinese."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.unit = _UNITS[clock.unit][0]

    @staticmethod
    def day(day: date) -> str:
        return f"{day.year} 年 {day.month} 月 {day.day} 日(星期{_WEEKDAYS[day.weekday()]})"

    def begins(self) -> str:
        return f"从 {self.day(self.clock.start)}起算,当天不计。"

    def lasts(self) -> str:
        if not self.clock.extensions:
            return f"期限 {self.clock.allowance} {self.unit}。"
        added = "、".join(str(days) for days in self.clock.extensions)
        return (
            f"期限 {self.clock.allowance} {self.unit},延长 {added} {self.unit},"
            f"共 {self.clock.total} {self.unit}。"
        )

    def pauses(self, pause: Pause, lost: int) -> str:
        why = "，".join(part for part in (pause.reason, pause.law) if part)
        why = f"({why})" if why else ""
        span = f"{self.day(pause.start)}至 {self.day(pause.end)}"
        return f"{span}暂停计时{why},其间 {lost} {self.unit}不计。"

    def ends(self, due: date) -> str:
        return f"最后一天是 {self.day(due)}。"

    def moves(self, last: date, due: date) -> str:
        return f"期满的 {self.day(last)}是休息日,顺延到 {self.day(due)}(民法典第二百零三条)。"

    def may_change(self, year: int) -> str:
        return f"{year} 年的放假安排还没有公布,先按周末推算,最后一天可能变动。"

    def stands(self, today: date, used: int, left: int) -> str:
        begin = f"到 {self.day(today)}为止,已用 {used} {self.unit}"
        if left < 0:
            return f"{begin},超期 {-left} {self.unit}。"
        return f"{begin},还剩 {left} {self.unit}。"


class _English:
    """The sentences of an explanation in English."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.unit = _UNITS[clock.unit][1]

    def days(self, number: int) -> str:
        return f"{number} {self.unit.replace('(s)', '' if number == 1 else 's')}"

    def begins(self) -> str:
        return f"Counted from {self.clock.start:%A, %d %B %Y}; that day itself is not counted."

    def lasts(self) -> str:
        if not self.clock.extensions:
            return f"The limit is {self.days(self.clock.allowance)}."
        added = " and ".join(str(days) for days in self.clock.extensions)
        return (
            f"The limit is {self.days(self.clock.allowance)}, extended by {added}, "
            f"which makes {self.days(self.clock.total)}."
        )

    def pauses(self, pause: Pause, lost: int) -> str:
        why = ", ".join(part for part in (pause.reason, pause.law) if part)
        why = f" ({why})" if why else ""
        span = f"From {pause.start:%d %B %Y} to {pause.end:%d %B %Y}"
        return f"{span} the clock is stopped{why}: {self.days(lost)} not counted."

    def ends(self, due: date) -> str:
        return f"The last day is {due:%A, %d %B %Y}."

    def moves(self, last: date, due: date) -> str:
        return (
            f"It would end on {last:%A, %d %B %Y}, a day of rest, so the last day is "
            f"{due:%A, %d %B %Y} (Civil Code, Article 203)."
        )

    def may_change(self, year: int) -> str:
        return f"The holidays of {year} are not published yet; the last day may still change."

    def stands(self, today: date, used: int, left: int) -> str:
        begin = f"By {today:%A, %d %B %Y}, {self.days(used)} are used"
        if left < 0:
            return f"{begin}; overdue by {self.days(-left)}."
        return f"{begin} and {self.days(left)} are left."
