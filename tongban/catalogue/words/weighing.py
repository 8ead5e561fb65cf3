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
    unnamed: float = ENOUGH

    def score(found: Features, weights: Weights) -> float:
    """Return how surely a candidate answers, from 0 to 1."""
    said = weights.bias + sum(one * by for one, by in zip(found, weights.each, strict=True))
    return 1 / (1 + exp(-max(min(said, 30.0), -30.0)))
