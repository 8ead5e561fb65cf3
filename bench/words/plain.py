"""The yardstick: BM25 over characters and pairs of them, and nothing else."""

from collections import Counter
from collections.abc import Iterable
from math import log

from tongban.catalogue.words.documents import Document
from tongban.catalogue.words.text import CHUNKS, even, is_han, pairs

WEIGHTS = {"name": 3.0, "alias": 2.5, "result": 1.2, "near": 0.5, "condition": 0.25}
SATURATION, LENGTH, SINGLE = 1.2, 0.4, 0.25


def _cut(text: str) -> list[str]:
    terms: list[str] = []
    for chunk in CHUNKS.findall(even(text)):
        terms += [*chunk, *pairs(chunk)] if is_han(chunk) else [chunk]
    return terms


class Plain:
    """Finds by BM25 alone."""

    def __init__(self, documents: Iterable[Document]) -> None:
        """Count the terms of the documents."""
        self.documents = tuple(documents)
        self.counts: list[Counter[str]] = []
        for document in self.documents:
            held: Counter[str] = Counter()
            for field, text in document.texts:
                for term in _cut(text):
                    held[term] += WEIGHTS[field]  # type: ignore[assignment]
            self.counts.append(held)
        lengths = [sum(held.values()) for held in self.counts]
        mean = sum(lengths) / len(lengths)
        self.norms = [SATURATION * (1 - LENGTH + LENGTH * one / mean) for one in lengths]
        self.held = Counter(term for held in self.counts for term in held)

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids that fit best."""
        scores: Counter[int] = Counter()
        size = len(self.documents)
        for term in set(_cut(text)):
            rarity = log(1 + (size - self.held[term] + 0.5) / (self.held[term] + 0.5))
            rarity *= SINGLE if len(term) == 1 else 1.0
            for at, held in enumerate(self.counts):
                if count := held.get(term):
                    scores[at] += rarity * count * (SATURATION + 1) / (count + self.norms[at])  # type: ignore[assignment]
        return [self.documents[at].id for at, _ in scores.most_common(limit)]
