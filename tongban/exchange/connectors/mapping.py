"""Mapping (字段对应): from a foreign row to fact kinds, trusting nothing that comes.

A value counts only when it can be read as its kind's type and is not too long; what cannot is
left out and told, never guessed. Columns nobody mapped are kept under `@extra` for whoever asks
for them by name.

>>> from tongban.catalogue.domain.terms import FactKind
>>> from tongban.kernel.text import Text
>>> kinds = {"married": FactKind("married", Text("已婚"), "bool"), "on": FactKind("on", Text("日"), "date")}
>>> read({"已婚": "是", "日期": "20260301", "备注": "x"}, {"已婚": "married", "日期": "on"}, kinds)
Mapped(row={'married': True, 'on': '2026-03-01'}, extra={'备注': 'x'}, bad=())
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.catalogue.domain.terms import FactKind
from tongban.kernel import identifiers
from tongban.kernel.problems import Problem

EXTRA = "@extra"
LONGEST = 4000  # characters of one value
MOST_EXTRA = 60  # columns nobody mapped
_YES = frozenset({"是", "有", "1", "y", "yes", "true", "t"})
_NO = frozenset({"否", "无", "没有", "0", "n", "no", "false", "f"})
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ].*)?")


class _UnreadableError(ValueError):
    """The value is not of its kind."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A row in our words (对应结果): fact kinds, what nobody mapped, columns that could not be read."""

    row: Mapping[str, Any]
    extra: Mapping[str, Any]
    bad: tuple[str, ...] = ()


def read(
    raw: Mapping[str, Any], fields: Mapping[str, str], kinds: Mapping[str, FactKind]
) -> Mapped:
    """Read a foreign row; columns map to fact kinds by `fields`."""
    row: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    bad: list[str] = []
    for column, value in raw.items():
        kind = kinds.get(fields.get(column, ""))
        if kind is None:
            if len(extra) < MOST_EXTRA and value not in (None, ""):
                extra[str(column)[:80]] = str(value)[:LONGEST]
        elif value not in (None, ""):
            try:
                row[kind.id] = value_of(kind, value)
            except (ValueError, Problem):
                bad.append(str(column)[:80])
    return Mapped(row, extra, tuple(bad))


def value_of(kind: FactKind, value: Any) -> Any:
    """Read a value as one of a kind; raises ValueError."""
    if isinstance(value, (dict, set, bytes)):
        raise _UnreadableError
    if isinstance(value, str):
        value = value.strip()
        if len(value) > LONGEST:
            raise _UnreadableError
    reader: Callable[[FactKind, Any], Any] = _READERS.get(kind.type, _text)
    return reader(kind, value)


def _text(_kind: FactKind, value: Any) -> str:
    if isinstance(value, list):
        raise _UnreadableError
    return str(value)


def _truth(_kind: FactKind, value: Any) -> bool:
    said = str(value).lower()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise _UnreadableError


def _number(_kind: FactKind, value: Any) -> int | float:
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation as fault:
        raise _UnreadableError from fault
    if not number.is_finite():
        raise _UnreadableError
    return int(number) if number == number.to_integral_value() else float(number)


def _money(_kind: FactKind, value: Any) -> str:
    try:
        amount = Decimal(str(value).replace(",", "").removesuffix("元"))
    except InvalidOperation as fault:
        raise _UnreadableError from fault
    if not amount.is_finite():
        raise _UnreadableError
    return f"{amount:.2f}"


def _day(_kind: FactKind, value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    found = _DAY.fullmatch(str(value))
    if found is None:
        raise _UnreadableError
    return date(*(int(part) for part in found.groups())).isoformat()


def _choice(kind: FactKind, value: Any) -> str:
    said = str(value)
    if kind.options and said not in {option.zh for option in kind.options}:
        raise _UnreadableError
    return said


def _several(kind: FactKind, value: Any) -> list[str]:
    parts = value if isinstance(value, list) else re.split(r"[、;；]", str(value))
    return [_choice(kind, part) for part in parts if part]


def _person_number(_kind: FactKind, value: Any) -> str:
    return identifiers.check_citizen_number(str(value)).number


def _company_number(_kind: FactKind, value: Any) -> str:
    return identifiers.check_uscc(str(value))


_READERS: Mapping[str, Callable[[FactKind, Any], Any]] = {
    "bool": _truth,
    "sign": _truth,
    "number": _number,
    "money": _money,
    "date": _day,
    "enum": _choice,
    "multi": _several,
    "idno": _person_number,
    "uscc": _company_number,
}
