"""Three-valued arithmetic on arrays (三值数组): what each step of a program does in numpy.

A value is its data and which of them are known; `None` means all are, `False` none. What stands
where nothing is known is arbitrary and never looked at.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from tongban.policy.domain.rules.program import Op

Data = Any  # an array, or a plain number or truth that is the same for all
Known = Any  # None: all are known; False: none is; else an array of truths
Value = tuple[Data, Known]

COMPARE: Mapping[str, Callable[[Data, Data], Data]] = {
    "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater,
    "ge": np.greater_equal, "add": np.add, "sub": np.subtract, "mul": np.multiply,
    "least": np.minimum, "greatest": np.maximum,
}  # fmt: skip


def step(op: Op, args: list[Value]) -> Value:
    """Work a step out on arrays or plain values."""
    if op.op in COMPARE:
        return reduce(lambda a, b: (COMPARE[op.op](a[0], b[0]), _both(a[1], b[1])), args)
    return OTHERS[op.op](op, args)


def _both(a: Known, b: Known) -> Known:
    if a is None or b is False:
        return b
    if b is None or a is False:
        return a
    return a & b


def _not(_op: Op, args: list[Value]) -> Value:
    data, known = args[0]
    return np.logical_not(data), known


def _neg(_op: Op, args: list[Value]) -> Value:
    return np.negative(args[0][0]), args[0][1]


def _known(_op: Op, args: list[Value]) -> Value:
    known = args[0][1]
    return (True if known is None else known), None


def _and(_op: Op, args: list[Value]) -> Value:
    return reduce(_and_two, args)


def _and_two(a: Value, b: Value) -> Value:
    """Join by Kleene: a part that is surely no decides, whatever the other is."""
    if a[1] is None and b[1] is None:
        return a[0] & b[0], None
    may = _may(a) & _may(b)
    both = _both(a[1], b[1])
    return may, np.logical_not(may) if both is False else both | np.logical_not(may)


def _or(_op: Op, args: list[Value]) -> Value:
    return reduce(_or_two, args)


def _or_two(a: Value, b: Value) -> Value:
    if a[1] is None and b[1] is None:
        return a[0] | b[0], None
    must = _must(a) | _must(b)
    both = _both(a[1], b[1])
    return must, must if both is False else both | must


def _may(value: Value) -> Data:
    """Tell who is not surely no."""
    data, known = value
    return data if known is None else data | np.logical_not(known)


def _must(value: Value) -> Data:
    """Tell who is surely yes."""
    data, known = value
    return data if known is None else data & known


def _if(_op: Op, args: list[Value]) -> Value:
    (test, told), (then, then_known), (other, other_known) = args
    data = _chosen(test, then, other)
    if then_known is None and other_known is None:
        known: Known = None
    else:
        known = np.where(test, _array(then_known), _array(other_known))
    if told is None:
        return data, known
    same = np.equal(then, other) & _array(_both(then_known, other_known))
    return np.where(told, data, then), np.where(told, _array(known), same)


def _chosen(test: Data, then: Data, other: Data) -> Data:
    """Choose; between whole numbers by multiplying, which costs a fifth of choosing."""
    if isinstance(then, bool) or isinstance(other, np.ndarray) or not isinstance(test, np.ndarray):
        return np.where(test, then, other)
    if isinstance(then, np.ndarray):
        return then * test if other == 0 and then.dtype != bool else np.where(test, then, other)
    return test * (then - other) + other if other else test * then


def _array(known: Known) -> Any:
    return True if known is None else known


def _presumed(_op: Op, args: list[Value]) -> Value:
    (data, known), (instead, also) = args
    if known is None:
        return data, None
    if known is False:
        return instead, also
    return np.where(known, data, instead), None if also is None else known | also


def _is_in(op: Op, args: list[Value]) -> Value:
    data, known = args[0]
    found = np.zeros(np.shape(data), bool)
    for one in op.value:
        found = found | (data == one)
    return found, known


def _div(op: Op, args: list[Value]) -> Value:
    """Divide in whole numbers by the quotient rounded down and what remains of it."""
    (over, over_known), (by, by_known) = args
    known = _both(over_known, by_known)
    if isinstance(by, np.ndarray):
        whole = by != 0
        if not whole.all():
            known, by = _both(known, whole), np.where(whole, by, 1)
    elif by == 0:
        return 0, False
    down = np.floor_divide(over, by)
    if op.value == "down":
        return down, known
    rest = over - down * by
    if op.value == "up":
        return down + (rest != 0), known
    negative = np.less(over, 0) != np.less(by, 0)
    if op.value == "towards_zero":
        return down + ((rest != 0) & negative), known
    double = np.abs(rest) * 2 - np.abs(by)
    tie = np.logical_not(negative) if op.value == "half_up" else (down % 2 != 0)
    return down + ((double > 0) | ((double == 0) & tie)), known


def _mask(op: Op, args: list[Value]) -> Value:
    """Make a number of bits: which conditions fail, and which are unknown."""
    made: Data = 0
    for number, (data, known) in enumerate(args):
        fails = np.int64(1 << number)
        if known is None:
            made = made + np.logical_not(data) * fails
            continue
        open_ = np.int64(1 << number + op.value)
        made = made + np.where(_array(known), np.logical_not(data) * fails, open_)
    return made, None


OTHERS: Mapping[str, Callable[[Op, list[Value]], Value]] = {
    "not": _not, "neg": _neg, "known": _known, "and": _and, "or": _or, "if": _if,
    "presumed": _presumed, "is_in": _is_in, "div": _div, "mask": _mask,
}  # fmt: skip
