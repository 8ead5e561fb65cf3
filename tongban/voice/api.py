"""The face of the voice room (诉求与评价): ratings of how a case was handled (好差评)."""

from dataclasses import dataclass
from datetime import datetime

from tongban.agencies import api as agencies
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.voice import store
from tongban.voice.domain import ratings
from tongban.voice.domain.ratings import (
    LEVELS,
    AlreadyRated,
    BadLevel,
    NotEndedYet,
    NotYoursToRate,
    WordsTooLong,
)
from tongban.voice.models import RatingRow

__all__ = [
    "LEVELS",
    "AlreadyRated",
    "BadLevel",
    "NotEndedYet",
    "NotYoursToRate",
    "Rating",
    "WordsTooLong",
    "rate",
    "rating",
]

CASE = "case"


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

    @property
    def said(self) -> Text:
        """The level in words."""
        return LEVELS[self.level]


def rate(
    case_id: int, *, level: int, actor: Actor, words: str = "", at: datetime | None = None
) -> Rating:
    """Rate how a case was handled, once, after it has ended, by its applicant (一事一评).

    Whoever may act for the applicant may rate for them, a clerk with the person before them too.
    Raises NotYoursToRate, NotEndedYet, AlreadyRated, BadLevel, WordsTooLong.
    """
    at = at or time.now()
    ratings.check(level, words)
    head = ledger.head(case_id)
    if head is None or head.kind != CASE or not _is_theirs(actor, head.subject, at):
        raise NotYoursToRate
    if "closed" not in head.attrs:
        raise NotEndedYet
    return _shown(store.rate(head, level=level, words=words.strip(), actor=actor, at=at))


def rating(case_id: int) -> Rating | None:
    """Return the rating of a case, None while there is none."""
    row = store.of_case(case_id)
    return _shown(row) if row else None


def _is_theirs(actor: Actor, applicant: int, at: datetime) -> bool:
    if actor.kind == "person":
        return bool(people.may_act_for(actor.id, applicant, at=at))
    return actor.acting_for == applicant and bool(agencies.may(actor, "rate", agency=None))


def _shown(row: RatingRow) -> Rating:
    return Rating(row.id, row.case, row.service, row.agency, row.level, row.words, row.at)
