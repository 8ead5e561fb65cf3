"""Giving a rating (评价): once for each moment, by whoever it was for, through any channel.

Nobody of the state knows beforehand who will rate, and none rates in a person's place: at the
window the person rates by the link that the terminal or the slip shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.ledger.api import Head
from tongban.people import api as people
from tongban.voice.domain import ratings
from tongban.voice.domain.ratings import ASK, DONE, LEVELS, NotEndedYet, NotYoursToRate
from tongban.voice.models import RatingRow
from tongban.voice.ratings import store

CASE, DEMAND = "case", "demand"
_SALT = "tongban.voice.rate"
LINK_DAYS = 90


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating (评价) of one moment of a case by its applicant; level 1 is best (GB/T 39046 表A.8)."""

    id: int
    case: int
    service: str
    agency: str
    level: int
    words: str
    at: datetime
    moment: str = DONE
    channel: str = "web"
    reasons: tuple[str, ...] = ()

    @property
    def said(self) -> Text:
        """The level in words."""
        return LEVELS[self.level]


def rate(
    case_id: int,
    *,
    level: int,
    actor: Actor,
    words: str = "",
    moment: str = DONE,
    channel: str = "web",
    reasons: Sequence[str] = (),
    at: datetime | None = None,
) -> Rating:
    """Rate how a case was handled, its end or one of its moments, once, by its applicant (一事一评).

    Whoever may act for the applicant may rate for them; no officer may. Of a demand its answer is
    rated, as a moment of asking (咨询).
    Raises NotYoursToRate, NotEndedYet, AlreadyRated, BadLevel, BadMoment, WordsTooLong.
    """
    at = at or time.now()
    ratings.check(level, words)
    ratings.check_moment(moment, channel, reasons)
    head = ledger.head(case_id)
    if head is None or not _can_be(head, moment) or not _is_theirs(actor, head.subject, at):
        raise NotYoursToRate
    if moment == DONE and "closed" not in head.attrs:
        raise NotEndedYet
    row = store.rate(
        head,
        level=level,
        words=words.strip(),
        moment=moment,
        channel=channel,
        reasons=reasons,
        actor=actor,
        at=at,
    )
    return shown(row)


def rating(case_id: int, moment: str = DONE) -> Rating | None:
    """Return the rating of a moment of a case, None while there is none."""
    row = store.of_case(case_id, moment)
    return shown(row) if row else None


def link(case_id: int, moment: str = DONE) -> str:
    """Return the token of a link by which the person rates without signing in (评价二维码)."""
    return signing.dumps([case_id, moment], salt=_SALT)


def linked(token: str) -> tuple[int, str]:
    """Return which moment of which case a link is for. Raises NotYoursToRate."""
    try:
        case_id, moment = signing.loads(token, salt=_SALT, max_age=LINK_DAYS * 86_400)
    except signing.BadSignature:
        raise NotYoursToRate from None
    return int(case_id), str(moment)


def rate_by_link(
    token: str,
    *,
    level: int,
    words: str = "",
    reasons: Sequence[str] = (),
    channel: str = "qr",
    at: datetime | None = None,
) -> Rating:
    """Rate by a link from an invitation or a slip (扫码评价). Raises as `rate` does."""
    case_id, moment = linked(token)
    head = ledger.head(case_id)
    if head is None:
        raise NotYoursToRate
    actor = Actor("person", head.subject, capacity="rater")
    return rate(
        case_id,
        level=level,
        actor=actor,
        words=words,
        moment=moment,
        channel=channel,
        reasons=reasons,
        at=at,
    )


def shown(row: RatingRow) -> Rating:
    """Return a row as others see it."""
    return Rating(
        row.id,
        row.case,
        row.service,
        row.agency,
        row.level,
        row.words,
        row.at,
        row.moment,
        row.channel,
        tuple(row.reasons),
    )


def ensure_own(party: int, actor: Actor, at: datetime) -> None:
    """Let through the person and who may act for them. Raises NotYoursToRate."""
    if not _is_theirs(actor, party, at):
        raise NotYoursToRate


def _can_be(head: Head, moment: str) -> bool:
    return head.kind == CASE or (head.kind == DEMAND and moment == ASK)


def _is_theirs(actor: Actor, applicant: int, at: datetime) -> bool:
    return actor.kind == "person" and bool(people.may_act_for(actor.id, applicant, at=at))
