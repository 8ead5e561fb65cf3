"""The catalogue at the size of a city: 5,000 services in 10 versions each, 6,000 licence kinds.

The files are made of the pilot's own shapes, the same every time. What is measured: publishing
all of it at once, the start of a fresh process up to its first page, the data of a page, how soon
a publication is seen by another process, going back. Everything against its goal, in a database
and home of its own.
"""

import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tongban.cli.commands.bench import Row, row

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".cache" / "bench-catalogue"
FILES = HOME / "definitions"
SERVICES, VERSIONS, LICENCES = 5000, 10, 6000
MADE = "4"  # of the generator; another number makes the files anew
PAGES = 400


def run() -> list[Row]:
    """Measure, and return the rows."""
    environment = os.environ | {"TONGBAN_HOME": str(HOME), "PYTHONPATH": str(ROOT)}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, __file__, "measure"], env=environment, check=True, stdout=subprocess.PIPE
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return [
        _within(f"publish {found['definitions']:,} definitions at once", found["publish"], 60, "s"),
        _within("a fresh process, to its first service page", found["start"], 3, "s"),
        _within("one service page's data, median", found["guide"], 2, "ms"),
        _within("one service page's data, 99th of 100", found["guide_p99"], 2, "ms"),
        _within("a changed service live in another process", found["live"], 2, "s"),
        _within("a changed fact kind live in another process", found["live_words"], 2, "s"),
        _within("go back to before all of it", found["back"], 60, "s"),
        row("publish one changed service", found["one"], 60, goal=None, unit="s"),
        row("publish the same files again", found["again"], 60, goal=None, unit="s"),
        row("the whole directory, one file changed", found["few"], 60, goal=None, unit="s"),
    ]


def _within(what: str, took: float, goal: float, unit: str) -> Row:
    return row(what, took, goal, goal=1.0, unit=unit, at_most=True)


# -- the city's files -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Size:
    """How much the catalogue of a city holds."""

    services: int = SERVICES
    versions: int = VERSIONS
    licences: int = LICENCES


def make(files: Path = FILES, size: Size = Size()) -> Path:
    """Write the city's definitions, unless they are there already."""
    mark = files.parent / "made"
    said = f"{MADE} {size.services} {size.versions} {size.licences}"
    if mark.exists() and mark.read_text() == said:
        return files
    files.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(files, ignore_errors=True)
    pilot = ROOT / "definitions"
    shutil.copytree(pilot, files)
    texts = {path: path.read_text() for path in sorted(pilot.rglob("*.yaml"))}
    shapes = [text for text in texts.values() if text.startswith("service:")]
    kinds = {
        text.split("\n", 1)[0].removeprefix("licence: "): text
        for text in texts.values()
        if text.startswith("licence:")
    }
    issued = 0
    for number in range(size.services - len(shapes)):
        text = shapes[number % len(shapes)]
        issued += _service(files, number, text, kinds, size.versions)
    held = sorted(kinds)
    for number in range(size.licences - len(kinds) - issued):
        _licence(files, f"L-C{number:04}", kinds[held[number % len(held)]], number)
    mark.write_text(said)
    return files


def _licence(files: Path, ident: str, text: str, number: int) -> None:
    text = re.sub(r"^licence: .*", f"licence: {ident}", text, count=1)
    text = re.sub(r"zh: ([^,}]+)", rf"zh: \1({number}类)", text, count=1)
    folder = files / "city-licences"
    folder.mkdir(exist_ok=True)
    (folder / f"{ident}.yaml").write_text(text)


def _service(files: Path, number: int, text: str, kinds: dict[str, str], versions: int) -> int:
    """Write one service in its versions; returns how many kinds of licences came with it."""
    chance = random.Random(number)  # noqa: S311 - a catalogue, not a secret
    ident = f"C{number:04}"
    text = re.sub(r"^service: .*", f"service: {ident}", text, count=1)
    text = re.sub(
        r"^name: \{zh: ([^,}]+)", rf"name: {{zh: \1第{number}项", text, flags=re.MULTILINE
    )
    text = re.sub(r"^downstream:.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^examples:\n(?:[ -].*\n)+", "", text, flags=re.MULTILINE)
    found = re.search(r"^result:(?:.*\n)(?: .*\n)*?.*licence: (L-[A-Z0-9]+)", text, re.MULTILINE)
    if found:
        licence = f"L-S{number:04}"
        _licence(files, licence, kinds[found[1]], number)
        text = text[: found.start(1)] + licence + text[found.end(1) :]
    folder = files / "city" / ident
    folder.mkdir(parents=True)
    for version in range(versions):
        day = f"{2017 + version}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        if version == versions - 1:
            day = "2026-01-01"
        dated = re.sub(r"^version: .*", f'version: "{day}"', text, flags=re.MULTILINE)
        dated += f"demo_days: {version + 1}\n" if "demo_days" not in text else ""
        (folder / f"{day}.yaml").write_text(dated)
    return 1 if found else 0


# -- measuring ------------------------------------------------------------------------------------


def measure() -> dict[str, float]:
    """Publish, and watch another process."""
    from tongban.cli.commands.bench import ground

    make()
    ground()
    from django.db import connection

    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    with connection.cursor() as cursor:
        cursor.execute("truncate catalogue_definition, catalogue_revision")
    found: dict[str, float] = {}

    def publish(path: Path) -> float:
        began = time.perf_counter()
        done = catalogue.publish(path, actor=SYSTEM)
        found["definitions"] = max(found.get("definitions", 0), len(done.published))
        return time.perf_counter() - began

    publish(ROOT / "definitions")
    found["publish"] = publish(FILES)
    found["again"] = publish(FILES)
    watched = "C0000"
    with _other(watched) as other:
        began = time.time()
        first = json.loads(other.stdout.readline())
        found["start"] = first["at"] - began
        found |= json.loads(other.stdout.readline())
        found["one"], found["live"] = _live(other, _changed_service(watched), publish)
        _, found["live_words"] = _live(other, _changed_fact(), publish)
        other.stdin.close()
    found["few"] = _few(publish)
    began = time.perf_counter()
    catalogue.roll_back(1, actor=SYSTEM)
    found["back"] = time.perf_counter() - began
    return found


def _few(publish: Callable[[Path], float]) -> float:
    """Publish the city with one service changed."""
    target = next((FILES / "city" / "C0001").iterdir())
    before = target.read_text()
    target.write_text(before.replace("demo_days: ", "demo_days: 1"))
    try:
        return publish(FILES)
    finally:
        target.write_text(before)


def _other(watched: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, __file__, "watch", watched],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _live(other, path: Path, publish) -> tuple[float, float]:
    """Publish, and return how long that took and how much later the other process saw it."""
    took = publish(path)
    done = time.time()
    other.stdin.write("\n")
    other.stdin.flush()
    return took, max(json.loads(other.stdout.readline())["at"] - done, 0)


def _changed_service(ident: str) -> Path:
    newest = max((FILES / "city" / ident).iterdir())
    return _beside(
        "service", re.sub(r"^name: \{zh: ", "name: {zh: 新", newest.read_text(), flags=re.MULTILINE)
    )


def _changed_fact() -> Path:
    text = (FILES / "shared" / "facts" / "mobile.yaml").read_text()
    return _beside("fact", re.sub(r"zh: ", "zh: 新", text, count=1))


def _beside(name: str, text: str) -> Path:
    folder = HOME / name
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(text)
    return folder


def watch(watched: str) -> None:
    """Be the other process: start, serve pages, and say when something new is seen."""
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue

    catalogue.guide(watched)
    _tell(at=time.time())
    names = random.Random(2).sample(sorted(catalogue.book().services), PAGES)  # noqa: S311
    times = []
    for name in names:
        began = time.perf_counter()
        catalogue.guide(name)
        times.append((time.perf_counter() - began) * 1000)
    _tell(guide=statistics.median(times), guide_p99=statistics.quantiles(times, n=100)[98])
    for look in (
        lambda: catalogue.service(watched).name.zh,
        lambda: catalogue.kind("mobile").name.zh,
    ):
        before = look()
        while look() == before:
            time.sleep(0.005)
        seen = time.time()
        sys.stdin.readline()
        _tell(at=seen)


def _tell(**what: float) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "measure":
        print(json.dumps(measure()))
    else:
        watch(sys.argv[2])
