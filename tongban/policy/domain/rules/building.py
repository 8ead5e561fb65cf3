"""Building a program (编制程序): every step once, constants folded, bounds carried along.

The builder knows types only as bounds and scales; what may be added to what is the checker's
concern (`lowering`). Comparisons that the bounds decide become constants, comparisons with a
choice become choices of comparisons, so that thresholds stand out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.program import Input, Op, Program, Type

MOST = 2**63 - 1
TRUTH = Type("truth")
_FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}
_MOST_LEAVES = 16
Overflow = Callable[[int, int], None]


class Builder:
    """A program being built; steps are made by the methods and named by their number."""

    def __init__(self, overflow: Overflow = lambda _low, _high: None) -> None:
        self.ops: list[Op] = []
        self.inputs: dict[str, Input] = {}
        self.clause: str | None = None
        self._known: dict[Any, int] = {}
        self._overflow = overflow

    def program(
        self, results: Mapping[str, int], given: Mapping[str, int] | None = None
    ) -> Program:
        """Return what was built, without the steps that no result needs."""
        whole = Program(tuple(self.ops), dict(self.inputs), dict(results), dict(given or {}))
        return pruned(whole)

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
            return self.truth(True)  # noqa: FBT003 - a value
        if least > len(kept):
            return self.truth(False)  # noqa: FBT003 - a value
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

    # -- comparisons

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
        (a, b), (c, d) = self.bounds(left), self.bounds(right)
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

    def _spread(self, op: str, left: int, right: int) -> int | None:
        """Draw a comparison into a choice, so that each threshold is compared by itself."""
        for one, other, word in ((left, right, op), (right, left, _FLIPPED[op])):
            inner = self.ops[one]
            if inner.op == "if" and self._leaves(one) <= _MOST_LEAVES:
                test, then, otherwise = inner.args
                return self.if_(
                    test, self.compare(word, then, other), self.compare(word, otherwise, other)
                )
            if inner.op in ("least", "greatest") and word not in ("eq", "ne"):
                parts = [self.compare(word, part, other) for part in inner.args]
                is_all = (inner.op == "least") == (word in ("gt", "ge"))
                return self.all(parts) if is_all else self.any(parts)
        return None

    def _leaves(self, step: int) -> int:
        op = self.ops[step]
        if op.op != "if":
            return 1
        return self._leaves(op.args[1]) + self._leaves(op.args[2])

    def is_in(self, value: int, choices: tuple[Any, ...]) -> int:
        """Ask whether a text or number is among constants."""
        type_, known = self.type(value), self.constant(value)
        if self.is_unknown(value):
            return self.nothing(TRUTH, value)
        if known is not NotImplemented:
            return self.truth(known in choices)
        if self.ops[value].op == "if" and self._leaves(value) <= _MOST_LEAVES:
            test, then, otherwise = self.ops[value].args
            return self.if_(test, self.is_in(then, choices), self.is_in(otherwise, choices))
        if type_.kind == "text" and type_.options:
            choices = tuple(one for one in choices if one in type_.options)
            if set(type_.options) <= set(choices):
                return self.truth(True)  # noqa: FBT003 - a value
        elif type_.kind == "number":
            low, high = self.bounds(value)
            choices = tuple(one for one in choices if low <= one <= high)
        if not choices:
            return self.truth(False)  # noqa: FBT003 - a value
        return self.step("is_in", (value,), TRUTH, tuple(dict.fromkeys(choices)))

    # -- whole numbers

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
            if is_choice and self._leaves(other) <= _MOST_LEAVES:
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
