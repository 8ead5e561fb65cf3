"""Our side of the measurements on populations, as a child so that its memory is its own.

Usage: python -m bench.policy.ours WHAT PERSONS; prints one line of JSON.
"""

import sys
from datetime import date

import numpy as np
import polars as pl

from bench.policy.measuring import measured, tell
from bench.policy.people import registry
from bench.policy.sheets import assembly
from tongban.oversight.population import blocks, columns
from tongban.oversight.population.building import Builder
from tongban.policy.domain.rules.program import Program

ON = date(2016, 11, 1)
FACTS = ["salary", "capital", "birth", "adult", "rent", "size", "tenure"]
HOMES = frozenset({"rent", "size", "tenure"})
ROW = ["pension", "basic", "tax", "contribution"]
GOES = 5


def only(program: Program, keys: list[str]) -> Program:
    """Leave out what the wanted results do not need."""
    build = Builder()
    build.ops, build.inputs = list(program.ops), dict(program.inputs)
    return build.program({key: program.results[key] for key in keys})


def arrays(persons: int):
    """Return the registry as columns in cents and days."""
    people, homes = registry(persons)
    columns_ = {
        "salary": people["salary"].astype(np.int64) * 100,
        "capital": people["capital"].astype(np.int64) * 100,
        "birth": people["birth"].astype("M8[D]").view(np.int64).astype(np.int32),
        "adult": people["adult"],
    }
    houses = {
        "rent": homes["rent"].astype(np.int64) * 100,
        "size": homes["size"].astype(np.int64),
        "tenure": homes["tenure"].astype(np.int64),
    }
    return people["household"], columns_, houses


def household(persons: int) -> None:
    """Measure the household rule by the blocked kernel, in memory."""
    program = only(assembly(["T-HOUSEHOLD"], ON, FACTS).program, ["T-HOUSEHOLD.disposable"])
    made = blocks.kernel(program, HOMES)
    numbers, people, homes = arrays(persons)
    cuts = blocks.cuts(numbers)
    values = {key: (data, None) for key, data in people.items()}
    houses = {key: (data, None) for key, data in homes.items()}
    cost = measured(lambda: blocks.run(made, values, houses, cuts), GOES)
    found = blocks.run(made, values, houses, cuts)["T-HOUSEHOLD.disposable"][0]
    tell(cost=cost, sum=int(found.sum()), first=[int(one) for one in found[:200]])


def row(persons: int) -> None:
    """Measure the rules of one row by the blocked kernel and by Polars, in memory."""
    program = only(assembly(["T-ROW"], ON, FACTS).program, [f"T-ROW.{one}" for one in ROW])
    made = blocks.kernel(program)
    _, people, _ = arrays(persons)
    values = {key: (people[key], None) for key in ("salary", "capital", "birth")}
    cuts = blocks.plain_cuts(persons)
    kernel = measured(lambda: blocks.run(made, values, {}, cuts), GOES)
    found = blocks.run(made, values, {}, cuts)
    total = sum(int(data.sum()) for data, _ in found.values())
    frame = pl.DataFrame({key: people[key] for key in values}).lazy()
    frame = frame.with_columns(pl.col("birth").cast(pl.Date))
    asked = columns.frame(frame, program, keys=())
    engine = measured(asked.collect, GOES)
    tell(cost=kernel, polars=engine, sum=total, same=total == _total(asked))


def _total(asked: pl.LazyFrame) -> int:
    return int(asked.collect().sum().sum_horizontal().item())


if __name__ == "__main__":
    globals()[sys.argv[1]](int(float(sys.argv[2])))
