"""What is certain although Kleene's logic says unknown (补全): cases by cells, in the program itself.

A rule that looks at a fact twice may be certain while the fact is unknown: "under 60 or at least
60". The thresholds a rule compares with cut each fact into a few cells; where every cell gives
the same result, so does the unknown. The cases are written into the program as `complete` steps,
so that every engine finds the same. Parts that share no fact are completed by themselves.

What is compared is the carrier: a fact, or a computed value such as an age; two values compared
with each other are a carrier of three cells (less, equal, greater). Carriers are taken as
independent, which never calls certain what is not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tongban.policy.domain.rules.building import Builder, renumbered
from tongban.policy.domain.rules.program import Op, Program

MOST_CELLS = 10_000
_COMPARE = ("lt", "le", "gt", "ge", "eq", "ne")
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
}
Carrier = tuple[Any, ...]
Cell = tuple[Any, ...]
OTHER = ("other",)


class Cells:
    """The atoms of a program, by what they look at, and the cells they cut it into (分格)."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self._under: dict[int, Mapping[Carrier, int]] = {}
        self._atoms: dict[Carrier, set[int]] = {}

    def atom(self, step: int) -> Carrier | None:
        """Return the carrier of an atom; None for a step that is no atom."""
        op = self.builder.ops[step]
        if op.op == "is_in":
            return ("value", op.args[0])
        if op.op in _COMPARE:
            left, right = op.args
            if self.builder.type(left).kind in ("truth", "text"):
                return ("truth", step)
            if self.builder.ops[right].op == "const":
                return ("value", left)
            return ("pair", min(left, right), max(left, right))
        if op.type.kind == "truth" and op.op in ("input", "fold", "presumed"):
            return ("truth", step)
        return None

    def under(self, step: int) -> Mapping[Carrier, int]:
        """Count, up to two, how often each carrier is looked at beneath a step."""
        found = self._under.get(step)
        if found is None:
            self._under[step] = found = self._count(step)
        return found

    def _count(self, step: int) -> Mapping[Carrier, int]:
        carrier = self.atom(step)
        if carrier is not None:
            self._atoms.setdefault(carrier, set()).add(step)
            return {carrier: 1}
        counted: dict[Carrier, int] = {}
        for arg in self.builder.ops[step].args:
            for one, times in self.under(arg).items():
                counted[one] = min(2, counted.get(one, 0) + times)
        return counted

    def of(self, carrier: Carrier) -> Sequence[Cell]:
        """Return the cells of a carrier."""
        kind = carrier[0]
        if kind == "truth":
            return ((True,), (False,))
        if kind == "pair":
            return ((-1,), (0,), (1,))
        if self.builder.type(carrier[1]).kind == "text":
            return self._words(carrier)
        low, high = self.builder.bounds(carrier[1])
        cuts = {low, high + 1}
        for step in self._atoms.get(carrier, ()):
            cuts |= {cut for cut in self._cuts(step) if low < cut <= high}
        edges = sorted(cuts)
        return [(first, after - 1) for first, after in pairwise(edges)]

    def _words(self, carrier: Carrier) -> Sequence[Cell]:
        said: dict[Any, None] = {}
        for step in self._atoms.get(carrier, ()):
            said |= dict.fromkeys(self.builder.ops[step].value)
        options = self.builder.type(carrier[1]).options
        words: list[Cell] = [(word,) for word in said if not options or word in options]
        return words if options and set(options) <= set(said) else [*words, OTHER]

    def _cuts(self, step: int) -> set[int]:
        op = self.builder.ops[step]
        if op.op == "is_in":
            return {cut for one in op.value for cut in (one, one + 1)}
        bound = self.builder.ops[op.args[1]].value
        match op.op:
            case "lt" | "ge":
                return {bound}
            case "le" | "gt":
                return {bound + 1}
            case _:
                return {bound, bound + 1}

    def holds(self, step: int, carrier: Carrier, cell: Cell) -> bool:
        """Whether an atom holds in a cell of its carrier."""
        op = self.builder.ops[step]
        if carrier[0] == "truth":
            return bool(cell[0])
        if op.op == "is_in":
            return cell is not OTHER and cell[0] in op.value
        if carrier[0] == "pair":
            sign = cell[0] if op.args[0] == carrier[1] else -cell[0]
            return _HOLDS[op.op](sign, 0)
        return _HOLDS[op.op](cell[0], self.builder.ops[op.args[1]].value)

    def probe(self, carrier: Carrier) -> int:
        """Return a step that is known exactly where the carrier is."""
        return min(self._atoms[carrier]) if carrier[0] == "pair" else int(carrier[1])


def grouped(
    steps: Iterable[int], looks_at: Callable[[int], Iterable[Any]]
) -> Sequence[Sequence[int]]:
    """Group steps that look at a common thing, directly or through others."""
    groups: list[tuple[set[Any], list[int]]] = []
    for step in steps:
        things, members = set(looks_at(step)), [step]
        for group in [one for one in groups if one[0] & things]:
            groups.remove(group)
            things, members = things | group[0], [*group[1], *members]
        groups.append((things, members))
    return [members for _, members in groups]


class Completing:
    """One builder whose results are made complete (补全)."""

    def __init__(self, builder: Builder) -> None:
        self.builder, self.cells = builder, Cells(builder)
        self.budget = MOST_CELLS
        self.is_complete = True
        self._made: dict[tuple[int, frozenset[Carrier]], int] = {}

    def complete(self, step: int, known: frozenset[Carrier] = frozenset()) -> int:
        """Return a step that says the same, and is known wherever its result is certain.

        `known` are carriers that have been looked at and found known.
        """
        twice = {
            one for one, times in self.cells.under(step).items() if times > 1 and one not in known
        }
        if not twice:
            return step
        key = (step, known & frozenset(self.cells.under(step)))
        found = self._made.get(key)
        if found is None:
            self._made[key] = found = self._parted(step, known, twice)
        return found

    def _parted(self, step: int, known: frozenset[Carrier], twice: set[Carrier]) -> int:
        op = self.builder.ops[step]
        groups = grouped(op.args, lambda arg: self.cells.under(arg).keys() - known)
        if op.op in ("and", "or") and len(groups) > 1:
            join = self.builder.all if op.op == "and" else self.builder.any
            return join(
                [self.complete(part[0] if len(part) == 1 else join(part), known) for part in groups]
            )
        if len(groups) == len(op.args):
            return remade(self.builder, op, [self.complete(arg, known) for arg in op.args])
        return self._cases(step, known, twice)

    def _cases(self, step: int, known: frozenset[Carrier], twice: set[Carrier]) -> int:
        carrier = min(twice, key=lambda one: (len(self.cells.of(one)), str(one)))
        cells = self.cells.of(carrier)
        self.budget -= len(cells)
        if self.budget < 0:
            self.is_complete = False
            return step
        cases = self._alike(step, carrier, cells, known)
        base = self.complete(step, known | {carrier})
        build = self.builder
        if not cases or self.budget < 0:
            return base
        if len(set(cases)) == 1:
            return cases[0]
        args = (base, self.cells.probe(carrier), *cases)
        return build.step("complete", args, build.type(base), (carrier[0], tuple(cells)))

    def _alike(
        self, step: int, carrier: Carrier, cells: Sequence[Cell], known: frozenset[Carrier]
    ) -> list[int]:
        """Return the step in every cell; nothing where two cells surely differ."""
        cases: list[int] = []
        constants: set[Any] = set()
        for cell in cells:
            cases.append(self.complete(self.assumed(step, carrier, cell), known))
            value = self.builder.constant(cases[-1])
            if value is not NotImplemented:
                constants.add(value)
            if len(constants) > 1 or None in constants:
                return []
        return cases

    def assumed(self, step: int, carrier: Carrier, cell: Cell) -> int:
        """Return a step as it is where a carrier lies in a cell."""
        made: dict[int, int] = {}

        def visit(one: int) -> int:
            if one not in made:
                made[one] = self._visited(one, carrier, cell, visit)
            return made[one]

        return visit(step)

    def _visited(self, one: int, carrier: Carrier, cell: Cell, visit: Callable[[int], int]) -> int:
        if carrier not in self.cells.under(one):
            return one
        if self.cells.atom(one) == carrier:
            return self.builder.truth(self.cells.holds(one, carrier, cell))
        op = self.builder.ops[one]
        return remade(self.builder, op, [visit(arg) for arg in op.args])


_Remake = Callable[[Builder, Op, list[int]], int]
_REMAKE: Mapping[str, _Remake] = {
    "and": lambda build, _, args: build.all(args),
    "or": lambda build, _, args: build.any(args),
    "not": lambda build, _, args: build.not_(args[0]),
    "at_least": lambda build, op, args: build.at_least(op.value, args),
    "if": lambda build, _, args: build.if_(*args),
    **dict.fromkeys(_COMPARE, lambda build, op, args: build.compare(op.op, *args)),
    "is_in": lambda build, op, args: build.is_in(args[0], op.value),
    "add": lambda build, _, args: build.add(*args),
    "sub": lambda build, _, args: build.subtract(*args),
    "neg": lambda build, _, args: build.negate(*args),
    "mul": lambda build, op, args: build.product(args[0], args[1], op.type.scale),
    "div": lambda build, op, args: build.divide(args[0], args[1], op.value, op.type.scale),
    "least": lambda build, _, args: build.least(tuple(args)),
    "greatest": lambda build, _, args: build.greatest(tuple(args)),
    "presumed": lambda build, _, args: build.presumed(*args),
}


def remade(builder: Builder, op: Op, args: list[int]) -> int:
    """Make a step again with other arguments, folding what has become constant."""
    make = _REMAKE.get(op.op)
    return make(builder, op, args) if make else builder.step(op.op, args, op.type, op.value)


def completed(builder: Builder, program: Program) -> tuple[Program, Mapping[int, int]]:
    """Make all results of a program complete, as far as their cells can be counted.

    Also returns the new number of every step that stayed.
    """
    is_complete = True
    results: dict[str, int] = {}
    given: dict[str, int] = {}
    for made, steps in ((results, program.results), (given, program.given)):
        for key, step in steps.items():
            work = Completing(builder)
            made[key] = work.complete(step)
            is_complete = is_complete and work.is_complete
    whole = replace(
        program, ops=tuple(builder.ops), results=results, given=given, complete=is_complete
    )
    return renumbered(whole)


def can_hold(builder: Builder, step: int, *, value: bool = True) -> bool:
    """Whether a condition can come out so in some cell; True where there are too many to look."""
    work = Completing(builder)
    budget = [MOST_CELLS]

    def look(one: int) -> bool:
        constant = builder.constant(one)
        if constant is not NotImplemented:
            return constant is value
        carriers = work.cells.under(one)
        budget[0] -= 1
        if not carriers or budget[0] < 0:
            return True
        carrier = min(carriers, key=lambda each: (-carriers[each], str(each)))
        return any(look(work.assumed(one, carrier, cell)) for cell in work.cells.of(carrier))

    return look(step)


class TooManyCellsError(Exception):
    """There are more cells than can be looked at."""


def witness(builder: Builder, step: int) -> str | None:
    """Return, in words, a case in which a condition holds; None where there is none.

    Raises TooManyCellsError where there are too many to look.
    """
    work = Completing(builder)
    budget = [MOST_CELLS]

    def look(one: int, said: tuple[str, ...]) -> tuple[str, ...] | None:
        constant = builder.constant(one)
        if constant is not NotImplemented:
            return said if constant is True else None
        carriers = work.cells.under(one)
        budget[0] -= 1
        if budget[0] < 0:
            raise TooManyCellsError
        if not carriers:
            return said
        carrier = min(carriers, key=lambda each: (-carriers[each], str(each)))
        for cell in work.cells.of(carrier):
            found = look(work.assumed(one, carrier, cell), (*said, _said(builder, carrier, cell)))
            if found is not None:
                return found
        return None

    found = look(step, ())
    return None if found is None else "，".join(one for one in found if one)


def _said(builder: Builder, carrier: Carrier, cell: Cell) -> str:
    """Say which cell a carrier lies in."""
    op = builder.ops[carrier[1]]
    if op.op != "input":
        return ""
    name = builder.inputs[op.value].name or op.value
    if carrier[0] == "truth":
        return f"{name} {'是' if cell[0] else '否'}"
    if cell is OTHER:
        return f"{name} 为其他"
    if op.type.kind != "number":
        return f"{name} {cell[0]}"
    scale = Decimal(10) ** -op.type.scale
    low = Decimal(cell[0]) * scale
    return (
        f"{name} {low}" if cell[0] == cell[-1] else f"{name} {low} 至 {Decimal(cell[-1]) * scale}"
    )
