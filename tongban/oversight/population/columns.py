"""A program as Polars expressions (规则到列式): lazily, so that a file passes through as a stream."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import polars as pl

from tongban.oversight.population.layers import layered
from tongban.policy.domain.rules.program import Input, Op, Program, Type

KINDS: Mapping[str, pl.DataType | type[pl.DataType]] = {"truth": pl.Boolean, "text": pl.String}
Two = Callable[[pl.Expr, pl.Expr], pl.Expr]
TWO: Mapping[str, Two] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
}


def frame(
    people: pl.LazyFrame, program: Program, *, keys: Sequence[str], household: str = "household"
) -> pl.LazyFrame:
    """Return the keys of each person and every result under its name."""
    made = layered(program)
    writer = _Writer(program)
    kept = [*keys, household] if made.sums and household not in keys else list(keys)
    facts = [column(one).alias(f"f{n}") for n, one in enumerate(program.inputs.values())]
    now = people.select(*kept, *facts)
    for layer in made.before:
        now = now.with_columns(**{f"s{one}": writer.made(one) for one in layer})
    if made.sums:
        sums = {f"s{one}": writer.sum(one) for one in made.sums}
        homes = now.drop_nulls(household).group_by(household).agg(**sums)
        now = now.join(homes, on=household, how="left", maintain_order="left")
    for layer in made.after:
        now = now.with_columns(**{f"s{one}": writer.made(one) for one in layer})
    return now.select(*keys, **{key: writer.text(place) for key, place in program.results.items()})


def column(input_: Input) -> pl.Expr:
    """Read a fact's column in the type that steps have: money in cents, days as numbers."""
    found = pl.col(input_.key)
    return (
        found.cast(pl.Int32).cast(pl.Int64)
        if input_.type.kind == "day"
        else found.cast(_kind(input_.type))
    )


def _kind(type_: Type) -> Any:
    return KINDS.get(type_.kind, pl.Int64)


class _Writer:
    """Writes the steps of one program as expressions."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.columns = layered(program).columns
        self.facts = {key: f"f{number}" for number, key in enumerate(program.inputs)}

    def sum(self, place: int) -> pl.Expr:
        """Write an aggregate over a household."""
        op = self.program.ops[place]
        constant = self.program.ops[op.args[0]]
        if op.op == "sum_of" and constant.op == "const":
            size: pl.Expr = pl.len().cast(pl.Int64) * constant.value
            return size
        value = self.text(op.args[0])
        sums = {"sum_of": value.sum, "max_of": value.max, "min_of": value.min}
        found: pl.Expr = value.any() if op.op == "some_of" else sums[op.op]()
        return found

    def text(self, place: int) -> pl.Expr:
        """Write a step where it is used: its column, or what makes it."""
        return pl.col(f"s{place}") if place in self.columns else self.made(place)

    def made(self, place: int) -> pl.Expr:
        """Write what makes a step."""
        op = self.program.ops[place]
        if op.op == "const":
            return pl.lit(op.value, dtype=_kind(op.type))
        if op.op == "input":
            return pl.col(self.facts[op.value])
        args = [self.text(arg) for arg in op.args]
        if op.op in TWO:
            return TWO[op.op](args[0], args[1])
        found: pl.Expr = getattr(self, f"_{op.op}")(op, args)
        return found

    def _and(self, _op: Op, args: list[pl.Expr]) -> pl.Expr:
        return reduce(lambda a, b: a & b, args)

    def _or(self, _op: Op, args: list[pl.Expr]) -> pl.Expr:
        return reduce(lambda a, b: a | b, args)

    def _known(self, _op: Op, args: list[pl.Expr]) -> pl.Expr:
        return args[0].is_not_null()

    def _not(self, _op: Op, args: list[pl.Expr]) -> pl.Expr:
        return ~args[0]

    def _neg(self, _op: Op, args: list[pl.Expr]) -> pl.Expr:
        return -args[0]

    def _is_in(self, op: Op, args: list[pl.Expr]) -> pl.Expr:
        type_ = self.program.ops[op.args[0]].type
        return args[0].is_in(pl.Series(list(op.value), dtype=_kind(type_)).implode())

    def _if(self, op: Op, args: list[pl.Expr]) -> pl.Expr:
        test, then, other = args
        chosen = pl.when(test).then(then)
        if self._is_null(op.args[2]):
            return chosen.otherwise(None)
        if self._is_null(op.args[1]):
            return pl.when(~test).then(other).otherwise(None)
        return chosen.when(~test).then(other).when(then == other).then(then).otherwise(None)

    def _is_null(self, place: int) -> bool:
        op = self.program.ops[place]
        return op.op == "const" and op.value is None

    def _presumed(self, _op: Op, args: list[pl.Expr]) -> pl.Expr:
        return pl.coalesce(args)

    def _least(self, _op: Op, args: list[pl.Expr]) -> pl.Expr:
        return reduce(lambda a, b: _guarded(a, b, pl.min_horizontal(a, b)), args)

    def _greatest(self, _op: Op, args: list[pl.Expr]) -> pl.Expr:
        return reduce(lambda a, b: _guarded(a, b, pl.max_horizontal(a, b)), args)

    def _div(self, op: Op, args: list[pl.Expr]) -> pl.Expr:
        """Write a rounded quotient by the one rounded down and what remains of it."""
        over, by = args[0], args[1]
        by = pl.when(by != 0).then(by)
        down = over // by
        rest = over - down * by
        if op.value == "down":
            return down
        double = rest.abs() * 2 - by.abs()
        negative = (over < 0) != (by < 0)
        more = {
            "up": rest != 0,
            "towards_zero": (rest != 0) & negative,
            "half_up": (double > 0) | ((double == 0) & ~negative),
            "half_even": (double > 0) | ((double == 0) & (down % 2 != 0)),
        }[op.value]
        return down + more.cast(pl.Int64)

    def _mask(self, op: Op, args: list[pl.Expr]) -> pl.Expr:
        """Write a number of bits: which conditions fail, and which are unknown."""
        bits = [
            pl.when(one)
            .then(pl.lit(0, pl.Int64))
            .when(~one)
            .then(pl.lit(1 << number, pl.Int64))
            .otherwise(pl.lit(1 << number + op.value, pl.Int64))
            for number, one in enumerate(args)
        ]
        return reduce(lambda a, b: a + b, bits)


def _guarded(first: pl.Expr, second: pl.Expr, chosen: pl.Expr) -> pl.Expr:
    """Keep a choice only where both are known."""
    return pl.when(first.is_not_null() & second.is_not_null()).then(chosen)
