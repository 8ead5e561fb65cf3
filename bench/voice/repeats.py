"""How well repeats are found: pairs rightly put together, and pairs of one cluster found.

A demand without a mark is its own cluster. Built in: shared words by how rare they are. With the
sentence model (the extra `semantic`): how near their meanings are, all else the same. The demands
come one by one in the order of their numbers, as they would at the counter.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations

from bench.voice import sets
from bench.voice.accuracy import interval
from tongban.catalogue.words import meaning
from tongban.cli.commands.bench import Row, row
from tongban.voice.routing.domain.clustering import Clusters, Noted
from tongban.voice.routing.domain.places import spots
from tongban.voice.routing.domain.router import Router

PRECISION, RECALL = 0.9, 0.8
START = datetime(2026, 11, 1, tzinfo=UTC)


def run() -> list[Row]:
    """Measure, and return the rows."""
    rows = [*_rows("given", sets.given(), goals=True)]
    rows += _rows("held out", sets.own("held"))
    if meaning.offered():
        rows += _rows("given", sets.given(), model=meaning.indexing())
        rows += _rows("held out", sets.own("held"), model=meaning.indexing())
    return rows


def built_in(demands: Sequence[sets.Demand]) -> list[Row]:
    """Judge the built-in method: precision, then recall."""
    return [*_rows("built in", demands, goals=True)]


def _rows(
    what: str,
    demands: Sequence[sets.Demand],
    *,
    goals: bool = False,
    model: meaning.Model | None = None,
) -> Iterator[Row]:
    cluster = clustered(demands, model)
    pairs = [*combinations(range(len(demands)), 2)]
    same = {pair for pair in pairs if demands[pair[0]].group == demands[pair[1]].group}
    found = {pair for pair in pairs if cluster[pair[0]] == cluster[pair[1]]}
    how = "built in" if model is None else "sentence model"
    both = len(same & found)
    for name, of, goal in (("precision", found, PRECISION), ("recall", same, RECALL)):
        size = max(len(of), 1)
        made = row(f"{what}, repeats {how}: {name}", both / size, goal if goals else 1.0,
                   goal=1.0 if goals else None, unit="share")  # fmt: skip
        yield made | {"of": len(of), "interval": interval(both, size)}


def clustered(demands: Sequence[sets.Demand], model: meaning.Model | None) -> dict[int, int]:
    """Note demands one by one; return the cluster of each."""
    router, known = Router.of(sets.book()), Clusters()
    vectors = (
        [one.tolist() for one in model.passages([one.text for one in demands])]
        if model
        else [None] * len(demands)
    )
    for at, (one, vector) in enumerate(zip(demands, vectors, strict=True)):
        known.add(noted(router, at, one.text, START + timedelta(hours=at), vector))
    return known.cluster


def noted(
    router: Router, demand: int, text: str, at: datetime, vector: Sequence[float] | None = None
) -> Noted:
    """Return a demand as clusters compare it."""
    read = router.understand(text)
    said = router.propose(text, read=read)
    topic, where = said.matter or said.category_l2.value, said.district.value
    found = spots(text, list(read.places))
    return Noted(demand, text, read.terms, found, where, topic, said.function.value, at, vector)
