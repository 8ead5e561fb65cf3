"""The face of the voice room (诉求与评价): ratings of services (好差评)."""

from dataclasses import dataclass
from datetime import datetime

from tongban.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating (评价) of one case by its applicant; level 1 is best (GB/T 39046 表A.8)."""

    id: int
    case: int
    service: str
    agency: str
    level: int
    words: str
    at: datetime


def rate(
    case_id: int, *, level: int, actor: Actor, words: str = "", at: datetime | None = None
) -> Rating:
    """Rate the handling of a case, once, by its applicant (好差评).

    Raises AlreadyRated, NotYoursToRate, BadLevel, WordsTooLong.
    """


def rating(case_id: int) -> Rating | None:
    """Return the rating of a case, None while there is none."""
