"""Arithmetic, typed (算术检查): sums, products, quotients, rounding, days, least and greatest."""

from dataclasses import replace

from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.program import Type
from tongban.policy.domain.rules.typed import Base, Val
from tongban.policy.domain.rules.units import Unit


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
