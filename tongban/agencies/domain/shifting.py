"""Shifts (机构改革到日): what is open goes over to whoever is competent, a batch at a time.

On the day a reorganisation begins, and on the day it is taken back, every room moves what it
keeps open: posts, cases, demands, agreements. A mover reads where each thing stands and where it
belongs, so that told twice it does nothing the second time, and broken off it goes on.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tongban.agencies.domain.lineage import Lineage

EXAMPLES = 3  # of each way


@dataclass(frozen=True, slots=True)
class Shift:
    """What a mover is told (改革事实): the lineage, the day, and whose open work is looked at.

    `touched` are the agencies that lost or got powers; their units in the districts go with them.
    """

    lineage: Lineage
    on: date
    touched: frozenset[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """How far a mover came (移交进度): how many moved, what could not, and where to go on.

    `after` None is the end; `left` says by number why something stayed where it was.
    """

    done: int = 0
    after: str | None = None
    left: Mapping[str, str] = field(default_factory=dict)


Mover = Callable[[Shift, str], Moved]
"""Moves the next batch behind a place ("" is the beginning), in the caller's transaction."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one part of a shift is (到日移交情况), for pages and the command line."""

    part: str
    began: datetime
    done: int
    finished: datetime | None
    left: Mapping[str, str]
    touched: tuple[str, ...]


@dataclass(slots=True)
class Foreseen:
    """What a reorganisation would move of one kind (预览): how many from whom to whom, and examples.

    `clocks` counts those with a limit that runs, all of which stay as they are.
    """

    part: str
    count: int = 0
    goes: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[tuple[str, str, str]] = field(default_factory=list)
    clocks: int = 0

    def add(self, what: str, was: str, to: str, *, clock: bool = False) -> None:
        """Count one that goes from one agency to another; the first of each way are examples."""
        self.count += 1
        self.clocks += clock
        self.goes[was, to] += 1
        if self.goes[was, to] <= EXAMPLES:
            self.examples.append((what, was, to))
