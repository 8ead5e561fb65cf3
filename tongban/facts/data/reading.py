"""Reading a table somebody sent (读取来表): CSV, Excel or JSON, bounded, nothing run.

A file is not trusted: its size, rows, columns and cells are bounded, a workbook is opened by the
catalogue's own guarded way (no macros, links, bombs), a formula is refused by its cell, and a cell
of a CSV that a spreadsheet would run stays a text and is counted.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import PurePath
from typing import Any

from tongban.catalogue.workbooks import opening
from tongban.catalogue.workbooks import results as workbooks
from tongban.facts.domain.problems import Unreadable
from tongban.facts.domain.profiling import Table

LARGEST = opening.LARGEST
ROWS, COLUMNS, CELL = 200_000, 200, 10_000
_DEPTH = 8


def read(content: bytes, name: str) -> Table:
    """Read a table by the end of its file's name; raises Unreadable with the reason."""
    if len(content) > LARGEST:
        raise Unreadable(f"文件大于 {LARGEST // 1_000_000} MB")
    match PurePath(name.lower()).suffix:
        case ".xlsx" | ".xlsm" | ".xls":
            lines: Iterable[Sequence[str]] = _workbook(content)
        case ".json" | ".jsonl" | ".ndjson":
            lines = _json(content)
        case _:
            lines = _csv(content)
    return _table(lines)


def _table(lines: Iterable[Sequence[str]]) -> Table:
    rest = iter(lines)
    header = next((line for line in rest if any(line)), None)
    if header is None:
        raise Unreadable("里面没有数据")
    rows: list[list[str]] = []
    for line in rest:
        cells = _ended([cell.strip() for cell in line])
        if not cells:
            continue
        if len(rows) >= ROWS:
            raise Unreadable(f"超过 {ROWS} 行,请分成几份")
        if any(len(cell) > CELL for cell in cells):
            raise Unreadable(f"第 {len(rows) + 2} 行有一格超过 {CELL} 字")
        rows.append(cells)
    if not rows:
        raise Unreadable("只有表头,没有数据")
    named = _ended([cell.strip() for cell in header])
    width = max(len(named), *map(len, rows))  # what stands beyond the header is kept too
    columns = _headings([*named, *[""] * (width - len(named))])
    return Table(columns, tuple((*cells, *[""] * (width - len(cells))) for cells in rows))


def _ended(cells: list[str]) -> list[str]:
    """Leave out the empty cells at a row's end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _headings(line: Sequence[str]) -> tuple[str, ...]:
    """Name every column, the nameless and the repeated ones too, so that none is lost."""
    if len(line) > COLUMNS:
        raise Unreadable(f"超过 {COLUMNS} 列")
    named: list[str] = []
    for no, cell in enumerate(line, 1):
        base = cell.strip()[:80] or f"第{no}列"
        name, again = base, 2
        while name in named:
            name, again = f"{base}_{again}", again + 1
        named.append(name)
    return tuple(named)


def _csv(content: bytes) -> Iterable[Sequence[str]]:
    if b"\0" in content[:4096]:
        raise Unreadable("不是文本文件")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise Unreadable("文字编码认不出来,请另存为 UTF-8") from None
    first = text.split("\n", 1)[0]
    mark = max(",;\t|", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error as fault:
        raise Unreadable(str(fault)) from None


def _workbook(content: bytes) -> Iterable[Sequence[str]]:
    try:
        with opening.opened(content) as book:
            for no, row in opening.numbered(book[book.sheetnames[0]]):
                yield [_cell(cell, no) for cell in row]
    except workbooks.Unreadable as fault:
        raise Unreadable(str(fault)) from None


def _cell(cell: Any, row: int) -> str:
    if getattr(cell, "data_type", "") == "f":
        raise Unreadable(f"第 {row} 行有公式({cell.coordinate}),请改成数值再传")
    return _said(cell.value)


def _json(content: bytes) -> Iterable[Sequence[str]]:
    try:
        text = content.decode("utf-8-sig")
        lines = [line for line in text.splitlines() if line.strip()]
        whole = text.lstrip()[:1] == "[" or len(lines) == 1 or text.lstrip()[:2] == "{\n"
        found = json.loads(text) if whole else [json.loads(line) for line in lines]
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Unreadable("不是可以读的 JSON") from None
    if isinstance(found, dict):
        found = next((each for each in found.values() if isinstance(each, list)), [found])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Unreadable("JSON 里应当是一列对象")
    rows = [dict(_flat(each)) for each in found[: ROWS + 1]]
    columns = list(dict.fromkeys(chain.from_iterable(rows)))
    yield columns
    for row in rows:
        yield [row.get(column, "") for column in columns]


def _flat(value: Mapping[str, Any], before: str = "", depth: int = 0) -> Iterable[tuple[str, str]]:
    """Name what lies inside by its way, so that nothing inside is dropped."""
    for key, inner in value.items():
        name = f"{before}{key}"
        if isinstance(inner, dict) and depth < _DEPTH:
            yield from _flat(inner, f"{name}.", depth + 1)
        else:
            yield name, _said(inner)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime) and value.hour == value.minute == value.second == 0:
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else str(value)
