"""Decision tables (决策表): from rows of a sheet to one expression, gaps and overlaps found.

The first row names the columns: facts, then results marked with an arrow (`→金额`). Each row
below asks something of the facts (see `feel`) and gives values. The hit policy is DMN's: `U`
unique (no two rows at once), `F` the first row that holds, `C+` the sum of all that hold.

>>> made = read([["年龄", "→津贴"], ["< 80", "0"], ["[80..90)", "100"], [">= 90", "500"]])
>>> from tongban.policy.domain.rules.writing import written
>>> written(made.expression("津贴"))
'逐行(年龄 < 80: 0; 年龄 介于 [80..90): 100; 年龄 ≥ 90: 500)'
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tongban.kernel.text import Text
from tongban.policy.domain.rules import feel
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.building import Builder
from tongban.policy.domain.rules.completing import TooManyCellsError, witness
from tongban.policy.domain.rules.lowering import Lowering
from tongban.policy.domain.rules.parser import Names, parse
from tongban.policy.domain.rules.problems import BadTable, Fault, RuleFault
from tongban.policy.domain.rules.scope import Scope
from tongban.policy.domain.rules.typed import Abandon
from tongban.policy.domain.rules.words import TRUTHS

Hit = Literal["U", "F", "C+"]
MOST_ROWS, MOST_BYTES = 200, 2_000_000
_ARROWS = ("→", "=>", "->")


@dataclass(frozen=True, slots=True)
class Row:
    """One row (规则行): a condition for each column (None asks nothing), a value for each result."""

    tests: tuple[t.Node | None, ...]
    values: tuple[t.Node | None, ...]

    @property
    def test(self) -> t.Node:
        """The whole condition."""
        parts = tuple(one for one in self.tests if one is not None)
        return parts[0] if len(parts) == 1 else t.All(parts) if parts else t.Truth(value=True)


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table (决策表): columns, results and rows."""

    columns: tuple[t.Node, ...]
    results: tuple[str, ...]
    rows: tuple[Row, ...]
    hit: Hit = "U"
    kinds: tuple[str, ...] = ()

    def expression(self, result: str) -> t.Node:
        """Return the expression that gives a result."""
        no = self.results.index(result)
        given = [(row.test, row.values[no]) for row in self.rows]
        cases = [(test, value) for test, value in given if value is not None]
        if self.hit != "C+":
            return t.Cases(tuple(t.Case(test, value) for test, value in cases))
        total: t.Node | None = None
        for test, value in cases:
            part = t.If(test, value, t.Number(0))
            total = part if total is None else t.Add(total, part)
        return total or t.Number(0)


def read(
    rows: Sequence[Sequence[str]],
    *,
    hit: Hit = "U",
    names: Names | None = None,
    kinds: Mapping[str, str] | None = None,
) -> Table:
    """Read a table from its rows of text; raises BadTable with the row and column.

    `kinds` tells of each fact, by key, whether it is a text, truth, number or day, so that bare
    words are read as codes; without it a column is guessed from its cells.
    """
    body = [list(row) for row in rows if any(str(one).strip() for one in row)]
    if len(body) < 2:  # noqa: PLR2004 - a head and a row
        raise BadTable(1, 1, Text("要有一行表头和至少一行规则", "a head and a row are needed"))
    if len(body) > MOST_ROWS + 1:
        raise BadTable(MOST_ROWS + 2, 1, Text(f"最多 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows"))
    head = [str(one).strip() for one in body[0]]
    first = next((no for no, one in enumerate(head) if one.startswith(_ARROWS)), len(head))
    if first in (0, len(head)):
        raise BadTable(
            1,
            len(head),
            Text(
                "表头先写各项条件，再写结果，结果前加“→”",
                "name the conditions first, then the results with an arrow before",
            ),
        )
    columns = tuple(_column(name, no, names) for no, name in enumerate(head[:first], 1))
    found = tuple(
        _kind(column, [row[no] for row in body[1:] if no < len(row)], kinds or {})
        for no, column in enumerate(columns)
    )
    results = tuple(_result(name) for name in head[first:])
    made = [_row(row, no, columns, found, len(results)) for no, row in enumerate(body[1:], 2)]
    return Table(columns, results, tuple(made), hit, found)


def _result(name: str) -> str:
    for arrow in _ARROWS:
        name = name.removeprefix(arrow)
    return name.strip()


def _column(name: str, no: int, names: Names | None) -> t.Node:
    try:
        return parse(name, names)
    except RuleFault as problem:
        raise BadTable(1, no, problem.fault.words) from None


def _kind(column: t.Node, cells: Sequence[str], kinds: Mapping[str, str]) -> str:
    if isinstance(column, t.Fact) and column.key in kinds:
        return kinds[column.key]
    asked = [one.strip() for one in cells if one.strip() not in feel.ANYTHING]
    if asked and all(one in TRUTHS for one in asked):
        return "truth"
    return "number" if any(sign.isdigit() for one in asked for sign in one) else "text"


def _row(
    row: Sequence[str], no: int, columns: Sequence[t.Node], kinds: Sequence[str], results: int
) -> Row:
    cells = [str(one).strip() for one in row]
    if len(cells) > len(columns) + results and any(cells[len(columns) + results :]):
        raise BadTable(no, len(cells), Text("比表头多一格", "one cell more than the head has"))
    cells += [""] * (len(columns) + results - len(cells))
    tests, values = [], []
    for at, (text, column) in enumerate(zip(cells, columns, strict=False)):
        tests.append(_read(text, no, at + 1, column, kinds[at]))
    for at, text in enumerate(cells[len(columns) : len(columns) + results], len(columns) + 1):
        values.append(None if text in feel.ANYTHING else _read(text, no, at, None, ""))
    return Row(tuple(tests), tuple(values))


def _read(text: str, row: int, at: int, column: t.Node | None, kind: str) -> t.Node | None:
    try:
        return feel.value(text, kind) if column is None else feel.cell(text, column, kind)
    except RuleFault as problem:
        raise BadTable(row, at, problem.fault.words) from None


def read_csv(text: str, **options: Any) -> Table:
    """Read a table from comma- or tab-separated text."""
    if len(text) > MOST_BYTES:
        raise BadTable(1, 1, Text("文件太大", "the file is too large"))
    lines = text.lstrip("\ufeff")
    delimiter = "\t" if "\t" in lines.partition("\n")[0] else ","
    return read(list(csv.reader(io.StringIO(lines), delimiter=delimiter)), **options)


def faults(table: Table, scope: Scope) -> Sequence[Fault]:
    """Find rows that hold at once, and cases that no row covers; both with an example."""
    found: list[Fault] = []
    builder = Builder()
    lowering = Lowering(builder, scope, found.append, _no_results)
    try:
        tests = [lowering.truth(row.test) for row in table.rows]
    except Abandon:
        return found
    try:
        if table.hit == "U":
            found += _overlaps(builder, tests, table)
        if table.hit != "C+":
            example = witness(builder, builder.not_(builder.any(tests)))
            if example is not None:
                found.append(_told("table.gap", (1, 1), *_gap(example)))
    except TooManyCellsError:
        said = "情形太多，没有逐一查完空隙和重叠；请拆成几张表"
        more = "too many cases to look for gaps and overlaps; split the table"
        found.append(Fault((1, 1), "table.cells", Text(said, more), "warning"))
    return found


def _no_results(node: t.ClauseRef) -> Any:
    raise Abandon(node.gives)


def _overlaps(builder: Builder, tests: Sequence[int], table: Table) -> list[Fault]:
    found = []
    for no, test in enumerate(tests):
        for before in range(no):
            if table.rows[before].values == table.rows[no].values:
                continue
            example = witness(builder, builder.all([tests[before], test]))
            if example is not None:
                zh = f"第{before + 2}行和第{no + 2}行可能同时成立，如 {example}；请改区间或改用“首个”"
                en = f"rows {before + 2} and {no + 2} can hold at once, as {example}"
                found.append(_told("table.overlap", (no + 2, 1), zh, en))
    return found


def _gap(example: str) -> tuple[str, str]:
    where = example or "任何情形"
    return (
        f"有的情形没有一行管：{where}；请补一行",
        f"no row covers {example or 'anything'}; add one",
    )


def _told(rule: str, at: t.At, zh: str, en: str) -> Fault:
    return Fault(at, rule, Text(zh, en))
