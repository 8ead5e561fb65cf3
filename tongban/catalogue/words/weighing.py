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

NEAR_FROM, NEAR_SPAN = 0.80, 0.10  # the cosines of this model lie close together

Features = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the features, and the score below which nothing answers (权重)."""

    each: Features
    bias: float
    enough: float


WORDS = Weights((2.38, 0.55, 2.68, 0.64, 1.52, 2.2, -0.54), -6.04, 0.16)
MEANING = Weights((2.19, 0.45, 2.56, 0.5, 1.48, 2.12, -0.56, 1.03, 0.88), -6.43, 0.16)


def features(
    candidate: Candidate, document: Document, near: float | None = None, best: float = 0.0
) -> Features:
    """Return what speaks for a candidate as numbers of like size.

    `near` is the cosine of its meaning where the model was asked, `best` the greatest of all.
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
    return (*words, (near - NEAR_FROM) / NEAR_SPAN, (near - best) / NEAR_SPAN)


def score(found: Features, weights: Weights) -> float:
    """Return how surely a candidate answers, from 0 to 1."""
    said = weights.bias + sum(one * by for one, by in zip(found, weights.each, strict=True))
    return 1 / (1 + exp(-max(min(said, 30.0), -30.0)))
