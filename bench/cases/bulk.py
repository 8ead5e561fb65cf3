"""Work on many: the outbox drained, open cases moved to a new version, finished ones played again."""

import shutil
import tempfile
import time
from pathlib import Path

from bench.cases.steps import Many

BATCH = 200
NEWER = "2026-06-01"


def run(*, full=False):
    """Measure, and return the rows."""
    from bench.cases import clean, ground
    from tongban.cli.commands.bench import row

    ground()
    clean()
    events = 20_000
    drained = drain(events)
    clean()
    cases = 10_000 if full else 2_000
    file(cases)
    moved, back = move(cases)
    clean()
    ended = 100_000 if full else 5_000
    finish(ended)
    replayed = replay(ended)
    clean()
    return [
        row("outbox drained to one consumer", drained, 5000, goal=1, unit="events/s"),
        row(f"moving {cases:,} open cases to a new version", moved, 60 * cases / 10_000, goal=1,
            at_most=True, unit="s"),
        row(f"taking that back for {cases:,}", back, 60 * cases / 10_000, goal=None, unit="s"),
        row(f"playing {ended:,} finished cases again", replayed, 60 * ended / 100_000, goal=1,
            at_most=True, unit="s"),
    ]  # fmt: skip


def drain(events):
    """Events of cases with one consumer, the measures; handed over a second."""
    from tongban.ledger import api as ledger

    file(events // 2, alone=False)
    began, handled = time.perf_counter(), 0
    while done := ledger.drain(500):
        handled += done
    return handled / (time.perf_counter() - began)


def file(number, *, alone=True):
    """File cases by hundreds; with `alone` nobody hears of it."""
    from tongban.ledger import api as ledger
    from tongban.ledger import listeners

    engine, heard = Many(), dict(listeners._topics)
    if alone:
        listeners._topics.clear()
    try:
        for _ in range(0, number, BATCH):
            made = [engine.filing()[0] for _ in range(BATCH)]
            ledger.append(*made)
            if not alone:
                engine.step_all([one.stream for one in made], engine.take_in, engine.officer)
    finally:
        listeners._topics.update(heard)


def finish(number):
    """Take cases to their end, by hundreds and unheard."""
    from tongban.ledger import listeners

    many, heard = Many(), dict(listeners._topics)
    listeners._topics.clear()
    try:
        for _ in range(0, number, BATCH):
            many.cases(BATCH)
    finally:
        listeners._topics.update(heard)


def move(number):
    """Publish a newer version, move every open case to it, and take that back; seconds of each."""
    from bench.cases import DEFINITIONS
    from tongban.cases import api as cases
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    with tempfile.TemporaryDirectory() as folder:
        newer = Path(folder) / "definitions"
        shutil.copytree(DEFINITIONS, newer)
        path = newer / "BENCH-SHOP.yaml"
        text = path.read_text(encoding="utf-8").replace(
            'version: "2026-01-01"', f'version: "{NEWER}"'
        )
        path.write_text(text.replace("days: 10", "days: 8"), encoding="utf-8")
        catalogue.publish(newer, actor=SYSTEM)
    began = time.perf_counter()
    moved = cases.migrate("BENCH-SHOP", actor=SYSTEM)
    seconds = time.perf_counter() - began
    if moved.carried != number:
        raise AssertionError(f"{moved.carried} of {number} cases moved: {moved}")
    began = time.perf_counter()
    back = cases.take_back_move(moved.batch, reason="计时", actor=SYSTEM)
    if back.carried != number:
        raise AssertionError(f"{back.carried} of {number} cases moved back")
    return seconds, time.perf_counter() - began


def replay(number):
    """Play every finished case again under a shorter promise; seconds."""
    from dataclasses import replace

    from tongban.cases import api as cases
    from tongban.catalogue import api as catalogue
    from tongban.catalogue.domain.model import Days
    from tongban.kernel.actors import SYSTEM

    proposed = replace(catalogue.service("BENCH-SHOP"), promised=Days(3))
    began = time.perf_counter()
    found = cases.replay(proposed, actor=SYSTEM)
    if found.cases != number or found.counts["deadline"] != number:
        raise AssertionError(f"{found.cases} played, {found.counts}")
    return time.perf_counter() - began
