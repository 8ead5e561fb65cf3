"""Money to the cent over many rows against decimals, and what exactness costs against floats."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl

from bench.policy.measuring import measured
from bench.policy.sheets import assembly
from tongban.cli.commands.bench import row
from tongban.oversight.population import blocks, columns
from tongban.oversight.population.sql import DIALECTS, Query

ROWS, FULL = 500_000, 10_000_000
CENT, FIFTEEN, THIRTY, FROM = Decimal("0.01"), Decimal("0.15"), Decimal("0.30"), Decimal(5000)
KEY = "T-TAX.tax"


def run(*, full: bool = False) -> list:
    """Compare every row with decimals, then processor time with rounded float64."""
    from bench.policy.ours import only

    count = FULL if full else ROWS
    cents = np.random.default_rng(1).lognormal(12.5, 1.2, count).astype(np.int64)
    program = only(assembly(["T-TAX"], date(2026, 1, 1), ["pay"]).program, [KEY])
    exact = _decimals(cents)
    kernel, parts = blocks.kernel(program), blocks.plain_cuts(count)
    frame = pl.DataFrame({"pay": cents}).lazy()
    asked = columns.frame(frame, program, keys=())
    answers = {
        "blocks": blocks.run(kernel, {"pay": (cents, None)}, {}, parts)[KEY][0],
        "polars": asked.collect()[KEY].to_numpy(),
        "duckdb": _duckdb(program, cents),
    }
    rows = [
        row(f"rows not exact to the cent: {name}", int((found != exact).sum()), count, goal=0.0,
            unit="of so many", at_most=True)
        for name, found in answers.items()
    ]  # fmt: skip
    floats = pl.DataFrame({"pay": cents / 100}).lazy().select(_in_floats())
    ours, other = measured(asked.collect, 5)["cpu"], measured(floats.collect, 5)["cpu"]
    what = "exact money in Polars against rounded float64"
    return [*rows, row(what, ours, other, goal=1.5, unit="CPU s", at_most=True)]


def _in_floats() -> pl.Expr:
    pay = pl.col("pay")
    return (pay * 0.15 + 0.30 * pl.max_horizontal(pay - 5000.0, pl.lit(0.0))).round(2)


def _decimals(cents: np.ndarray) -> np.ndarray:
    """Work the scale out in decimals, one row after the other."""
    found = np.empty(len(cents), np.int64)
    for place, one in enumerate(cents.tolist()):
        yuan = Decimal(one).scaleb(-2)
        tax = yuan * FIFTEEN
        if yuan > FROM:
            tax += (yuan - FROM) * THIRTY
        found[place] = int(tax.quantize(CENT, ROUND_HALF_UP).scaleb(2))
    return found


def _duckdb(program, cents: np.ndarray) -> np.ndarray:
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()
    connection.register("people", pa.table({"no": np.arange(len(cents)), "pay": cents}))
    query = Query(DIALECTS["duckdb"], "people", ("no",)).text(program)
    return connection.sql(f"SELECT * FROM ({query}) ORDER BY no").fetchnumpy()[KEY]
