"""Agreement: a million random cells, a fifth of the facts unknown, in every engine, none different.

What is counted is the cells in which an engine says otherwise than the function for one person.
Rules are invented with every operator; each batch has rules and people of its own seed. Spark's
protocol (by Sail) and ClickHouse (by chDB) run in an environment of their own.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from bench.policy import peers

SEED = 41
RULES, CLAUSES = 10, 5  # a batch: ten policies of five results
PEOPLE = 4000  # so 200,000 cells a batch
BATCHES, FULL = 1, 5
HERE = ("polars", "duckdb", "blocks", "postgresql")
THERE = ("spark", "clickhouse")


def run(*, full: bool = False) -> list:
    """Count differing cells; with `full` a million cells an engine, else a fifth of that."""
    batches = FULL if full else BATCHES
    rows = [_counted(sys.executable, engine, batches) for engine in HERE]
    return rows + [_counted(peers.python("clusters"), engine, batches) for engine in THERE]


def _counted(interpreter, engine: str, batches: int) -> dict:
    from tongban.cli.commands.bench import row

    sys.stderr.write(f"  {engine} …\n")
    more = {}
    if engine == "postgresql":
        more = {"TONGBAN_HOME": str(peers.ROOT / ".cache" / "bench-home")}
    found = peers.child(interpreter, Path(__file__), engine, batches, **more)
    what = f"cells that differ: {engine} against one person ({found['unknown']:.0%} unknown)"
    return row(what, found["differ"], found["cells"], goal=0.0, unit="of so many", at_most=True)


def main(engine: str, batches: int) -> None:
    """Run one engine over so many batches."""
    import pyarrow.parquet as pq

    from bench.policy.measuring import tell
    from tongban.oversight.population.tests import agreeing, invented

    if engine == "postgresql":
        from tongban.config.boot import boot

        boot(migrated=False)
    cells = differ = unknown = 0
    seconds = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "people.parquet", Path(folder) / "out.parquet"
        for batch in range(batches):
            rules = invented.rules(SEED + batch, RULES, CLAUSES)
            people = invented.people(SEED + batch, PEOPLE)
            pq.write_table(people, path)
            expected = agreeing.one_by_one(rules, people, invented.ON)
            began = time.perf_counter()
            got = agreeing.by_engine(engine, rules, path, out, invented.ON)
            seconds += time.perf_counter() - began
            cells += sum(map(len, expected.values()))
            unknown += sum(column.count(None) for column in expected.values())
            differ += sum(1 for _ in agreeing.differences(expected, got))
    tell(cells=cells, differ=differ, unknown=unknown / cells, seconds=seconds)
    sys.stdout.flush()
    os._exit(0)  # a server of Spark's protocol does not always leave


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
