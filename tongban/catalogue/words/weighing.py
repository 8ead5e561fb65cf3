"""Weighing (权衡): how surely a definition answers, from what speaks for it.

A logistic weight over a handful of features, fitted to questions with their answers
(`tongban bench words`): one set for words alone, one with the sentence model beside them. A score
of one half is where "nothing published answers this" becomes as likely; below `ENOUGH` nothing is
shown.
"""

from dataclasses import dataclass
from math import exp

from tongban.catalogue.words.documents import SERVICE, Document
from tongban.catalogue.words.index import Candidate

NEAR_SPAN = 0.05  # how far apart what is meant and what is not commonly lie

Features = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the features, and the score below which nothing answers (权重)."""

    each: Features
    bias: float
    enough: float


WORDS = Weights((2.8, 1.37, 2.99, 1.12, 2.64, 1.69, -1.23), -5.12, 0.45)
MEANING = Weights((1.52, 0.96, 2.08, 0.53, 1.91, 1.09, -1.24, 3.16, 2.26), -4.92, 0.45)


def features(
    candidate: Candidate, document: Document, near: float | None = None, best: float = 0.0
) -> Features:
    """Return what speaks for a candidate as numbers of like size.

    `near` is how far its meaning stands out where the model was asked, `best` the greatest of all.
    """
    words = (
        candidate.words / 10,
        candidate.alone / 10,
        candidate.notions / 10,
        candidate.heard / 10,
        candidate.covered,
        candidate.fit,
        0.0 if document.kind == SERVICE else 1.0,
    )
    if near is None:
        return words
    return (*words, near / NEAR_SPAN, (near - best) / NEAR_SPAN)


def score(found: Features, weights: Weights) -> float:
    """Return how surely a candidate answers, from 0 to 1."""
    said = weights.bias + sum(one * by for one, by in zip(found, weights.each, strict=True))
    return 1 / (1 + exp(-max(min(said, 30.0), -30.0)))
