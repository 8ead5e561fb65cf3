"""How often the right service comes first, among three, or is rightly said not to be there.

The given questions are judged by cross-validation: the weights that judge a question were fitted
without any question about its service. Our own paraphrases and questions without an answer were
written before anything was fitted and are judged by the weights that are shipped. Intervals are
Wilson's, of 95 in a hundred.
"""

from collections.abc import Callable, Iterator, Sequence
from math import sqrt

from bench.words import fitting, sets
from bench.words.plain import Plain
from tongban.catalogue.words import meaning
from tongban.cli.commands.bench import Row, row

GOALS = {False: (0.75, 0.90), True: (0.85, 0.95)}
NONE_GOAL, REFUSED_GOAL = 0.80, 0.05
Z = 1.96

Judged = Sequence[tuple[sets.Row, list[str]]]


def run() -> list[Row]:
    """Measure, and return the rows."""
    rows = [*_yardstick()]
    for model in (False, True) if meaning.offered() else (False,):
        rows += [*_given(model=model), *_own(model=model)]
    return rows


def interval(hits: int, size: int) -> list[float]:
    """Return Wilson's interval of a share.

    >>> interval(90, 100)
    [0.826, 0.945]
    """
    share, spread = hits / size, Z * Z / size
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / size + spread / (4 * size)) / (1 + spread)
    return [round(middle - half, 3), round(middle + half, 3)]


def _row(what: str, hits: int, size: int, goal: float | None, *, at_most: bool = False) -> Row:
    made = row(
        what, hits / size, goal or 1.0, goal=None if goal is None else 1.0, unit="share",
        at_most=at_most,
    )  # fmt: skip
    return made | {"of": size, "interval": interval(hits, size)}


def _shares(
    what: str, judged: Judged, goals: tuple[float, float] | tuple[None, None] = (None, None)
) -> Iterator[Row]:
    """Tell how often an answer is first and among three."""
    size = len(judged)
    first = sum(bool(sets.wanted(one) & set(ids[:1])) for one, ids in judged)
    three = sum(bool(sets.wanted(one) & set(ids[:3])) for one, ids in judged)
    yield _row(f"{what}: first", first, size, goals[0])
    yield _row(f"{what}: among three", three, size, goals[1])
    several = [(one, ids) for one, ids in judged if one["match"] == "all"]
    if several:
        found = sum(sets.wanted(one) <= set(ids[:5]) for one, ids in several)
        yield _row(f"{what}: all of several wishes among five", found, len(several), None)


def _refusals(what: str, judged: Judged, none: Judged, *, goal: bool = True) -> Iterator[Row]:
    most, least = (REFUSED_GOAL, NONE_GOAL) if goal else (None, None)
    refused = sum(not ids for _, ids in judged)
    yield _row(f"{what}: wrongly refused", refused, len(judged), most, at_most=True)
    told = sum(not ids for _, ids in none)
    yield _row(f"{what}: no answer, and told so", told, len(none), least)


def _yardstick() -> Iterator[Row]:
    whole = Plain(one for one in sets.everything() if one.kind == "service")
    for name, asked in (
        ("given", sets.answerable()),
        ("own", sets.rows(sets.OWN / "paraphrases.tsv")),
    ):
        yield from _shares(
            f"yardstick, plain BM25, {name} questions",
            [(one, whole.find(one["text"], 5)) for one in asked],
        )


def _given(*, model: bool) -> Iterator[Row]:
    name = "with the model" if model else "words"
    unseen = [*fitting.unseen(model=model)]

    def of(variant: str, *, answered: bool = True) -> Judged:
        return [
            (sample.row, ids)
            for sample, ids in unseen
            if sample.variant == variant and bool(sets.wanted(sample.row)) == answered
        ]

    yield from _shares(f"{name}, given, cross-validated", of("whole"), GOALS[model])
    yield from _refusals(
        f"{name}, given, cross-validated", of("whole"), of("whole", answered=False)
    )
    for variant, said in (
        ("own", "aliases of the service asked left out"),
        ("no aliases", "all aliases left out"),
        ("whole, bare", "no notions of the lexicon"),
        ("own, bare", "neither its aliases nor notions"),
    ):
        yield from _shares(f"{name}, given, {said}", of(variant))
    bare = f"{name}, given, all aliases left out"
    yield from _refusals(bare, of("no aliases"), of("no aliases", answered=False), goal=False)


def _own(*, model: bool) -> Iterator[Row]:
    name = "with the model" if model else "words"
    every = sets.everything()
    paraphrases = sets.rows(sets.OWN / "paraphrases.tsv")
    none = sets.rows(sets.OWN / "unanswerable.tsv")
    whole = sets.finder(every, model=model)
    ask = _asking(whole)
    judged = [(one, ask(one)) for one in paraphrases]
    yield from _shares(f"{name}, held out", judged, GOALS[model])
    yield from _refusals(f"{name}, held out", judged, [(one, ask(one)) for one in none])
    for style in sorted({one["style"] for one in paraphrases}):
        part = [(one, ids) for one, ids in judged if one["style"] == style]
        yield from _shares(f"{name}, held out, {style}", part)
    yield from _shares(
        f"{name}, held out, aliases of the service asked left out",
        [*_left(paraphrases, model=model)],
    )


def _asking(finder: sets.Finder) -> Callable[[sets.Row], list[str]]:
    return lambda one: [found.id for found in finder.ask(one["text"]).results(5)]


def _left(asked: Sequence[sets.Row], *, model: bool) -> Iterator[tuple[sets.Row, list[str]]]:
    every = sets.everything()
    for ids in sorted({one["item_ids"] for one in asked}):
        ask = _asking(sets.finder(sets.without_aliases(every, set(ids.split(","))), model=model))
        yield from ((one, ask(one)) for one in asked if one["item_ids"] == ids)
