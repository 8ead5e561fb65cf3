"""The index (索引): which definitions hold a term, and how much it speaks for each.

Terms are weighed as BM25 over fields: a name counts more than a condition, and a term that many
hold says little. A question first gathers the few definitions that its rarer terms point to; only
these are looked at closely, so that time hardly grows with the catalogue.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from math import log

from tongban.catalogue.words.documents import NAMED, SERVICE, Document
from tongban.catalogue.words.lexicon import MARK, Lexicon
from tongban.catalogue.words.reading import Reader, Reading, terms_of
from tongban.catalogue.words.sounds import Sounded
from tongban.catalogue.words.text import CHUNKS, even, is_han

FIELDS = {"name": 3.0, "alias": 2.5, "result": 1.2, "near": 0.5, "condition": 0.25}
SATURATION, LENGTH = 1.2, 0.4
SINGLE = 0.25  # what a character alone is worth against a pair of characters
SMALLEST = 50  # a catalogue of fewer is weighed as if it had these, or no word would be rare
GATHERED = 6000  # places looked at to gather candidates
CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A definition that may answer, and what speaks for it (候选).

    `words` are sums of weights: pairs and English words, characters alone, notions; `heard` is
    the part of them that was only heard. `covered` is the share of the question's places that
    spoke, `fit` the share of the closest name or alias that the question holds.
    """

    document: int
    words: float
    alone: float
    notions: float
    heard: float
    covered: float
    fit: float
    spans: tuple[tuple[int, int], ...]


class Index:
    """Everything that can be asked for, ready to be asked (检索)."""

    def __init__(self, documents: Iterable[Document], lexicon: Lexicon) -> None:
        self.documents = tuple(documents)
        self.lexicon = lexicon
        self.postings: dict[str, tuple[array[int], array[float]]] = {}
        self.phrases: list[tuple[frozenset[str], ...]] = []
        self._fill()
        self.named = self._named()
        self._rarity = {term: self._rare(term) for term in self.postings}
        self._whole = [
            tuple(sum(self._rarity[term] for term in phrase) for phrase in phrases)
            for phrases in self.phrases
        ]
        self.reader = Reader(lexicon, self._sounded(), self._english())

    def _fill(self) -> None:
        counts: list[dict[str, float]] = []
        for document in self.documents:
            held: dict[str, float] = {}
            phrases = []
            for field, text in document.texts:
                terms = [*terms_of(text, self.lexicon)]
                for term in terms:
                    held[term] = held.get(term, 0.0) + FIELDS[field]
                if field in NAMED:
                    phrases.append(frozenset(term for term in terms if len(term) > 1))
            counts.append(held)
            self.phrases.append(tuple(phrases))
        lengths = [sum(held.values()) for held in counts]
        mean = sum(lengths) / max(len(lengths), 1) or 1.0
        for at, held in enumerate(counts):
            norm = SATURATION * (1 - LENGTH + LENGTH * lengths[at] / mean)
            for term, count in held.items():
                places, weights = self.postings.setdefault(term, (array("I"), array("f")))
                places.append(at)
                weights.append(count * (SATURATION + 1) / (count + norm))

    def _named(self) -> float:
        """Return the share of services that somebody gave an alias."""
        services = [one for one in self.documents if one.kind == SERVICE]
        spoken = sum(any(field == "alias" for field, _ in one.texts) for one in services)
        return spoken / len(services) if services else 1.0

    def _sounded(self) -> Sounded:
        runs = [word for word in self.lexicon.words if len(word) > 1]
        for document in self.documents:
            for field, text in document.texts:
                if field in NAMED:
                    runs += [run for run in CHUNKS.findall(even(text)) if is_han(run)]
        return Sounded.of(runs)

    def _english(self) -> frozenset[str]:
        return frozenset(term for term in self.postings if term.isascii() and term[0] != MARK)

    def _rare(self, term: str) -> float:
        """Return how much a term tells, by how few definitions hold it."""
        held = len(self.postings[term][0])
        size = max(len(self.documents), SMALLEST)
        worth = log(1 + (size - held + 0.5) / (held + 0.5))
        return worth * (SINGLE if len(term) == 1 and not term.isascii() else 1.0)

    def read(self, text: str) -> Reading:
        """Read a question with the words of this catalogue."""
        return self.reader.read(text)

    def candidates(self, reading: Reading, also: Iterable[int] = ()) -> list[Candidate]:
        """Return the definitions that the terms point to, and those named in `also`."""
        terms = {term.key: term for term in reading.terms if term.key in self.postings}
        gathered: dict[int, float] = {}
        left = GATHERED
        for key in sorted(terms, key=lambda key: len(self.postings[key][0])):
            places, weights = self.postings[key]
            if (left := left - len(places)) < 0 and gathered:
                break
            worth = self._rarity[key] * terms[key].worth
            for place, weight in zip(places, weights, strict=True):
                gathered[place] = gathered.get(place, 0.0) + worth * weight
        best = nlargest(CANDIDATES, ((worth, -place) for place, worth in gathered.items()))
        chosen = dict.fromkeys([*(-place for _, place in best), *also])
        return [self._close(place, reading) for place in chosen]

    def _close(self, document: int, reading: Reading) -> Candidate:
        sums = {"words": 0.0, "alone": 0.0, "notions": 0.0, "heard": 0.0}
        spans: list[tuple[int, int]] = []
        spoke: set[int] = set()
        seen: set[str] = set()
        for term in reading.terms:
            if term.key in seen or not (weight := self._weight(term.key, document)):
                continue
            seen.add(term.key)
            worth = weight * self._rarity[term.key]
            sums[_sort(term.key)] += worth * term.worth
            if term.worth < 1:
                sums["heard"] += worth * term.worth
            if len(term.key) > 1:
                spans.append((term.start, term.end))
                spoke.update(range(term.start, term.end))
        covered = len(reading.content & spoke) / max(len(reading.content), 1)
        return Candidate(
            document, **sums, covered=covered, fit=self._fit(document, seen), spans=tuple(spans)
        )

    def _weight(self, key: str, document: int) -> float:
        found = self.postings.get(key)
        if found is None:
            return 0.0
        places, weights = found
        at = bisect_left(places, document)
        return weights[at] if at < len(places) and places[at] == document else 0.0

    def _fit(self, document: int, seen: set[str]) -> float:
        best = 0.0
        for phrase, whole in zip(self.phrases[document], self._whole[document], strict=True):
            if part := sum(self._rarity[term] for term in phrase & seen):
                best = max(best, part / whole)
        return best


def _sort(key: str) -> str:
    if key[0] == MARK:
        return "notions"
    return "alone" if len(key) == 1 and not key.isascii() else "words"
