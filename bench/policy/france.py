"""Real law with months of history: four French benefits beside openfisca-france.

Allocations familiales, allocation de soutien familial, allocation d'éducation de l'enfant
handicapé and allocation de rentrée scolaire of 2024, written as one clause sheet
(`definitions/F-FAMILY.yaml`), for the families of `families.py`. On a thousand families every
amount must be theirs to the cent; theirs are not rounded, so half a cent is the most it may differ.
"""

import sys
from datetime import date

import numpy as np

from bench.policy import peers
from bench.policy.families import EARNED, TAXED, families
from bench.policy.measuring import measured, tell
from tongban.cli.commands.bench import row

ON = date(2024, 6, 1)
BENEFITS = ("af", "asf", "aeeh", "ars")
EXACT, MANY, FULL = 1000, 4000, 10_000
HALF_CENT = 0.5 + 0.1  # in cents; a tenth for their float32
PEER = peers.LISTS / "programs" / "french_benefits.py"


def run(*, full: bool = False) -> list:
    """Compare amounts on a thousand families, then cost on more."""
    here = peers.ROOT / "bench" / "policy" / "france.py"
    interpreter = peers.python("openfisca_france")
    ours = peers.child(sys.executable, here, EXACT)
    theirs = peers.child(interpreter, PEER, EXACT)
    wrong = sum(
        abs(one - other * 100) > HALF_CENT
        for name in BENEFITS
        for one, other in zip(ours["amounts"][name], theirs["amounts"][name], strict=True)
    )
    count = FULL if full else MANY
    other = peers.child(interpreter, PEER, count)
    mine = peers.child(sys.executable, here, 200_000)
    rates = [one["persons"] / one["cost"]["cpu"] for one in (mine, other)]
    weights = [one["cost"]["extra_mb"] * 2**20 / one["persons"] for one in (mine, other)]
    cells = EXACT * len(BENEFITS)
    return [
        row("four French benefits, amounts not equal to the cent", wrong, cells, goal=0.0,
            unit="of so many", at_most=True),
        row("four French benefits, months of history", *rates, goal=50, unit="persons/CPU-s"),
        row("four French benefits, memory", *weights, goal=1 / 20, unit="bytes/person",
            at_most=True),
    ]  # fmt: skip


def main(count: int) -> None:
    """Measure our side: the blocked kernel over columns in cents and days."""
    from bench.policy.ours import only
    from bench.policy.sheets import assembly
    from tongban.oversight.population import blocks

    people = families(count)
    keys = [f"F-FAMILY.{one}" for one in BENEFITS]
    columns = _columns(people)
    first = np.flatnonzero(np.r_[True, people["family"][1:] != people["family"][:-1]])
    homes = {"couple": (people["couple"][first], None)}
    program = only(assembly(["F-FAMILY"], ON, [*columns, "couple"]).program, keys)
    made = blocks.kernel(program, frozenset(homes))
    cuts = blocks.cuts(people["family"])
    cost = measured(lambda: blocks.run(made, columns, homes, cuts), 5)
    found = blocks.run(made, columns, homes, cuts)
    amounts = {one: found[f"F-FAMILY.{one}"][0][:5000].tolist() for one in BENEFITS}
    tell(persons=len(people["family"]), cost=cost, amounts=amounts)


def _columns(people: dict) -> dict:
    made = {
        "child": people["child"], "disabled": people["disabled"], "couple_of": people["couple"],
        "birth": people["birth"].astype("M8[D]").view(np.int64),
        "level": people["level"], "alimony": people["alimony"] * 100,
    }  # fmt: skip
    made |= {f"t{n}": people[f"taxed_{month}"] * 100 for n, month in enumerate(TAXED, 1)}
    made |= {f"e{n}": people[f"earned_{month}"] * 100 for n, month in enumerate(EARNED, 1)}
    return {key: (np.ascontiguousarray(data), None) for key, data in made.items()}


if __name__ == "__main__":
    main(int(float(sys.argv[1])))
