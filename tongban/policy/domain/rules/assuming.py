"""What may be assumed inside a branch (路径条件): bounds made narrower by the conditions around."""

from collections.abc import Iterator
from contextlib import contextmanager

from tongban.policy.domain.rules.building import Builder

_NEGATED = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt", "eq": "ne", "ne": "eq"}


class Assumptions:
    """Bounds of steps that hold where a branch matters (路径条件)."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.narrow: dict[int, tuple[int, int]] = {}

    def bounds(self, step: int) -> tuple[int, int]:
        """Return the bounds of a step here, products of two included."""
        low, high = self.builder.bounds(step)
        op = self.builder.ops[step]
        if op.op == "mul":
            (a, b), (c, d) = (self.bounds(arg) for arg in op.args)
            corners = (a * c, a * d, b * c, b * d)
            low, high = max(low, min(corners)), min(high, max(corners))
        narrow = self.narrow.get(step)
        return (low, high) if narrow is None else (max(low, narrow[0]), min(high, narrow[1]))

    @contextmanager
    def given(self, step: int, *, holds: bool) -> Iterator[None]:
        """Assume that a condition holds, or that it does not, for a while."""
        before = self.narrow
        self.narrow = dict(before)
        self._assume(step, holds=holds)
        try:
            yield
        finally:
            self.narrow = before

    def _assume(self, step: int, *, holds: bool) -> None:
        op = self.builder.ops[step]
        if op.op == "not":
            self._assume(op.args[0], holds=not holds)
        elif op.op == ("and" if holds else "or"):
            for part in op.args:
                self._assume(part, holds=holds)
        elif op.op in _NEGATED:
            self._compared(op.op if holds else _NEGATED[op.op], *op.args)

    def _compared(self, op: str, left: int, right: int) -> None:
        if self.builder.type(left).kind not in ("number", "day"):
            return
        (a, b), (c, d) = self.bounds(left), self.bounds(right)
        match op:
            case "lt":
                b, c = min(b, d - 1), max(c, a + 1)
            case "le":
                b, c = min(b, d), max(c, a)
            case "gt":
                a, d = max(a, c + 1), min(d, b - 1)
            case "ge":
                a, d = max(a, c), min(d, b)
            case "eq":
                a, b = max(a, c), min(b, d)
                c, d = a, b
            case _ if c == d:
                a, b = (a + 1 if a == c else a), (b - 1 if b == c else b)
        self.narrow[left], self.narrow[right] = (a, b), (c, d)
