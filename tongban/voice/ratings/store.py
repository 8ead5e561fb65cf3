"""Between ratings and their table: the row and the events are written together."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count

from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.time import city_date, end_of
from tongban.ledger import api as ledger
from tongban.ledger.api import Append, Head, Task
from tongban.voice.domain import ratings
from tongban.voice.domain.ratings import DONE, DUE, RATED, AlreadyRated, RatingNotNow, RatingState
from tongban.voice.models import RatingRow

STREAM = "rating"
BAD, APPEAL = "bad-rating", "appeal"
SUPERVISION = "voice"


def rate(
    case: Head,
    *,
    level: int,
    words: str,
    moment: str,
    channel: str,
    reasons: Sequence[str],
    actor: Actor,
    at: datetime,
) -> RatingRow:
    """Write a rating and its event. Raises AlreadyRated for the second one of a moment."""
    stream = ids.new(ids.shard_of(case.stream))
    service = str(case.attrs.get("service", ""))
    agency = str(case.attrs.get("agency") or case.queue or "")
    row = RatingRow(
        id=stream,
        case=case.stream,
        service=service,
        agency=agency,
        level=level,
        words=words,
        at=at,
        by=actor.to_json(),
        moment=moment,
        channel=channel,
        reasons=list(reasons),
    )
    touched = (
        Ref("case", str(case.stream), "rated"),
        Ref("party", str(case.subject), "rater"),
        Ref("service", service, "service"),
        Ref("agency", agency, "agency"),
        Ref("rating", str(stream), "rating"),
    )
    data: dict[str, Any] = {"level": level}
    data |= {"number": case.number} if case.number else {}
    data |= {"moment": moment} if moment != DONE else {}
    data |= {"channel": channel} if channel != "web" else {}
    data |= {"reasons": list(reasons)} if reasons else {}
    event = Event(RATED, at, actor, data, touched)
    head = head_of(ratings.fold([(RATED, data)]), agency, case.subject, case.label, data)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            ledger.append(Append(stream, STREAM, 0, [event], head))
    except IntegrityError as error:
        raise AlreadyRated from error
    return row


def change(
    stream: int, type_: str, data: Mapping[str, Any], *, actor: Actor, at: datetime
) -> RatingState:
    """Write one more event of a rating, with the open work that follows."""
    found = ledger.events(stream)
    if not found or found[0].type != RATED:
        raise RatingNotNow
    happened = [*((one.type, dict(one.data)) for one in found), (type_, dict(data))]
    after, label = ratings.fold(happened), _label(found)
    agency, rater = _of(found, "agency"), int(_of(found, "rater"))
    head = head_of(after, agency, rater, label, found[0].data)
    event = Event(type_, at, actor, data, found[0].objects)
    ledger.append(
        Append(
            stream,
            STREAM,
            len(found),
            [event],
            head,
            work_of(stream, after, agency, [*found, event]),
            (BAD, APPEAL),
        )
    )
    return after


def head_of(
    state: RatingState, agency: str, rater: int, label: str, rated: Mapping[str, Any]
) -> Head:
    """Return the current row of a rating."""
    attrs: dict[str, Any] = {"level": state.level}
    attrs |= {key: rated[key] for key in ("moment", "channel", "reasons") if key in rated}
    more = {"excluded": state.excluded, "verified": state.verified, "answered": bool(state.answer)}
    attrs |= {key: value for key, value in more.items() if value not in ("", None, False)}
    return Head("rated", agency, rater, None, label, None, attrs)


def work_of(stream: int, state: RatingState, agency: str, found: Sequence[Event]) -> list[Task]:
    """Return what is owed for a bad rating: the agency's answer, or the review of an appeal."""
    since = [one.at for one in found if one.type in (DUE, ratings.APPEALED)]
    if not state.is_open or not state.days or not since:
        return []
    queue = SUPERVISION if state.appeal else f"voice:{agency}"
    until = end_of(city_date(since[-1]) + timedelta(days=state.days))
    return [Task(ids.new(ids.shard_of(stream)), queue, APPEAL if state.appeal else BAD, until)]


def projected(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a rating from its events and what it is about."""
    state = ratings.fold((one.type, dict(one.data)) for one in found)
    agency = _of(found, "agency")
    head = head_of(state, agency, int(_of(found, "rater")), _label(found), found[0].data)
    return head, work_of(stream, state, agency, found)


def state(stream: int) -> tuple[RatingState, list[Event]]:
    """Fold a rating from its events. Raises RatingNotNow for a stream that is none."""
    found = ledger.events(stream)
    if not found or found[0].type != RATED:
        raise RatingNotNow
    return ratings.fold((one.type, dict(one.data)) for one in found), found


def states(streams: Collection[int]) -> dict[int, RatingState]:
    """Fold several ratings in one read."""
    return {
        stream: ratings.fold((one.type, dict(one.data)) for one in found)
        for stream, found in ledger.history(streams).items()
    }


def of_case(case: int, moment: str = DONE) -> RatingRow | None:
    """Read the rating of a moment of a case."""
    return RatingRow.objects.filter(case=case, moment=moment).first()


def rows(streams: Sequence[int]) -> dict[int, RatingRow]:
    """Read the rows of several ratings."""
    return {one.id: one for one in RatingRow.objects.filter(id__in=streams)}


def rated(cases: Collection[int]) -> set[tuple[int, str]]:
    """Read which moments of which cases have been rated."""
    found = RatingRow.objects.filter(case__in=set(cases)).values_list("case", "moment")
    return {(int(case), str(moment)) for case, moment in found}


def bad(limit: int) -> list[RatingRow]:
    """Read the bad ratings of the whole city, the newest first, those left out among them."""
    return list(RatingRow.objects.filter(level__in=ratings.BAD).order_by("-at")[:limit])


def leave_out(stream: int) -> None:
    """Count a rating no longer."""
    RatingRow.objects.filter(id=stream).update(counts=False)


def counts(since: date | None = None, until: date | None = None) -> dict[str, dict[int, int]]:
    """Count the ratings that count, by agency and level, of these days."""
    found: dict[str, dict[int, int]] = {}
    rated = RatingRow.objects.filter(counts=True)
    if since is not None:
        rated = rated.filter(at__gte=time.start_of(since))
    if until is not None:
        rated = rated.filter(at__lte=time.end_of(until))
    rows = rated.values_list("agency", "level")
    for agency, level, count in rows.annotate(count=Count("id")).order_by("agency", "level"):
        found.setdefault(agency, {})[level] = count
    return found


def _of(found: Sequence[Event], role: str) -> str:
    return next((one.id for one in found[0].objects if one.role == role), "0")


def _label(found: Sequence[Event]) -> str:
    case = ledger.head(int(_of(found, "rated")))
    return case.label if case else ""
