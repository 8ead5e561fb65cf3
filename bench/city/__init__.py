"""A city of ten million: loaded, served, and asked as a city would ask it, beside one of a hundred thousand.

Both cities stand in homes of their own below `.cache/bench-city`, with the same 3,600 services.
Loading is by statements over series and goes on where it was broken off; what was loaded stays
until `tongban bench city --measure` has been run as often as wanted and the folder is deleted.
Yardsticks: 100 mixed requests a processor second of server and database with a tenth of writes,
95 of 100 within 100 ms, and hot pages that need at most half as long again in the larger city.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".cache" / "bench-city"
SMALL, LARGE, FULL = 100_000, 1_000_000, 10_000_000
RATE, P95, GROWTH, WRITTEN = 100.0, 100.0, 1.5, 0.1


def run(*, full: bool = False, measure: bool = False) -> list[dict[str, Any]]:
    """Load both cities where they are not, ask, and return the rows.

    What a run of the moderate size has made it takes away again; what is large stays.
    """
    if measure:
        return _measure()
    passing = not full and not HOME.exists()
    try:
        return [*_load(FULL if full else LARGE), *_measure()]
    finally:
        if passing:
            remove()


def remove() -> None:
    """Take both cities away."""
    for home in HOME.iterdir():
        _tongban(home.name, "stop")
    shutil.rmtree(HOME)


def _load(large: int) -> list[dict[str, Any]]:
    from tongban.cli.commands.bench import row
    from tongban.cli.output import note

    note(f"loading {SMALL:,} residents …")
    _in("small", "load", str(SMALL))
    note(f"loading {large:,} residents …")
    made = _in("large", "load", str(large))
    (HOME / "loaded.json").write_text(json.dumps(made))
    spent = made["seconds"]
    return [
        row(f"{large:,} residents and {2 * large:,} licences written in this run", spent["rows"], 60, goal=None, unit="s"),
        row("their indexes made", spent["indexes"], 60, goal=None, unit="s"),
    ]  # fmt: skip


def _measure() -> list[dict[str, Any]]:
    from bench.city import serving
    from tongban.cli.commands.bench import row
    from tongban.cli.output import note

    note("signing visitors in …")
    homes = [name for name in ("small", "large") if (HOME / name).exists()]
    said = [_in(name, "visit") for name in homes]
    _settings()
    loaded = said[-1]["loaded"]
    note("asking …")
    with serving.cities(
        [(_environment(name), one) for name, one in zip(homes, said, strict=True)]
    ) as found:
        hot = serving.in_turn(found)
        made = serving.mixed(found[-1])
    every = made.every
    if made.wrong:
        raise AssertionError(f"answered with an error: {made.wrong}")
    size = f"{loaded['residents']:,}"
    rows = [
        row(f"{group}, beside {size} residents", size_ / 1e9, 1, goal=None, unit=f"GB, {count:,} rows")
        for group, (size_, count) in loaded["sizes"].items()
    ]  # fmt: skip
    rows += [
        row(f"{size} residents: mixed requests a processor second, {made.share:.0%} writes", len(every) / made.cpu, RATE, goal=1, unit="/s"),
        row("the same, on the clock", len(every) / made.wall, RATE, goal=None, unit="/s"),
        row(f"the same, p95 at {serving.CLIENTS} clients", serving.p95(every), P95, goal=1, unit="ms", at_most=True),
        row("share of writes in the mixture", made.share, WRITTEN, goal=0.9, unit=""),
    ]  # fmt: skip
    rows += [
        row(f"{kind}: p50 in the mixture", serving.middle(took), serving.middle(every), goal=None, unit="ms, beside all")
        for kind, took in sorted(made.took.items())
    ]  # fmt: skip
    rows += [
        row(f"{kind}: p95 beside {size}, and beside {SMALL:,}", serving.p95(took[-1]), serving.p95(took[0]), goal=GROWTH, unit="ms", at_most=True)
        for kind, took in hot.items()
    ]  # fmt: skip
    return rows


def _settings() -> None:
    """Have this process know the names of cookies, as the cities have them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")


def _environment(name: str) -> dict[str, str]:
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAN_", "DATABASE_"))}
    return mine | {"TONGBAN_HOME": str(HOME / name), "PYTHONPATH": str(ROOT)}


def _tongban(name: str, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tongban.cli", *words], env=_environment(name), check=False,
        capture_output=True,
    )  # fmt: skip


def _in(name: str, *words: str) -> dict[str, Any]:
    """Do something in a city's home, in a process of its own."""
    (HOME / name).mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # the result is its last line
        [sys.executable, str(Path(__file__).with_name("place.py")), *words],
        env=_environment(name), check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made
