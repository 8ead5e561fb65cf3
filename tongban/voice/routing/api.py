"""The face of routing (分派建议): propose, split, learn, and find what repeats.

Everything here proposes; the room of demands decides, and tells what people decided.
"""

from collections.abc import Iterable
from datetime import datetime

from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.voice.routing import store
from tongban.voice.routing.current import CURRENT
from tongban.voice.routing.domain import splitting
from tongban.voice.routing.domain.clustering import Noted
from tongban.voice.routing.domain.lessons import Lesson
from tongban.voice.routing.domain.places import spots
from tongban.voice.routing.domain.proposals import Cluster, Guess, Like, Place, Proposal, Settled
from tongban.voice.routing.domain.router import Router
from tongban.voice.routing.models import LikeRow

__all__ = [
    "Cluster",
    "Guess",
    "Like",
    "Place",
    "Proposal",
    "Settled",
    "clusters",
    "forget",
    "learn",
    "note",
    "propose",
    "similar",
    "split",
    "unit_name",
]

LIKELY = 0.42  # how near a filed demand must be to be shown before another is filed


def propose(text: str, *, district: str = "", at: datetime | None = None) -> Proposal:
    """Propose type, category, function, district, co-functions and urgency for a text (分派建议).

    `district` is where the person put the point on the map, which outweighs words. Reads the
    duties in force now and every lesson learned up to a second ago; `at` is when it was said.
    """
    del at  # duties of today handle what was said at any time
    return CURRENT.router().propose(text, district=district)


def split(text: str) -> tuple[str, ...]:
    """Propose the parts of a message with several matters; one part where it is one (一信多诉)."""
    router = CURRENT.router()
    return splitting.parts(text, router.propose)


def learn(
    *, demand: int, text: str, settled: Settled, actor: Actor, at: datetime | None = None
) -> None:
    """Learn how people settled a demand, at a correction and when it is closed (学习).

    The newest word on a demand counts, in this process at once, in others within a second. The
    text is kept without long numbers. Saying the same again changes nothing.
    """
    store.learn(demand, text, settled, actor=actor, at=at or time.now())
    CURRENT.router().learn(Lesson(demand, store.masked(text), settled))


def note(*, demand: int, text: str, district: str = "", at: datetime) -> int:
    """Put a filed demand among those like it; return its cluster's id, its own if it is alone.

    Noting a demand twice changes nothing. Two clusters that it ties together become one, under
    the older's id.
    """
    router = CURRENT.router()
    with CURRENT.lock:
        known = CURRENT.clusters()
        one = _noted(router, demand, store.masked(text), district, at)
        found = known.add(one)
        tie = known.ties.get(demand)
        store.note(
            demand,
            found[0],
            words=one.text,
            district=one.district,
            function=one.function,
            topic=one.topic,
            why=list(tie.why) if tie else [],
            at=at,
        )
        if len(found) > 1:
            store.merge(found[1:], found[0])
        return found[0]


def similar(
    text: str, *, district: str = "", at: datetime | None = None, limit: int = 3
) -> tuple[Like, ...]:
    """Return recent demands that may be the same, before one is filed, most alike first (疑似重复)."""
    router = CURRENT.router()
    with CURRENT.lock:
        known = CURRENT.clusters()
        asked = _noted(router, 0, store.masked(text), district, at or time.now())
        near = [tie for tie in known.near(asked) if tie.near >= LIKELY][:limit]
        return tuple(
            Like(
                tie.demand,
                known.noted[tie.demand].text,
                round(min(tie.near, 1.0), 3),
                known.noted[tie.demand].at,
                tie.why,
            )
            for tie in near
        )


def clusters(
    *, least: int = 5, since: datetime | None = None, function: str | None = None
) -> tuple[Cluster, ...]:
    """Return the clusters of at least so many demands, the newest first (诉求聚类).

    Read from what was committed, so that a cluster is there with its fifth demand.
    """
    found: dict[int, list[LikeRow]] = {}
    for row in store.members(least, since, function):
        found.setdefault(row.cluster, []).append(row)
    router = CURRENT.router()
    made = [_cluster(router, cluster, rows) for cluster, rows in found.items()]
    return tuple(sorted(made, key=lambda one: (one.last, one.id), reverse=True))


def forget(demand: int) -> None:
    """Delete what routing keeps of a demand whose person's data is erased (删除)."""
    store.forget(demand)
    CURRENT.forget()


def unit_name(function: str, district: str = "") -> str:
    """Return what the unit of a function in a district is called (仓山区城市管理局)."""
    router = CURRENT.router()
    return named(router, function, district)


def named(router: Router, function: str, district: str) -> str:
    """Return what a unit is called by the router's book."""
    agency = router.duties.agencies.get(function)
    if agency is None:
        return function
    own = agency.structure.unit
    if own is not None and district in router.gazetteer.names:
        return f"{router.gazetteer.names[district]}{own.zh}"
    return (agency.local or agency.name).zh


def _noted(router: Router, demand: int, text: str, district: str, at: datetime) -> Noted:
    read = router.understand(text)
    said = router.propose(text, district=district, read=read)
    return Noted(
        demand=demand,
        text=text,
        terms=read.terms,
        places=spots(text, list(read.places)),
        district=said.district.value,
        topic=said.matter or said.category_l2.value,
        function=said.function.value,
        at=at,
    )


def _cluster(router: Router, cluster: int, rows: list[LikeRow]) -> Cluster:
    places = [spots(row.words, list(router.understand(row.words).places)) for row in rows]
    return Cluster(
        id=cluster,
        title=_title(rows),
        demands=tuple(row.demand for row in rows),
        category_l2=_most(row.topic for row in rows),
        function=_most(row.function for row in rows),
        district=_most(row.district for row in rows),
        place=_most(place for each in places for place in sorted(each)),
        first=rows[0].at,
        last=rows[-1].at,
        why=tuple(dict.fromkeys(said for row in rows for said in row.why))[:6],
    )


def _title(rows: list[LikeRow]) -> str:
    """Return the words of the demand that says it in fewest."""
    return min((row.words for row in rows), key=lambda words: (len(words), words))[:60]


def _most(values: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    return max(counts, key=lambda value: (counts[value], value)) if counts else ""
