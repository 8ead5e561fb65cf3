"""Evaluation with intervals (区间推算): what results can be where facts are known only by bounds.

A truth is True, False or None (either); a number or day a pair of bounds; a text itself or None.
It never says more than is certain: parts are taken as independent, as `completing` does.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.answer import Interval
from tongban.policy.domain.rules.program import Op, Program
from tongban.policy.domain.rules.source import at_least, folding, over_months

_TRUTHS = ("and", "or", "not", "at_least")
_COMPARE = ("lt", "le", "gt", "ge", "eq", "ne")


def ranged(program: Program, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give each result: True, False, None, a pair of bounds, or a text.

    Facts are whole numbers as for `decide`, or an Interval of them.
    """
    found = held(program, facts)
    return {key: found[step] for key, step in program.results.items()}


def held(program: Program, facts: Mapping[str, Any]) -> Sequence[Any]:
    """Give what is known of every step."""
    made: list[Any] = []
    for op in program.ops:
        made.append(_step(op, made, facts))
    return made


def settled(value: Any) -> Any:
    """Return the one value that bounds leave; None where there are several."""
    if isinstance(value, tuple):
        return value[0] if value[0] == value[1] else None
    return value


def _wide(op: Op) -> Any:
    """Return what is known of a step of which nothing is known."""
    if op.type.kind in ("number", "day"):
        return (op.type.low, op.type.high)
    return None


def _point(op: Op, value: Any) -> Any:
    if op.type.kind in ("number", "day") and value is not None:
        return (value, value)
    return _wide(op) if value is None else value


def _step(op: Op, held: Sequence[Any], facts: Mapping[str, Any]) -> Any:
    if op.op == "open":
        return _wide(op)
    if op.op == "const":
        # What is not given is no number at all, and widens nothing.
        return None if op.value is None else _point(op, op.value)
    if op.op == "input":
        return _input(op, facts.get(op.value))
    args = [held[arg] for arg in op.args]
    if op.op in _TRUTHS:
        return _truth(op, args)
    if op.op in _COMPARE:
        return _compared(op.op, args[0], args[1])
    return _OTHERS[op.op](op, args)


def _input(op: Op, value: Any) -> Any:
    if isinstance(value, Interval):
        low, high = _wide(op)
        return (
            low if value.low is None else max(low, value.low),
            high if value.high is None else min(high, value.high),
        )
    return _point(op, value)


def _truth(op: Op, args: Sequence[bool | None]) -> bool | None:
    match op.op:
        case "and":
            return False if False in args else None if None in args else True
        case "or":
            return True if True in args else None if None in args else False
        case "not":
            return None if args[0] is None else not args[0]
        case _:
            return at_least(op.value, args)


def _compared(word: str, left: Any, right: Any) -> bool | None:
    if not isinstance(left, tuple) or not isinstance(right, tuple):
        if left is None or right is None:
            return None
        return (left == right) is (word == "eq")
    return arithmetic.compared(word, left, right)


def _is_in(op: Op, args: Sequence[Any]) -> bool | None:
    value = args[0]
    if value is None:
        return None
    if not isinstance(value, tuple):
        return value in op.value
    low, high = value
    within = [one for one in op.value if low <= one <= high]
    if not within:
        return False
    return True if low == high else None


def _if(op: Op, args: Sequence[Any]) -> Any:
    test, then, otherwise = args
    if test is None:
        return _joined(op, (then, otherwise))
    return then if test else otherwise


def _joined(op: Op, parts: Sequence[Any]) -> Any:
    """Return what covers several possibilities."""
    if op.type.kind in ("number", "day"):
        known = [part for part in parts if part is not None]
        if not known:
            return None
        return min(low for low, _ in known), max(high for _, high in known)
    return parts[0] if all(part == parts[0] for part in parts) else None


def _complete(op: Op, args: Sequence[Any]) -> Any:
    """Take the cells the carrier can lie in; what both ways of looking say is certain."""
    base, carrier, *cases = args
    kind, cells = op.value
    if kind == "value" and isinstance(carrier, tuple):
        low, high = carrier
        cases = [
            case
            for case, cell in zip(cases, cells, strict=True)
            if cell[0] <= high and cell[1] >= low
        ]
    elif carrier is not None:
        return base
    joined = _joined(op, cases)
    if base is None or joined is None:
        return joined if base is None else base
    if op.type.kind in ("number", "day"):
        return max(base[0], joined[0]), min(base[1], joined[1])
    return base


def _presumed(op: Op, args: Sequence[Any]) -> Any:
    value, instead = args
    if isinstance(value, tuple):
        # Of a number known by bounds it cannot be told whether it counts as known.
        return value if value[0] == value[1] else _joined(op, (value, instead))
    return instead if value is None else value


def _whole(op: Op, args: Sequence[arithmetic.Bounds | None]) -> Any:
    known = [arg for arg in args if arg is not None]
    if len(known) < len(args):
        return _wide(op)
    low, high = arithmetic.bounds(op.op, known, op.value)
    wide_low, wide_high = op.type.low, op.type.high
    return (
        low if wide_low is None else max(low, wide_low),
        high if wide_high is None else min(high, wide_high),
    )


def _fold(op: Op, args: Sequence[Any]) -> Any:
    outer = [settled(arg) for arg in args[1:]]
    return _point(op, folding(op.value)(args[0], *outer))


def _over_months(op: Op, args: Sequence[Any]) -> Any:
    return _point(op, None if args[0] is None else over_months(args[0], op.value))


_OTHERS: Mapping[str, Callable[[Op, Sequence[Any]], Any]] = {
    "is_in": _is_in,
    "if": _if,
    "complete": _complete,
    "presumed": _presumed,
    "fold": _fold,
    "over_months": _over_months,
    **dict.fromkeys(("add", "sub", "mul", "neg", "div", "least", "greatest"), _whole),
    **dict.fromkeys(arithmetic.CALENDAR, _whole),
}
