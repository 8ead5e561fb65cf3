"""Between routing and its tables: lessons and clusters, read on from where a process stands."""

import re
from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from tongban.kernel import ids
from tongban.kernel.actors import Actor
from tongban.voice.routing.domain.lessons import Lesson
from tongban.voice.routing.domain.proposals import Settled
from tongban.voice.routing.models import LessonRow, LikeRow

Row = TypeVar("Row", LessonRow, LikeRow)
NEWEST = 20_000  # rows a process reads at its start: some ten seconds of work
OVERLAP = timedelta(
    seconds=5
)  # how far back is read again: a row may be committed after a later one
_NUMBERS = re.compile(r"\d[\d\s-]{5,}[\dxX]")
MASK = "******"


def masked(text: str) -> str:
    """Return a text without long numbers: of people, telephones, accounts.

    >>> masked("电话 138 0000 0000,3号楼")
    '电话 ******,3号楼'
    """
    return _NUMBERS.sub(MASK, text)[:2000]


def learn(demand: int, text: str, settled: Settled, *, actor: Actor, at: datetime) -> None:
    """Write a lesson, unless the newest of this demand says the same."""
    said = asdict(settled) | {"co_functions": list(settled.co_functions)}
    newest = LessonRow.objects.filter(demand=demand).order_by("-id").first()
    if newest is None or newest.settled != said:
        LessonRow.objects.create(
            id=ids.new(ids.shard_of(demand)),
            demand=demand,
            words=masked(text),
            settled=said,
            at=at,
            by=actor.to_json(),
        )


def lessons(after: datetime | None) -> Iterator[Lesson]:
    """Read the lessons made since a moment, a little earlier ones again; at first the newest."""
    for row in reversed(_since(LessonRow.objects.order_by("-id"), after)):
        settled = row.settled | {"co_functions": tuple(row.settled["co_functions"])}
        yield Lesson(row.demand, row.words, Settled(**settled))


def noted(after: datetime | None, since: datetime) -> Iterator[LikeRow]:
    """Read the demands noted since a moment, to begin with the newest of the window."""
    yield from reversed(_since(LikeRow.objects.filter(at__gte=since).order_by("-id"), after))


def _since(found: QuerySet[Row], after: datetime | None) -> list[Row]:
    if after is not None:
        found = found.filter(id__gte=ids.first_of(after - OVERLAP))
    return list(found[:NEWEST])


def note(demand: int, cluster: int, **said: Any) -> None:
    """Write a demand in its cluster, once."""
    row = LikeRow(demand=demand, id=ids.new(ids.shard_of(demand)), cluster=cluster, **said)
    LikeRow.objects.bulk_create([row], ignore_conflicts=True)


def merge(clusters: Collection[int], into: int) -> None:
    """Make several clusters one; every process sees it as it reads on."""
    for row in LikeRow.objects.filter(cluster__in=clusters):
        row.cluster, row.id = into, ids.new(ids.shard_of(row.demand))
        row.save(update_fields=["cluster", "id"])


def forget(demand: int) -> None:
    """Delete what is kept of a demand here, where its person's data is erased."""
    LikeRow.objects.filter(demand=demand).delete()
    LessonRow.objects.filter(demand=demand).delete()


def members(least: int, since: datetime | None, function: str | None) -> list[LikeRow]:
    """Read the demands of the clusters, oldest first."""
    wanted = Q()
    if since is not None:
        wanted &= Q(at__gte=since)
    if function is not None:
        wanted &= Q(function=function)
    found = LikeRow.objects.filter(wanted).order_by("at", "demand")
    counts: dict[int, int] = {}
    rows = [*found]
    for row in rows:
        counts[row.cluster] = counts.get(row.cluster, 0) + 1
    return [row for row in rows if counts[row.cluster] >= least]
