"""A city of ten million: loaded, served, and asked as a city would ask it, beside one of a hundred thousand.

Both cities stand in homes of their own below `.cache/bench-city`, with the same 3,600 services.
Loading is by statements over series and goes on where it was broken off; what was loaded stays
until `tongban bench city --measure` has been run as often as wanted and the folder is deleted.
Another size (`--residents`) has a folder of its own, which goes when it has been measured.
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
CITIES = ("small", "large")
MEANINGS = Path("cache") / "meanings.npz"


def run(
    *, full: bool = False, measure: bool = False, residents: int | None = None
) -> list[dict[str, Any]]:
    """Load both cities where they are not, ask, and return the rows.

    What a run of a moderate or a wished size has made it takes away again; what is large stays.
    """
    large = _whole(residents or (FULL if full else LARGE))
    folder = HOME if residents is None else HOME.with_name(f"{HOME.name}-{residents}")
    passing = not full and not folder.exists()
    sizes = (min(SMALL, _whole(large // 10)), large)
    try:
        if not measure:
            for name, size in zip(CITIES, sizes, strict=True):
                _say(f"loading {size:,} residents …")
                _in(folder / name, "load", str(size))
        return _measure([folder / name for name in CITIES if (folder / name).exists()])
    finally:
        for name in CITIES:
            if (folder / name).exists():
                _tongban(folder / name, "stop")
        if passing and not measure:
            shutil.rmtree(folder)


def _measure(homes: list[Path]) -> list[dict[str, Any]]:
    from bench.city import serving

    said = []
    for home in homes:
        _share_meanings(home)
        _say(f"signing visitors in ({home.name}) …")
        said.append(_in(home, "visit"))
    _settings()
    sizes = [one["loaded"]["residents"] for one in said]
    with serving.cities(list(zip(map(_environment, homes), said, strict=True))) as found:
        _say("asking for hot pages in turn …")
        hot = serving.in_turn(found)
        mixed = []
        for size, city in zip(sizes, found, strict=True):
            _say(f"asking for a mixture among {size:,} residents …")
            mixed.append(serving.mixed(city))
    wrong = [one.wrong for one in mixed if one.wrong]
    if wrong:
        raise AssertionError(f"answered with an error: {wrong}")
    return [*_loaded(said[-1]["loaded"]), *_mixed(sizes, mixed), *_hot(sizes, hot)]


def _loaded(loaded: dict[str, Any]) -> list[dict[str, Any]]:
    """Say what was loaded: in how long, and how much it takes."""
    from tongban.cli.commands.bench import row

    size, took = f"{loaded['residents']:,}", loaded["took"]
    rows = [
        row(f"{size} residents, {2 * loaded['residents']:,} licences: {what}", took[what], 60, goal=None, unit="s")
        for what in took
    ]  # fmt: skip
    return rows + [
        row(f"{group}, beside {size} residents", size_ / 1e9, 1, goal=None, unit=f"GB, {count:,} rows")
        for group, (size_, count) in loaded["sizes"].items()
    ]  # fmt: skip


def _mixed(sizes: list[int], mixed: list[Any]) -> list[dict[str, Any]]:
    """Say what a processor carries, and how long each waits; the goals are the larger city's."""
    from bench.city import serving
    from tongban.cli.commands.bench import row

    rows = []
    for residents, made in reversed(list(zip(sizes, mixed, strict=True))):
        goal = 1 if made is mixed[-1] else None
        every, size = made.every, f"{residents:,}"
        rows += [
            row(f"{size} residents: mixed requests a processor second, {made.share:.0%} writes", len(every) / made.cpu, RATE, goal=goal, unit="/s"),
            row("the same, on the clock", len(every) / made.wall, RATE, goal=None, unit="/s"),
            row(f"the same, p95 at {serving.CLIENTS} clients", serving.p95(every), P95, goal=goal, unit="ms", at_most=True),
            row("share of writes in the mixture", made.share, WRITTEN, goal=goal and 0.9, unit=""),
        ]  # fmt: skip
    made = mixed[-1]
    middle = serving.middle(made.every)
    return rows + [
        row(f"{kind}: p50 in the mixture", serving.middle(took), middle, goal=None, unit="ms, beside all")
        for kind, took in sorted(made.took.items())
    ]  # fmt: skip


def _hot(sizes: list[int], hot: dict[str, list[list[float]]]) -> list[dict[str, Any]]:
    """Compare the hot pages of the two cities, where there are two."""
    from bench.city import serving
    from tongban.cli.commands.bench import row

    few, *many = sizes
    return [
        row(f"{kind}: p95 beside {many[0]:,}, and beside {few:,}", serving.p95(took[-1]), serving.p95(took[0]), goal=GROWTH, unit="ms", at_most=True)
        for kind, took in hot.items() if many
    ]  # fmt: skip


def _whole(residents: int) -> int:
    """Return so many as whole steps of loading make, at least one."""
    from bench.city.loading import STEP

    return max(STEP, residents // STEP * STEP)


def _share_meanings(home: Path) -> None:
    """Take the vectors of the same services from a city that has them: reading takes minutes."""
    if (home / MEANINGS).exists():
        return
    for known in sorted(HOME.parent.glob(f"{HOME.name}*/*/{MEANINGS}")):
        (home / MEANINGS).parent.mkdir(exist_ok=True)
        shutil.copy(known, home / MEANINGS)
        return


def _say(words: str) -> None:
    from tongban.cli.output import note

    note(words)


def _settings() -> None:
    """Have this process know the names of cookies, as the cities have them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")


def _environment(home: Path) -> dict[str, str]:
    mine = {k: v for k, v in os.environ.items() if not k.startswith(("TONGBAN_", "DATABASE_"))}
    return mine | {"TONGBAN_HOME": str(home), "PYTHONPATH": str(ROOT)}


def _tongban(home: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tongban.cli", *words], env=_environment(home), check=False,
        capture_output=True,
    )  # fmt: skip


def _in(home: Path, *words: str) -> dict[str, Any]:
    """Do something in a city's home, in a process of its own."""
    home.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # the result is its last line
        [sys.executable, str(Path(__file__).with_name("place.py")), *words],
        env=_environment(home), check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made
