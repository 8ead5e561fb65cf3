"""What became of a rating, for whoever gave it (我的评价): the answer, the appeal, why it does not count.

The page behind the link of the invitation shows it, without signing in: who has the link has rated.
"""

from dataclasses import dataclass
from datetime import datetime

from tongban.exchange import api as exchange
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard
from tongban.voice.domain import ratings
from tongban.voice.domain.ratings import DONE, GROUNDS, NotYoursToRate, RatingState
from tongban.voice.models import RatingRow
from tongban.voice.ratings import answering, giving, store
from tongban.voice.ratings.giving import Rating

TOLD = (ratings.ANSWERED, ratings.REVIEWED, ratings.EXCLUDED)
MOST = 1500  # characters of an answer that go into a message


@dataclass(frozen=True, slots=True)
class OwnRating:
    """A rating as whoever gave it sees it (我的评价): what it was about and what came of it."""

    rating: Rating
    state: RatingState
    label: str
    number: str
    token: str

    @property
    def may_appeal(self) -> bool:
        """Whether the answer can still be contested."""
        return bool(self.state.answer) and not self.state.appeal and not self.state.excluded


def own_ratings(party: int, *, actor: Actor, limit: int = 40) -> tuple[OwnRating, ...]:
    """Return what a person rated, with what was answered (我的评价), the newest first.

    Raises NotYoursToRate for anybody else, an officer too.
    """
    giving.ensure_own(party, actor, time.now())
    streams = [
        one.stream for one in ledger.heads(kind=store.STREAM, subject=party, limit=limit).items
    ]
    rows, states = store.rows(streams), store.states(streams)
    return tuple(_own(rows[one], states[one]) for one in streams if one in rows)


def rated_by_link(token: str) -> OwnRating | None:
    """Return what was rated by a link and what came of it, None while nothing was.

    Raises NotYoursToRate.
    """
    case, moment = giving.linked(token)
    row = store.of_case(case, moment)
    return _own(row, store.state(row.id)[0]) if row else None


def appeal_by_link(token: str, *, words: str, at: datetime | None = None) -> RatingState:
    """Contest the answer by the link the rating was given by (扫码申诉). Raises NotYoursToRate."""
    found = rated_by_link(token)
    case = ledger.head(found.rating.case) if found else None
    if found is None or case is None:
        raise NotYoursToRate
    actor = Actor("person", case.subject, capacity="rater")
    return answering.appeal_rating(found.rating.id, words=words, actor=actor, at=at)


def tell(heard: Heard) -> None:
    """Tell whoever rated badly what was answered, decided, or why it does not count (反馈评价人)."""
    state, found = store.state(heard.stream)
    touched = {one.role: int(one.id) for one in found[0].objects if one.id.isdecimal()}
    exchange.notify(
        person=touched["rater"],
        template="rating-answered",
        values={
            "said": _said(heard.event.type, state)[:MOST],
            "link": f"/r/{giving.link(touched['rated'], str(found[0].data.get('moment', DONE)))}",
        },
        about=("rating", ""),
        actor=SYSTEM,
        at=heard.event.at,
    )


def _said(type_: str, state: RatingState) -> str:
    if type_ == ratings.EXCLUDED:
        ground = GROUNDS[state.excluded].zh
        return f"您的评价没有计入统计。{ground}。{state.evidence}"
    if type_ == ratings.REVIEWED:
        return f"您的申诉有了结论：{state.reviewed}"
    return f"您的评价有了答复：{state.answer}"


def _own(row: RatingRow, state: RatingState) -> OwnRating:
    case = ledger.head(row.case)
    label, number = (case.label, case.number or "") if case else ("", "")
    return OwnRating(giving.shown(row), state, label, number, giving.link(row.case, row.moment))
