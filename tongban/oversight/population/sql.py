"""A program as SQL (规则到 SQL): DuckDB, PostgreSQL, Spark and ClickHouse from one writer.

Only what all of them do alike is used, with their traps walled in: a CASE tests both branches, so
that an unknown condition gives no answer; greatest and least look at NULL first; a quotient is
made of a truncated one and its remainder; days are whole numbers, so that no DATE literal is
read as something else.
"""

# ruff: noqa: S608 - the text is made of step numbers, quoted columns and quoted constants

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.oversight.population.layers import layered
from tongban.policy.domain.rules.program import Input, Op, Program, Type

COMPARE = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*"}
SUMS = {"sum_of": "sum", "max_of": "max", "min_of": "min"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between databases (方言)."""

    name: str
    quote: str = '"'
    whole: str = "BIGINT"
    text: str = "VARCHAR"
    truth: str = "BOOLEAN"
    day: str = "{} - DATE '1970-01-01'"
    quotient: str = "({} / {})"
    fence: str = ""
    """What keeps the planner from writing a layer out again at every use of its columns."""

    def name_of(self, word: str) -> str:
        """Quote an identifier."""
        return f"{self.quote}{word.replace(self.quote, self.quote * 2)}{self.quote}"

    def kind(self, type_: Type) -> str:
        """Return the database's type for values of a type."""
        return {"truth": self.truth, "text": self.text}.get(type_.kind, self.whole)

    def literal(self, value: Any, type_: Type) -> str:
        """Write a constant."""
        if value is None:
            return f"CAST(NULL AS {self.kind(type_)})"
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, str):
            return self.string(value)
        return f"CAST({value} AS {self.whole})"

    def string(self, value: str) -> str:
        """Write a text; where a backslash escapes, it is escaped."""
        if self.quote == "`":
            value = value.replace("\\", "\\\\")
            return "'" + value.replace("'", "\\'") + "'"
        return "'" + value.replace("'", "''") + "'"

    def column(self, input_: Input, *, decimal: bool = False) -> str:
        """Read a fact's column in the type that steps have: money in cents, days as numbers."""
        column = self.name_of(input_.key)
        if decimal:
            column = f"{column} * {10**input_.type.scale}"
        if input_.type.kind == "day":
            column = self.day.format(column)
        return f"CAST({column} AS {self.kind(input_.type)})"


DIALECTS: Mapping[str, Dialect] = {
    "duckdb": Dialect("duckdb", quotient="({} // {})"),
    "postgresql": Dialect("postgresql", text="TEXT", fence=" OFFSET 0"),
    "spark": Dialect(
        "spark", quote="`", text="STRING", day="datediff({}, DATE '1970-01-01')",
        quotient="({} div {})",
    ),
    "clickhouse": Dialect(
        "clickhouse", quote="`", whole="Nullable(Int64)", text="Nullable(String)",
        truth="Nullable(Bool)", day="toInt32(toDate32({}))", quotient="intDiv({}, {})",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """How people are asked (查询): the dialect, where they stand, what identifies them."""

    dialect: Dialect
    source: str
    keys: tuple[str, ...] = ()
    household: str = "household"
    decimals: Mapping[str, int] = field(default_factory=dict)
    """Columns that are decimals; the others count whole steps."""

    def text(self, program: Program) -> str:
        """Write the query: the keys of each person, then every result under its name."""
        frames = list(self._frames(program))
        name = self.dialect.name_of
        writer = _Writer(self.dialect, program)
        columns = [name(key) for key in self.keys]
        columns += [f"{writer.text(one)} AS {name(key)}" for key, one in program.results.items()]
        with_ = ",\n".join(f"{frame} AS ({text})" for frame, text in frames)
        return f"WITH {with_}\nSELECT {', '.join(columns)} FROM {frames[-1][0]}"

    def _frames(self, program: Program) -> Iterator[tuple[str, str]]:
        """Yield the frames: people, columns before sums, the sums, columns after them."""
        made = layered(program)
        writer = _Writer(self.dialect, program)
        keys = [self.dialect.name_of(key) for key in self._keys(summed=bool(made.sums))]
        base = [*keys, *(f"f{number}" for number in range(len(program.inputs)))]
        yield "people", self._people(program, keys)
        frame, done = "people", 0
        for number, layer in enumerate([*made.before, (), *made.after]):
            if number == len(made.before):
                if made.sums:
                    yield "homes", self._homes(made.sums, writer, frame)
                    carried = [*base, *(f"s{one}" for one in made.kept(done))]
                    yield "joined", self._joined(made.sums, carried, frame)
                    frame, done = "joined", done + 1
                continue
            carried = [*base, *(f"s{one}" for one in made.kept(done) if one not in layer)]
            yield f"l{number}", writer.layer(layer, carried, frame)
            frame, done = f"l{number}", done + 1

    def _homes(self, sums: tuple[int, ...], writer: "_Writer", frame: str) -> str:
        """Write the sums of each household; who has none is in none."""
        home = self.dialect.name_of(self.household)
        found = ", ".join(f"{writer.sum(one)} AS s{one}" for one in sums)
        return (
            f"SELECT {home} AS home, {found} FROM {frame} WHERE {home} IS NOT NULL GROUP BY {home}"
        )

    def _joined(self, sums: tuple[int, ...], carried: list[str], frame: str) -> str:
        home = self.dialect.name_of(self.household)
        columns = [f"{frame}.{one} AS {one}" for one in carried]
        columns += [f"homes.s{one} AS s{one}" for one in sums]
        return (
            f"SELECT {', '.join(columns)} FROM {frame} LEFT JOIN homes"
            f" ON {frame}.{home} = homes.home"
        )

    def _keys(self, *, summed: bool) -> list[str]:
        """Name the columns that are carried along: what identifies a line, and the household."""
        needs_home = summed and self.household not in self.keys
        return [*self.keys, *([self.household] if needs_home else [])]

    def _people(self, program: Program, keys: list[str]) -> str:
        """Write the columns that are read, every fact in its own type."""
        columns = list(keys)
        for number, input_ in enumerate(program.inputs.values()):
            column = self.dialect.column(input_, decimal=input_.key in self.decimals)
            columns.append(f"{column} AS f{number}")
        return f"SELECT {', '.join(columns) or '1'} FROM {self.source}"


class _Writer:
    """Writes the steps of one program as expressions."""

    def __init__(self, dialect: Dialect, program: Program) -> None:
        self.dialect, self.program = dialect, program
        self.columns = layered(program).columns
        self.facts = {key: f"f{number}" for number, key in enumerate(program.inputs)}

    def layer(self, steps: tuple[int, ...], carried: list[str], frame: str) -> str:
        """Write a frame that adds columns to those carried along."""
        added = [f"{self.made(one)} AS s{one}" for one in steps]
        return f"SELECT {', '.join([*carried, *added])} FROM {frame}{self.dialect.fence}"

    def sum(self, place: int) -> str:
        """Write an aggregate over a household."""
        op = self.program.ops[place]
        if op.op == "some_of":
            return f"(max(CASE WHEN {self.text(op.args[0])} THEN 1 ELSE 0 END) = 1)"
        return f"CAST({SUMS[op.op]}({self.text(op.args[0])}) AS {self.dialect.whole})"

    def text(self, place: int) -> str:
        """Write a step where it is used: its column, or what makes it."""
        return f"s{place}" if place in self.columns else self.made(place)

    def made(self, place: int) -> str:
        """Write what makes a step."""
        op = self.program.ops[place]
        if op.op == "const":
            return self.dialect.literal(op.value, op.type)
        if op.op == "input":
            return self.facts[op.value]
        args = [self.text(arg) for arg in op.args]
        if op.op in COMPARE:
            return f"({args[0]} {COMPARE[op.op]} {args[1]})"
        if op.op in ARITHMETIC:
            return f"({args[0]} {ARITHMETIC[op.op]} {args[1]})"
        if op.op in ("and", "or"):
            return "(" + f" {op.op.upper()} ".join(args) + ")"
        return str(getattr(self, f"_{op.op}")(op, args))

    def _known(self, _op: Op, args: list[str]) -> str:
        return f"({args[0]} IS NOT NULL)"

    def _not(self, _op: Op, args: list[str]) -> str:
        return f"(NOT {args[0]})"

    def _neg(self, _op: Op, args: list[str]) -> str:
        return f"(- {args[0]})"

    def _is_in(self, op: Op, args: list[str]) -> str:
        type_ = self.program.ops[op.args[0]].type
        listed = ", ".join(self.dialect.literal(one, type_) for one in op.value)
        return f"({args[0]} IN ({listed}))" if op.value else f"(FALSE AND {args[0]} IS NULL)"

    def _if(self, op: Op, args: list[str]) -> str:
        test, then, other = args
        if self._is_null(op.args[2]):
            return f"(CASE WHEN {test} THEN {then} END)"
        if self._is_null(op.args[1]):
            return f"(CASE WHEN NOT {test} THEN {other} END)"
        return (
            f"(CASE WHEN {test} THEN {then} WHEN NOT {test} THEN {other}"
            f" WHEN {then} = {other} THEN {then} END)"
        )

    def _is_null(self, place: int) -> bool:
        op = self.program.ops[place]
        return op.op == "const" and op.value is None

    def _presumed(self, _op: Op, args: list[str]) -> str:
        return f"COALESCE({args[0]}, {args[1]})"

    def _least(self, _op: Op, args: list[str]) -> str:
        return self._guarded("least", args)

    def _greatest(self, _op: Op, args: list[str]) -> str:
        return self._guarded("greatest", args)

    def _guarded(self, function: str, args: list[str]) -> str:
        known = " AND ".join(f"{one} IS NOT NULL" for one in args)
        return f"(CASE WHEN {known} THEN {function}({', '.join(args)}) END)"

    def _div(self, op: Op, args: list[str]) -> str:
        """Write a rounded quotient by the truncated one and its remainder."""
        dividend, divisor = (self.program.ops[arg] for arg in op.args)
        if op.value == "down" and divisor.op == "const" and (divisor.value or 0) > 0:
            cut = self.dialect.quotient.format(args[0], divisor.value)
            if dividend.type.low is not None and dividend.type.low >= 0:
                return cut
            return f"({cut} - CASE WHEN {args[0]} < {cut} * {divisor.value} THEN 1 ELSE 0 END)"
        over, by = args[0], f"NULLIF({args[1]}, 0)"
        cut = self.dialect.quotient.format(over, by)
        rest = f"({over} - {cut} * {args[1]})"
        unlike = f"(({over} < 0) <> ({args[1]} < 0))"
        step = f"CASE WHEN {unlike} THEN -1 ELSE 1 END"
        more = f"abs({rest}) * 2 - abs({args[1]})"
        when = {
            "towards_zero": "FALSE",
            "down": f"{rest} <> 0 AND {unlike}",
            "up": f"{rest} <> 0 AND NOT {unlike}",
            "half_up": f"{more} >= 0",
            "half_even": f"({more} > 0 OR {more} = 0 AND {cut} % 2 <> 0)",
        }[op.value]
        if op.value == "towards_zero":
            return cut
        return f"({cut} + CASE WHEN {when} THEN {step} ELSE 0 END)"

    def _mask(self, op: Op, args: list[str]) -> str:
        """Write a number of bits: which conditions fail, and which are unknown."""
        half = op.value
        bits = (
            f"CASE WHEN {one} THEN 0 WHEN NOT {one} THEN {1 << number} ELSE {1 << number + half} END"
            for number, one in enumerate(args)
        )
        whole = self.dialect.whole
        return "(" + " + ".join(f"CAST({one} AS {whole})" for one in bits) + ")"
