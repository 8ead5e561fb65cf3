"""A slow second opinion (对照): trees evaluated with fractions, two-valued, written apart.

Nothing of the language but its tree is used here. What is certain is found by trying every way
the unknown facts can turn out.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.walking import walk

DOMAINS: Mapping[str, tuple[Any, ...]] = {
    "x": tuple(range(5)),
    "y": tuple(range(5)),
    "m": tuple(range(4)),
    "p": (True, False),
    "q": (True, False),
    "r": (True, False),
    "c": ("甲", "乙", "丙"),
    "d": (date(2000, 2, 28), date(2000, 2, 29), date(2000, 3, 1), date(2001, 1, 31)),
}


def certain(node: t.Node, facts: Mapping[str, Any]) -> Any:
    """Give the value if it is the same however the unknown turns out, else None."""
    found = set(outcomes(node, facts))
    return found.pop() if len(found) == 1 else None


def outcomes(node: t.Node, facts: Mapping[str, Any]) -> Iterator[Any]:
    """Give the value for every way the facts that are not known can turn out."""
    used = sorted({each.key for each in walk(node) if isinstance(each, t.Fact)})
    unknown = [key for key in used if facts.get(key) is None]
    for values in product(*(DOMAINS[key] for key in unknown)):
        yield value(node, {**facts, **dict(zip(unknown, values, strict=True))})


def value(node: t.Node, facts: Mapping[str, Any]) -> Any:  # noqa: C901, PLR0911, PLR0912 - one case for each node
    """Evaluate a tree of which all facts are known."""

    def of(part: t.Node) -> Any:
        return value(part, facts)

    match node:
        case t.Truth() | t.Code() | t.Day():
            return node.value
        case t.Number():
            return Fraction(node.units, 10**node.scale)
        case t.Fact():
            return facts[node.key]
        case t.All():
            return all(map(of, node.parts))
        case t.AnyOf():
            return any(map(of, node.parts))
        case t.AtLeast():
            return sum(map(of, node.parts)) >= node.least
        case t.Not():
            return not of(node.part)
        case t.Compare():
            return _compare(of(node.left), node.op, of(node.right))
        case t.Between():
            return _within(of(node.value), node.range, of)
        case t.OneOf():
            return of(node.value) in [of(one) for one in node.choices]
        case t.Add():
            return of(node.left) + of(node.right)
        case t.Subtract():
            return of(node.left) - of(node.right)
        case t.Multiply():
            return of(node.left) * of(node.right)
        case t.Divide():
            return Fraction(of(node.left)) / of(node.right)
        case t.Negate():
            return -of(node.part)
        case t.Least():
            return min(map(of, node.parts))
        case t.Greatest():
            return max(map(of, node.parts))
        case t.Round():
            return _round(of(node.value), of(node.step), node.mode)
        case t.If():
            return of(node.then) if of(node.test) else of(node.otherwise)
        case t.Cases():
            held = [row.value for row in node.rows if of(row.test)]
            return of([*held, node.otherwise][0])
        case t.Bands():
            return _bands(node, of)
        case t.Years():
            return _whole_months(of(node.start), of(node.end)) // 12
        case t.Months():
            return _whole_months(of(node.start), of(node.end))
        case t.Unless():
            held = [one for one in node.exceptions if of(one.when)]
            return of(max(held, key=lambda one: one.priority).then) if held else of(node.base)
    raise TypeError(type(node))


def _compare(left: Any, op: str, right: Any) -> bool:
    return {
        "==": left == right,
        "!=": left != right,
        **(
            {}
            if isinstance(left, bool | str)
            else {
                "<": left < right,
                "<=": left <= right,
                ">": left > right,
                ">=": left >= right,
            }
        ),
    }[op]


def _within(found: Any, range_: t.Range, of: Any) -> bool:
    if range_.low is not None:
        low = of(range_.low)
        if found < low or (found == low and not range_.low_closed):
            return False
    if range_.high is not None:
        high = of(range_.high)
        return bool(found < high or (found == high and range_.high_closed))
    return True


def _round(found: Fraction, step: Fraction, mode: str) -> Fraction:
    steps = Fraction(found) / step
    match mode:
        case "down":
            return floor(steps) * step
        case "up":
            return ceil(steps) * step
        case "half_up":
            away = floor(abs(steps) + Fraction(1, 2))
            return (away if steps > 0 else -away) * step
        case "half_even":
            return round(steps) * step
        case _:
            return int(steps) * step


def _bands(node: t.Bands, of: Any) -> Any:
    found = of(node.value)
    if node.marginal:
        total = Fraction(0)
        for row in node.rows:
            low, high = of(row.range.low), None if row.range.high is None else of(row.range.high)
            top = found if high is None else min(found, high)
            total += max(top - low, 0) * of(row.value)
        return total
    for row in node.rows:
        if _within(found, row.range, of):
            return of(row.value)
    return of(node.otherwise)


def _whole_months(start: date, end: date) -> int:
    """Count complete months by looking for the last one whose day of the month is reached."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    while (start.year * 12 + start.month + months, start.day) > (
        end.year * 12 + end.month,
        end.day,
    ):
        months -= 1
    return months
