"""Typed values (类型检查): what every part of the lowering shares; units and scales held together.

Each method takes a node and returns a `Val`: the step, its unit, whether it is a bare number
that fits any unit, and the divisor of a quotient that is not rounded yet. What is wrong is
reported with its place; a part that is wrong is left out and the rest is checked all the same.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import NoReturn

from tongban.kernel.text import Text
from tongban.policy.domain.rules import assuming
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.building import Builder
from tongban.policy.domain.rules.problems import Fault
from tongban.policy.domain.rules.program import Input, Type
from tongban.policy.domain.rules.scope import Scope
from tongban.policy.domain.rules.units import Unit

PLAIN = Unit()
KIND_WORDS = {
    "truth": ("是否", "a truth"),
    "number": ("数", "a number"),
    "day": ("日期", "a day"),
    "text": ("代码", "a code"),
    "table": ("列表", "a list"),
    "months": ("按月的数", "a monthly figure"),
    "open": ("未定", "open"),
}


class Abandon(Exception):  # noqa: N818 - a way out, never seen outside
    """The part being read is wrong and has been reported."""


@dataclass(frozen=True, slots=True)
class Val:
    """A typed value (带类型的值): its step, unit, and the divisor it still has to be divided by."""

    step: int
    kind: str
    unit: Unit = PLAIN
    bare: bool = False
    under: int | None = None


Report = Callable[[Fault], None]
Results = Callable[[t.ClauseRef], Val]


class Base:
    """What every part of the lowering needs: the builder, the names, and how to complain."""

    def __init__(self, builder: Builder, scope: Scope, report: Report, results: Results) -> None:
        self.builder, self.scope = builder, scope
        self.report, self.results = report, results
        self.assumed = assuming.Assumptions(builder)
        self.exceptions: list[tuple[t.Unless, t.ButWhen, int, int]] = []

    def fail(self, node: t.Node, rule: str, zh: str, en: str) -> NoReturn:
        """Report what is wrong and give this part up."""
        self.report(Fault(node.at, rule, Text(zh, en)))
        raise Abandon

    def warn(self, node: t.Node, rule: str, zh: str, en: str) -> None:
        """Report what is strange."""
        self.report(Fault(node.at, rule, Text(zh, en), "warning"))

    def value(self, node: t.Node) -> Val:
        """Lower a node of any kind."""
        raise NotImplementedError

    def given(self, step: int, *, holds: bool) -> AbstractContextManager[None]:
        """Lower something that only matters where a condition holds (or does not)."""
        return self.assumed.given(step, holds=holds)

    # -- kinds

    def truth(self, node: t.Node) -> int:
        """Lower a node that must be yes or no."""
        found = self.value(node)
        if found.kind == "open":
            return found.step
        if found.kind != "truth":
            zh, en = KIND_WORDS[found.kind]
            self.fail(
                node,
                "rule.type",
                f"这里要一个条件（是或否），写的是{zh}；请加上比较，如 ≥ 12",
                f"a condition is needed here, not {en}; compare it with something",
            )
        return found.step

    def truths(self, nodes: Sequence[t.Node], *, after: bool | None = None) -> list[int]:
        """Lower several conditions; one that is wrong does not hide the others.

        `after` is how the conditions before must have come out for a later one to matter.
        """
        made, failed = [], False
        with ExitStack() as around:
            for node in nodes:
                try:
                    made.append(self.truth(node))
                except Abandon:
                    failed = True
                    continue
                if after is not None:
                    around.enter_context(self.given(made[-1], holds=after))
        if failed:
            raise Abandon
        return made

    def number(self, node: t.Node) -> Val:
        """Lower a node that must be a number; a quotient is one that is not rounded."""
        return self.as_number(node, self.value(node))

    def as_number(self, node: t.Node, found: Val) -> Val:
        """Take a value for a number."""
        if found.kind == "open":
            step = self.builder.nothing(Type("number", low=0, high=0), found.step)
            return Val(step, "number", bare=True)
        if found.kind != "number":
            zh, en = KIND_WORDS[found.kind]
            self.fail(
                node, "rule.type", f"这里要一个数，写的是{zh}", f"a number is needed here, not {en}"
            )
        return found

    def whole(self, node: t.Node) -> Val:
        """Lower a number that is no open quotient."""
        return self.as_whole(node, self.value(node))

    def as_whole(self, node: t.Node, found: Val) -> Val:
        """Take a value for a number that is no open quotient."""
        made = self.as_number(node, found)
        if made.under is not None:
            self.fail(
                node,
                "rule.division",
                "除法的结果要取整，或直接用来比较；请写 取整(甲 / 乙, 0.01 元, 四舍五入)",
                "round a quotient, or compare it: round(a / b, 0.01 yuan, half up)",
            )
        return made

    def day(self, node: t.Node) -> int:
        """Lower a node that must be a day."""
        found = self.value(node)
        if found.kind != "day":
            zh, en = KIND_WORDS[found.kind]
            self.fail(
                node, "rule.type", f"这里要一个日期，写的是{zh}", f"a day is needed here, not {en}"
            )
        return found.step

    # -- units and scales

    def one_unit(self, node: t.Node, values: Sequence[Val]) -> Unit:
        """Return the unit that several values share; bare numbers fit any."""
        units = {found.unit for found in values if not found.bare}
        if len(units) > 1:
            names = [str(unit) or "无单位" for unit in sorted(units, key=str)]
            self.fail(
                node,
                "rule.unit",
                f"单位不同，不能放在一起：{'、'.join(names)}；请先换算，或改正单位",
                f"units do not fit together: {', '.join(names)}; convert one of them",
            )
        return next(iter(units), PLAIN)

    def one_scale(self, steps: Sequence[int]) -> tuple[int, ...]:
        """Bring numbers to the finest scale among them."""
        scale = max(self.builder.type(step).scale for step in steps)
        return tuple(self.builder.rescaled(step, scale) for step in steps)

    def alike(self, node: t.Node, values: Sequence[Val]) -> tuple[list[int], Val]:
        """Bring values to one kind, unit and scale: the steps, and what they have in common."""
        real = [found for found in values if found.kind != "open"]
        if not real:
            return [found.step for found in values], values[0]
        kinds = {found.kind for found in real}
        if len(kinds) > 1:
            words = sorted(KIND_WORDS[kind][0] for kind in kinds)
            self.fail(
                node,
                "rule.type",
                f"这几个值的类型不同：{'、'.join(words)}；请写成同一类型",
                f"these values are of different types: {', '.join(sorted(kinds))}",
            )
        common = real[0]
        if common.kind == "number":
            unit = self.one_unit(node, real)
            steps = iter(self.one_scale([found.step for found in real]))
            bare = all(found.bare for found in real)
            made = [None if found.kind == "open" else next(steps) for found in values]
            common = Val(next(step for step in made if step is not None), "number", unit, bare)
        else:
            made = [None if found.kind == "open" else found.step for found in values]
        type_ = self.builder.type(common.step)
        filled = [
            self.builder.nothing(type_, found.step) if step is None else step
            for step, found in zip(made, values, strict=True)
        ]
        return filled, common

    def positive(self, node: t.Node, step: int) -> bool:
        """Whether a divisor is above zero (else below); a fault where it can be zero."""
        low, high = self.assumed.bounds(step)
        if low <= 0 <= high:
            self.fail(
                node,
                "rule.division-by-zero",
                "除数可能是零；请给这项信息写上 range，或写成 如果 除数 > 0 则 … 否则 …",
                "the divisor can be zero; give the fact a range, or write if divisor > 0 then …",
            )
        return low > 0


def input_of(lowering: Base, key: str, type_: Type, name: str, official: str | None = None) -> int:
    """Read a fact as a step."""
    return lowering.builder.input(Input(key, type_, name, official))
