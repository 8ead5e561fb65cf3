"""Building a program (编制程序): whole numbers, the calendar, lists, and the finished program.

The builder knows types only as bounds and scales; what may be added to what is the checker's
concern (`typed`). Comparisons that the bounds decide become constants, comparisons with a
choice become choices of comparisons, so that thresholds stand out.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.program import Program, Type
from tongban.policy.domain.rules.step_comparisons import MOST_LEAVES, Comparing


class Builder(Comparing):
    """A program being built; steps are made by the methods and named by their number."""

    def program(
        self, results: Mapping[str, int], given: Mapping[str, int] | None = None
    ) -> Program:
        """Return what was built, without the steps that no result needs."""
        whole = Program(tuple(self.ops), dict(self.inputs), dict(results), dict(given or {}))
        return pruned(whole)

    def _whole(self, op: str, args: tuple[int, ...], value: Any = None, scale: int = 0) -> int:
        """Make a step of whole numbers with its bounds, folded where all is constant."""
        known = [self.constant(arg) for arg in args]
        type_ = Type("number", scale)
        if any(self.is_unknown(arg) for arg in args):
            return self.nothing(replace(type_, low=0, high=0), *args)
        if all(one is not NotImplemented for one in known):
            made = arithmetic.apply(op, known, value)
            low_high = replace(type_, low=made or 0, high=made or 0)
            return self.nothing(low_high) if made is None else self.number(made, type_)
        low, high = arithmetic.bounds(op, [self.bounds(arg) for arg in args], value)
        return self.step(op, args, replace(type_, low=low, high=high), value)

    def add(self, left: int, right: int) -> int:
        """Add two of one scale."""
        for one, other in ((left, right), (right, left)):
            if self.constant(one) == 0:
                return other
        return self._whole("add", (left, right), scale=self.type(left).scale)

    def subtract(self, left: int, right: int) -> int:
        """Subtract two of one scale."""
        if self.constant(right) == 0:
            return left
        return self._whole("sub", (left, right), scale=self.type(left).scale)

    def negate(self, part: int) -> int:
        """Turn the sign."""
        return self._whole("neg", (part,), scale=self.type(part).scale)

    def multiply(self, left: int, right: int) -> int:
        """Multiply; the scales add up."""
        return self.product(left, right, self.type(left).scale + self.type(right).scale)

    def product(self, left: int, right: int, scale: int) -> int:
        """Multiply whole numbers; the product counts steps of `scale`."""
        for one, other in ((left, right), (right, left)):
            if self.constant(one) == 1 and self.type(other).scale == scale:
                return other
            inner = self.ops[other]
            is_choice = inner.op == "if" and self.ops[one].op == "const"
            if is_choice and self.leaves(other) <= MOST_LEAVES:
                test, then, otherwise = inner.args
                return self.if_(
                    test, self.product(then, one, scale), self.product(otherwise, one, scale)
                )
        return self._whole("mul", (left, right), scale=scale)

    def rescaled(self, part: int, scale: int) -> int:
        """Bring a number to a finer scale."""
        type_ = self.type(part)
        if type_.scale == scale:
            return part
        factor = self.number(10 ** (scale - type_.scale), Type("number", scale - type_.scale))
        return self.product(part, factor, scale)

    def least(self, parts: tuple[int, ...]) -> int:
        """Take the smallest of several of one scale."""
        return self._extreme("least", parts)

    def greatest(self, parts: tuple[int, ...]) -> int:
        """Take the greatest of several of one scale."""
        return self._extreme("greatest", parts)

    def _extreme(self, op: str, parts: tuple[int, ...]) -> int:
        kept = tuple(dict.fromkeys(parts))
        if len(kept) == 1:
            return kept[0]
        type_ = self.type(kept[0])
        if type_.kind == "day":
            low, high = arithmetic.bounds(op, [self.bounds(arg) for arg in kept], None)
            return self.step(op, kept, replace(type_, low=low, high=high))
        return self._whole(op, kept, scale=type_.scale)

    def divide(self, left: int, right: int, mode: str, scale: int = 0) -> int:
        """Divide and round; the result counts whole steps of `scale`."""
        return self._whole("div", (left, right), mode, scale)

    def as_scale(self, part: int, scale: int) -> int:
        """Read the same whole number at another scale."""
        if self.type(part).scale == scale:
            return part
        op = self.ops[part]
        if op.op == "const" and op.value is not None:
            return self.number(op.value, replace(op.type, scale=scale))
        if op.op in ("add", "sub", "neg", "mul", "div", "least", "greatest"):
            return self.step(op.op, op.args, replace(op.type, scale=scale), op.value)
        return self._whole("mul", (part, self.number(1, Type("number"))), scale=scale)

    # -- others

    def made(self, op: str, args: tuple[int, ...], type_: Type, value: Any = None) -> int:
        """Make a step of another kind; unknown where a constant argument is."""
        if op != "fold" and any(self.is_unknown(arg) for arg in args):
            return self.nothing(type_, *args)
        known = [self.constant(arg) for arg in args]
        if op in arithmetic.CALENDAR and all(one is not NotImplemented for one in known):
            return self.number(arithmetic.apply(op, known, value) or 0, type_)
        return self.step(op, args, type_, value)

    def presumed(self, value: int, instead: int) -> int:
        """Take a value, or what the law presumes."""
        known = self.constant(value)
        if self.is_unknown(value):
            return instead
        if known is not NotImplemented:
            return value
        type_ = self.type(value)
        if type_.kind in ("number", "day"):
            type_ = self._hull(value, instead)
        return self.step("presumed", (value, instead), type_)


def pruned(program: Program) -> Program:
    """Leave out the steps that no result needs, and the inputs that no step reads."""
    return renumbered(program)[0]


def renumbered(program: Program) -> tuple[Program, Mapping[int, int]]:
    """Leave out the steps that no result needs, and the inputs that no step reads.

    Also returns the new number of every step that stayed.
    """
    needed: set[int] = set()
    stack = [*program.results.values(), *program.given.values()]
    while stack:
        step = stack.pop()
        if step not in needed:
            needed.add(step)
            stack.extend(program.ops[step].args)
    order = sorted(needed)
    new = {old: no for no, old in enumerate(order)}
    ops = tuple(
        replace(program.ops[old], args=tuple(new[arg] for arg in program.ops[old].args))
        for old in order
    )
    read = {op.value for op in ops if op.op == "input"}
    whole = replace(
        program,
        ops=ops,
        inputs={key: one for key, one in program.inputs.items() if key in read},
        results={key: new[step] for key, step in program.results.items()},
        given={key: new[step] for key, step in program.given.items()},
    )
    return whole, new
