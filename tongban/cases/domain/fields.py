"""One checker for each type of fact (字段类型): from what was written to what is stored.

A checker takes the fact kind and the raw answer and gives the stored value and, where something
was put right, a note; or raises `WrongError` with the sentence for the person.
"""

import re
from collections.abc import Callable
from typing import Any

from tongban.cases.domain import figures
from tongban.cases.domain.writing import (
    LIMITS,
    WrongError,
    as_text,
    narrow,
    no_markup,
    one_script,
)
from tongban.catalogue.domain.model import FactKind
from tongban.kernel.text import Text

__all__ = ["LIMITS", "UNKNOWN", "Checker", "WrongError", "of_type"]

TABLE_ROWS = 100
TABLE_COLUMNS = 30
UNKNOWN = Text(
    "这张表没有这一项，请刷新页面后再填。", "This form has no such field. Reload the page."
)

Checker = Callable[[FactKind, Any], tuple[Any, Text | None]]


def of_type(type_: str) -> Checker:
    """Return the checker of a fact type; an unknown type is checked as a line of text."""
    return _CHECKERS.get(type_, string)


def string(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take one line, kept exactly as written (姓名等), so that rare characters survive."""
    text = as_text(kind, raw)
    no_markup(text)
    one_script(text)
    return text, None


def text(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take free words of several lines (说明); markup stays as words, pages escape it."""
    return as_text(kind, raw, lines=True), None


def address(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take an address (地址) of one line or several."""
    written = as_text(kind, raw, lines=True)
    no_markup(written)
    return written, None


def region(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a region (行政区划): its code of 6, 9 or 12 digits (GB/T 2260), or its name."""
    written = as_text(kind, raw)
    no_markup(written)
    code, note = narrow(kind, raw)
    if not code.isdigit():
        return written, None
    if len(code) not in (6, 9, 12):
        raise WrongError(
            "的代码应是 6、9 或 12 位数字，请核对，或直接写地名。",
            "needs a code of 6, 9 or 12 digits. Check it, or write the name of the place.",
        )
    return code, note


def _option(kind: FactKind, raw: Any) -> str:
    written = as_text(kind, raw)
    for option in kind.options:
        if written in (option.zh, option.en):
            return option.zh
    offered = "、".join(option.zh for option in kind.options[:8])
    raise WrongError(
        f"不在可选的范围里，请从这些里选：{offered}。",
        "is none of the choices: "
        + ", ".join(option.in_("en") for option in kind.options[:8])
        + ".",
    )


def enum(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take one of the choices (单选), stored by its Chinese label."""
    return (_option(kind, raw), None) if kind.options else string(kind, raw)


def multi(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take some of the choices (多选), each once, in the order of the definition."""
    several = [raw] if isinstance(raw, str) else raw
    if not isinstance(several, list | tuple):
        raise WrongError("要从选项里勾选。", "has to be chosen from the list.")
    if len(several) > max(len(kind.options), 50):
        raise WrongError("选得太多了，请重新勾选。", "has too many choices. Choose again.")
    if not kind.options:
        return list(dict.fromkeys(string(kind, one)[0] for one in several)), None
    chosen = {_option(kind, one) for one in several}
    return [option.zh for option in kind.options if option.zh in chosen], None


_YES = frozenset({"true", "是", "有", "yes", "on", "1"})
_NO = frozenset({"false", "否", "无", "没有", "no", "off", "0"})


def yes_no(_kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take yes or no (是否)."""
    if isinstance(raw, bool):
        return raw, None
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in _YES or word in _NO:
        return word in _YES, None
    raise WrongError("请选“是”或“否”。", "needs yes or no.")


def signature(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a confirmation (签名确认): true, or the id of the signed file."""
    if raw is True or (isinstance(raw, str) and raw.strip().lower() in _YES):
        return True, None
    return file(kind, raw)


def file(_kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take the id of a file that was handed in (附件编号)."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{1,19}", raw.strip()):
        return raw.strip(), None
    raise WrongError("请上传文件(PDF、JPG 或 PNG)。", "needs a file (PDF, JPG or PNG).")


def table(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take rows with named columns (表格), or a description in words."""
    if isinstance(raw, str):
        words = as_text(kind, raw, lines=True)
        no_markup(words)
        return words, None
    if not isinstance(raw, list) or len(raw) > TABLE_ROWS:
        raise WrongError(
            f"要写成表格，最多 {TABLE_ROWS} 行。", f"needs a table of {TABLE_ROWS} rows at most."
        )
    return [_row(kind, row) for row in raw], None


def _row(kind: FactKind, row: Any) -> dict[str, Any]:
    if not isinstance(row, dict) or not 0 < len(row) <= TABLE_COLUMNS:
        raise WrongError("有一行不完整，请逐格填写。", "has an incomplete row. Fill each cell.")
    cell = FactKind(kind.id, kind.name, type="address")
    done: dict[str, Any] = {}
    for column, value in row.items():
        if isinstance(value, bool | int | float) or value is None:
            done[str(string(kind, column)[0])] = value
        else:
            done[str(string(kind, column)[0])] = address(cell, value)[0]
    return done


_CHECKERS: dict[str, Checker] = {
    "string": string,
    "text": text,
    "enum": enum,
    "multi": multi,
    "number": figures.number,
    "money": figures.money,
    "date": figures.day,
    "yearmonth": figures.month,
    "datetime": figures.moment,
    "daterange": figures.span,
    "phone": figures.phone,
    "idno": figures.idno,
    "uscc": figures.uscc,
    "bankacct": figures.account,
    "address": address,
    "region": region,
    "file": file,
    "table": table,
    "sign": signature,
    "bool": yes_no,
}
