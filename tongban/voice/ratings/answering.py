"""What is done about a bad rating (差评整改): verified, put right, answered, and reviewed on appeal.

The agency that was rated answers it within its days; it never learns a name. What was given by
mistake or malice is left out of the figures by the supervisor, with the ground, after the agency has
found it not to be so: never by the agency itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard
from tongban.people import api as people
from tongban.voice.demands import standards
from tongban.voice.demands import store as demands
from tongban.voice.demands.filing import may
from tongban.voice.domain import ratings
from tongban.voice.domain.handling import LEAST_REASON
from tongban.voice.domain.problems import NoSuchDemand, ReasonNeeded
from tongban.voice.domain.ratings import GROUNDS, RatingState
from tongban.voice.ratings import giving, store
from tongban.voice.ratings.giving import Rating

HANDLE, VERIFY = "handle_demand", "verify_rating"


@dataclass(frozen=True, slots=True)
class BadRating:
    """A bad rating as whoever deals with it sees it (差评): no name, no number of the person.

    `contested` is why the person does not accept the answer.
    """

    rating: Rating
    state: RatingState
    label: str
    due: datetime | None
    contested: str = ""


def begin(heard: Heard) -> None:
    """Set the days in which a bad rating is answered, once it has been given (差评派办)."""
    state, found = store.state(heard.stream)
    if not state.is_bad or any(one.type == ratings.DUE for one in found):
        return
    day = time.city_date(heard.event.at)
    days, _ = standards.figure(catalogue.book(day), "rating_answer", day)
    store.change(heard.stream, ratings.DUE, {"days": days}, actor=SYSTEM, at=heard.event.at)


def bad_ratings(agency: str, *, actor: Actor, limit: int = 40) -> tuple[BadRating, ...]:
    """Return the bad ratings an agency owes an answer to, the first due first (差评待办)."""
    may(actor, HANDLE, agency=agency)
    units = catalogue.book().units(agency)
    found = [each for one in units for each in _listed(f"voice:{one}", store.BAD, limit)]
    return tuple(sorted(found, key=lambda one: one.due or one.rating.at))


def appeals(*, actor: Actor, limit: int = 40) -> tuple[BadRating, ...]:
    """Return the answers to ratings that the person contests (差评申诉)."""
    may(actor, VERIFY)
    return _listed(store.SUPERVISION, store.APPEAL, limit)


def all_bad(*, actor: Actor, limit: int = 40) -> tuple[BadRating, ...]:
    """Return the bad ratings of the city, the newest first, as the supervisor sees them (差评总览).

    What the agency found not to be so can be left out from here, contested or not.
    """
    may(actor, VERIFY)
    rows = store.bad(limit)
    states = store.states([one.id for one in rows])
    labels = {one.id: head.label for one in rows if (head := ledger.head(one.id))}
    return tuple(
        BadRating(giving.shown(one), states[one.id], labels[one.id], None)
        for one in rows
        if one.id in labels
    )


def verify_rating(
    rating_id: int, *, true: bool, found: str, actor: Actor, at: datetime | None = None
) -> RatingState:
    """Say what was found: whether it was as the person says (核实)."""
    _theirs(rating_id, actor)
    data = {"true": true, "found": _said(found)}
    return _step(rating_id, ratings.VERIFIED, data, actor, at)


def rectify_rating(
    rating_id: int, *, words: str, actor: Actor, at: datetime | None = None
) -> RatingState:
    """Say what was put right (整改)."""
    _theirs(rating_id, actor)
    return _step(rating_id, ratings.RECTIFIED, {"words": _said(words)}, actor, at)


def answer_rating(
    rating_id: int, *, words: str, actor: Actor, at: datetime | None = None
) -> RatingState:
    """Answer the person (反馈)."""
    _theirs(rating_id, actor)
    return _step(rating_id, ratings.ANSWERED, {"words": _said(words)}, actor, at)


def appeal_rating(
    rating_id: int, *, words: str, actor: Actor, at: datetime | None = None
) -> RatingState:
    """Contest the answer, by whoever rated (申诉); a supervisor reviews it."""
    _, found = store.state(rating_id)
    rater = next(int(one.id) for one in found[0].objects if one.role == "rater")
    if actor.kind != "person" or not people.may_act_for(actor.id, rater):
        raise NoSuchDemand
    at = at or time.now()
    with transaction.atomic():
        said = demands.say(rating_id, store.APPEAL, _said(words), at)
        return _step(rating_id, ratings.APPEALED, {"said": said}, actor, at)


def review_rating(
    rating_id: int, *, words: str, actor: Actor, at: datetime | None = None
) -> RatingState:
    """Decide on an appeal (复核)."""
    may(actor, VERIFY)
    return _step(rating_id, ratings.REVIEWED, {"words": _said(words)}, actor, at)


def exclude_rating(
    rating_id: int, *, ground: str, words: str, actor: Actor, at: datetime | None = None
) -> RatingState:
    """Leave a mistaken or malicious rating out of the figures, with its ground (剔除)."""
    may(actor, VERIFY)
    if ground not in GROUNDS:
        raise ReasonNeeded
    data = {"ground": ground, "words": _said(words)}
    with transaction.atomic():
        after = _step(rating_id, ratings.EXCLUDED, data, actor, at)
        store.leave_out(rating_id)
    return after


def rating_counts(
    *, since: date | None = None, until: date | None = None
) -> dict[str, dict[int, int]]:
    """Count the ratings of each agency by level, those left out for a ground apart (好差评统计).

    Of the days from `since` to `until`, both with it, where they are named.
    """
    return store.counts(since, until)


def rating_state(rating_id: int) -> RatingState:
    """Return how a rating stands."""
    return store.state(rating_id)[0]


def _listed(queue: str, kind: str, limit: int) -> tuple[BadRating, ...]:
    found = [
        (task, head)
        for task, head in ledger.tasks(queue=queue, limit=200).items
        if task.kind == kind
    ][:limit]
    rows = store.rows([head.stream for _, head in found])
    history = ledger.history(list(rows))
    return tuple(
        BadRating(
            giving.shown(rows[head.stream]),
            ratings.fold((one.type, dict(one.data)) for one in history[head.stream]),
            head.label,
            task.due_at,
            _contested(head.stream) if kind == store.APPEAL else "",
        )
        for task, head in found
        if head.stream in rows
    )


def _contested(rating_id: int) -> str:
    said = demands.said(rating_id).values()
    return next((one.words for one in said if one.kind == store.APPEAL), "")


def _theirs(rating_id: int, actor: Actor) -> None:
    _, found = store.state(rating_id)
    agency = next(one.id for one in found[0].objects if one.role == "agency")
    may(actor, HANDLE, agency=agency)


def _step(
    rating_id: int, type_: str, data: Mapping[str, Any], actor: Actor, at: datetime | None
) -> RatingState:
    state, _ = store.state(rating_id)
    ratings.may_step(state, type_)
    return store.change(rating_id, type_, data, actor=actor, at=at or time.now())


def _said(words: str) -> str:
    if len(words.strip()) < LEAST_REASON:
        raise ReasonNeeded
    return words.strip()[:2000]
