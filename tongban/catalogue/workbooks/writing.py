"""Writing an item workbook (写出工作簿): headings, notes, drop-downs, and text that stays text."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tongban.catalogue.domain.standard.fields import Field
from tongban.catalogue.domain.standard.paths import ABSENT, get
from tongban.catalogue.workbooks.sheets import Sheet, choices, sheets

GUIDE, CODES = "说明", "代码"
TOO_LONG = "〔内容太长,请在定义文件里改〕"
LONGEST = 32_000  # characters; Excel's cell ends at 32,767
SPARE = 500  # rows beyond the last that still have drop-downs
_HEAD, _KEY, _MUST = (PatternFill("solid", fgColor=c) for c in ("EEE6D2", "E4E4E0", "F3D9C9"))
_TOP = Alignment(vertical="top", wrap_text=True)
_LINES = (
    "这本工作簿是从定义写出来的,改好以后原样读回。",
    "灰色的列(事项代码、行号)用来对上原来的行,不要改。",
    "浅红色标题是必填。能选的格子从下拉里选;可以写几个的,中间用顿号(、)隔开。",
    "不能写公式;读回时会指出每一个写错的格子。",
    "没有改过的读回没有变化;改过的成为自某一天起施行的新版本,定义文件里的注释都在。",
)


def write(services: Sequence[Mapping[str, Any]]) -> bytes:
    """Return a workbook of these services, as their definitions say them."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)  # noqa: S101 - a new workbook has one sheet
    guide.title = GUIDE
    lists = book.create_sheet(CODES)
    lists.sheet_state = "hidden"
    named = _lists(book, lists)
    for made in sheets():
        _sheet(book.create_sheet(made.name), made, services, named)
    _guide(guide)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guide(guide: Worksheet) -> None:
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 14, 90
    guide["A1"] = "事项工作簿"
    guide["A1"].font = Font(bold=True, size=16)
    rows = [("", line) for line in _LINES] + [(one.name, one.note) for one in sheets()]
    for no, (name, said) in enumerate(rows, 3):
        guide.cell(no, 1, name).font = Font(bold=True)
        guide.cell(no, 2, said).alignment = _TOP


def _lists(book: Workbook, lists: Worksheet) -> Mapping[tuple[str, ...], str]:
    """Write each list of words once, and give it a name that the drop-downs use."""
    named: dict[tuple[str, ...], str] = {}
    for made in sheets():
        for one in made.fields:
            words = choices(one)
            if not words or words in named:
                continue
            column = len(named) + 1
            letter = get_column_letter(column)
            for no, word in enumerate(words, 1):
                lists.cell(no, column, word)
            name = f"list_{column}"
            area = f"{CODES}!${letter}$1:${letter}${len(words)}"
            book.defined_names[name] = DefinedName(name, attr_text=area)
            named[words] = name
    return named


def _sheet(
    sheet: Worksheet,
    made: Sheet,
    services: Sequence[Mapping[str, Any]],
    named: Mapping[tuple[str, ...], str],
) -> None:
    _heads(sheet, made)
    at = 1
    for value in services:
        found = get(value, made.rows) if made.rows else [value]
        items = found if isinstance(found, (list, tuple)) else ()
        for no, item in enumerate(items, 1):
            at += 1
            key = (value["service"], str(no)) if made.rows else (value["service"],)
            for column, said in enumerate((*key, *(shown(one, item) for one in made.fields)), 1):
                if said is not None:
                    _put(sheet, at, column, said)
    for column, one in enumerate(made.fields, len(made.key) + 1):
        if words := choices(one):
            _choice(sheet, column, at + SPARE, one, named[words])


def shown(one: Field, item: Any) -> str | None:
    """Return what a cell shows for an object; a word that is in no set is shown as it is."""
    found = get(item, one.path)
    try:
        text = None if found is ABSENT else one.write(found)
    except ValueError:
        text = str(found)
    return TOO_LONG if text is not None and len(text) > LONGEST else text


def _put(sheet: Worksheet, row: int, column: int, said: str) -> None:
    """Write a text as a text: never a formula, never turned into a number or a day."""
    cell = sheet.cell(row, column)
    cell.value = said
    cell.data_type = "s"
    cell.quotePrefix = True
    cell.number_format = "@"
    cell.alignment = _TOP


def _heads(sheet: Worksheet, made: Sheet) -> None:
    sheet.freeze_panes = sheet.cell(2, len(made.key) + 1)
    for column, title in enumerate(made.head, 1):
        cell = sheet.cell(1, column, title)
        cell.font, cell.alignment = Font(bold=True), _TOP
        cell.fill = _KEY if column <= len(made.key) else _HEAD
        sheet.column_dimensions[get_column_letter(column)].width = 12
    for column, one in enumerate(made.fields, len(made.key) + 1):
        cell = sheet.cell(1, column)
        if one.required:
            cell.fill = _MUST
        if said := _note(one):
            cell.comment = Comment(said, "Tongban", width=260, height=120)
        width = 30 if one.type in ("text", "said", "sentence") else 16
        sheet.column_dimensions[get_column_letter(column)].width = width


def _note(one: Field) -> str:
    """Say what belongs into a column."""
    parts = [one.note]
    if one.no:
        parts.append(f"GB/T 39046 第 {one.no} 项")
    if one.most and not one.set:
        parts.append(f"最长 {one.most} 个字符")
    if one.type in ("words", "list"):
        parts.append("可以写几个,用顿号(、)或逗号隔开")
    if one.type == "day":
        parts.append("写成 2026-01-01")
    return "\n".join(part for part in parts if part)


def _choice(sheet: Worksheet, column: int, last: int, one: Field, name: str) -> None:
    rule = DataValidation(type="list", formula1=name, allow_blank=True)
    # Where several words may stand in one cell, another text is asked about and not refused.
    rule.errorStyle = "warning" if one.type == "words" else "stop"
    rule.errorTitle, rule.error = one.name, "请从下拉里选"
    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(rule)
