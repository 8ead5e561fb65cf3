"""A program on blocks of households (分块内核): numpy on pieces of a sorted registry.

A block is a few thousand households that fit the processor's cache, so that no column of the
whole registry is ever made in between. Sums over a household are differences of a running sum,
exact in whole numbers. What belongs to a household is worked out once for each household.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tongban.oversight.population.arrays import Data, Value, step
from tongban.oversight.population.layers import SUMS
from tongban.policy.domain.rules.program import Op, Program

BLOCK = 1 << 15  # persons: a dozen columns of them fit the second-level cache
Array = npt.NDArray[Any]

PERSON, HOME, ALL = "person", "home", "all"  # what a step has a value for


@dataclass(frozen=True, slots=True)
class Kernel:
    """A program ready to run (内核): which of its steps are of a person, which of a household."""

    program: Program
    levels: tuple[str, ...]
    last: tuple[tuple[int, ...], ...]
    """The steps that nobody needs after each step."""
    wide: frozenset[int]
    """The facts that are reckoned with, and so need 64 bits."""

    def levels_of_results(self) -> dict[str, str]:
        """Say of each result whether it is a person's or a household's."""
        return {key: self.levels[place] for key, place in self.program.results.items()}

    def block(
        self, people: Mapping[str, Value], homes: Mapping[str, Value], starts: Array, persons: int
    ) -> dict[str, Value]:
        """Run one block; `starts` are the places of the first member of each household."""
        run = _Block(people, homes, starts, persons)
        values: dict[int, Value] = {}
        results = set(self.program.results.values())
        kept: dict[int, Value] = {}
        for place, op in enumerate(self.program.ops):
            values[place] = self._step(run, place, op, values)
            if place in results:
                kept[place] = values[place]
            for gone in self.last[place]:
                del values[gone]
        return {key: kept[place] for key, place in self.program.results.items()}

    def _step(self, run: "_Block", place: int, op: Op, values: dict[int, Value]) -> Value:
        if op.op == "const":
            return (0 if op.value is None else op.value, False if op.value is None else None)
        if op.op == "input":
            data, known = (run.homes if self.levels[place] == HOME else run.people)[op.value]
            narrow = place not in self.wide or data.dtype == np.int64
            return (data if narrow else data.astype(np.int64)), known
        if op.op in SUMS:
            (arg,) = op.args
            return run.sum(op.op, values[arg][0], self.levels[arg])
        args = [
            run.widened(arg, values[arg])
            if self.levels[place] == PERSON and self.levels[arg] == HOME
            else values[arg]
            for arg in op.args
        ]
        return step(op, args)


def kernel(program: Program, homes: frozenset[str] = frozenset()) -> Kernel:
    """Make a kernel; `homes` are the facts that are columns of the households."""
    levels: list[str] = []
    for op in program.ops:
        beneath = {levels[arg] for arg in op.args}
        if op.op == "input":
            levels.append(HOME if op.value in homes else PERSON)
        elif op.op in SUMS:
            levels.append(HOME)
        else:
            levels.append(PERSON if PERSON in beneath else HOME if HOME in beneath else ALL)
    user: dict[int, int] = {}
    for place, op in enumerate(program.ops):
        for arg in op.args:
            user[arg] = place
    gone: list[list[int]] = [[] for _ in program.ops]
    for arg, place in user.items():
        gone[place].append(arg)
    compared = frozenset(["eq", "ne", "lt", "le", "gt", "ge", "is_in", "known"])
    wide = frozenset(
        arg
        for op in program.ops
        if op.op not in compared
        for arg in op.args
        if program.ops[arg].op == "input" and program.ops[arg].type.kind in ("number", "day")
    )
    return Kernel(program, tuple(levels), tuple(map(tuple, gone)), wide)


class _Block:
    """One block: where each household begins, and what was spread over its members."""

    __slots__ = ("counts", "ends", "homes", "people", "persons", "spread", "starts")

    def __init__(
        self, people: Mapping[str, Value], homes: Mapping[str, Value], starts: Array, persons: int
    ) -> None:
        self.people, self.homes = people, homes
        self.starts, self.persons = starts, persons
        self.ends = np.append(starts[1:], persons)
        self.counts: Array | None = None
        self.spread: dict[int, Value] = {}

    def sum(self, op: str, data: Data, level: str) -> Value:
        """Sum over each household's members; no member's value is unknown."""
        if level == HOME:
            data = self._repeat(data)
        if np.ndim(data) == 0:
            data = np.broadcast_to(np.asarray(data), self.persons)
        if op == "max_of":
            return np.maximum.reduceat(data, self.starts), None
        if op == "min_of":
            return np.minimum.reduceat(data, self.starts), None
        kind = np.int32 if op == "some_of" else np.int64
        running = np.empty(self.persons + 1, kind)
        running[0] = 0
        np.cumsum(data, dtype=kind, out=running[1:])
        found = running[self.ends] - running[self.starts]
        return (found > 0 if op == "some_of" else found), None

    def widened(self, place: int, value: Value) -> Value:
        """Give each member the household's value, once."""
        if place not in self.spread:
            data, known = value
            self.spread[place] = (self._repeat(data), self._repeat(known))
        return self.spread[place]

    def _repeat(self, data: Any) -> Any:
        if not isinstance(data, np.ndarray):
            return data
        if self.counts is None:
            self.counts = self.ends - self.starts
        return np.repeat(data, self.counts)


@dataclass(frozen=True, slots=True)
class Cut:
    """One block (分块): its persons, its households, and where each of these begins."""

    low: int
    high: int
    first: int
    after: int
    starts: Array


def cuts(households: Array, block: int = BLOCK) -> list[Cut]:
    """Cut a column of households, equal ones together, into blocks."""
    begins = np.concatenate(([0], np.flatnonzero(households[1:] != households[:-1]) + 1))
    total, first = len(households), 0
    made = []
    while first < len(begins) and total:
        after = max(int(np.searchsorted(begins, begins[first] + block)), first + 1)
        low = int(begins[first])
        high = total if after >= len(begins) else int(begins[after])
        made.append(Cut(low, high, first, after, begins[first:after] - low))
        first = after
    return made


def plain_cuts(total: int, block: int = BLOCK) -> list[Cut]:
    """Cut persons into blocks where nothing is summed over households."""
    none = np.zeros(1, np.int64)
    ends = [(low, min(low + block, total)) for low in range(0, total, block)]
    return [Cut(low, high, 0, 1, none) for low, high in ends]


def run(
    made: Kernel, people: Mapping[str, Value], homes: Mapping[str, Value], blocks: list[Cut]
) -> dict[str, Value]:
    """Run a registry that lies in memory; results of a household have one value for each."""
    levels = made.levels_of_results()
    persons, households = blocks[-1].high, blocks[-1].after
    found: dict[str, Value] = {}
    for cut in blocks:
        part = made.block(
            _between(people, cut.low, cut.high),
            _between(homes, cut.first, cut.after),
            cut.starts,
            cut.high - cut.low,
        )
        for key, (data, known) in part.items():
            home = levels[key] == HOME
            low, high = (cut.first, cut.after) if home else (cut.low, cut.high)
            if key not in found:
                kind = np.asarray(data).dtype
                found[key] = (np.empty(households if home else persons, kind), None)
            whole, all_known = found[key]
            whole[low:high] = data
            if known is not None:
                if all_known is None:
                    all_known = np.ones(len(whole), bool)
                    found[key] = (whole, all_known)
                all_known[low:high] = known
    return found


def _between(columns: Mapping[str, Value], low: int, high: int) -> dict[str, Value]:
    return {
        key: (data[low:high], known[low:high] if isinstance(known, np.ndarray) else known)
        for key, (data, known) in columns.items()
    }
