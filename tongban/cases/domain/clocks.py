"""The clocks of a case (时限): intake, statutory, promised; None where nothing is published.

Intake has five working days, whose end in silence accepts (行政许可法 第三十二条). The decision clocks
start with the acceptance (第四十二条); the promise may only be shorter than the law. A limit the
source does not publish is never invented: there is then no clock, and pages say 未公布.
`demo_days` makes a clock for the simulation alone, always marked.

>>> from tongban.cases.domain.events import Accepted, Filed
>>> from tongban.cases.domain.states import fold
>>> filed = Filed(date(2026, 3, 2), "n", "S", "1", "A", 1, 2, date(2026, 3, 2), promised=Limit(3))
>>> due(fold([filed]), WorkingCalendar())
datetime.date(2026, 3, 9)
>>> due(fold([filed, Accepted(date(2026, 3, 3))]), WorkingCalendar())
datetime.date(2026, 3, 6)
"""

from dataclasses import dataclass
from datetime import date

from tongban.cases.domain.limits import Limit
from tongban.cases.domain.states import CaseState, Status
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import Clock

INTAKE_DAYS = 5  # working days, 行政许可法 第三十二条第一款第四项
LAWS = {"intake": "行政许可法 第三十二条"}
"""The law behind a clock that no definition states; the others' limits are the source's."""


@dataclass(frozen=True, slots=True)
class NamedClock:
    """A clock with its name (时限): intake, statutory, promised or demo; None: 未公布."""

    name: str
    clock: Clock | None


def intake(state: CaseState) -> Clock:
    """Return the clock of the notice, from the day the papers arrived."""
    return Clock(state.arrived, INTAKE_DAYS)


def _clock(start: date, limit: Limit) -> Clock | None:
    return None if limit.days is None else Clock(start, limit.days, limit.unit)


def clocks(state: CaseState) -> tuple[NamedClock, ...]:
    """Return every clock that applies: intake until acceptance, then law and promise.

    A case without any published limit gets the simulation's clock after them.
    """
    if state.accepted is None:
        running_intake = None if state.status is Status.SUPPLEMENT else intake(state)
        return (NamedClock("intake", running_intake),)
    start, filed = state.accepted.on, state.filed
    found = [
        NamedClock("statutory", _clock(start, filed.statutory)),
        NamedClock("promised", _clock(start, filed.promised)),
    ]
    if filed.demo_days is not None and all(one.clock is None for one in found):
        found.append(NamedClock("demo", Clock(start, filed.demo_days)))
    return tuple(found)


def running(state: CaseState, calendar: WorkingCalendar) -> NamedClock | None:
    """Return the published clock that ends first while the case is open, None without one."""
    if not state.status.is_open:
        return None
    known = [one for one in clocks(state) if one.clock is not None and one.name != "demo"]
    return min(known, key=lambda one: _due(one, calendar), default=None)


def _due(named: NamedClock, calendar: WorkingCalendar) -> date:
    return named.clock.due(calendar) if named.clock else date.max


def due(state: CaseState, calendar: WorkingCalendar) -> date | None:
    """Return the day the next step is due, None where no limit is published or none runs."""
    named = running(state, calendar)
    return _due(named, calendar) if named else None
