"""Agreement: a million random cells, a fifth of the facts unknown, in every engine, none different.

What is counted is the cells in which an engine says otherwise than the function for one person.
Rules are invented with every operator; each batch has rules and people of its own seed, and one
batch is the policies of the pilot city. Spark's protocol (by Sail) and ClickHouse (by chDB) run in an environment of their own.
"""

import os
import pickle
import sys
import tempfile
from datetime import date
from pathlib import Path

from bench.policy import peers

SEED = 41
RULES, CLAUSES = 10, 5  # a batch: ten policies of five results
PEOPLE = 4000  # so 200,000 cells a batch
BATCHES, FULL = 1, 5
PILOT_PEOPLE = 1000  # and a batch of the pilot city's own policies
HERE = ("polars", "duckdb", "blocks", "postgresql")
THERE = ("spark", "clickhouse")


def run(*, full: bool = False) -> list:
    """Count differing cells; with `full` a million cells an engine, else a fifth of that."""
    with tempfile.TemporaryDirectory(prefix="tongban-agreement-") as folder:
        prepare(Path(folder), FULL if full else BATCHES)
        rows = [_counted(sys.executable, engine, folder) for engine in HERE]
        return rows + [_counted(peers.python("clusters"), engine, folder) for engine in THERE]


def prepare(folder: Path, batches: int) -> None:
    """Write the batches: rules as they are compiled, people, and what is right for each."""
    import pyarrow.parquet as pq

    from tongban.oversight.population.tests import agreeing, invented, invented_people

    for batch in range(batches + 1):
        if batch:
            rules = invented.rules(SEED + batch, RULES, CLAUSES)
            people, on = invented_people.people(SEED + batch, PEOPLE), invented.ON
        else:
            rules, on = _pilot(), date(2026, 11, 23)
            people = invented_people.people_for(rules, SEED, PILOT_PEOPLE)
        pq.write_table(people, folder / f"{batch}.parquet")
        expected = agreeing.one_by_one(rules, people, on)
        (folder / f"{batch}.pickle").write_bytes(pickle.dumps((rules, on, expected)))


def _pilot() -> list:
    """Compile the policies of the pilot city."""
    from tongban.catalogue.domain.compile import compile_book
    from tongban.catalogue.domain.loader import load
    from tongban.catalogue.files import definition_files
    from tongban.oversight.population.sheets import rule_of

    book = compile_book(load(definition_files(peers.ROOT / "definitions")).definitions)
    return [rule_of(name, book, on=date(2026, 11, 23)) for name in sorted(book.policies)]


def _counted(interpreter, engine: str, folder: str) -> dict:
    from tongban.cli.commands.bench import row

    sys.stderr.write(f"  {engine} …\n")
    more = {}
    if engine == "postgresql":
        more = {"TONGBAN_HOME": str(peers.ROOT / ".cache" / "bench-home")}
    found = peers.child(interpreter, Path(__file__), engine, folder, **more)
    what = f"cells that differ: {engine} against one person ({found['unknown']:.0%} unknown)"
    return row(what, found["differ"], found["cells"], goal=0.0, unit="of so many", at_most=True)


def main(engine: str, folder: Path) -> None:
    """Run one engine over all batches."""
    from bench.policy.measuring import tell
    from tongban.oversight.population.tests import agreeing

    if engine == "postgresql":
        from tongban.config.boot import boot

        boot(migrated=False)
    cells = differ = unknown = 0
    for batch in sorted(folder.glob("*.pickle")):
        rules, on, expected = pickle.loads(batch.read_bytes())
        out = folder / f"{engine}.out.parquet"
        got = agreeing.by_engine(engine, rules, batch.with_suffix(".parquet"), out, on)
        cells += sum(map(len, expected.values()))
        unknown += sum(column.count(None) for column in expected.values())
        differ += sum(1 for _ in agreeing.differences(expected, got))
    tell(cells=cells, differ=differ, unknown=unknown / cells)
    sys.stdout.flush()
    os._exit(0)  # a server of Spark's protocol does not always leave


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
