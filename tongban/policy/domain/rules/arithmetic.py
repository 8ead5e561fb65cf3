"""Exact arithmetic of the steps (精确运算): values and bounds, for whole numbers and days.

Every engine computes the same: halves away from zero, floors towards minus infinity, written out
here for negative numbers. A day is the number of days since 1970-01-01.

>>> divide(-5, 2, "half_up"), divide(-5, 2, "half_even"), divide(-5, 2, "down"), divide(5, 0, "up")
(-3, -2, -3, None)
>>> years(day(date(2000, 2, 29)), day(date(2018, 2, 28)))
17
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

_EPOCH = date(1970, 1, 1).toordinal()
Bounds = tuple[int, int]


def day(value: date) -> int:
    """Count the days since 1970-01-01."""
    return value.toordinal() - _EPOCH


def as_date(value: int) -> date:
    """Return the date of a count of days."""
    return date.fromordinal(value + _EPOCH)


def divide(left: int, right: int, mode: str) -> int | None:
    """Divide two whole numbers and round as the mode says; None where the divisor is zero."""
    if right == 0:
        return None
    if right < 0:
        left, right = -left, -right
    match mode:
        case "down":
            return left // right
        case "up":
            return -(-left // right)
        case "half_up":
            whole = (2 * abs(left) + right) // (2 * right)
            return whole if left >= 0 else -whole
        case "half_even":
            floor, rest = divmod(left, right)
            return floor + (2 * rest > right or (2 * rest == right and floor % 2 == 1))
        case _:
            whole = abs(left) // right
            return whole if left >= 0 else -whole


def complete_years(start: date, end: date) -> int:
    """Count the years completed (周岁, 过生日的当天起算); of a 29 February on 1 March."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def years(start: int, end: int) -> int:
    """Count complete years between two counts of days."""
    return complete_years(as_date(start), as_date(end))


def months(start: int, end: int) -> int:
    """Count complete months: the same day of the month reached."""
    a, b = as_date(start), as_date(end)
    return (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day)


def add_months(start: int, count: int) -> int:
    """Go forward by months; a day that the month lacks is its last (民法典 第二百零二条)."""
    a = as_date(start)
    year, month = divmod(a.year * 12 + a.month - 1 + count, 12)
    return day(date(year, month + 1, min(a.day, monthrange(year, month + 1)[1])))


APPLY: Mapping[str, Callable[..., int | None]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "neg": lambda a: -a,
    "least": min,
    "greatest": max,
    "years": years,
    "months": months,
    "add_months": add_months,
    "add_days": lambda a, b: a + b,
    "days_between": lambda a, b: b - a,
}
CALENDAR = ("years", "months", "add_months", "add_days", "days_between")
_CORNERS = ("add", "sub", "mul", "neg", "least", "greatest", *CALENDAR)


def apply(op: str, values: Sequence[int], value: Any = None) -> int | None:
    """Compute one step of known whole numbers."""
    if op == "div":
        return divide(values[0], values[1], value)
    return APPLY[op](*values)


def bounds(op: str, args: Sequence[Bounds], value: Any = None) -> Bounds:
    """Bound a step by the bounds of its arguments: all of them are monotone in each argument."""
    if op == "div":
        return _divided(args[0], args[1], value)
    if op in ("least", "greatest"):
        pick = min if op == "least" else max
        return pick(low for low, _ in args), pick(high for _, high in args)
    if op not in _CORNERS:
        raise KeyError(op)
    made = [apply(op, corner) for corner in product(*args)]
    known = [one for one in made if one is not None]
    return min(known), max(known)


def compared(op: str, left: Bounds, right: Bounds) -> bool | None:
    """Decide a comparison by the bounds of its sides alone; None where they leave it open."""
    (a, b), (c, d) = left, right
    match op:
        case "lt" | "ge":
            less = True if b < c else False if a >= d else None
            return less if less is None or op == "lt" else not less
        case "le" | "gt":
            less = True if b <= c else False if a > d else None
            return less if less is None or op == "le" else not less
        case _:
            same = False if b < c or d < a else True if a == b == c == d else None
            return same if same is None or op == "eq" else not same


def _divided(left: Bounds, right: Bounds, mode: str) -> Bounds:
    """Bound a quotient; a divisor that is zero gives unknown, not a number."""
    low, high = right
    ends = {end for end in (low, high, -1, 1) if end and low <= end <= high}
    made = [divide(corner, end, mode) for corner in left for end in ends]
    known = [one for one in made if one is not None]
    return (min(known), max(known)) if known else (0, 0)
