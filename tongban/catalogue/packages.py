"""Packages of items as files (数据包文件): JSON, a directory of CSV, or a workbook.

All three hold the same text in the same columns. A text that a spreadsheet would take for a
formula is written with an apostrophe before it, and the apostrophe is taken off again.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from tongban.catalogue.domain.standard import package
from tongban.catalogue.domain.standard.package import FRAME, REST, SERVICE, TABLES, Exported
from tongban.catalogue.workbooks.opening import numbered, opened
from tongban.catalogue.workbooks.results import Unreadable

LARGEST = 200_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_HEAD = PatternFill("solid", fgColor="EEE6D2")

Grid = tuple[str, list[str], list[list[str]]]
Tables = dict[str, list[dict[str, Any]]]
Rest = dict[str, Mapping[str, Any]]


def guarded(text: str | None) -> str:
    """Return a text that no spreadsheet runs.

    >>> guarded("=1+1"), unguarded("'=1+1"), guarded("甲")
    ("'=1+1", '=1+1', '甲')
    """
    if text is None:
        return ""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Take the guard off again."""
    return text.removeprefix("'")


def write(made: Exported, out: Path) -> None:
    """Write a package: a workbook for `.xlsx`, JSON for `.json`, else a directory of CSV files."""
    _put(_grid(made), made.to_json(), out)


def write_tables(tables: Mapping[str, Sequence[Mapping[str, Any]]], out: Path) -> None:
    """Write any tables in the same three forms; a table's columns are those of its first row."""
    _put(
        (
            (
                name,
                list(rows[0]) if rows else [],
                [
                    [guarded(None if value is None else str(value)) for value in row.values()]
                    for row in rows
                ],
            )
            for name, rows in tables.items()
        ),
        {"tables": tables},
        out,
    )


def _put(grid: Iterable[Grid], said: Mapping[str, Any], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix.lower() == ".xlsx":
        _workbook(grid, out)
    elif out.suffix.lower() == ".json":
        out.write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
    else:
        out.mkdir(exist_ok=True)
        for name, text in _csv(grid).items():
            (out / f"{name.replace('/', '-')}.csv").write_text(text, "utf-8-sig", newline="")


def _grid(made: Exported) -> Iterable[Grid]:
    for table in TABLES:
        head = [*FRAME, *(one.column for one in table.fields)]
        body = [[guarded(row.get(column)) for column in head] for row in made.tables[table.id]]
        yield table.id, head, body
    rest = [
        [guarded(name), guarded(json.dumps(value, ensure_ascii=False))]
        for name, value in made.rest.items()
    ]
    yield REST, [SERVICE, REST], rest


def _csv(grid: Iterable[Grid]) -> Mapping[str, str]:
    found = {}
    for name, head, body in grid:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(head)
        writer.writerows(body)
        found[name] = text.getvalue()
    return found


def _workbook(grid: Iterable[Grid], out: Path) -> None:
    book = Workbook(write_only=True)
    for name, head, body in grid:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        titles = []
        for title in head:
            cell = WriteOnlyCell(sheet, title)
            cell.font, cell.fill = Font(bold=True), _HEAD
            titles.append(cell)
        sheet.append(titles)
        for line in body:
            sheet.append(_split(line) if name == REST else line)
    book.save(out)


def _split(line: list[str]) -> list[str]:
    """Spread a definition over as many cells as it needs; a cell holds 32,767 characters."""
    text = line[1]
    return [line[0], *(guarded(text[at : at + 30_000]) for at in range(0, len(text), 30_000))]


def is_package(path: Path) -> bool:
    """Tell whether a path holds a package: by what is in it, never by its name alone."""
    if path.is_dir():
        return any((path / f"{table.id}.csv").is_file() for table in TABLES)
    if path.suffix.lower() == ".xlsx":
        return path.is_file()
    if path.suffix.lower() == ".json" and path.is_file():
        with path.open("rb") as file:
            return package.FORMAT.encode() in file.read(4096)
    return False


def read(path: Path) -> tuple[Tables, Rest]:
    """Read the tables of a package; raises Unreadable."""
    if path.is_dir():
        return _read_csv(path)
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"{path.name} 大于 {LARGEST // 1_000_000} MB")
    if path.suffix.lower() == ".xlsx":
        return _read_workbook(path.read_bytes())
    try:
        value = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"{path.name} 不是 JSON: {fault}") from fault
    return _of_json(value)


def _of_json(value: Any) -> tuple[Tables, Rest]:
    tables = value.get("tables") if isinstance(value, dict) else None
    if not isinstance(tables, dict) or value.get("format") != package.FORMAT:
        raise Unreadable(f"不是事项数据包:format 要是 {package.FORMAT},tables 要是各表的行")
    for name, found in tables.items():
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise Unreadable(f"数据表 {name} 要是行的列表,每行是一个对象")
    rest = value.get(REST) or {}
    if not isinstance(rest, dict) or not all(isinstance(each, dict) for each in rest.values()):
        raise Unreadable(f"{REST} 要按事项给出对象")
    return tables, rest


def _read_csv(path: Path) -> tuple[Tables, Rest]:
    tables: Tables = {}
    rest: Rest = {}
    for table in (*(table.id for table in TABLES), REST):
        file = path / f"{table}.csv"
        if not file.is_file():
            continue
        if file.stat().st_size > LARGEST:
            raise Unreadable(f"{file.name} 大于 {LARGEST // 1_000_000} MB")
        try:
            text = file.read_text("utf-8-sig")
        except UnicodeDecodeError:
            text = _chinese(file)
        csv.field_size_limit(10_000_000)
        try:
            lines = list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error as fault:
            raise Unreadable(f"{file.name} 不是 CSV: {fault}") from fault
        _grid_of(table, lines, tables, rest)
    return tables, rest


def _chinese(file: Path) -> str:
    """Read what a Chinese Excel saved as CSV: GB 18030."""
    try:
        return file.read_text("gb18030")
    except UnicodeDecodeError:
        raise Unreadable(f"{file.name} 不是 UTF-8,也不是 GB 18030") from None


def _read_workbook(content: bytes) -> tuple[Tables, Rest]:
    tables: Tables = {}
    rest: Rest = {}
    with opened(content) as book:
        if not {table.id for table in TABLES} & set(book.sheetnames):
            said = "里面没有一张标准数据表;改过的事项工作簿请用 tongban workbook read 读回"
            raise Unreadable(said)
        for sheet in book:
            lines = []
            for _, row in numbered(sheet):
                for cell in row:
                    if cell.data_type == "f":
                        raise Unreadable(
                            f"表 {sheet.title} 的 {cell.coordinate} 是公式,请粘贴为数值"
                        )
                lines.append(["" if cell.value is None else str(cell.value) for cell in row])
            _grid_of(sheet.title, lines, tables, rest)
    return tables, rest


def _grid_of(name: str, lines: Sequence[Sequence[str]], tables: Tables, rest: Rest) -> None:
    if not lines:
        return
    head, *body = lines
    if name == REST:
        for line in body:
            if line and line[0]:
                text = "".join(unguarded(each) for each in line[1:])
                try:
                    value = json.loads(text)
                except (ValueError, RecursionError) as fault:
                    raise Unreadable(f"{REST} 里 {line[0]} 一行不是 JSON: {fault}") from fault
                if not isinstance(value, dict):
                    raise Unreadable(f"{REST} 里 {line[0]} 一行要是对象")
                rest[unguarded(line[0])] = value
        return
    found = tables.setdefault(name, [])
    for line in body:
        row = {column: unguarded(text) for column, text in zip(head, line, strict=False) if column}
        if any(row.values()):
            found.append(row)
