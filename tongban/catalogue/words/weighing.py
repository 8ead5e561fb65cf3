"""Weighing (权衡): how surely a definition answers, from what speaks for it.

A logistic weight over a handful of features, fitted to questions with their answers (`tongban
bench words.weights`): one set for words alone, one with the sentence model beside them. A score of one
half means that "nothing published answers this" is as likely.
"""

from dataclasses import dataclass
from math import exp

from tongban.catalogue.words.documents import SERVICE, Document
from tongban.catalogue.words.index import Candidate

ENOUGH = 0.5  # the best must be likelier than nothing
NEAR_SPAN = 0.05  # how far apart what is meant and what is not commonly lie

Features = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the features, and what stands against any answer (权重).

    `unnamed` is the score below which nothing answers where no service has an alias: there less
    speaks for the right one too.
    """

    each: Features
    bias: float
    unnamed: float

    def enough(self, named: float) -> float:
        """Return the score below which nothing answers, by the share of services with an alias."""
        return self.unnamed + (ENOUGH - self.unnamed) * named


WORDS = Weights((2.9, 1.48, 2.84, 1.11, 2.64, 1.6, -1.54), -4.94, 0.22)
MEANING = Weights((1.65, 1.02, 1.87, 0.53, 1.88, 1.04, -1.64, 3.13, 2.31), -4.66, 0.3)


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
