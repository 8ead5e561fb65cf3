"""Steps of a program being made (编制步骤): every step once, constants folded, bounds carried along."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tongban.policy.domain.rules.program import Input, Op, Type

MOST = 2**63 - 1
TRUTH = Type("truth")
Overflow = Callable[[int, int], None]


class Steps:
    """Steps being made and named by their number (步骤表): leaves, truths and choices."""

    def __init__(self, overflow: Overflow = lambda _low, _high: None) -> None:
        self.ops: list[Op] = []
        self.inputs: dict[str, Input] = {}
        self.clause: str | None = None
        self._known: dict[Any, int] = {}
        self._overflow = overflow

    def step(self, op: str, args: Iterable[int], type_: Type, value: Any = None) -> int:
        """Add a step, or find the same one."""
        made = tuple(args)
        said = repr(value) if op == "fold" else value
        key = (op, made, said, type(value), type_.kind, type_.scale)
        found = self._known.get(key)
        if found is None:
            self._bound(type_)
            found = len(self.ops)
            self.ops.append(Op(op, made, value, type_, self.clause))
            self._known[key] = found
        return found

    def _bound(self, type_: Type) -> None:
        low, high = type_.low, type_.high
        if low is not None and high is not None and (low < -MOST or high > MOST):
            self._overflow(low, high)

    def type(self, step: int) -> Type:
        """Return the type of a step."""
        return self.ops[step].type

    def bounds(self, step: int) -> tuple[int, int]:
        """Return the bounds of a number or day."""
        type_ = self.ops[step].type
        return (
            -MOST if type_.low is None else type_.low,
            MOST if type_.high is None else type_.high,
        )

    def constant(self, step: int) -> Any:
        """Return the value of a constant step; NotImplemented where it is none."""
        op = self.ops[step]
        return op.value if op.op == "const" else NotImplemented

    def is_unknown(self, step: int) -> bool:
        """Whether a step is the constant unknown, or left open on purpose."""
        op = self.ops[step]
        return op.op == "open" or (op.op == "const" and op.value is None)

    # -- leaves

    def input(self, given: Input) -> int:
        """Read a fact."""
        self.inputs[given.key] = given
        return self.step("input", (), given.type, given.key)

    def truth(self, value: bool | None) -> int:
        """Make yes, no or unknown."""
        return self.step("const", (), TRUTH, value)

    def number(self, value: int, type_: Type) -> int:
        """Make a constant number or day."""
        return self.step("const", (), replace(type_, low=value, high=value), value)

    def text(self, value: str) -> int:
        """Make a constant word."""
        return self.step("const", (), Type("text", options=(value,)), value)

    def nothing(self, type_: Type, *like: int) -> int:
        """Make the unknown of a type, open for the reason that one of the steps is."""
        for step in like:
            if self.ops[step].op == "open":
                return self.step("open", (), type_, self.ops[step].value)
        return self.step("const", (), type_, None)

    def open(self, why: str, type_: Type = TRUTH) -> int:
        """Leave something open on purpose, and say why."""
        return self.step("open", (), type_, why)

    # -- truths

    def all(self, parts: Iterable[int]) -> int:
        """Make the conjunction of parts."""
        return self._join("and", parts, decisive=False)

    def any(self, parts: Iterable[int]) -> int:
        """Make the disjunction of parts."""
        return self._join("or", parts, decisive=True)

    def _join(self, op: str, parts: Iterable[int], *, decisive: bool) -> int:
        kept: dict[int, None] = {}
        for part in parts:
            inner = self.ops[part]
            for one in inner.args if inner.op == op else (part,):
                value = self.constant(one)
                if value is decisive:
                    return self.truth(decisive)
                if value is not (not decisive):
                    kept[one] = None
        if len(kept) < 2:  # noqa: PLR2004
            return next(iter(kept), self.truth(not decisive))
        return self.step(op, kept, TRUTH)

    def not_(self, part: int) -> int:
        """Make the negation."""
        op = self.ops[part]
        if self.is_unknown(part):
            return part
        if op.op == "const":
            return self.truth(not op.value)
        if op.op == "not":
            return op.args[0]
        turned = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "eq": "ne", "ne": "eq"}.get(op.op)
        if turned:
            return self.step(turned, op.args, TRUTH)
        return self.step("not", (part,), TRUTH)

    def at_least(self, least: int, parts: Iterable[int]) -> int:
        """Make "k of them hold"; yes and no parts are counted off."""
        kept = []
        for part in parts:
            value = self.constant(part)
            if value is True:
                least -= 1
            elif value is not False:
                kept.append(part)
        if least <= 0:
            return self.truth(value=True)
        if least > len(kept):
            return self.truth(value=False)
        if least == 1:
            return self.any(kept)
        if least == len(kept):
            return self.all(kept)
        return self.step("at_least", kept, TRUTH, least)

    def if_(self, test: int, then: int, otherwise: int) -> int:
        """Make a choice."""
        value = self.constant(test)
        if value is True:
            return then
        if value is False or then == otherwise:
            return otherwise
        if self.ops[test].op == "not":
            return self.if_(self.ops[test].args[0], otherwise, then)
        type_ = self.type(then)
        if type_.kind == "truth":
            return self._if_truth(test, then, otherwise)
        if type_.kind in ("number", "day"):
            type_ = self._hull(then, otherwise)
        elif type_.kind == "text":
            type_ = replace(type_, options=(*type_.options, *self.type(otherwise).options))
        return self.step("if", (test, then, otherwise), type_)

    def _if_truth(self, test: int, then: int, otherwise: int) -> int:
        yes, no = self.constant(then), self.constant(otherwise)
        if yes is True and no is False:
            return test
        if yes is False and no is True:
            return self.not_(test)
        return self.step("if", (test, then, otherwise), TRUTH)

    def _hull(self, *steps: int) -> Type:
        known = [step for step in steps if not self.is_unknown(step)] or list(steps)
        bounds = [self.bounds(step) for step in known]
        return replace(
            self.type(known[0]),
            low=min(low for low, _ in bounds),
            high=max(high for _, high in bounds),
        )
