"""What a demand comes to in figures (诉求的计量): a fold of its events, like that of a case.

Solved and satisfied are told apart: what counts as solved is what the person said, and where the
person said nothing it is not counted as solved (办结不等于解决).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongban.kernel.events import Event
from tongban.kernel.time import city_date
from tongban.voice.domain import demands, standing
from tongban.voice.domain.demands import SOLVED

RETURNED, COORDINATED = (
    demands.NAMES[one] for one in (demands.DemandReturned, demands.DemandCoordinated)
)


@dataclass(slots=True)
class DemandFigures:
    """A demand in figures (诉求计量): where, about what, with whom, and what it counts as."""

    demand: int
    seq: int = 0
    number: str = ""
    topic: str = ""
    category: str = ""
    district: str = ""
    agency: str = ""
    channel: str = ""
    status: str = ""
    theme: int = 0
    filed_on: date = date.min
    ended_on: date | None = None
    filed: int = 0
    closed: int = 0
    solved: int = 0
    replied: int = 0
    in_time: int = 0
    returned: int = 0
    reopened: int = 0
    automatic: int = 0
    corrected: int = 0


def figures(demand: int, log: Sequence[Event]) -> DemandFigures:
    """Fold the events of a demand into its figures."""
    state = standing.fold((demands.read(one) for one in log), 0)
    sent = state.sent or state.proposed
    kinds = [one.type for one in log]
    made = DemandFigures(demand, seq=log[-1].seq, number=state.filed.number, filed=1)
    made.channel, made.agency, made.status = state.filed.channel, state.agency, state.standing.value
    made.filed_on = city_date(state.at)
    made.ended_on = city_date(state.closed_at) if state.closed_at else None
    if sent is not None:
        made.topic, made.category, made.district = sent.topic, sent.category, sent.district
    made.theme, made.closed = state.theme, int(state.closed_at is not None)
    made.solved = int(made.closed and state.outcome == SOLVED)
    made.replied, made.in_time = int(state.on_time is not None), int(state.on_time or 0)
    made.returned, made.reopened = int(RETURNED in kinds), state.rounds - 1
    made.automatic = int(bool(state.sent and state.sent.automatic))
    made.corrected = int(bool(state.sent and state.sent.corrected))
    return made


def passed_on(log: Sequence[Event]) -> tuple[str, str, int] | None:
    """Return who gave a demand back, who got it then, and the seconds in between; None where nobody.

    One that the coordinator gave to the same agency again went nowhere.
    """
    gave = next((one for one in log if one.type == RETURNED), None)
    got = next((one for one in log if one.type == COORDINATED), None)
    if gave is None or got is None:
        return None
    one, other = str(gave.data["agency"]), str(got.data["agency"])
    return (one, other, int((got.at - gave.at).total_seconds())) if one != other else None
