"""Fitting how much each thing that speaks for an answer counts (权重): `tongban bench voice.weights`.

Fitted to our own training demands alone, with and without lessons; the printed weights are written
into `voice/routing/domain/weighing.py`. Being the weights of a softmax, they make the shares of
certainty what they say: the last rows compare how sure with how often right.
"""

from collections.abc import Iterable, Mapping, Sequence

from bench.voice import sets
from tongban.cli.commands.bench import Row, row
from tongban.voice.routing.domain import weighing
from tongban.voice.routing.domain.lessons import Lesson, Lessons
from tongban.voice.routing.domain.router import Router

STEPS, RATE, HOLD = 800, 0.05, 0.004

Sample = tuple[Mapping[str, tuple[float, ...]], str]


def run() -> list[Row]:
    """Fit, and return the weights found beside those that are shipped."""
    functions, types = samples(sets.own("train"))
    fitted = fit(functions, weighing.FUNCTION, weighing.NOTHING)
    typed = fit(types, weighing.TYPE, -9.0)
    rows = [row(f"function weight {at}", one, old, goal=None, unit="weight")
            for at, (one, old) in enumerate(zip(fitted, weighing.FUNCTION, strict=True))]  # fmt: skip
    rows += [row(f"type weight {at}", one, old, goal=None, unit="weight")
             for at, (one, old) in enumerate(zip(typed, weighing.TYPE, strict=True))]  # fmt: skip
    return rows


def taught(demands: Iterable[sets.Demand], groups_left_out: frozenset[str] = frozenset()) -> Router:
    """Return a router that has learned demands, those of some groups left out."""
    router = Router.of(sets.book())
    for at, one in enumerate(demands, start=1):
        if one.group not in groups_left_out:
            router.learn(Lesson(at, one.text, one.settled))
    return router


def samples(demands: Sequence[sets.Demand]) -> tuple[list[Sample], list[Sample]]:
    """Return what speaks for each answer to each demand, its own group never among the lessons."""
    functions: list[Sample] = []
    types: list[Sample] = []
    router = taught(demands)
    every = router.lessons
    for lessons in (Lessons(), every):
        router.lessons = lessons
        for one in demands:
            read = router.understand(one.text)
            heard = router.duties.hear(read.plain, read.within)
            alike = tuple(
                each
                for each in router.lessons.like(read.terms, most=12)
                if demands[each.lesson.demand - 1].group != one.group
            )[:5]
            functions.append((router.candidates(heard, alike), min(one.functions)))
            spoken = heard.first(min(one.functions))
            types.append((router.type_features(read, spoken, alike, min(one.functions)), one.type))
    return functions, types


def fit(found: Sequence[Sample], start: Sequence[float], nothing: float) -> tuple[float, ...]:
    """Climb the likelihood of the right answers, held a little to where it started."""
    weights = [*start]
    known = [(candidates, right) for candidates, right in found if right in candidates]
    for _ in range(STEPS):
        slope = [-HOLD * (one - by) * len(known) for one, by in zip(weights, start, strict=True)]
        for candidates, right in known:
            shares = weighing.shares(candidates, weights, nothing)
            for name, features in candidates.items():
                miss = (name == right) - shares[name]
                for at, feature in enumerate(features):
                    slope[at] += miss * feature
        weights = [
            one + RATE * by / max(len(known), 1) * 10
            for one, by in zip(weights, slope, strict=True)
        ]
    return tuple(round(one, 2) for one in weights)
