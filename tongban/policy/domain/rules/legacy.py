"""Trees of the import format (来料规则) as expressions: the same conditions, the same tree.

`all`, `any`, `not`, leaves of fact, op and value; `{"ref": fact, "mul": number}` and
`{"case": […]}` as values. A leaf that only a human can judge, such as a note, stays open with
that note. A tree that is no condition (a formula, a list of amounts) is not read.

>>> facts = {"n": declared({"key": "n", "type": "number", "unit": "月"})}
>>> read({"all": [{"fact": "n", "op": ">=", "value": 12}]}, facts)[0].parts[0].op
'>='
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.scope import TODAY, Declared, declared

_WORDS = ("all", "any", "not", "fact", "holds")
_IF = re.compile(r"\s*([\w.]+)\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*")
_OPS = ("==", "!=", "<", "<=", ">", ">=")
_MOST_DEEP = 60
_MOST_DIGITS = 30
_AGES: Mapping[str, tuple[str, str]] = {
    "age": ("birth", TODAY),
    "age_on_date": ("birth", "on_date"),
}
"""Ages that rules of the import format speak of without declaring them as facts."""


class _UnreadableError(Exception):
    """The rule is no condition tree."""


def read(
    rule: Mapping[str, Any], facts: Mapping[str, Declared]
) -> tuple[t.Node, Mapping[str, Declared]] | None:
    """Read a tree, with the facts it speaks of that nobody declared; None where it is none."""
    if not any(word in rule for word in _WORDS):
        return None
    reader = _Reader(facts)
    try:
        return reader.node(rule, 0), reader.found
    except (_UnreadableError, KeyError, TypeError, ValueError):
        return None


class _Reader:
    """One tree being read."""

    def __init__(self, facts: Mapping[str, Declared]) -> None:
        self.facts = facts
        self.found: dict[str, Declared] = {}

    def node(self, rule: Mapping[str, Any], depth: int) -> t.Node:
        if depth > _MOST_DEEP:
            raise _UnreadableError
        if "all" in rule:
            return t.All(tuple(self.node(one, depth + 1) for one in rule["all"]))
        if "any" in rule:
            return t.AnyOf(tuple(self.node(one, depth + 1) for one in rule["any"]))
        if "not" in rule:
            return t.Not(self.node(rule["not"], depth + 1))
        if "holds" in rule:
            return t.Fact(self.declare(f"holds.{rule['holds']}", {"type": "bool"}))
        if "fact" in rule and rule.get("op") in (*_OPS, "in"):
            return self.leaf(rule, depth)
        return t.Unknown(str(rule.get("note") or rule.get("name") or ""))

    def declare(self, key: str, like: Mapping[str, Any]) -> str:
        if key not in self.facts:
            self.found[key] = declared({"key": key, **like})
        return key

    def leaf(self, rule: Mapping[str, Any], depth: int) -> t.Node:
        left, value = self.fact(rule["fact"], rule["value"]), rule["value"]
        if rule["op"] == "in":
            return t.OneOf(left, tuple(self.value(one, rule["fact"], depth) for one in value))
        wanted = self.value(value, rule["fact"], depth)
        if isinstance(wanted, t.Truth) and rule["op"] in ("==", "!="):
            same = wanted.value is (rule["op"] == "==")
            return left if same else t.Not(left)
        return t.Compare(left, rule["op"], wanted)

    def fact(self, key: str, value: Any) -> t.Node:
        if key not in self.facts and key in _AGES:
            birth, on = _AGES[key]
            if birth in self.facts:
                return t.Years(t.Fact(birth), t.Fact(on))
        kind = "bool" if isinstance(value, bool) else "number"
        if isinstance(value, str) and as_number(value) is None:
            kind = "date" if as_day(value) else "string"
        return t.Fact(self.declare(key, {"type": kind}))

    def value(self, value: Any, key: str, depth: int) -> t.Node:
        if isinstance(value, Mapping):
            return self.computed(value, key, depth)
        if isinstance(value, bool):
            return t.Truth(value)
        kind = self.facts[key].type.kind if key in self.facts else None
        day = as_day(value)
        if kind == "day" and day is not None:
            return t.Day(day, month_only=len(str(value)) == len("2026-01"))
        number = as_number(value)
        if kind == "text" or number is None:
            return t.Day(day) if day is not None and kind is None else t.Code(str(value))
        return number

    def computed(self, value: Mapping[str, Any], key: str, depth: int) -> t.Node:
        if "ref" in value:
            ref = t.Fact(self.declare(value["ref"], {"type": "number"}))
            factor = as_number(value.get("mul", 1))
            if factor is None:
                raise _UnreadableError
            return ref if "mul" not in value else t.Multiply(ref, factor)
        if "case" not in value:
            raise _UnreadableError
        made: t.Node = t.Unknown("")
        for branch in reversed(value["case"]):
            if "else" in branch:
                made = self.value(branch["else"], key, depth + 1)
                continue
            test = branch["if"]
            tree = self.node(parse_if(test) if isinstance(test, str) else test, depth + 1)
            made = t.If(tree, self.value(branch["value"], key, depth + 1), made)
        return made


def parse_if(text: str) -> Mapping[str, Any]:
    """Read a condition written as text, "size>=3"; an unreadable one stays open."""
    match = _IF.fullmatch(text)
    if match is None:
        return {"note": text}
    fact, op, value = match.groups()
    plain: Any = {"true": True, "false": False}.get(value, value.strip("\"'"))
    return {"fact": fact, "op": op, "value": plain}


def as_number(value: Any) -> t.Number | None:
    """Read a number exactly; None for what is none, or longer than any amount.

    >>> as_number("12.50"), as_number("1e5000000")
    (Number(units=1250, scale=2, unit=None), None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    if not exact.is_finite() or abs(exact.adjusted()) > _MOST_DIGITS:
        return None
    sign, digits, exponent = exact.as_tuple()
    units = int("".join(map(str, digits)))
    power = int(exponent)
    units, scale = (units * 10**power, 0) if power > 0 else (units, -power)
    return t.Number(-units if sign else units, scale)


def as_day(value: Any) -> date | None:
    """Read a day, or the first of a month; None for what is neither."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(f"{value}-01" if len(value) == len("2026-01") else value[:10])
    except ValueError:
        return None
