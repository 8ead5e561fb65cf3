"""Two versions of a policy over one population (政策沙盘): who gains, who loses, what it costs.

Both versions are judged in one run. Groups are columns of the file; a count of fewer people than
the least cell is not shown, and neither is the next smallest where the hidden one could be worked
out from the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tongban.oversight.population.assembling import Assembly, Column, Rule
from tongban.oversight.population.engines import Job, engine
from tongban.oversight.population.evaluating import Progress, prepared, quiet, renamed
from tongban.oversight.population.lists import amount_of
from tongban.oversight.population.problems import BadRegistry

BEFORE, AFTER = "before", "after"
LEAST = 10  # people in a cell
BATCH = 1 << 18
Shown = dict[str, int | None]
_FLOWS = ("gain", "lose")


@dataclass(slots=True)
class Cell:
    """What a change comes to for some people (变动); amounts are cents, or None where none is."""

    persons: int = 0
    before: int = 0
    after: int = 0
    gain: int = 0
    lose: int = 0
    more: int = 0
    less: int = 0
    undecided: int = 0
    cost: int = 0
    """What all of them get after, less what they got before."""

    def to_json(self) -> dict[str, int]:
        """Return the counts as plain JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Change:
    """Two versions compared (两版比较)."""

    policy: str
    versions: tuple[str, str]
    total: Cell
    groups: Mapping[str, Mapping[str, Shown]]
    """By column and value; a count is None where it is too small to be shown."""
    least: int

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain JSON; a count too small to be shown is null."""
        return {
            "policy": self.policy,
            "versions": list(self.versions),
            "total": self.total.to_json(),
            "minimum_cell": self.least,
            "groups": {column: dict(cells) for column, cells in self.groups.items()},
        }


def compare(
    before: Rule,
    after: Rule,
    people: Path,
    *,
    using: str = "polars",
    on: date,
    by: Sequence[str] = (),
    least: int = LEAST,
    household: str = "household",
    progress: Progress = quiet,
) -> Change:
    """Judge everybody by two versions and sum what changes, in total and by group."""
    chosen = engine(using)
    rules = [renamed(before, BEFORE), renamed(after, AFTER)]
    registry, assembly = prepared(rules, people, on=on, household=household, bare=True)
    if missing := [one for one in by if one not in registry.columns]:
        raise BadRegistry(f"{people.name}: there is no column {missing[0]!r} to group by")
    keys = tuple(dict.fromkeys(by))
    with TemporaryDirectory(prefix="tongban-compare-") as folder:
        out = Path(folder) / "lines.parquet"
        told = Job(
            replace(registry, key=None, also=keys), assembly.program, out,
            lambda n, of: progress("people", n, of),
        )  # fmt: skip
        chosen.run(told)
        total, groups = _summed(out, assembly, keys)
    shown = {column: _hidden(cells, least) for column, cells in groups.items()}
    versions = (before.version, after.version)
    return Change(after.policy, versions, total, shown, least)


def _summed(
    out: Path, assembly: Assembly, keys: tuple[str, ...]
) -> tuple[Cell, dict[str, dict[str, Cell]]]:
    total = Cell()
    groups: dict[str, dict[str, Cell]] = {key: {} for key in keys}
    for batch in pq.ParquetFile(out).iter_batches(BATCH):
        table = _measured(pa.Table.from_batches([batch]), assembly.columns)
        _add(total, table, None)
        for key in keys:
            for value, part in _parts(table, key):
                _add(groups[key].setdefault(value, Cell()), part, key)
    return total, groups


MEASURES = tuple(Cell.__dataclass_fields__)
COUNTS = tuple(name for name in MEASURES if name != "cost")


def _measured(table: pa.Table, columns: Sequence[Column]) -> pa.Table:
    """Add a column for everything that is summed."""
    first, second = columns
    was, now = table[first.decision], table[second.decision]
    had, has = _paid(table, first), _paid(table, second)
    yes_before, yes_after = pc.equal(was, 1), pc.equal(now, 1)
    both = pc.and_(_sure(yes_before), _sure(yes_after))
    made = {
        "persons": pa.array([1] * table.num_rows, pa.int64()),
        "before": yes_before,
        "after": yes_after,
        "gain": pc.and_(pc.equal(was, 0), yes_after),
        "lose": pc.and_(yes_before, pc.equal(now, 0)),
        "more": pc.and_(both, pc.greater(has, had)),
        "less": pc.and_(both, pc.less(has, had)),
        "undecided": pc.or_(pc.is_null(was), pc.is_null(now)),
        "cost": pc.subtract(has, had),
    }
    for name, column in made.items():
        filled = pc.fill_null(column, fill_value=0 if name in ("persons", "cost") else False)
        table = table.append_column(f"#{name}", filled.cast(pa.int64()))
    return table


def _sure(column: Any) -> Any:
    return pc.fill_null(column, fill_value=False)


def _paid(table: pa.Table, column: Column) -> Any:
    """Return what each is paid: nothing unless granted, nothing while it is not known."""
    amount = amount_of(column)
    if amount is None:
        return pa.array([0] * table.num_rows, pa.int64())
    granted = _sure(pc.equal(table[column.decision], 1))
    return pc.fill_null(pc.if_else(granted, table[column.name(amount)], 0), fill_value=0)


def _parts(table: pa.Table, key: str) -> list[tuple[str, pa.Table]]:
    sums = [(f"#{name}", "sum") for name in MEASURES]
    found = table.group_by(key).aggregate(sums)
    names = ["—" if one is None else str(one) for one in found[key].to_pylist()]
    return [(name, found.slice(row, 1)) for row, name in enumerate(names)]


def _add(cell: Cell, table: pa.Table, key: str | None) -> None:
    for name in MEASURES:
        column = table[f"#{name}" if key is None else f"#{name}_sum"]
        setattr(cell, name, getattr(cell, name) + (pc.sum(column).as_py() or 0))


def _hidden(cells: Mapping[str, Cell], least: int) -> dict[str, Shown]:
    """Leave out every count too small to be shown, so that none can be worked out from the total.

    Where a single count of a column would be left out it would be the total less the others, so
    the next smallest goes too. What a change costs goes with the counts it would give away, and so
    does how many have it after, since before and after say how many gained.
    """
    order = sorted(cells, key=lambda value: (-cells[value].persons, value))
    shown: dict[str, Shown] = {value: dict(cells[value].to_json()) for value in order}
    for name in sorted(COUNTS, key=lambda name: name == AFTER):
        counts = {value: getattr(cells[value], name) for value in order}
        small = [
            value
            for value, count in counts.items()
            if 0 < count < least or (name == AFTER and None in map(shown[value].get, _FLOWS))
        ]
        if len(small) == 1:
            others = [value for value in order if value not in small and counts[value]]
            small += sorted(others, key=lambda value: counts[value])[:1]
        for value in small:
            shown[value][name] = None
            shown[value]["cost"] = None
    for value, cell in cells.items():
        if cell.persons < least:
            shown[value] = dict.fromkeys(MEASURES)
    return shown
