"""Between a definition and the rows of tables (定义与数据行): written without loss, read without guess.

A column that says what the definition says already changes nothing; so whatever a column cannot
hold (other languages, conditions as trees) stays where it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.domain.model import Book
from tongban.catalogue.domain.standard.derived import DERIVED
from tongban.catalogue.domain.standard.fields import Field, Table, WrongCell
from tongban.catalogue.domain.standard.paths import (
    ABSENT,
    Value,
    get,
    put,
    put_said,
    take,
    take_said,
)

Cells = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be right (单元格有误): table, row (from 0), column and why."""

    table: str
    row: int
    column: str
    message: str


@dataclass(slots=True)
class Reading:
    """What is being read back (读回): faults so far, and which column first said each place."""

    book: Book
    faults: list[Fault] = field(default_factory=list)
    said: dict[tuple[str, int, str], tuple[str, Field, str | None]] = field(default_factory=dict)


def own(one: Field, value: Any) -> Any:
    """Return what an object itself says for a field, ABSENT or None where it says nothing."""
    return get(value, one.path) if one.path else ABSENT


def cell(one: Field, value: Any, book: Book) -> str | None:
    """Return what a column holds for an object; raises UnknownCode."""
    found = own(one, value)
    if (found is ABSENT or found is None) and one.derive:
        found = DERIVED[one.derive](value, book)
    return None if found is ABSENT else one.write(found)


def objects(table: Table, value: Mapping[str, Any]) -> Sequence[Any]:
    """Return the objects that are the rows of a table."""
    if not table.rows:
        return [value]
    found = get(value, table.rows)
    return found if isinstance(found, (list, tuple)) else ()


def write(table: Table, value: Mapping[str, Any], book: Book) -> tuple[list[Cells], list[Fault]]:
    """Write the rows of a table; a word without a code leaves its cell empty and is told."""
    rows: list[Cells] = []
    faults: list[Fault] = []
    for no, item in enumerate(objects(table, value)):
        cells: Cells = {}
        for one in table.fields:
            try:
                cells[one.column] = cell(one, item, book)
            except ValueError as fault:
                cells[one.column] = None
                faults.append(Fault(table.id, no, one.column, str(fault)))
        rows.append(cells)
    return rows, faults


def strip(tables: Sequence[Table], value: Mapping[str, Any], book: Book) -> Value:
    """Return what is left of a definition when all that the tables give back exactly is taken out."""
    left = deepcopy(dict(value))
    for table in tables:
        for whole, item in zip(objects(table, value), objects(table, left), strict=True):
            for one in table.fields:
                if not table.derived and _told(one, whole, book):
                    _take(one, item)
    return left


def _told(one: Field, whole: Any, book: Book) -> bool:
    """Tell whether the column alone says what the definition says, and no other way could."""
    found = own(one, whole)
    if found is ABSENT or found is None or not one.faithful(found):
        return False
    # What equals the derived value could not be told from it, so it stays.
    return not one.derive or one.write(found) != one.write(DERIVED[one.derive](whole, book))


def is_text(one: Field, item: Any) -> bool:
    """Tell whether a field's words are written in languages: a name always, a sentence where it is."""
    return one.type == "said" or (
        one.type == "sentence" and isinstance(get(item, one.path), Mapping)
    )


def _take(one: Field, item: Value) -> None:
    (take_said if is_text(one, item) else take)(item, one.path)


def merge(
    table: Table, value: Value, rows: Sequence[Cells], reading: Reading, *, late: bool
) -> None:
    """Bring rows into a definition; the objects they belong to are there already.

    `late` merges the fields that are derived from others, so that the others come first.
    """
    items = objects(table, value)
    for no, (item, cells) in enumerate(zip(items, rows, strict=True)):
        for one in table.fields:
            if one.path and one.column in cells and bool(one.derive) is late:
                _merge((table, no), one, item, cells[one.column], reading)


def _merge(
    at: tuple[Table, int], one: Field, item: Value, text: str | None, reading: Reading
) -> None:
    table, no = at
    try:
        now = cell(one, item, reading.book)
    except ValueError:
        now = None
    here = (table.id, one, text)
    where, first, told = reading.said.setdefault((table.rows, no, one.path), here)
    if text == now:
        return
    try:
        meant = None if text is None else one.read(text)
        if (where, first) != (table.id, one) and not _finer(first, told, meant):
            raise WrongCell(
                f"写“{text or ''}”,而 {where}.{first.column} 写“{told or ''}”,两处不一致"
            )
    except ValueError as fault:
        reading.faults.append(Fault(table.id, no, one.column, f"{one.name}:{fault}"))
        return
    if text is None:
        take(item, one.path)
    elif is_text(one, item):
        put_said(item, one.path, text)
    else:
        put(item, one.path, meant)


def _finer(first: Field, told: str | None, meant: Any) -> bool:
    """Tell whether a second column only says more exactly what the first said as well as it could."""
    return meant is not None and first.write(meant) == told


def too_long(table: Table, rows: Sequence[Cells]) -> Iterator[Fault]:
    """Yield the cells that are longer than the standard allows, and those it must have and lack."""
    for no, cells in enumerate(rows):
        for one in table.fields:
            text = cells.get(one.column)
            if text is not None and one.most is not None and len(text) > one.most:
                said = (
                    f"{one.name}有 {len(text)} 个字符,{table.standard or table.name}最长 {one.most}"
                )
                yield Fault(table.id, no, one.column, said)
            elif text is None and one.required:
                yield Fault(table.id, no, one.column, f"{one.name}是必填项,定义里没有写")
