"""tongban bench: what is timed, as ratios measured in one run on one machine."""

import argparse
import importlib
import inspect
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HELP = "measure against a yardstick in the same run, and keep the results"
_ROOT = Path(__file__).resolve().parents[3]
_BENCHES = _ROOT / "bench"
Row = dict[str, Any]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", nargs="?", help="which one, or all; without it the list is shown")
    parser.add_argument(
        "--full", action="store_true", help="the full sizes, where a bench has such (minutes)"
    )
    parser.add_argument(
        "--measure", action="store_true", help="what stands already, without loading (city)"
    )
    parser.add_argument(
        "--residents", type=int, metavar="N", help="a city of so many, in a home of its own (city)"
    )


def run(args: argparse.Namespace) -> int:
    """Run one bench (or one part, `policy.money`) or all; exit 1 where a goal is missed."""
    from tongban.cli import output

    found = benches()
    if args.name is None:
        output.emit({"benches": sorted(found)}, args, lambda made: "\n".join(made["benches"]))
        return output.DONE
    if args.name != "all" and args.name not in found:
        return output.fail(
            f"There is no bench {args.name!r}. There are: {', '.join(sorted(found))}"
        )
    code = output.DONE
    every = [name for name in sorted(found) if "." not in name]
    for name in every if args.name == "all" else (str(args.name),):
        output.note(f"measuring {name} …")
        measured = _load(name)
        taken = inspect.signature(measured).parameters
        asked = {
            word: getattr(args, word)
            for word in ("full", "measure", "residents")
            if word in taken and getattr(args, word)
        }
        rows = measured(**asked)
        made: Row = {"name": name, "machine": machine(), "rows": rows}
        _keep(made)
        output.emit(made, args, _table)
        if not all(row["holds"] for row in made["rows"] if row["goal"] is not None):
            code = output.FOUND
    return code


def benches() -> dict[str, Path]:
    """Find the benches: modules in bench/ that define `run`; of a package its parts as well."""
    found = {}
    for path in sorted([*_BENCHES.glob("*.py"), *_BENCHES.glob("*/*.py")]):
        if "\ndef run(" in path.read_text(encoding="utf-8"):
            names = path.relative_to(_BENCHES).with_suffix("").parts
            found[".".join(name for name in names if name != "__init__")] = path
    return found


def row(
    what: str,
    ours: float,
    other: float,
    *,
    goal: float | None,
    unit: str,
    at_most: bool = False,
    ratio: float | None = None,
) -> Row:
    """Make a row of results: the ratio of ours to the other, and whether it keeps the goal.

    `goal` is a lower bound of the ratio, an upper one with `at_most`, or None for a row that is
    only told. `ratio` is the median over paired slices where there are such, else ours to other.
    """
    ratio = ours / other if ratio is None else ratio
    holds = goal is None or (ratio <= goal if at_most else ratio >= goal)
    return {
        "what": what,
        "ours": round(ours, 4),
        "other": round(other, 4),
        "ratio": round(ratio, 3),
        "goal": goal,
        "holds": holds,
        "unit": unit,
    }


def ground() -> None:
    """Make a database for measuring: durable like a city's, in a home of its own, empty."""
    os.environ.setdefault("TONGBAN_HOME", str(_ROOT / ".cache" / "bench-home"))
    from tongban.config.boot import boot

    boot(migrated=False)
    from tongban.cli.commands.migrate import migrate

    migrate()


def machine() -> Row:
    """Say on what machine the numbers were taken."""
    return {
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
    }


def _load(name: str) -> Callable[..., list[Row]]:
    if str(_ROOT) not in sys.path:
        sys.path.insert(0, str(_ROOT))
    found: Callable[..., list[Row]] = importlib.import_module(f"bench.{name}").run
    return found


def _keep(made: Row) -> None:
    folder = _BENCHES / "results"
    folder.mkdir(exist_ok=True)
    text = json.dumps(made, ensure_ascii=False, indent=1)
    (folder / f"{made['name']}.json").write_text(text + "\n", encoding="utf-8")


def _table(made: Row) -> object:
    from rich.table import Table

    table = Table(title=made["name"], title_justify="left", box=None, pad_edge=False)
    for heading in ("what", "ours", "other", "unit", "ratio", "goal", ""):
        right = heading in ("ours", "other", "ratio", "goal")
        table.add_column(heading, justify="right" if right else "left")
    for each in made["rows"]:
        mark = "" if each["goal"] is None else ("✓" if each["holds"] else "✗")
        goal = "" if each["goal"] is None else f"{each['goal']:g}"
        numbers = (f"{each['ours']:g}", f"{each['other']:g}", each["unit"], f"{each['ratio']:.2f}")
        table.add_row(each["what"], *numbers, goal, mark)
    return table
