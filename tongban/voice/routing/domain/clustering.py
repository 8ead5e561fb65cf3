"""Repeats (诉求聚类): demands that mean the same, at one place, in one time, found as they come.

Each new demand is compared with those it shares words with. It joins the cluster of the nearest if
that is near enough, and says why; where it ties two clusters together, they become one. What lies
in another district, or is said to be at another place, is another matter however alike the words. One topic twice in a district stands out while it is rare
there; where it is daily, only the exact place counts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nlargest
from math import sqrt
from operator import mul

from tongban.voice.routing.domain.lessons import rarity

NEAR = 0.45  # how near two demands must be to be one matter
WINDOW = timedelta(days=90)  # what lies further apart is another time
GATHERED, CLOSELY = 6000, 24
WEIGHED_ANEW = 1.05  # by how much the demands have grown when words are weighed anew
UNLIKE = 0.86  # the cosine of two sentences that have nothing to do with each other
SAME_TOPIC, SAME_FUNCTION, OTHER_TOPIC = 0.2, 0.08, -0.12
SAME_PLACE, OTHER_PLACE = 0.28, -0.15
SAME_DISTRICT, COMMON = 0.2, 12  # and from how many a district of one topic on that tells nothing


@dataclass(frozen=True, slots=True)
class Noted:
    """A filed demand as it is compared (在册诉求): `places` are the names it says, not districts.

    `meaning` is its vector where a sentence model is asked; then it stands in for shared words.
    """

    demand: int
    text: str
    terms: frozenset[str]
    places: frozenset[str]
    district: str
    topic: str
    function: str
    at: datetime
    meaning: Sequence[float] | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two demands belong together (关联理由), and how near they are."""

    demand: int
    near: float
    why: tuple[str, ...]


@dataclass(slots=True)
class Clusters:
    """All demands by what they mean (聚类表), grown one by one."""

    noted: dict[int, Noted] = field(default_factory=dict)
    cluster: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    ties: dict[int, Tie] = field(default_factory=dict)
    _postings: dict[str, list[int]] = field(default_factory=dict)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _worths: dict[str, float] = field(default_factory=dict)
    _weighed: int = 0

    def add(self, one: Noted) -> tuple[int, ...]:
        """Note a demand; return the clusters it is in: one, or those that it makes one, oldest first."""
        if one.demand in self.noted:
            return (self.cluster[one.demand],)
        near = [tie for tie in self.near(one) if tie.near >= NEAR]
        self.put(one, one.demand)
        if not near:
            return (one.demand,)
        self.ties[one.demand] = near[0]
        return self._join(one.demand, near)

    def put(self, one: Noted, cluster: int) -> None:
        """Take a demand that another process has noted, in the cluster it was given."""
        before = self.cluster.get(one.demand)
        if before is None:
            self.noted[one.demand] = one
            self._counts[one.topic, one.district] += 1
            for term in one.terms:
                self._postings.setdefault(term, []).append(one.demand)
        elif before != cluster:
            self.members[before].remove(one.demand)
        if before != cluster:
            self.cluster[one.demand] = cluster
            self.members.setdefault(cluster, []).append(one.demand)

    def _join(self, demand: int, near: Iterable[Tie]) -> tuple[int, ...]:
        found = sorted({self.cluster[tie.demand] for tie in near if self._fits(demand, tie)})
        if not found:
            return (demand,)
        for other in [*found[1:], self.cluster[demand]]:
            for member in self.members.pop(other):
                self.cluster[member] = found[0]
                self.members[found[0]].append(member)
        return tuple(found)

    def _fits(self, demand: int, tie: Tie) -> bool:
        """Whether a demand is no stranger to the rest of the cluster: chains do not grow on."""
        one = self.noted[demand]
        others = self.members[self.cluster[tie.demand]][:8]
        each = [self.tie(one, self.noted[other]).near for other in others if other != demand]
        return sum(each) / max(len(each), 1) >= NEAR * 0.72

    def near(self, one: Noted) -> list[Tie]:
        """Return the demands nearest to one, nearest first."""
        if len(self.noted) > self._weighed * WEIGHED_ANEW:
            self._worths, self._weighed = {}, len(self.noted)
        gathered: Counter[int] = Counter()
        left = GATHERED
        for term in sorted(one.terms & self._postings.keys(), key=self._held):
            places = self._postings[term][-GATHERED:]
            if (left := left - len(places)) < 0 and gathered:
                break
            worth = self._worth(term)
            for place in places:
                gathered[place] += worth  # type: ignore[assignment]
        gathered.pop(one.demand, None)
        best = nlargest(CLOSELY, gathered.items(), key=lambda each: (each[1], -each[0]))
        ties = [self.tie(one, self.noted[at]) for at, _ in best]
        return sorted(
            (tie for tie in ties if tie.near > 0), key=lambda tie: (-tie.near, tie.demand)
        )

    def _held(self, term: str) -> int:
        return len(self._postings.get(term, ()))

    def _worth(self, term: str) -> float:
        known = self._worths.get(term)
        if known is None:
            known = self._worths[term] = rarity(self._held(term), len(self.noted))
        return known

    def tie(self, one: Noted, other: Noted) -> Tie:
        """Say how near two demands are by words, topic, place and time, and why."""
        apart = abs(one.at - other.at)
        if apart > WINDOW or (one.district and other.district and one.district != other.district):
            return Tie(other.demand, 0.0, ())
        shared = one.terms & other.terms
        near = self._alike(one, other, shared)
        topic = one.topic == other.topic and bool(one.topic)
        if topic:
            near += SAME_TOPIC
        else:
            near += SAME_FUNCTION if one.function == other.function else OTHER_TOPIC
        same = one.places & other.places
        if same:
            near += SAME_PLACE
        elif one.places and other.places:
            near += OTHER_PLACE
        if topic and one.district and one.district == other.district:
            near += SAME_DISTRICT * max(0.0, 1 - self._counts[one.topic, one.district] / COMMON)
        return Tie(other.demand, near, tuple(self._why(shared, topic, same, one, apart)))

    def _alike(self, one: Noted, other: Noted, shared: Iterable[str]) -> float:
        if one.meaning is not None and other.meaning is not None:
            cosine: float = sum(map(mul, one.meaning, other.meaning))
            return max(0.0, (cosine - UNLIKE) / (1 - UNLIKE))
        both = sum(self._worth(term) for term in shared)
        mine = sum(self._worth(term) for term in one.terms)
        theirs = sum(self._worth(term) for term in other.terms)
        return both / max(sqrt(mine * theirs), 1e-9)

    def _why(
        self,
        shared: frozenset[str],
        topic: bool,
        same: frozenset[str],
        one: Noted,
        apart: timedelta,
    ) -> Iterator[str]:
        telling = sorted((term for term in shared if term[0] != "="), key=self._held)[:4]
        if telling:
            yield f"都说到“{'”“'.join(telling)}”"
        if topic:
            yield f"都是{one.topic}"
        if same:
            yield f"都在“{'”“'.join(sorted(same))}”"
        yield f"相隔{apart.days}天" if apart.days else "同一天"
