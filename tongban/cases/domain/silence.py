"""What silence decides (视为决定): a renewal, or where a service's law says so, the case itself.

A renewal nobody decided about by the licence's last day counts as granted (行政许可法 第五十条). Any
other decision by silence needs a law, named in the service's definition.
"""

from datetime import date

from tongban.cases.domain import clocks
from tongban.cases.domain.decisions import lapse, propose_remedy
from tongban.cases.domain.events import Accepted, Decided
from tongban.cases.domain.states import CaseState, Status
from tongban.kernel.calendar import WorkingCalendar

RENEWAL_LAW = "行政许可法 第五十条第二款"


def due(state: CaseState, calendar: WorkingCalendar) -> date | None:
    """Return the last day on which silence still decides nothing, None where it never does."""
    terms = state.filed.terms
    if not state.status.is_open or state.status is Status.SUPPLEMENT:
        return None
    if terms.renews:
        return terms.renews
    return clocks.due_of(state, "statutory", calendar) if terms.deemed else None


def deemed(
    state: CaseState, *, today: date, calendar: WorkingCalendar
) -> tuple[Accepted | Decided, ...]:
    """Decide what silence has decided by today; nothing where it has not."""
    last, terms = due(state, calendar), state.filed.terms
    if last is None or today <= last:
        return ()
    outcome = Status.GRANTED.value if terms.renews else terms.deemed
    law = terms.deemed_law or RENEWAL_LAW
    remedy = propose_remedy(today) if outcome == Status.REFUSED else None
    decided = Decided(
        today,
        outcome,
        f"到 {last.isoformat()} 没有作出决定" if remedy else "",
        dict(state.statements),
        remedy.words if remedy else None,
        remedy.until if remedy else None,
        deemed=True,
        law=law,
    )
    if state.accepted:
        return (decided,)
    return (lapse(state, today=today, calendar=calendar) or Accepted(on=today), decided)
