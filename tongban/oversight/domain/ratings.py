"""What a rating comes to in figures (好差评的计量): a fold of its events, like those of cases and demands.

One that was left out with its ground counts in nothing but that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongban.kernel.events import Event
from tongban.kernel.time import city_date
from tongban.voice.domain import ratings


@dataclass(slots=True)
class RatingFigures:
    """A rating in figures (评价计量): of which matter, whose, how good, and what came of a bad one."""

    rating: int
    seq: int = 0
    number: str = ""
    service: str = ""
    agency: str = ""
    channel: str = ""
    moment: str = ""
    status: str = ""
    filed_on: date = date.min
    ended_on: date | None = None
    filed: int = 0
    level: int = 0
    good: int = 0
    bad: int = 0
    answered: int = 0
    excluded: int = 0


def figures(rating: int, log: Sequence[Event]) -> RatingFigures:
    """Fold the events of a rating into its figures."""
    first = log[0]
    state = ratings.fold((one.type, dict(one.data)) for one in log)
    touched = {one.role: one.id for one in first.objects}
    made = RatingFigures(rating, log[-1].seq, str(first.data.get("number", "")))
    made.service, made.agency = touched["service"], touched["agency"]
    made.channel = str(first.data.get("channel", "web"))
    made.moment = str(first.data.get("moment", ratings.DONE))
    made.filed_on, made.excluded = city_date(first.at), int(bool(state.excluded))
    ended = next((one.at for one in log if one.type == ratings.ANSWERED), None)
    made.ended_on = city_date(ended) if ended else None
    made.status = "excluded" if made.excluded else "answered" if state.answer else "rated"
    if not made.excluded:
        made.filed, made.level = 1, state.level
        made.bad, made.good = int(state.is_bad), int(not state.is_bad)
        made.answered = int(state.is_bad and bool(state.answer))
    return made
