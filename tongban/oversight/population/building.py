"""Building a program step by step (程序组装): equal steps once, constants worked out.

Several policies and their reasons become one list of steps, so that what two rules share is
worked out once for each person.

>>> build = Builder()
>>> age = build.input(Input("age", NUMBER))
>>> build.op("ge", age, build.const(18)) == build.op("ge", age, build.const(18))
True
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from tongban.policy.domain.rules.program import Input, Op, Program, Type

HOUSEHOLD = "#household"
TRUTH = Type("truth")
NUMBER = Type("number")
DAY = Type("day")

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "lt": lambda a, b: bool(a < b),
    "le": lambda a, b: bool(a <= b),
    "gt": lambda a, b: bool(a > b),
    "ge": lambda a, b: bool(a >= b),
}
_NUMBER: Mapping[str, Callable[[int, int], int]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
}
Ends = list[tuple[int, int]]


def _products(ends: Ends) -> tuple[int, int]:
    (a, b), (c, d) = ends
    every = (a * c, a * d, b * c, b * d)
    return min(every), max(every)


def _widest(ends: Ends) -> tuple[int, int]:
    return min(low for low, _ in ends), max(high for _, high in ends)


_ENDS: Mapping[str, Callable[[Ends], tuple[int, int]]] = {
    "add": lambda ends: (ends[0][0] + ends[1][0], ends[0][1] + ends[1][1]),
    "sub": lambda ends: (ends[0][0] - ends[1][1], ends[0][1] - ends[1][0]),
    "mul": _products,
    "neg": lambda ends: (-ends[0][1], -ends[0][0]),
    "least": lambda ends: (min(low for low, _ in ends), min(high for _, high in ends)),
    "greatest": lambda ends: (max(low for low, _ in ends), max(high for _, high in ends)),
    "if": _widest,
    "presumed": _widest,
}
ROOM = 2**61  # numbers below it can be doubled and shifted within 64 bits
_ABSENT = object()


class Builder:
    """Steps in the making; each method returns the place of its step.

    `always` names the facts that are known of everybody in the file, so that what guards against
    the unknown falls away; `HOUSEHOLD` among them says that everybody belongs to one.
    """

    def __init__(self, always: Collection[str] = ()) -> None:
        self.ops: list[Op] = []
        self.inputs: dict[str, Input] = {}
        self.sure: list[bool] = []
        """Of each step whether it can never be unknown."""
        self._always = frozenset(always)
        self._places: dict[object, int] = {}

    def program(self, results: Mapping[str, int]) -> Program:
        """Finish: keep only the steps that some result needs."""
        wanted = set(results.values())
        for place in range(len(self.ops) - 1, -1, -1):
            if place in wanted:
                wanted.update(self.ops[place].args)
        order = {old: new for new, old in enumerate(sorted(wanted))}
        ops = tuple(
            Op(op.op, tuple(order[arg] for arg in op.args), op.value, op.type, op.clause)
            for op in (self.ops[old] for old in sorted(wanted))
        )
        read = {op.value for op in ops if op.op == "input"}
        inputs = {key: one for key, one in self.inputs.items() if key in read}
        return Program(ops, inputs, {key: order[place] for key, place in results.items()})

    def const(self, value: Any, type_: Type | None = None) -> int:
        """Add a constant."""
        if type_ is None:
            type_ = TRUTH if isinstance(value, bool) else NUMBER
        if isinstance(value, int) and not isinstance(value, bool):
            type_ = replace(type_, low=value, high=value)
        return self._put(Op("const", (), value, type_))

    def input(self, input_: Input) -> int:
        """Add a fact."""
        self.inputs[input_.key] = input_
        return self._put(Op("input", (), input_.key, input_.type))

    def op(
        self,
        op: str,
        *args: int,
        value: Any = None,
        type_: Type = TRUTH,
    ) -> int:
        """Add a step, or find the equal one that is there; a constant where it is certain."""
        known = self._certain(op, args)
        if known is not _ABSENT:
            return known if isinstance(known, int) else self.const(*known)
        return self._put(Op(op, args, value, type_))

    def number(self, op: str, *args: int, value: Any = None, type_: Type = NUMBER) -> int:
        """Add a step that gives a whole number; its bounds follow from its parts if not given."""
        if op == "div" and (quick := self._quick(value, *args)) is not None:
            return quick
        bounded = type_ if type_.low is not None else self._bounded(op, args)
        return self.op(op, *args, value=value, type_=bounded)

    def _bounded(self, op: str, args: tuple[int, ...]) -> Type:
        """Work out between which bounds a step lies, as far as its parts tell."""
        types = [self.ops[arg].type for arg in (args[1:] if op == "if" else args)]
        ends = [(one.low, one.high) for one in types]
        known = [(low, high) for low, high in ends if low is not None and high is not None]
        if op == "div" and len(known) == len(ends) and known[1][0] == known[1][1] > 0:
            (low, high), (by, _) = known
            return Type("number", low=low // by, high=high // by + 1)
        if op not in _ENDS or len(known) < len(ends):
            return NUMBER
        low, high = _ENDS[op](known)
        return Type("number", low=low, high=high)

    def _quick(self, mode: str, over: int, by: int) -> int | None:
        """Round by shifting the dividend, which needs no remainder, where the divisor is fixed."""
        divisor, (low, high) = self.ops[by], (self.ops[over].type.low, self.ops[over].type.high)
        step = divisor.value if divisor.op == "const" else None
        if not step or step < 0 or low is None or high is None or max(-low, high) >= ROOM:
            return None
        if mode in ("down", "half_even") or (mode == "towards_zero" and low < 0):
            return None
        if mode == "half_up" and step % 2:
            # An odd divisor leaves no halves, so that the sign does not matter.
            over, step = self.number("mul", over, self.const(2)), 2 * step
            return self._shifted(over, step // 2, step)
        if mode == "half_up" and low < 0:
            negative = self.op("lt", over, self.const(0))
            less = self.number("if", negative, self.const(1), self.const(0))
            over = self.number("sub", over, less)
        return self._shifted(over, {"half_up": step // 2, "up": step - 1}.get(mode, 0), step)

    def _shifted(self, over: int, by: int, step: int) -> int:
        moved = self.number("add", over, self.const(by)) if by else over
        return self.number("div", moved, self.const(step), value="down")

    def _put(self, op: Op) -> int:
        key = (op.op, op.args, type(op.value), op.value, op.type.kind)
        if key not in self._places:
            self._places[key] = len(self.ops)
            self.ops.append(op)
            self.sure.append(self._is_sure(op))
        return self._places[key]

    def _is_sure(self, op: Op) -> bool:
        sure = [self.sure[arg] for arg in op.args]
        match op.op:
            case "const":
                found = op.value is not None
            case "input":
                found = op.value in self._always
            case "known" | "mask":
                found = True
            case "presumed":
                found = any(sure)
            case "div":
                by = self.ops[op.args[1]]
                found = sure[0] and by.op == "const" and bool(by.value)
            case "sum_of" | "max_of" | "min_of" | "some_of":
                found = HOUSEHOLD in self._always  # else somebody may belong to none
            case _:
                found = all(sure)
        return found

    def _certain(self, op: str, args: tuple[int, ...]) -> Any:
        """Return the place of the step that it comes to, or the value and type, or nothing."""
        values = [_ABSENT if (at := self.ops[arg]).op != "const" else at.value for arg in args]
        if op in ("and", "or"):
            return self._joined(op, args, values)
        if op in ("known", "presumed", "if"):
            return self._chosen(op, args, values)
        if _ABSENT in values or None in values:
            return _ABSENT
        if op in _COMPARE:
            return (_COMPARE[op](*values), TRUTH)
        if op in _NUMBER:
            found: int = _NUMBER[op](*values)  # type: ignore[arg-type]
            return (found, Type("number", low=found, high=found))
        return (not values[0], TRUTH) if op == "not" else _ABSENT

    def _chosen(self, op: str, args: tuple[int, ...], values: list[Any]) -> Any:
        """Settle what asks whether something is known, or chooses, where that is certain."""
        sure, never = self.sure[args[0]], values[0] is None
        if op == "known":
            return (sure, TRUTH) if sure or never else _ABSENT
        if op == "presumed":
            return args[0] if sure else args[1] if never else _ABSENT
        if args[1] == args[2]:
            return args[1]
        return args[1 if values[0] else 2] if isinstance(values[0], bool) else _ABSENT

    def _joined(self, op: str, args: tuple[int, ...], values: list[Any]) -> Any:
        """Drop what does not matter in an `and` or `or`; one decisive part decides."""
        decisive = op == "or"
        if decisive in [one for one in values if isinstance(one, bool)]:
            return (decisive, TRUTH)
        kept = tuple(
            dict.fromkeys(
                arg for arg, one in zip(args, values, strict=True) if one is not (not decisive)
            )
        )
        if not kept:
            return (not decisive, TRUTH)
        if len(kept) == 1:
            return kept[0]
        return _ABSENT if kept == args else self._put(Op(op, kept, None, TRUTH))
