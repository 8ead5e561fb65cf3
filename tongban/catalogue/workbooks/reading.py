"""Reading an item workbook back (读回工作簿): what was edited, and every wrong cell by its address.

Only cells that differ from what the definition says are looked at; so nothing that a sheet cannot
hold is ever lost, and an unchanged workbook changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl.utils import get_column_letter

from tongban.catalogue.domain.editing import REMOVE, Insert
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.standard.fields import Field
from tongban.catalogue.domain.standard.paths import ABSENT, get, put, put_said
from tongban.catalogue.workbooks.opening import numbered, opened
from tongban.catalogue.workbooks.results import Unreadable, WrongCell
from tongban.catalogue.workbooks.sheets import NUMBER, SERVICE, Sheet, sheets
from tongban.catalogue.workbooks.writing import CODES, GUIDE, TOO_LONG, shown

Value = Mapping[str, Any]


@dataclass(slots=True)
class Edits:
    """What somebody changed (改动): for each service first the values and removals, then what is new."""

    values: dict[str, dict[Path, Any]] = field(default_factory=dict)
    inserted: dict[str, dict[Path, Insert]] = field(default_factory=dict)
    wrong: list[WrongCell] = field(default_factory=list)
    unchanged: int = 0

    def services(self) -> list[str]:
        """Return the ids of the services that were changed."""
        return sorted({*self.values, *self.inserted})


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet as text (数据行): its number in the sheet and its cells by column."""

    no: int
    cells: Mapping[int, str]


@dataclass(slots=True)
class _Reader:
    """Holds one sheet against the definitions."""

    sheet: Sheet
    services: Mapping[str, Value]
    edits: Edits
    places: Mapping[str, int]

    def wrong(self, row: int, name: str, message: str) -> None:
        at = self.places.get(name, 0)
        address = f"{get_column_letter(at + 1)}{row}"
        self.edits.wrong.append(WrongCell(self.sheet.name, address, message))


def read(content: bytes, services: Mapping[str, Value]) -> Edits:
    """Read a workbook against the services it was made of; raises Unreadable."""
    edits = Edits()
    known = {one.name: one for one in sheets()}
    with opened(content) as book:
        names = list(book.sheetnames)
        for name in names:
            if name not in known and name not in (GUIDE, CODES):
                said = f"没有“{name}”这张表;有 {'、'.join(known)}"
                edits.wrong.append(WrongCell(name, "A1", said))
        if not known.keys() & set(names):
            raise Unreadable(f"里面没有事项工作簿的表({'、'.join(known)})")
        listed: set[str] | None = None
        for name in (one for one in known if one in names):
            lines = list(_lines(book[name], name, edits))
            found = _read_sheet(known[name], lines, services, edits, listed)
            listed = found if not known[name].rows else listed
    edits.unchanged = len(services) - len(edits.services())
    return edits


def _lines(sheet: Any, name: str, edits: Edits) -> Iterator[_Row]:
    for no, row in numbered(sheet):
        cells = {}
        for at, cell in enumerate(row):
            if cell.value is None:
                continue
            if cell.data_type in ("f", "e"):
                what = "是公式,请粘贴为数值" if cell.data_type == "f" else "是错误值,请改正"
                edits.wrong.append(WrongCell(name, cell.coordinate, what))
            else:
                cells[at] = _text(cell.value)
        yield _Row(no, {at: text for at, text in cells.items() if text})


def _text(value: Any) -> str:
    """Say a cell as text, whatever Excel made of it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (datetime, date)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip()


def _read_sheet(
    sheet: Sheet,
    lines: Sequence[_Row],
    services: Mapping[str, Value],
    edits: Edits,
    listed: set[str] | None,
) -> set[str]:
    """Read one sheet; return the services it names."""
    head = lines[0].cells if lines else {}
    places = {title: at for at, title in head.items()}
    reader = _Reader(sheet, services, edits, places)
    for at, title in head.items():
        if title not in sheet.head:
            said = f"没有“{title}”这一列,可能改了标题"
            edits.wrong.append(WrongCell(sheet.name, f"{get_column_letter(at + 1)}1", said))
    if missing := [title for title in sheet.key if title not in places]:
        edits.wrong.append(WrongCell(sheet.name, "A1", f"缺少“{missing[0]}”这一列"))
        return set()
    of = _by_service(reader, lines[1:])
    if not sheet.rows:
        for name, rows in of.items():
            for again in rows[1:]:
                reader.wrong(again.no, SERVICE, f"{name} 写了两行")
            _fields(reader, rows[0], services[name], (), name)
        return set(of)
    for name in sorted(of.keys() | (listed or set())):
        _rows(reader, of.get(name, []), services[name], name)
    return set(of)


def _by_service(reader: _Reader, lines: Sequence[_Row]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in lines:
        if not row.cells:
            continue
        name = row.cells.get(reader.places[SERVICE])
        if name is None:
            reader.wrong(row.no, SERVICE, "没有写是哪个事项")
        elif name not in reader.services:
            said = f"没有事项 {name};新事项请写定义文件,或用 tongban import"
            reader.wrong(row.no, SERVICE, said)
        else:
            found.setdefault(name, []).append(row)
    return found


def _rows(reader: _Reader, given: Sequence[_Row], value: Value, name: str) -> None:
    """Hold the rows of one service against its list: edited, new, gone."""
    found = get(value, reader.sheet.rows)
    items = list(found) if isinstance(found, (list, tuple)) else []
    around: Path = tuple(reader.sheet.rows.split("."))
    kept: set[int] = set()
    new: list[tuple[int, dict[str, Any]]] = []
    for place, row in enumerate(given):
        said = row.cells.get(reader.places[NUMBER])
        if said is None:
            new.append((place, _made(reader, row)))
            continue
        if not said.isdecimal() or not 0 < int(said) <= len(items):
            reader.wrong(row.no, NUMBER, f"行号 {said} 对不上原来的行;新的一行行号要空着")
            continue
        at = int(said) - 1
        if at in kept:
            reader.wrong(row.no, NUMBER, f"行号 {said} 写了两次;新的一行行号要空着")
            continue
        kept.add(at)
        _fields(reader, row, items[at], (*around, at), name)
    gone = [at for at in range(len(items)) if at not in kept]
    for at in reversed(gone):
        reader.edits.values.setdefault(name, {})[*around, at] = REMOVE
    for place, made in new:
        reader.edits.inserted.setdefault(name, {})[*around, place] = Insert(made)


def _fields(reader: _Reader, row: _Row, item: Any, around: Path, name: str) -> None:
    for one in reader.sheet.fields:
        if one.name not in reader.places:
            continue
        text = row.cells.get(reader.places[one.name])
        now = shown(one, item)
        if text == TOO_LONG or _plain(text) == _plain(now):
            continue
        if text is None and one.required:
            reader.wrong(row.no, one.name, f"{one.name}不能空着")
            continue
        try:
            meant = REMOVE if text is None else one.read(text)
        except ValueError as fault:
            reader.wrong(row.no, one.name, str(fault))
            continue
        place = _place(one, item, around)
        if meant is REMOVE and one.type == "sentence":
            place = (*around, *one.path.split("."))
        reader.edits.values.setdefault(name, {})[place] = meant


def _plain(text: str | None) -> str:
    return "" if text is None else text.replace("\r\n", "\n").strip()


def _place(one: Field, item: Any, around: Path) -> Path:
    """Return where the value goes; of a text in several languages, its Chinese."""
    path = (*around, *one.path.split("."))
    found = get(item, one.path)
    several = one.type in ("said", "sentence") and isinstance(found, Mapping)
    return (*path, "zh") if several or (one.type == "said" and found is ABSENT) else path


def _made(reader: _Reader, row: _Row) -> dict[str, Any]:
    """Make the object of a new row."""
    made: dict[str, Any] = {}
    for one in reader.sheet.fields:
        text = row.cells.get(reader.places.get(one.name, -1))
        if text is None:
            if one.required:
                reader.wrong(row.no, one.name, f"新的一行要写{one.name}")
            continue
        try:
            if one.type == "said":
                put_said(made, one.path, text)
            else:
                put(made, one.path, one.read(text))
        except ValueError as fault:
            reader.wrong(row.no, one.name, str(fault))
    return made
