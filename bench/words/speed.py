"""How quickly a question is answered among 5,000 services, and how the index is made anew.

Questions are the given ones and our own, each three times, of which the quickest counts: what the
machine does beside them is not the question's. With the model, the vectors of the invented
services are invented too (the time of a question does not depend on what they say); reading the
question, comparing it with all of them and weighing are real.
"""

import gc
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

import numpy as np

from bench.words import sets, town
from tongban.catalogue.domain.model import Book
from tongban.catalogue.words import meaning
from tongban.catalogue.words.current import Current
from tongban.catalogue.words.documents import documents
from tongban.catalogue.words.finder import Finder
from tongban.catalogue.words.index import Index
from tongban.catalogue.words.lexicon import lexicon
from tongban.cli.commands.bench import Row, row
from tongban.kernel.text import Text

SERVICES = 5_000
P95_GOAL = 20.0  # ms
REBUILT_GOAL = 10.0  # s
TIMES = 3
SAMPLE = 96  # texts read by the model to tell its pace


def run() -> list[Row]:
    """Measure, and return the rows."""
    book = town.book(SERVICES)
    before = _resident()
    began = time.perf_counter()
    index = Index(documents(book), lexicon())
    made = time.perf_counter() - began
    gc.collect()
    rows = [
        _at_most(f"index of {SERVICES} services, words", made, REBUILT_GOAL, "s"),
        _told("its memory", _resident() - before, "MB"),
        *_latency("words", Finder(index)),
        *_found_among_many(Finder(index)),
        *_rebuilt(book),
    ]
    if meaning.offered():
        rows += [*_with_model(index)]
    return rows


def _at_most(what: str, ours: float, goal: float, unit: str) -> Row:
    return row(what, ours, goal, goal=1.0, unit=unit, at_most=True)


def _told(what: str, ours: float, unit: str) -> Row:
    return row(what, ours, 1.0, goal=None, unit=unit)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def _questions() -> list[str]:
    paraphrases, none = sets.OWN / "paraphrases.tsv", sets.OWN / "unanswerable.tsv"
    files = (sets.GIVEN, paraphrases, none)
    return [one["text"] for file in files for one in sets.rows(file)]


def _latency(name: str, finder: Finder) -> Iterator[Row]:
    """Tell the middle and the 95th of a hundred, on the clock and of the processor."""
    finder.ask("先问一句身份证，让该读的都读进来 shenfenzheng")
    clock, processor = [], []
    for text in _questions():
        times, used = [], []
        for _ in range(TIMES):
            began, busy = time.perf_counter(), time.thread_time()
            finder.ask(text)
            times.append((time.perf_counter() - began) * 1000)
            used.append((time.thread_time() - busy) * 1000)
        clock.append(min(times))
        processor.append(min(used))
    cuts = quantiles(clock, n=20)
    yield _told(f"{name}: a question, the middle", cuts[9], "ms")
    yield _at_most(f"{name}: a question, 95 of 100", cuts[18], P95_GOAL, "ms")
    busy = quantiles(processor, n=20)[18]
    yield _at_most(f"{name}: a question, 95 of 100, of the processor", busy, P95_GOAL, "ms")


def _found_among_many(finder: Finder) -> Iterator[Row]:
    asked = sets.answerable()
    found = [[one.id for one in finder.ask(each["text"]).results(3)] for each in asked]
    hits = sum(bool(sets.wanted(one) & set(ids)) for one, ids in zip(asked, found, strict=True))
    yield _told(
        f"given questions answered among three of {SERVICES} services", hits / len(asked), "share"
    )


def _rebuilt(book: Book) -> Iterator[Row]:
    """Ask without pause while a publication is taken in: nothing waits, nothing disappears."""
    current = Current()
    current.finder(book, patient=True)
    first = next(iter(book.services.values()))
    added = replace(first, id="NEW", name=Text("龙舟下水报备"), aliases=("划龙舟",))
    newer = replace(book, services={**book.services, "NEW": added})
    waits: list[float] = []
    lost, seen, began = 0, threading.Event(), time.perf_counter()
    while not seen.is_set():
        at = time.perf_counter()
        asked = current.finder(newer).ask("身份证丢了怎么补")
        waits.append((time.perf_counter() - at) * 1000)
        lost += asked.none or asked.results(1)[0].id != "GA-IDCARD-REISSUE"
        new = current.finder(newer).ask("划龙舟")
        if not new.none and new.results(1)[0].id == "NEW":
            seen.set()
    took = time.perf_counter() - began
    yield _at_most("a publication is found after", took, REBUILT_GOAL, "s")
    yield _told(f"questions answered meanwhile ({lost} lost)", len(waits), "questions")
    yield _told("the longest a question waited meanwhile", max(waits), "ms")


def _with_model(index: Index) -> Iterator[Row]:
    chance = np.random.default_rng(1)
    pilot = [one for one in index.documents if not one.id.startswith("X")]
    vectors = meaning.vectors_of(pilot, {}, meaning.indexing())
    texts = meaning.unread(index.documents, vectors)
    before = _resident()
    rows = chance.standard_normal((len(texts), 384), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    invented = dict(zip(texts, rows, strict=True))
    finder = Finder(index, meaning.Meanings(index.documents, {**vectors, **invented}))
    yield _told(f"vectors of {len(texts) + len(vectors)} texts, memory", _resident() - before, "MB")
    yield from _latency("with the model", finder)
    some = [*texts.values()][:SAMPLE]
    began = time.perf_counter()
    meaning.indexing().passages(some)
    each = (time.perf_counter() - began) / len(some)
    yield _told("the model reads a text in", each * 1000, "ms")
    yield _told(
        f"reading all {len(texts)} for the first time, at that pace", each * len(texts), "s"
    )
    yield _told("reading ten changed services", each * 30, "s")
