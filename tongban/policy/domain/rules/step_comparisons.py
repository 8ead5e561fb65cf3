"""Comparisons of steps (比较步骤): decided by bounds, drawn into choices, constants to the right."""

from collections.abc import Mapping
from typing import Any

from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.program import Type
from tongban.policy.domain.rules.steps import TRUTH, Steps

_FLIPPED: Mapping[str, str] = {
    "lt": "gt",
    "le": "ge",
    "gt": "lt",
    "ge": "le",
    "eq": "eq",
    "ne": "ne",
}
MOST_LEAVES = 16
"""A choice of more values is compared as a whole."""


class Comparing(Steps):
    """Steps that compare (比较)."""

    def compare(self, op: str, left: int, right: int) -> int:
        """Compare two numbers of one scale, two days, or (eq, ne) two texts or truths."""
        if self.is_unknown(left) or self.is_unknown(right):
            return self.nothing(TRUTH, left, right)
        if self.ops[left].op == "const" and self.ops[right].op != "const":
            left, right, op = right, left, _FLIPPED[op]
        kind = self.type(left).kind
        if kind == "text":
            return self._compare_text(op, left, right)
        if kind == "truth":
            return self._compare_truth(op, left, right)
        left, op, right = self._plain(left, op, right)
        decided = self._decided(op, left, right)
        if decided is not None:
            return self.truth(decided)
        return self._spread(op, left, right) or self.step(op, (left, right), TRUTH)

    def _compare_text(self, op: str, left: int, right: int) -> int:
        word = self.constant(right)
        if word is NotImplemented:
            return self.step(op, (left, right), TRUTH)
        made = self.is_in(left, (word,))
        return made if op == "eq" else self.not_(made)

    def _compare_truth(self, op: str, left: int, right: int) -> int:
        value = self.constant(right)
        if value is NotImplemented:
            return self.step(op, (left, right), TRUTH)
        return left if value is (op == "eq") else self.not_(left)

    def _plain(self, left: int, op: str, right: int) -> tuple[int, str, int]:
        """Move what is constant to the right: x × 100 < 97050 is x < 971, 970 - x > 0 is x < 970."""
        bound = self.constant(right)
        inner = self.ops[left]
        if not isinstance(bound, int) or inner.op not in ("mul", "add", "sub", "neg"):
            return left, op, right
        if inner.op == "neg":
            return self._moved(inner.args[0], _FLIPPED[op], -bound)
        first, second = inner.args
        if isinstance(shift := self.constant(second), int):
            return self._with_constant(inner.op, first, op, shift, bound) or (left, op, right)
        if isinstance(shift := self.constant(first), int):
            if inner.op == "sub":
                return self._moved(second, _FLIPPED[op], shift - bound)
            return self._with_constant(inner.op, second, op, shift, bound) or (left, op, right)
        return left, op, right

    def _with_constant(
        self, way: str, part: int, op: str, constant: int, bound: int
    ) -> tuple[int, str, int] | None:
        if way != "mul":
            return self._moved(part, op, bound - constant if way == "add" else bound + constant)
        if constant < 0:
            op, constant, bound = _FLIPPED[op], -constant, -bound
        if constant == 0 or (op in ("eq", "ne") and bound % constant):
            return None
        if op in ("lt", "ge"):
            return self._moved(part, op, -(-bound // constant))
        return self._moved(part, op, bound // constant)

    def _moved(self, part: int, op: str, bound: int) -> tuple[int, str, int]:
        type_ = self.type(part)
        return self._plain(part, op, self.number(bound, Type("number", type_.scale)))

    def _never_equal(self, op: str, left: int, right: int) -> bool:
        """Whether a multiple can never be a bound that is none."""
        inner, bound = self.ops[left], self.constant(right)
        if op not in ("eq", "ne") or inner.op != "mul" or not isinstance(bound, int):
            return False
        factors = [self.constant(arg) for arg in inner.args]
        return any(isinstance(one, int) and one and bound % one for one in factors)

    def _decided(self, op: str, left: int, right: int) -> bool | None:
        """Decide a comparison by the bounds alone."""
        if left == right:
            return op in ("eq", "le", "ge")
        if self._never_equal(op, left, right):
            return op == "ne"
        return arithmetic.compared(op, self.bounds(left), self.bounds(right))

    def _spread(self, op: str, left: int, right: int) -> int | None:
        """Draw a comparison into a choice, so that each threshold is compared by itself."""
        for one, other, word in ((left, right, op), (right, left, _FLIPPED[op])):
            inner = self.ops[one]
            if inner.op == "if" and self.leaves(one) <= MOST_LEAVES:
                test, then, otherwise = inner.args
                return self.if_(
                    test, self.compare(word, then, other), self.compare(word, otherwise, other)
                )
            if inner.op in ("least", "greatest") and word not in ("eq", "ne"):
                parts = [self.compare(word, part, other) for part in inner.args]
                is_all = (inner.op == "least") == (word in ("gt", "ge"))
                return self.all(parts) if is_all else self.any(parts)
        return None

    def leaves(self, step: int) -> int:
        """Count the values a choice is between."""
        op = self.ops[step]
        if op.op != "if":
            return 1
        return self.leaves(op.args[1]) + self.leaves(op.args[2])

    def is_in(self, value: int, choices: tuple[Any, ...]) -> int:
        """Ask whether a text or number is among constants."""
        type_, known = self.type(value), self.constant(value)
        if self.is_unknown(value):
            return self.nothing(TRUTH, value)
        if known is not NotImplemented:
            return self.truth(known in choices)
        if self.ops[value].op == "if" and self.leaves(value) <= MOST_LEAVES:
            test, then, otherwise = self.ops[value].args
            return self.if_(test, self.is_in(then, choices), self.is_in(otherwise, choices))
        if type_.kind == "text" and type_.options:
            choices = tuple(one for one in choices if one in type_.options)
            if set(type_.options) <= set(choices):
                return self.truth(value=True)
        elif type_.kind == "number":
            low, high = self.bounds(value)
            choices = tuple(one for one in choices if low <= one <= high)
        if not choices:
            return self.truth(value=False)
        return self.step("is_in", (value,), TRUTH, tuple(dict.fromkeys(choices)))
