"""What cases do when a day comes (到期反应): announced days over, reminders, ends, silence.

Each handler reads where the case stands first, so that ringing twice changes nothing.
"""

from datetime import datetime

from tongban.agencies import api as agencies
from tongban.cases import deciding, handling, pending, store
from tongban.cases.domain import lacking, silence, timing
from tongban.cases.domain.events import CaseEvent
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task


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
