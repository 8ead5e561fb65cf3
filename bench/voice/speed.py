"""How many demands one worker takes in a second, and how soon each is with its agency.

Reading alone is compared with TF-IDF and logistic regression, one demand at a time. The whole way
is classification, filing and dispatch, durable, one demand after the other on one connection; then
the listeners that put each among those like it. A theme is surfaced when its fifth demand's
listener has run: the row says how long after the filing that was, in seconds of machine time.
"""

import json
import os
import random
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.policy import peers
from bench.voice import sets, weights
from bench.voice.accuracy import PEER
from tongban.cli.commands.bench import Row, row

DEMANDS, FULL = 600, 6000
PER_SECOND = 50.0  # a province's day in an hour
MEDIAN, P95 = 1.0, 5.0
SURFACED = 300.0
BATCH = 100


def run(*, full: bool = False) -> list[Row]:
    """Measure, and return the rows."""
    return [*_reading(), *_whole(FULL if full else DEMANDS)]


def _reading() -> list[Row]:
    given, train = sets.given(), sets.own("train")
    lessons = [*train, *given]
    router = weights.taught(lessons)
    texts = [one.text for one in sets.own("held")]
    began = time.perf_counter()
    for text in texts:
        router.propose(text)
    ours = len(texts) / (time.perf_counter() - began)
    tasks = [[[(one.text, label) for one, label in
               ((one, min(one.functions)) for one in lessons)], texts]]  # fmt: skip
    with TemporaryDirectory() as folder:
        asked = Path(folder) / "tasks.json"
        asked.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
        theirs = peers.child(peers.python("words"), PEER, asked)["per_second"]
    return [row("read and proposed, against TF-IDF", ours, theirs, goal=None, unit="1/s")]


def _whole(count: int) -> list[Row]:
    _ground()
    from tongban.kernel.actors import SYSTEM
    from tongban.ledger import delivery
    from tongban.voice import api as voice

    texts = [one.text for part in ("train", "held") for one in sets.own(part)]
    draw = random.Random(20261123)  # noqa: S311 - the same demands every time
    said = [voice.Words(text=draw.choice(texts)) for _ in range(count)]
    voice.file(said[0], channel="api", actor=SYSTEM)
    voice.alike(said[0].text)  # as a worker that has stood for a while
    took, began = [], time.perf_counter()
    for one in said:
        at = time.perf_counter()
        voice.file(one, channel="api", actor=SYSTEM)
        took.append(time.perf_counter() - at)
    filed = time.perf_counter() - began
    while delivery.drain(BATCH):
        pass
    whole = time.perf_counter() - began
    centiles = statistics.quantiles(took, n=20)
    return [
        row("filed and dispatched", count / filed, PER_SECOND, goal=1.0, unit="1/s"),
        row("filed, dispatched and put among those like it", count / whole, PER_SECOND, goal=1.0,
            unit="1/s"),
        row("dispatched after, median", centiles[9], MEDIAN, goal=1.0, unit="s", at_most=True),
        row("dispatched after, 95 in 100", centiles[18], P95, goal=1.0, unit="s", at_most=True),
        _surfaced(),
    ]  # fmt: skip


def _surfaced() -> Row:
    """File five like demands and say when the cluster could be seen."""
    from tongban.kernel.actors import SYSTEM
    from tongban.ledger import delivery
    from tongban.voice import api as voice
    from tongban.voice.routing import api as routing

    filed = set()
    for at in range(5):
        words = f"榕荫路旱冰场的铁门锈穿了，第{at + 1}次说，孩子们划伤了手"
        filed.add(voice.file(voice.Words(text=words), channel="api", actor=SYSTEM).id)
    began = time.perf_counter()
    while delivery.drain(BATCH):
        pass
    seen = any(filed <= set(one.demands) for one in routing.clusters(least=5))
    spent = time.perf_counter() - began if seen else float("inf")
    return row("surfaced after the fifth demand", spent, SURFACED, goal=1.0, unit="s", at_most=True)


def _ground() -> None:
    """Make the database of this bench: durable like a city's, with the pilot's definitions."""
    os.environ.setdefault("TONGBAN_HOME", str(sets.ROOT / ".cache" / "bench-voice-home"))
    from tongban.cli.commands.bench import ground
    from tongban.config.process import settle

    ground()
    settle()
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    catalogue.publish(sets.ROOT / "definitions", actor=SYSTEM)
