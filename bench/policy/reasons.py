"""Reasons for everybody: the decisions of all pilot policies, bare and with their reason masks.

A fifth of the facts is unknown. The questions to ask are told beside, without a goal.
"""

from datetime import date
from functools import partial

import numpy as np
import polars as pl

from bench.policy import peers
from bench.policy.measuring import measured
from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.loader import load
from tongban.catalogue.files import definition_files
from tongban.cli.commands.bench import row
from tongban.oversight.population import columns
from tongban.oversight.population.assembling import Rule, assemble
from tongban.oversight.population.problems import NotForPopulations
from tongban.oversight.population.sheets import rule_of
from tongban.policy.domain.rules.program import Input, Type

PEOPLE, FULL = 300_000, 1_000_000
ON = date(2026, 11, 23)
TODAY = (ON - date(1970, 1, 1)).days
UNKNOWN = 0.2


def run(*, full: bool = False) -> list:
    """Measure decisions of everybody, then with reasons, then with questions."""
    from bench.policy.ours import only

    count = FULL if full else PEOPLE
    rules = list(_pilot())
    made = assemble(rules, fixed={"today": TODAY})
    decided = [one.decision for one in made.columns]
    reasoned = decided + [one.reasons for one in made.columns]
    asked = reasoned + [one.ask for one in made.columns]
    frame = people(made.program.inputs.values(), count)
    cost = {}
    for name, keys in (("bare", decided), ("reasons", reasoned), ("questions", asked)):
        program = only(made.program, keys)
        cost[name] = measured(columns.frame(frame, program, keys=()).collect, 4)["cpu"]
    rates = {name: len(rules) * count / 1e6 / one for name, one in cost.items()}
    told = partial(row, unit="CPU s", at_most=True)
    what = f"{len(rules)} policies, {rates['bare']:.0f} M decisions/CPU-s"
    return [
        told(f"{what}: with reason masks", cost["reasons"], cost["bare"], goal=3.0),
        told(f"{what}: and the question to ask", cost["questions"], cost["bare"], goal=None),
    ]


def _pilot():
    """Compile every pilot policy that decides and needs no household."""
    book = compile_book(load(definition_files(peers.ROOT / "definitions")).definitions)
    for name in sorted(book.policies):
        try:
            one: Rule = rule_of(name, book, on=ON)
        except NotForPopulations:
            continue
        tables = any(
            input_.type.kind in ("table", "months") for input_ in one.program.inputs.values()
        )
        if one.conditions and not tables:
            yield one


def people(inputs, count: int) -> pl.LazyFrame:
    """Invent columns for these facts, about their bounds, a fifth unknown."""
    chance = np.random.default_rng(4)
    made = {}
    for one in inputs:
        data = _column(one, count, chance)
        unknown = chance.random(count) < UNKNOWN
        made[one.key] = pl.select(pl.when(~pl.Series(unknown)).then(data)).to_series()
    return pl.DataFrame(made).lazy()


def _column(input_: Input, count: int, chance) -> pl.Series:
    type_: Type = input_.type
    match type_.kind:
        case "truth":
            return pl.Series(chance.random(count) < 0.6)
        case "text":
            words = [*type_.options[:6], "—"]
            return pl.Series(words)[chance.integers(0, len(words), count)]
        case "day":
            return pl.Series(chance.integers(-10_000, TODAY, count).astype("i4")).cast(pl.Date)
        case _:
            high = min(type_.high or 1000, 100 * 10**type_.scale)
            return pl.Series(chance.integers(type_.low or 0, high + 1, count))
