"""Planning: every life event with its facts loaded, services in great number, one condition.

Times are medians of one plan in milliseconds of processor time, set against the goal; the yardstick
of a condition is the same comparison written by hand in Python.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.model import (
    Book,
    FactRef,
    LicenceKind,
    Material,
    Need,
    Output,
    PublicService,
)
from tongban.catalogue.files import definition_files
from tongban.cli.commands.bench import Row, row
from tongban.kernel.text import Text
from tongban.policy.api import ANONYMOUS, Goals, Holdings, judge, plan

ROOT = Path(__file__).resolve().parents[1]
SLICES = 15
EVENT_GOAL = 20.0  # ms, a life event with its facts loaded
FIFTY_GOAL = 5.0  # ms, fifty services
MANY = 500
LARGE = 5_000
MANY_GOAL = 200.0  # ms


def run() -> list[Row]:
    """Measure, and return the rows."""
    return [*_events(), *_catalogues(), _condition()]


def _milliseconds(work: Callable[[], object], least: float = 0.02) -> float:
    """Time a piece of work: the median over slices of the time of one go."""
    work()
    times = []
    for _ in range(SLICES):
        goes, began = 0, time.process_time()
        while (took := time.process_time() - began) < least or not goes:
            work()
            goes += 1
        times.append(took / goes * 1000)
    return statistics.median(times)


def _within(what: str, took: float, goal: float) -> Row:
    return row(what, took, goal, goal=1.0, unit="CPU ms a plan", at_most=True)


def _events() -> Iterator[Row]:
    book = compile_book(load(definition_files(ROOT / "definitions")).definitions)
    refs = [FactRef("applicant", kind) for kind in sorted(book.kinds)]
    chosen = {one.service: True for event in book.events.values() for one in event.items}
    resident = Holdings(
        dict.fromkeys(refs, "x") | {FactRef("applicant", "gender"): "女"},
        frozenset(("applicant", licence) for licence in book.licences),
        parties={"applicant": 1, "spouse": 2},
        chosen=chosen,
    )
    for event in sorted(book.events):
        goals = Goals.of_event(event, book)
        took = max(
            _milliseconds(lambda goals=goals, held=held: plan(goals, book, holdings=held))
            for held in (Holdings(anonymous=True, chosen=chosen), resident)
        )
        yield _within(f"plan of {event}, everything optional included", took, EVENT_GOAL)


def _catalogues() -> Iterator[Row]:
    for count, goal in ((50, FIFTY_GOAL), (MANY, MANY_GOAL)):
        book = _book(count)
        goals = Goals.of(book.services, book)
        took = _milliseconds(lambda g=goals, b=book: plan(g, b, holdings=ANONYMOUS))
        yield _within(f"plan of {count} synthetic services at once", took, goal)
    nobody = Holdings(parties={"applicant": 1})
    for count in (MANY, LARGE):
        book = _book(count)
        goals = Goals.of([f"S{count - 1:04}"], book)
        took = _milliseconds(lambda g=goals, b=book: plan(g, b, holdings=nobody))
        found = plan(goals, book, holdings=nobody)
        what = f"prerequisites found among {count} services ({len(found.services)} added)"
        yield _within(what, took, MANY_GOAL)
        first = found.services[0].service
        refused = replace(nobody, refused=frozenset({first}))
        took = _milliseconds(lambda g=goals, b=book, h=refused: plan(g, b, holdings=h))
        yield _within(f"the same with one of {count} services refused", took, MANY_GOAL)


def _book(count: int) -> Book:
    """Make a catalogue: each service issues a licence and uses some of those before it."""
    chance = random.Random(count)  # noqa: S311 - a catalogue, not a secret
    services = {}
    for number in range(count):
        used = [f"L{one}" for one in chance.sample(range(number), min(number, 3))]
        services[f"S{number:04}"] = PublicService(
            f"S{number:04}", "2026-01-01", Text(f"事项{number}"), "公共服务", f"A{number % 20}",
            needs=tuple(
                Need(FactRef("applicant", f"f{chance.randrange(200)}"), "f", Text("信息"), source)
                for source in (None, None, None, *used, *used)
            ),
            materials=tuple(
                Material(no, Text("材料"), "licence", licence)
                for no, licence in enumerate(used, 1)
            ),
            output=Output(Text("结果"), f"L{number}"),
        )  # fmt: skip
    licences = {f"L{one}": LicenceKind(f"L{one}", Text("证照"), "A") for one in range(count)}
    return Book(services=services, licences=licences)


def _condition() -> Row:
    tree = {"all": [{"fact": f"f{one}", "op": ">=", "value": one} for one in range(10)]}
    facts = {f"f{one}": one + 1 for one in range(10)}
    held = Holdings({FactRef("applicant", key): value for key, value in facts.items()})
    book = Book()

    def by_hand() -> bool:
        return all(
            (value := facts.get(f"f{one}")) is not None and value >= one for one in range(10)
        )

    ours = _milliseconds(lambda: judge(tree, held, book))
    other = _milliseconds(by_hand)
    return row("a condition of ten leaves, with reasons", ours, other, goal=None, unit="ms")
