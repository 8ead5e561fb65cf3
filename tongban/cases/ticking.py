"""What cases do when a day comes (到期反应): announced days over, reminders, ends, silence.

When the calendar of a year is published or corrected, what is due is counted anew for every case
with open work, a batch at a time; each change is an event that the applicant and the officer see.

Each handler reads where the case stands first, so that ringing twice changes nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import deciding, errands, handling, pending, store
from tongban.cases.domain import lacking, silence, timing
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.states import CaseState
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.kernel.calendar import WorkingCalendar
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Heard, Task


@ledger.clock(pending.STRIKE)
def strike(_task: Task, head: Head, at: datetime) -> None:
    """Let happen what this day brings about by itself."""
    state = store.load(head.stream)
    if state is None or not state.status.is_open:
        return
    today, calendar = time.city_date(at), agencies.calendar()
    if silence.deemed(state, today=today, calendar=calendar):
        deciding.by_silence(head.stream, state, at=at)
        return
    happened: list[CaseEvent] = [*timing.lapse_stops(state, today=today)]
    happened += lacking.strike(state, today=today, calendar=calendar)
    handling.append(head.stream, state, happened, actor=SYSTEM, at=at)


@ledger.clock(pending.AUTOMATIC)
def decide_at_once(_task: Task, head: Head, at: datetime) -> None:
    """Decide by rule what rules decide in the applicant's favour (秒批); leave the rest to people."""
    state = store.load(head.stream)
    if state is not None:
        deciding.by_rule(head.stream, state, at=at)


RECOUNT = "cases.recount"


@ledger.listener("agencies.CalendarPublished", RECOUNT)
def order_recount(heard: Heard) -> None:
    """Order that what is due is counted anew by the calendar of a year (重新计算期限)."""
    said, at = heard.event.data, heard.event.at
    calendar = _with(agencies.reread_calendar(), said)
    if _before(calendar, said) != calendar:
        label = f"{said['year']} 年工作日历"
        errands.order(RECOUNT, said, label=label, due=at, actor=heard.event.actor, at=at)


@ledger.clock(RECOUNT)
def recount(task: Task, head: Head, at: datetime) -> None:
    """Count anew what is due of the next cases with open work."""
    said = task.data
    after = _with(agencies.reread_calendar(), said)
    before = _before(after, said)
    why = f"{said['year']} 年工作日历已{'更正' if 'was' in said else '公布'}：{said['source']}"

    def step(_: int, state: CaseState, today: date) -> Sequence[CaseEvent]:
        return timing.moved_dues(state, before=before, after=after, today=today, why=why)

    errands.carry_on(task, head, step, at=at)


def _with(calendar: WorkingCalendar, said: Mapping[str, Any]) -> WorkingCalendar:
    return calendar.with_year(int(said["year"]), _days(said, "holidays"), _days(said, "make_up"))


def _before(calendar: WorkingCalendar, said: Mapping[str, Any]) -> WorkingCalendar:
    """Return the calendar as it was; a year that had none was counted by its weekends."""
    was = said.get("was")
    if was is None:
        return calendar.with_year(int(said["year"]), (), (), published=False)
    return calendar.with_year(int(said["year"]), _days(was, "holidays"), _days(was, "make_up"))


def _days(said: Mapping[str, Any], name: str) -> list[date]:
    return [date.fromisoformat(day) for day in said[name]]
