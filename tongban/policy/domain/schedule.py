"""When each step can be done by (时间安排): the critical path on the working calendar.

A service begins when everything it waits for is decided, and is decided at the latest when its
promised, else statutory, limit ends; the day it begins is not counted (行政许可法 第八十二条:
期限以工作日计算,不含法定节假日). A service without a published limit makes every later day unknown:
none is invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.catalogue.domain.model import Book, Days
from tongban.catalogue.domain.situations import situated
from tongban.kernel.calendar import WorkingCalendar
from tongban.policy.domain.plan import Plan, PlannedService


@dataclass(frozen=True, slots=True)
class Timed:
    """One service with its days (事项的起止): None from where a limit is not published.

    `critical` marks those that decide when everything is done; `slack` is how many working
    days the others may be late without moving the end.
    """

    key: str
    begins: date | None
    due: date | None
    critical: bool
    slack: int | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of a plan (时间安排): `ends` None where some limit is not published.

    `provisional` says that a day lies in a year whose calendar is not published yet.
    """

    starts: date
    ends: date | None
    steps: tuple[Timed, ...]
    critical: tuple[str, ...]
    provisional: bool


def schedule(plan: Plan, book: Book, *, start: date, calendar: WorkingCalendar) -> Schedule:
    """Put days to a plan that is begun on a day."""
    limits = {one.key: _limit(book, one) for one in plan.services}
    begins, due = _forward(plan, limits, start, calendar)
    known = [day for day in due.values() if day is not None]
    whole = len(known) == len(due)
    ends = max(known, default=start) if whole else None
    latest = _backward(plan, limits, ends, calendar) if ends else {}
    steps = []
    for one in plan.services:
        late, last = latest.get(one.key), due[one.key]
        slack = None if late is None or last is None else calendar.between(last, late)
        steps.append(Timed(one.key, begins[one.key], last, slack == 0, slack))
    return Schedule(
        start,
        ends,
        tuple(steps),
        tuple(step.key for step in steps if step.critical),
        any(calendar.is_provisional(day) for day in known),
    )


def _limit(book: Book, planned: PlannedService) -> Days | None:
    found = situated(book.services[planned.service], planned.situations)
    return next((one for one in (found.promised, found.statutory) if one.days is not None), None)


def _after(day: date, limit: Days, calendar: WorkingCalendar) -> date:
    days = limit.days or 0
    if limit.unit == "calendar_day":
        return day + timedelta(days)
    return calendar.add(day, days)


def _forward(
    plan: Plan, limits: Mapping[str, Days | None], start: date, calendar: WorkingCalendar
) -> tuple[dict[str, date | None], dict[str, date | None]]:
    begins: dict[str, date | None] = {}
    due: dict[str, date | None] = {}
    waits: dict[str, list[str]] = {}
    for edge in plan.edges:
        waits.setdefault(edge.to, []).append(edge.from_)
    for one in plan.services:
        before = [due[key] for key in waits.get(one.key, ())]
        known = [day for day in before if day is not None]
        begin = max(known, default=start) if len(known) == len(before) else None
        limit = limits[one.key]
        begins[one.key] = begin
        due[one.key] = None if begin is None or limit is None else _after(begin, limit, calendar)
    return begins, due


def _backward(
    plan: Plan, limits: Mapping[str, Days | None], ends: date, calendar: WorkingCalendar
) -> dict[str, date]:
    """Find the last day each service may be decided on without moving the end."""
    latest: dict[str, date] = {}
    after: dict[str, list[str]] = {}
    for edge in plan.edges:
        after.setdefault(edge.from_, []).append(edge.to)
    for one in reversed(plan.services):
        days = [_begun_by(latest[key], limits[key], calendar) for key in after.get(one.key, ())]
        latest[one.key] = min(days, default=ends)
    return latest


def _begun_by(due: date, limit: Days | None, calendar: WorkingCalendar) -> date:
    """Find the last day a service may begin on to be decided by `due`."""
    if limit is None or not limit.days:
        return due
    if limit.unit == "calendar_day":
        return due - timedelta(limit.days)
    day, left = due, limit.days
    while left:
        left -= calendar.is_working(day)
        day -= timedelta(1)
    return day
