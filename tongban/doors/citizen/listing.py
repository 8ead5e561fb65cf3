r"""Lists and monthly figures typed line by line (逐行填写): what to type, how it is read and said.

>>> from tongban.catalogue.domain.model import FactKind
>>> from tongban.kernel.text import Text
>>> wages = policy.AskedFact("wage", FactKind("wage", Text("工资"), "months", "元"))
>>> read(wages, "2026-10, 3000\n2026年9月　2,980.50")
{'2026-10': '3000', '2026-09': '2980.50'}
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.domain.model import FactKind
from tongban.doors.shared import words
from tongban.policy import api as policy

LISTS = ("table", "months")
NONE = ("无", "没有", "none")
_LINES = 200
_APART = re.compile(r"[\s,，、;；]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_TRUTHS = {
    "是": True,
    "有": True,
    "yes": True,
    "否": False,
    "没有": False,
    "无": False,
    "no": False,
}


def hint_of(fact: policy.AskedFact) -> str:
    """Say how the lines are typed."""
    if fact.kind.type == "months":
        return _("每月写一行：月份、数额，例如 2026-10，3000。")
    columns = words.listed(_column(one) for one in fact.columns)
    return _("每行写一项：%(columns)s，用逗号隔开。一项也没有就写“无”。") % {"columns": columns}


def _column(kind: FactKind) -> str:
    name = words.said(kind.name)
    return f"{name}（{words.unit(kind.unit)}）" if kind.unit else name


def read(fact: policy.AskedFact, given: str) -> Any:
    """Read the lines, numbers as text; None where a line is not written as the hint says."""
    if given.strip().lower() in NONE:
        return {} if fact.kind.type == "months" else []
    lines = [_THOUSANDS.sub("", line).strip() for line in given.splitlines() if line.strip()]
    rows = [[part for part in _APART.split(line) if part] for line in lines[: _LINES + 1]]
    width = 2 if fact.kind.type == "months" else len(fact.columns)
    if len(rows) > _LINES or any(len(row) != width for row in rows):
        return None
    return _months(rows) if fact.kind.type == "months" else _members(fact, rows)


def _months(rows: list[list[str]]) -> dict[str, str] | None:
    made: dict[str, str] = {}
    for month, amount in rows:
        found = _MONTH.fullmatch(month)
        if not found or f"{found[1]}-{int(found[2]):02}" in made:
            return None
        made[f"{found[1]}-{int(found[2]):02}"] = amount
    return made


def _members(fact: policy.AskedFact, rows: list[list[str]]) -> list[dict[str, Any]]:
    return [
        {
            one.id: _TRUTHS.get(part.lower(), part) if one.type == "bool" else part
            for one, part in zip(fact.columns, row, strict=True)
        }
        for row in rows
    ]


def said(value: Any) -> str:
    """Say the rows one after another."""
    if not value:
        return _("无")
    if isinstance(value, dict):
        return "；".join(f"{month}　{amount}" for month, amount in sorted(value.items()))
    return "；".join("，".join(_part(part) for part in row.values()) for row in value)


def _part(part: Any) -> str:
    if isinstance(part, bool):
        return _("是") if part else _("否")
    return str(part)
