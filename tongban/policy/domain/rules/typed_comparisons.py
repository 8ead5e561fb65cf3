"""Comparisons, typed (比较检查): numbers cross-multiplied, days, codes, truths, ranges, lists."""

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.typed import KIND_WORDS, Val
from tongban.policy.domain.rules.typed_numbers import Numbers

_OPS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


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
            words = "、".join(sorted(KIND_WORDS[kind][0] for kind in kinds))
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
