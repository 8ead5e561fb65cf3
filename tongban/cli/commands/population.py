"""tongban population: a registry judged by published policies, or two versions compared over it."""

import argparse
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tongban.cli import given

HELP = "judge everybody in a Parquet file by policies: decisions, amounts, reasons, two lists"
ENGINES = ("polars", "duckdb", "postgresql", "blocks", "spark", "clickhouse")
TENTHS = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("--policies", nargs="+", required=True, metavar="P", help="policies in force")
    add("--people", type=Path, required=True, metavar="FILE", help="the registry, a Parquet file")
    add("--engine", choices=ENGINES, default="polars", help="what does the work (polars)")
    add("--out", type=Path, metavar="PATH", help="the file of results; lists are put beside it")
    add("--on", type=given.day, metavar="DAY", help="the day judged (today)")
    add("--region", metavar="CODE", help="the region of the parameters (the policy's own)")
    add("--key", metavar="COLUMN", help="what identifies a person (person, else the first column)")
    add("--household", default="household", metavar="COLUMN", help="the number of the household")
    add("--definitions", type=Path, metavar="DIR", help="these files instead of what is published")
    add("--server", metavar="URL", help="a server of Spark's protocol (sc://host:15002)")
    add(
        "--compare", metavar="WITH",
        help="compare instead: with the rules of a day before, or with a draft in a directory",
    )  # fmt: skip
    add("--by", nargs="+", default=(), metavar="COLUMN", help="groups of the comparison")
    add("--least", type=int, default=10, metavar="N", help="hide groups of fewer people (10)")


def run(args: argparse.Namespace) -> int:
    """Judge or compare, and print."""
    from tongban.cli import output

    needs_database = args.definitions is None or args.engine == "postgresql"
    if needs_database:
        from tongban.config.boot import boot

        boot()
    if args.compare is None and args.out is None:
        return output.fail("--out is missing: name the Parquet file for the results.")
    from tongban.kernel.time import city_date, now

    day = args.on or city_date(now())
    return _compare(args, day) if args.compare else _judge(args, day)


def _judge(args: argparse.Namespace, day: date) -> int:
    from tongban.cli import output
    from tongban.oversight.population import running

    began = time.perf_counter()
    made = running.population(
        args.policies, args.people, args.out, book=_book(args, day), on=day, region=args.region,
        engine=args.engine, key=args.key, household=args.household, server=args.server,
        progress=_progress(),
    )  # fmt: skip
    files = made.files
    shown = {
        "persons": made.persons,
        "granted": dict(made.granted),
        "unknown": dict(made.unknown),
        "seconds": round(time.perf_counter() - began, 3),
        "peak_mb": _peak(),
        "amounts": {policy: dict(sums) for policy, sums in made.amounts.items()},
        "files": {name: str(getattr(files, name)) for name in files.__dataclass_fields__},
    }
    output.emit(shown, args, _told)
    return output.DONE


def _compare(args: argparse.Namespace, day: date) -> int:
    from tongban.cli import output
    from tongban.oversight.population import running

    other = Path(args.compare)
    now = (_book(args, day), day)
    if other.is_dir():
        before, after = now, (given.book(other), day)
    else:
        try:
            earlier = date.fromisoformat(args.compare)
        except ValueError:
            said = "there is no such directory, and it is no day (2026-01-31)"
            return output.fail(f"--compare {args.compare}: {said}.")
        before, after = (_book(args, earlier), earlier), now
    changes = [
        running.compare(
            policy, args.people, before=before, after=after, region=args.region,
            engine=args.engine, by=args.by, least=args.least, household=args.household,
            progress=_progress(),
        ).to_json()
        for policy in args.policies
    ]  # fmt: skip
    output.emit({"changes": changes}, args, _table)
    return output.DONE


def _book(args: argparse.Namespace, day: date) -> Any:
    if args.definitions is not None:
        return given.book(args.definitions, day)
    from tongban.catalogue import api as catalogue

    return catalogue.book(day)


def _progress() -> Callable[[str, int, int], None]:
    """Say on standard error how far it is, at every tenth."""
    from tongban.cli import output

    said: dict[str, int] = {}

    def tell(what: str, done: int, of: int) -> None:
        tenth = done * TENTHS // of if of else TENTHS
        if tenth > said.get(what, -1):
            said[what] = tenth
            output.note(f"{what}: {done:,} of {of:,}")

    return tell


def _peak() -> int:
    """Return the most megabytes that were resident."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _told(made: Mapping[str, Any]) -> str:
    lines = [f"{made['persons']:,} persons in {made['seconds']} s, {made['peak_mb']} MB"]
    lines += [
        f"{policy}: {granted:,} granted, {made['unknown'][policy]:,} cannot be told"
        for policy, granted in made["granted"].items()
    ]
    return "\n".join([*lines, *(f"{name}: {path}" for name, path in made["files"].items())])


def _table(made: Mapping[str, Any]) -> Any:
    from rich.console import Group

    return Group(*(_one(change) for change in made["changes"]))


def _one(change: Mapping[str, Any]) -> Any:
    from rich.table import Table

    title = f"{change['policy']}: {change['versions'][0]} → {change['versions'][1]}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    counts = [name for name in change["total"] if name != "cost"]
    for heading in ("", *counts, "cost"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    rows = [("all", change["total"])]
    for column, cells in change["groups"].items():
        rows += [(f"{column} {value}", cell) for value, cell in cells.items()]
    for name, cell in rows:
        figures = ["·" if cell[one] is None else f"{cell[one]:,}" for one in counts]
        cost = "·" if cell["cost"] is None else f"{cell['cost'] / 100:,.2f}"
        table.add_row(name, *figures, cost)
    return table
