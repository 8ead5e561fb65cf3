"""Between ratings and their table: the row and the event are written together."""

from datetime import datetime

from django.db import IntegrityError, transaction

from tongban.kernel import ids
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.voice.domain.ratings import AlreadyRated
from tongban.voice.models import RatingRow

STREAM = "rating"
RATED = "voice.Rated"


def rate(case: ledger.Head, *, level: int, words: str, actor: Actor, at: datetime) -> RatingRow:
    """Write a rating and its event. Raises AlreadyRated for the second one of a case."""
    stream = ids.new(ids.shard_of(case.stream))
    service, agency = str(case.attrs["service"]), case.queue or ""
    row = RatingRow(
        id=stream,
        case=case.stream,
        service=service,
        agency=agency,
        level=level,
        words=words,
        at=at,
        by=actor.to_json(),
    )
    touched = (
        Ref("case", str(case.stream), "rated"),
        Ref("party", str(case.subject), "rater"),
        Ref("service", service, "service"),
        Ref("agency", agency, "agency"),
    )
    event = Event(RATED, at, actor, {"level": level}, touched)
    head = ledger.Head("rated", agency, case.subject, None, case.label, None, {"level": level})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            ledger.append(ledger.Append(stream, STREAM, 0, [event], head))
    except IntegrityError as error:
        raise AlreadyRated from error
    return row


def of_case(case: int) -> RatingRow | None:
    """Read the rating of a case."""
    return RatingRow.objects.filter(case=case).first()
