"""What an expression may speak of (可用名称): the facts declared, the parameters, other clauses.

Nothing else is in reach of a rule: no clock, no file, no other policy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.program import Type
from tongban.policy.domain.rules.tree import Number
from tongban.policy.domain.rules.units import COUNTS, WHOLE, Unit, shown

TODAY = "today"
MOST_MEMBERS = 200
_MONEY_SCALE = 2
_FIRST, _LAST = arithmetic.day(date(1800, 1, 1)), arithmetic.day(date(2299, 12, 31))
_KINDS: Mapping[str, str] = {
    "bool": "truth",
    "truth": "truth",
    "number": "number",
    "money": "number",
    "date": "day",
    "day": "day",
    "datetime": "day",
    "yearmonth": "day",
    "table": "table",
    "months": "months",
}
"""The kinds of facts as definitions write them; everything else is a text."""
_RANGES: Mapping[str, tuple[int, int]] = {
    "元": (0, 1_000_000_000),
    "岁": (0, 150),
    "年": (0, 200),
    "月": (0, 2_400),
    "日": (0, 73_000),
    "人": (0, 1_000),
    "平方米": (0, 1_000_000),
}
_RANGE = (0, 1_000_000)


@dataclass(frozen=True, slots=True)
class Declared:
    """A fact a policy declares (声明的数据项): its key, name, type and unit."""

    key: str
    name: str
    type: Type
    unit: Unit = field(default_factory=Unit)
    shown: str | None = None
    known_from: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of one sheet (名称表)."""

    facts: Mapping[str, Declared]
    parameters: Callable[[str], Number | None]
    columns: Mapping[str, Mapping[str, Declared]] = field(default_factory=dict)
    """The columns of each list, by key and by name."""


def declared(fact: Mapping[str, Any]) -> Declared:
    """Read the declaration of a fact, with the sane bounds of its unit."""
    name = fact.get("name") or fact.get("name_zh") or fact["key"]
    said = str(name.get("zh") or fact["key"]) if isinstance(name, Mapping) else str(name)
    unit = fact.get("unit")
    return Declared(
        fact["key"], said, _type(fact), Unit.read(unit), shown(unit), fact.get("known_from")
    )


def _type(fact: Mapping[str, Any]) -> Type:
    kind = _KINDS.get(str(fact.get("type", "string")), "text")
    match kind:
        case "number" | "months":
            return _number(fact, kind)
        case "day":
            return Type("day", low=_FIRST, high=_LAST, month_only=fact.get("type") == "yearmonth")
        case "table":
            columns = tuple((one["key"], _type(one)) for one in fact.get("columns") or ())
            return Type("table", columns=columns)
        case "truth":
            return Type("truth")
        case _:
            return Type("text", options=_options(fact))


def _options(fact: Mapping[str, Any]) -> tuple[str, ...]:
    options = fact.get("options") or ()
    return tuple(str(one["zh"]) if isinstance(one, Mapping) else str(one) for one in options)


def _number(fact: Mapping[str, Any], kind: str) -> Type:
    unit = shown(fact.get("unit")) or ("元" if fact.get("type") == "money" else None)
    first = (unit or "").partition("/")[0]
    scale = fact.get("scale")
    if scale is None:
        plain = first in WHOLE or first in COUNTS or not unit
        scale = 0 if plain and fact.get("type") != "money" else _MONEY_SCALE
    low, high = fact.get("range") or _RANGES.get(first, _RANGE)
    return Type(
        "number" if kind == "number" else "months",
        scale,
        unit,
        _steps(low, scale),
        _steps(high, scale),
    )


def _steps(value: Any, scale: int) -> int:
    """Count the steps of a bound as it is written."""
    return round(Decimal(str(value)).scaleb(scale))


def today() -> Declared:
    """Return the fact that is always there: the day the question is asked for."""
    return Declared(TODAY, "今日", Type("day", low=_FIRST, high=_LAST))
