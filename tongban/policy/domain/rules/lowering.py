"""From tree to program (类型检查与编制): every value typed, units and scales held together.

Each method takes a node and returns a `Val`: the step, its unit, whether it is a bare number
that fits any unit, and the divisor of a quotient that is not rounded yet. What is wrong is
reported with its place; a part that is wrong is left out and the rest is checked all the same.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import NoReturn

from tongban.kernel.text import Text
from tongban.policy.domain.rules import arithmetic, assuming
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.building import Builder
from tongban.policy.domain.rules.problems import Fault
from tongban.policy.domain.rules.program import Input, Type
from tongban.policy.domain.rules.scope import Scope
from tongban.policy.domain.rules.units import Unit

PLAIN = Unit()
_OPS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_KIND_WORDS = {
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

    @contextmanager
    def given(self, step: int, *, holds: bool) -> Iterator[None]:
        """Lower something that only matters where a condition holds (or does not)."""
        with self.assumed.given(step, holds=holds):
            yield

    # -- kinds

    def truth(self, node: t.Node) -> int:
        """Lower a node that must be yes or no."""
        found = self.value(node)
        if found.kind == "open":
            return found.step
        if found.kind != "truth":
            zh, en = _KIND_WORDS[found.kind]
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
            zh, en = _KIND_WORDS[found.kind]
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
            zh, en = _KIND_WORDS[found.kind]
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
            words = sorted(_KIND_WORDS[kind][0] for kind in kinds)
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


class Numbers(Base):
    """Arithmetic (算术): sums, products, quotients, rounding, least and greatest."""

    def sum(self, node: t.Add | t.Subtract) -> Val:
        """Lower a sum or difference of numbers, or of a day and a time."""
        left, right = self.value(node.left), self.value(node.right)
        if "day" in (left.kind, right.kind):
            return self._days(node, left, right)
        first, second = self.as_whole(node.left, left), self.as_whole(node.right, right)
        unit = self.one_unit(node, (first, second))
        a, b = self.one_scale((first.step, second.step))
        make = self.builder.add if isinstance(node, t.Add) else self.builder.subtract
        return Val(make(a, b), "number", unit, first.bare and second.bare)

    def _days(self, node: t.Add | t.Subtract, left: Val, right: Val) -> Val:
        if left.kind == right.kind == "day" and isinstance(node, t.Subtract):
            step = self.calendar("days_between", right.step, left.step)
            return Val(step, "number", Unit.read("日"))
        if left.kind != "day" or right.kind != "number" or right.under is not None:
            self.fail(
                node,
                "rule.type",
                "日期可以加减 月、年、日，两个日期相减得日数",
                "add or subtract months, years or days; the difference of two days is days",
            )
        count = right.step
        if isinstance(node, t.Subtract):
            count = self.builder.negate(count)
        return Val(self._moved(node, left.step, count, right), "day")

    def _moved(self, node: t.Node, start: int, count: int, given: Val) -> int:
        unit = str(given.unit)
        if self.builder.type(count).scale or unit not in ("月", "年", "日"):
            self.fail(
                node,
                "rule.unit",
                "日期加减的数要是整数，并带单位 月、年 或 日",
                "what is added to a day must be whole and in months, years or days",
            )
        if unit == "年":
            twelve = self.builder.number(12, Type("number"))
            count = self.builder.multiply(count, twelve)
        low, high = self.builder.bounds(count)
        if max(abs(low), abs(high)) > 36_500:  # noqa: PLR2004 - a hundred years of days
            self.fail(
                node,
                "rule.range",
                "加减的时间可能超过一百年；请给这项信息写上 range",
                "the time added can be more than a hundred years; give the fact a range",
            )
        return self.calendar("add_days" if unit == "日" else "add_months", start, count)

    def calendar(self, op: str, first: int, second: int) -> int:
        """Make a step of the calendar with its bounds."""
        low, high = arithmetic.bounds(op, (self.builder.bounds(first), self.builder.bounds(second)))
        type_ = Type("number", low=low, high=high)
        if op.startswith("add"):
            type_ = replace(self.builder.type(first), low=low, high=high)
        return self.builder.made(op, (first, second), type_)

    def product(self, node: t.Multiply) -> Val:
        """Lower a product; a quotient in it stays a quotient."""
        left, right = self.number(node.left), self.number(node.right)
        if left.unit.is_money and right.unit.is_money:
            self.fail(
                node,
                "rule.unit",
                "金额不能乘以金额；其中一个应当是比例或数量",
                "money times money means nothing; one of them should be a rate or a number",
            )
        step = self.builder.multiply(left.step, right.step)
        unders = [found.under for found in (left, right) if found.under is not None]
        under = None
        if unders:
            under = unders[0] if len(unders) == 1 else self.builder.multiply(*unders)
        return Val(step, "number", left.unit * right.unit, left.bare and right.bare, under)

    def quotient(self, node: t.Divide) -> Val:
        """Lower a quotient: nothing is divided yet, the divisor is kept."""
        left, right = self.number(node.left), self.whole(node.right)
        self.positive(node.right, right.step)
        under = right.step
        if left.under is not None:
            under = self.builder.multiply(left.under, under)
        unit = left.unit / right.unit
        return Val(left.step, "number", unit, left.bare and right.bare, under)

    def rounded(self, node: t.Round) -> Val:
        """Lower a rounding: one whole division, exact before and after."""
        found = self.number(node.value)
        step_unit = Unit.read(node.step.unit)
        stepped = Val(0, "number", step_unit, node.step.unit is None)
        unit = self.one_unit(node, (found, stepped))
        build = self.builder
        # value = n / 10^a over d / 10^b; rounded to multiples of s / 10^c.
        over, under = found.step, found.under
        shift = node.step.scale - build.type(over).scale
        divisor = node.step.units
        if under is not None:
            shift += build.type(under).scale
        plain = Type("number")
        if shift > 0:
            over = build.product(over, build.number(10**shift, plain), 0)
        else:
            divisor *= 10**-shift
        below = build.number(divisor, plain)
        if under is not None:
            below = build.product(under, below, 0)
        if build.constant(below) == 1:
            made = build.as_scale(over, node.step.scale)
        else:
            made = build.divide(over, below, node.mode, node.step.scale)
        made = build.product(made, build.number(node.step.units, plain), node.step.scale)
        return Val(made, "number", unit, found.bare)

    def extreme(self, node: t.Least | t.Greatest) -> Val:
        """Lower the least or greatest of several numbers or days."""
        values = [self.value(part) for part in node.parts]
        if any(found.kind not in ("number", "day", "open") for found in values):
            self.fail(
                node,
                "rule.type",
                "最小值、最大值里要写数或日期",
                "min and max take numbers or days",
            )
        for part, found in zip(node.parts, values, strict=True):
            if found.kind == "number":
                self.as_whole(part, found)
        steps, common = self.alike(node, values)
        make = self.builder.least if isinstance(node, t.Least) else self.builder.greatest
        return replace(common, step=make(tuple(steps)))


class Comparisons(Numbers):
    """Comparisons (比较): numbers cross-multiplied, days, codes, truths."""

    def compared(self, node: t.Compare) -> Val:
        """Lower a comparison."""
        left, right = self.value(node.left), self.value(node.right)
        return Val(self.pair(node, _OPS[node.op], left, right), "truth")

    def pair(self, node: t.Node, op: str, left: Val, right: Val) -> int:
        """Compare two values that are lowered already."""
        kinds = {left.kind, right.kind} - {"open"}
        if len(kinds) > 1:
            words = "、".join(sorted(_KIND_WORDS[kind][0] for kind in kinds))
            self.fail(
                node,
                "rule.type",
                f"两边的类型不同，不能比较：{words}；代码要加引号，日期写成 2025-01-31",
                f"the two sides are of different types: {', '.join(sorted(kinds))}",
            )
        if left.kind == "number" and right.kind == "number":
            return self._numbers(node, op, left, right)
        if op not in ("eq", "ne") and kinds & {"text", "truth"}:
            self.fail(
                node,
                "rule.order",
                "代码和是否没有大小；请用 =、≠ 或 属于",
                "codes and truths have no order; use =, != or in",
            )
        self._fits(node, left, right)
        return self.builder.compare(op, left.step, right.step)

    def _fits(self, node: t.Node, left: Val, right: Val) -> None:
        first, second = self.builder.type(left.step), self.builder.type(right.step)
        if left.kind == right.kind == "day" and first.month_only != second.month_only:
            self.fail(
                node,
                "rule.month",
                "一边只到月，一边到日，分不出先后；请都写到月（2025-01）或都写到日",
                "one side is a month and the other a day; write both as months or both as days",
            )
        if left.kind == right.kind == "text":
            self._option(node, left.step, right.step)
            self._option(node, right.step, left.step)

    def _option(self, node: t.Node, given: int, word: int) -> None:
        options, said = self.builder.type(given).options, self.builder.constant(word)
        is_constant = self.builder.constant(given) is not NotImplemented
        if options and isinstance(said, str) and said not in options and not is_constant:
            self.fail(
                node,
                "rule.option",
                f"“{said}”不在选项里：{'、'.join(options)}",
                f"{said} is not among the options: {', '.join(options)}",
            )

    def _numbers(self, node: t.Node, op: str, left: Val, right: Val) -> int:
        self.one_unit(node, (left, right))
        a, b, build = left.step, right.step, self.builder
        if left.under is not None and not self.positive(node, left.under):
            op = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}.get(op, op)
        if right.under is not None and not self.positive(node, right.under):
            op = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}.get(op, op)
        if left.under is not None:
            b = build.multiply(b, left.under)
        if right.under is not None:
            a = build.multiply(a, right.under)
        a, b = self.one_scale((a, b))
        return build.compare(op, a, b)

    def between(self, node: t.Between) -> Val:
        """Lower "lies between", the ends counting or not."""
        return Val(self.inside(node, self.value(node.value), node.range), "truth")

    def inside(self, node: t.Node, value: Val, range_: t.Range) -> int:
        """Ask whether a value lies in a range."""
        parts = []
        if range_.low is not None:
            op = "ge" if range_.low_closed else "gt"
            parts.append(self.pair(node, op, value, self.value(range_.low)))
        if range_.high is not None:
            op = "le" if range_.high_closed else "lt"
            parts.append(self.pair(node, op, value, self.value(range_.high)))
        return self.builder.all(parts)

    def one_of(self, node: t.OneOf) -> Val:
        """Lower "is one of"."""
        value, choices = self.value(node.value), [self.value(one) for one in node.choices]
        if value.kind in ("number", "text"):
            constants = [self.builder.constant(one.step) for one in choices]
            if value.kind == "text" and all(isinstance(one, str) for one in constants):
                for one in choices:
                    self.pair(node, "eq", value, one)
                return Val(self.builder.is_in(value.step, tuple(constants)), "truth")
        return Val(
            self.builder.any([self.pair(node, "eq", value, one) for one in choices]), "truth"
        )


def input_of(lowering: Base, key: str, type_: Type, name: str, official: str | None = None) -> int:
    """Read a fact as a step."""
    return lowering.builder.input(Input(key, type_, name, official))
