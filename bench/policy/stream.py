"""Parquet to Parquet: memory and cost per person as the registry grows.

A registry of some million persons is written once and read several times over, as parts of one
larger file of results. `TONGBAN_BENCH_PERSONS` sets the larger size (a hundred million with
`--full`). What is measured is the engine alone in a child: decision, amounts and reasons of one
policy with rules of the row by Polars and DuckDB, and of one with sums over the household by the
blocked kernel, which reads the file sorted by household.
"""

import os
import sys
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.policy import peers
from bench.policy.measuring import cpu_seconds, resident, tell
from bench.policy.people import registry
from tongban.cli.commands.bench import row

MILLION = 1_000_000
PART = 2 * MILLION
SMALL, LARGE, FULL_SMALL, FULL = 2, 10, 10, 100  # millions
MOST_MB, WORST = 512, 1.1
KINDS = {"polars": "T-ROW", "duckdb": "T-ROW", "blocks": "T-HOUSEHOLD"}


def run(*, full: bool = False) -> list:
    """Measure a small and a large registry in each engine."""
    small, large = (FULL_SMALL, FULL) if full else (SMALL, LARGE)
    large = int(os.environ.get("TONGBAN_BENCH_PERSONS", large * MILLION)) // MILLION
    folder = Path(os.environ.get("TONGBAN_BENCH_FOLDER", tempfile.gettempdir()))
    rows = []
    with tempfile.TemporaryDirectory(prefix="tongban-stream-", dir=folder) as place:
        path = Path(place) / "people.parquet"
        for size in (small, large):
            sys.stderr.write(f"  writing {size} M persons …\n")
            write(path, size)
            made = partial(peers.child, sys.executable, Path(__file__), path)
            found = {engine: made(engine, policy) for engine, policy in KINDS.items()}
            if size == small:
                first = found
        for engine, policy in KINDS.items():
            rows += _rows(engine, policy, (small, first[engine]), (large, found[engine]))
    return rows


def _rows(engine: str, policy: str, small, large) -> list:
    (few, before), (many, after) = small, large
    each = [one["cpu"] / size for size, one in ((many, after), (few, before))]
    what = f"{policy} by {engine}"
    return [
        row(f"{what}, {many} M persons, peak memory", after["peak_mb"], MOST_MB, goal=1.0,
            unit="MB", at_most=True),
        row(f"{what}, cost of a million at {many} M against {few} M", *each, goal=WORST,
            unit="CPU s", at_most=True),
    ]  # fmt: skip


def write(path: Path, millions: int) -> None:
    """Write a registry sorted by household, part after part."""
    people, homes = registry(PART)
    parts = millions * MILLION // PART
    columns = {
        "salary": people["salary"].astype(np.int64) * 100,
        "capital": people["capital"].astype(np.int64) * 100,
        "birth": people["birth"].astype("M8[D]"),
        "adult": people["adult"],
        "rent": homes["rent"].astype(np.int64)[people["household"]] * 100,
        "size": homes["size"].astype(np.int64)[people["household"]],
        "tenure": homes["tenure"].astype(np.int64)[people["household"]],
    }
    count = int(people["household"][-1]) + 1
    file = None
    for number in range(parts):
        table = pa.table({
            "person": np.arange(number * PART, (number + 1) * PART),
            "household": people["household"].astype(np.int64) + number * count, **columns,
        })  # fmt: skip
        file = file or pq.ParquetWriter(path, table.schema, compression="zstd")
        file.write_table(table, row_group_size=1 << 18)
    file.close()


def main(path: Path, engine: str, policy: str) -> None:
    """Run one engine over the file and measure it."""
    from bench.policy.sheets import rules
    from tongban.oversight.population.engines import Job
    from tongban.oversight.population.engines import engine as chosen
    from tongban.oversight.population.evaluating import prepared

    on = date(2016, 11, 1)
    registry_, assembly = prepared(rules([policy], on), path, on=on)
    out = path.with_name(f"{engine}.parquet")
    runner = chosen(engine)
    began, clock = cpu_seconds(), time.perf_counter()
    runner.run(Job(registry_, assembly.program, out, lambda *_: None))
    tell(
        cpu=cpu_seconds() - began,
        wall=time.perf_counter() - clock,
        peak_mb=resident("VmHWM"),
        rows=pq.ParquetFile(out).metadata.num_rows,
    )
    out.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
