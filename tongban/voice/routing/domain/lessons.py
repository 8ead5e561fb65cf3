"""Lessons (学习样本): demands that people have settled, and which of them a new one is like.

A correction counts from the next demand on: a lesson is added to the index as it stands. What two
demands share is weighed by how few have it, so that 请问 and 投诉 make nobody alike.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from math import log, sqrt

from tongban.voice.routing.domain.proposals import Settled

GATHERED = 8000  # places looked at to gather the lessons that may be alike
CLOSELY = 24  # lessons compared closely
FIRST = 5  # lessons that speak
FAINT = 0.06  # what is less alike says nothing
BACKGROUND = 40  # demands that are thought of beside the first few, or no word would be rare


@dataclass(frozen=True, slots=True)
class Lesson:
    """A settled demand (已办结诉求): its number, its words without personal data, its outcome."""

    demand: int
    text: str
    settled: Settled


@dataclass(frozen=True, slots=True)
class Alike:
    """A lesson that a text is like (相似样本), from 0 to 1."""

    lesson: Lesson
    alike: float


@dataclass(slots=True)
class Lessons:
    """All lessons, ready to be compared (样本索引)."""

    known: dict[int, tuple[Lesson, frozenset[str]]] = field(default_factory=dict)
    _postings: dict[str, list[int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.known)

    def add(self, lesson: Lesson, terms: Iterable[str]) -> None:
        """Add a lesson, or its correction."""
        held = frozenset(terms)
        before = self.known.get(lesson.demand)
        self.known[lesson.demand] = (lesson, held)
        if before is not None and before[1] == held:
            return
        for term in held - (before[1] if before else frozenset()):
            self._postings.setdefault(term, []).append(lesson.demand)

    def of(self, demand: int) -> Lesson | None:
        """Return what is known of a demand."""
        known = self.known.get(demand)
        return known[0] if known else None

    def worth(self, term: str) -> float:
        """Return how much a term tells, by how few lessons have it."""
        return rarity(len(self._postings.get(term, ())), len(self.known))

    def like(self, terms: Iterable[str], *, most: int = FIRST) -> tuple[Alike, ...]:
        """Return the lessons most alike, best first."""
        asked = frozenset(terms)
        worth = {term: self.worth(term) for term in asked}
        gathered: Counter[int] = Counter()
        left = GATHERED
        for term in sorted(asked & self._postings.keys(), key=lambda one: len(self._postings[one])):
            places = self._postings[term]
            if (left := left - len(places)) < 0 and gathered:
                break
            for place in places:
                gathered[place] += worth[term]  # type: ignore[assignment]
        found = (
            Alike(self.known[at][0], self._alike(asked, self.known[at][1], worth))
            for at, _ in nlargest(CLOSELY, gathered.items(), key=lambda one: (one[1], -one[0]))
        )
        best = nlargest(most, found, key=lambda one: (one.alike, -one.lesson.demand))
        return tuple(one for one in best if one.alike >= FAINT)

    def _alike(
        self, asked: frozenset[str], held: frozenset[str], worth: Mapping[str, float]
    ) -> float:
        shared = sum(worth[term] for term in asked & held)
        mine = sum(worth.values())
        theirs = sum(self.worth(term) for term in held)
        return shared / max(sqrt(mine * theirs), 1e-9)


def rarity(held: int, of: int) -> float:
    """Return how much a term tells that so many of so many have."""
    return log(1 + (of + BACKGROUND) / (held + 1))


def votes(alike: Iterable[Alike], named: str) -> dict[str, float]:
    """Add up what like lessons say of one field of their outcome ("function", "type").

    The square, so that one close neighbour outweighs several distant ones.
    """
    found: dict[str, float] = {}
    for one in alike:
        value = getattr(one.lesson.settled, named)
        if value:
            found[value] = found.get(value, 0.0) + one.alike**2
    return found
