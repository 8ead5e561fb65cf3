"""Rules of a row and of a household against OpenFisca's teaching model, calculation only.

Both read the same invented people, sorted by household, from memory. OpenFisca answers in
float32; the sum must be ours to a hundredth of a yuan a household.
"""

from functools import partial

from bench.policy import peers
from tongban.cli.commands.bench import row

MILLION = 1_000_000
PEER = peers.LISTS / "programs" / "country_template.py"
OURS = peers.ROOT / "bench" / "policy" / "ours.py"


def run(*, full: bool = False) -> list:
    """Measure at a million persons; with `full` at ten million too."""
    rows = []
    for persons in (MILLION, 10 * MILLION) if full else (MILLION,):
        rows += _at(persons)
    return rows


def _at(persons: int) -> list:
    here = partial(peers.child, __import__("sys").executable, OURS)
    theirs = peers.child(peers.python("openfisca"), PEER, persons)
    home, one = here("household", persons), here("row", persons)
    count = f"{persons // MILLION} M"
    _same(home["first"], theirs["first"])
    ten = persons > MILLION
    rates = partial(_rate, persons, count)
    return [
        rates("row rules, blocked kernel", one["cost"], theirs["row"], goal=10),
        rates("row rules, Polars", one["polars"], theirs["row"], goal=10),
        rates("household rules", home["cost"], theirs["household"], goal=10 if ten else 7),
        row(
            f"household rules, extra peak memory, {count}",
            max(home["cost"]["extra_mb"], 1.0),
            theirs["household"]["extra_mb"],
            goal=1 / 20 if ten else 1 / 10,
            unit="MB",
            at_most=True,
        ),
    ]


def _rate(persons, count, what, ours, theirs, *, goal):
    """Compare persons a second of processor time, in millions."""
    rates = [persons / MILLION / one["cpu"] for one in (ours, theirs)]
    return row(f"{what} against OpenFisca, {count}", *rates, goal=goal, unit="M persons/CPU-s")


def _same(ours: list[int], theirs: list[float]) -> None:
    """Hold the first households against each other."""
    worst = max(abs(one / 100 - other) for one, other in zip(ours, theirs, strict=True))
    if worst > 0.02:
        raise AssertionError(f"a household differs from OpenFisca by {worst}")
