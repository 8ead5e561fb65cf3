"""The end of keeping of words (诉求内容保管期满): what a person wrote goes, that there was a demand stays.

The term counts in full years from the year after the demand was closed, as that of a file does; who
decides are two people. The ids of what went are remembered with the destroyed keys, so that a
restore takes the words out again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tongban.facts import api as facts
from tongban.kernel import ids, time
from tongban.ledger import api as ledger
from tongban.voice.domain.standing import Standing
from tongban.voice.models import DemandRow, PhotoRow, SaidRow
from tongban.voice.routing import api as routing


@dataclass(frozen=True, slots=True)
class WordsOver:
    """A demand whose words may go (到期诉求内容): its number and the day from which."""

    id: int
    number: str
    since: date


def words_over(*, years: int, on: date, limit: int) -> list[WordsOver]:
    """Return the demands whose words may be deleted on a day, the oldest first."""
    before = time.end_of(date(on.year - years - 1, 12, 31))
    rows = DemandRow.objects.filter(filed_at__lte=before).exclude(words="").order_by("filed_at")
    found = []
    for row in rows.iterator(chunk_size=limit):
        since = _since(row.id, years)
        if since is not None and since <= on:
            found.append(WordsOver(row.id, row.number, since))
        if len(found) == limit:
            break
    return found


def delete_words(demands: Collection[int], *, years: int, on: date) -> int:
    """Delete words, contact, point and photos of those whose term is still over; how many that were."""
    gone = 0
    with transaction.atomic():
        for demand in demands:
            since, shard = _since(demand, years), ids.shard_of(demand)
            if since is None or since > on:
                continue
            rows = DemandRow.objects.filter(shard=shard, id=demand).exclude(words="")
            gone += rows.update(
                words="", place="", latitude=None, longitude=None, contact="", caller="",
                digest="", public=False,
            )  # fmt: skip
            for kept in (SaidRow, PhotoRow):
                kept.objects.filter(shard=shard, demand=demand).delete()
            routing.forget(demand)
        facts.note_destroyed(demands)
    return gone


def _since(demand: int, years: int) -> date | None:
    """Return from which day the words of a demand may go, None while it is open."""
    head = ledger.head(demand)
    closed = head.attrs.get("closed") if head and head.status == Standing.CLOSED else None
    return date(date.fromisoformat(closed).year + 1 + years, 1, 1) if closed else None
