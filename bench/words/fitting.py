"""Fitting the weights, and judging each question by weights that never saw its service.

What is fitted to is a softmax over a question's candidates and "nothing answers". Each question is
asked of five catalogues: the whole; without the aliases of the service asked for; without any
aliases; and the first two without the notions of the lexicon. So the weights hold for services
that nobody has tuned for. Questions about one service stay in one fold.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bench.words import sets
from tongban.catalogue.words.finder import Finder, in_order
from tongban.catalogue.words.index import Candidate
from tongban.catalogue.words.lexicon import lexicon
from tongban.catalogue.words.text import LONGEST, even
from tongban.catalogue.words.weighing import MEANING, WORDS, Weights, score

FOLDS, STEPS, RATE, SHRINK = 5, 400, 0.05, 0.01
SHARES = {"whole": 1.0, "own": 1.0, "no aliases": 0.5, "whole, bare": 0.5, "own, bare": 0.5}
UNANSWERED = 0.5  # the weight of a question without an answer


@dataclass(frozen=True, slots=True)
class Sample:
    """A question asked of one catalogue: its candidates, and which of them answer."""

    row: sets.Row
    variant: str
    finder: Finder
    candidates: tuple[Candidate, ...]
    features: np.ndarray

    @property
    def group(self) -> str:
        """What must stay in one fold: the service first asked for."""
        return self.row["item_ids"].split(",")[0] or self.row["id"]

    def ids(self) -> list[str]:
        """Return the candidates' ids."""
        return [self.finder.index.documents[one.document].id for one in self.candidates]


def _sample(row: sets.Row, variant: str, finder: Finder) -> Sample:
    _, found = finder.considered(even(row["text"][:LONGEST]), finder.meanings)
    features = np.array([each for _, each in found])
    return Sample(row, variant, finder, tuple(one for one, _ in found), features)


@lru_cache(maxsize=2)
def samples(*, model: bool) -> tuple[Sample, ...]:
    """Ask every question that may be tuned on of the five catalogues."""
    every, asked = sets.everything(), sets.answerable()
    made: list[Sample] = []
    for words, mark in ((lexicon(), ""), (sets.no_words(), ", bare")):
        whole = sets.finder(every, model=model, words=words)
        made += [_sample(row, f"whole{mark}", whole) for row in asked]
        if not mark:
            made += [_sample(row, "whole", whole) for row in sets.unanswerable()]
            bare = sets.finder(sets.without_aliases(every), model=model)
            made += [_sample(row, "no aliases", bare) for row in asked]
            made += [_sample(row, "no aliases", bare) for row in sets.unanswerable()]
        for ids in sorted({row["item_ids"] for row in asked}):
            left = sets.without_aliases(every, set(ids.split(",")))
            own = sets.finder(left, model=model, words=words)
            made += [_sample(row, f"own{mark}", own) for row in asked if row["item_ids"] == ids]
    return tuple(made)


def fit(given: Sequence[Sample]) -> Weights:
    """Fit the weights to samples by Adam on the softmax, a little shrunk."""
    prepared = [one for sample in given if (one := _prepared(sample))]
    size = prepared[0][0].shape[1]
    weights, first, second = np.zeros(size), np.zeros(size), np.zeros(size)
    total = sum(worth for _, _, worth in prepared)
    for step in range(1, STEPS + 1):
        slope = np.zeros(size)
        for rows, right, worth in prepared:
            likely = rows @ weights
            likely = np.exp(likely - likely.max())
            likely /= likely.sum()
            should = likely * right
            slope += worth * (rows.T @ (likely - should / (should.sum() + 1e-12)))
        slope = slope / total + SHRINK * np.append(weights[:-1], 0.0)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope * slope
        even_first, even_second = first / (1 - 0.9**step), second / (1 - 0.99**step)
        weights = weights - RATE * even_first / (np.sqrt(even_second) + 1e-8)
    each = tuple(round(float(one), 2) for one in weights[:-1])
    shipped = WORDS if len(each) == len(WORDS.each) else MEANING
    return Weights(each, -round(float(weights[-1]), 2), shipped.unnamed)


def _prepared(sample: Sample) -> tuple[np.ndarray, np.ndarray, float] | None:
    """Return a question as rows, which of them are right, and its weight; the last row is none."""
    wanted, ids = sets.wanted(sample.row), sample.ids()
    documents = sample.finder.index.documents
    beside = [
        id_ not in wanted
        and (id_ == sample.row["event_id"] or (id_.startswith("P-") and bool(one.about & wanted)))
        for id_, one in zip(ids, (documents[c.document] for c in sample.candidates), strict=True)
    ]
    rows = sample.features[~np.array(beside)] if ids else np.zeros((0, 0))
    right = np.array([id_ in wanted for id_, away in zip(ids, beside, strict=True) if not away])
    if wanted and not right.any():
        return None
    if not len(rows):
        return None
    with_none = np.vstack([np.hstack([rows, np.zeros((len(rows), 1))]), _none(rows.shape[1])])
    worth = SHARES.get(sample.variant, 0.0) * (1.0 if wanted else UNANSWERED)
    return with_none, np.append(right, not wanted), worth


def _none(size: int) -> np.ndarray:
    return np.append(np.zeros(size), 1.0)


def judged(sample: Sample, weights: Weights) -> list[str]:
    """Return the ids a question gets with these weights, best first; nothing where none is sure."""
    weighed = [
        (score(tuple(features), weights), one)
        for one, features in zip(sample.candidates, sample.features, strict=True)
    ]
    documents = sample.finder.index.documents
    weighed.sort(key=lambda each: (-each[0], documents[each[1].document].id))
    if not weighed or weighed[0][0] < weights.enough(sample.finder.index.named):
        return []
    return [documents[one.document].id for _, one in in_order(weighed, documents)]


def unseen(*, model: bool) -> Iterator[tuple[Sample, list[str]]]:
    """Yield every sample with what it gets from weights fitted without its service's questions."""
    every = samples(model=model)
    groups = sorted({sample.group for sample in every})
    random.Random(1).shuffle(groups)  # noqa: S311 - folds, not a secret
    fold = {group: at % FOLDS for at, group in enumerate(groups)}
    for part in range(FOLDS):
        weights = fit([sample for sample in every if fold[sample.group] != part])
        for sample in every:
            if fold[sample.group] == part:
                yield sample, judged(sample, weights)
