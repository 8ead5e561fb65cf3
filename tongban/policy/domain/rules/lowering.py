"""Lowering, node by node (逐节点编制): truths, choices, bands, days, members, names."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, NoReturn

from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.building import Builder
from tongban.policy.domain.rules.program import EachMember, Type
from tongban.policy.domain.rules.scope import MOST_MEMBERS, Declared
from tongban.policy.domain.rules.typed import PLAIN, Val, input_of
from tongban.policy.domain.rules.typed_bands import Banding
from tongban.policy.domain.rules.units import Unit


class Lowering(Banding):
    """A tree being turned into steps (编制)."""

    def value(self, node: t.Node) -> Val:
        """Lower a node of any kind."""
        return _LOWER[type(node)](self, node)

    # -- leaves

    def _truth(self, node: t.Truth) -> Val:
        return Val(self.builder.truth(node.value), "truth")

    def _number(self, node: t.Number) -> Val:
        step = self.builder.number(node.units, Type("number", node.scale))
        return Val(step, "number", Unit.read(node.unit), node.unit is None)

    def _day(self, node: t.Day) -> Val:
        type_ = Type("day", month_only=node.month_only)
        return Val(self.builder.number(arithmetic.day(node.value), type_), "day")

    def _code(self, node: t.Code) -> Val:
        return Val(self.builder.text(node.value), "text")

    def _open(self, node: t.Unknown) -> Val:
        return Val(self.builder.open(node.why), "open")

    def _fact(self, node: t.Fact) -> Val:
        found = self.scope.facts.get(node.key)
        if found is None:
            self._undeclared(node)
        if found.type.kind in ("table", "months"):
            self.fail(
                node,
                "rule.type",
                f"“{found.name}”是一列值，要汇总后才能用，如 {found.name} 的 人数",
                f"{found.key} is a list; sum or count it first",
            )
        return Val(input_of(self, found.key, found.type, found.name), found.type.kind, found.unit)

    def _undeclared(self, node: t.Fact) -> NoReturn:
        names = {one.name: key for key, one in self.scope.facts.items()}
        near = get_close_matches(node.key, [*names, *self.scope.facts], 1, 0.5)
        hint = f"是不是“{near[0]}”？" if near else "请在 facts 里写上，或改正名称"
        hint_en = f"did you mean {near[0]}?" if near else "declare it among the facts"
        self.fail(
            node,
            "rule.undefined",
            f"没有“{node.key}”这项信息，也没有这个参数或条款；{hint}",
            f"nothing is called {node.key}; {hint_en}",
        )

    def _parameter(self, node: t.Parameter) -> Val:
        found = self.scope.parameters(node.key)
        if found is None:
            self.fail(
                node,
                "rule.parameter-gap",
                f"参数“{node.key}”在这一天、这个地区没有数值；请补上",
                f"the parameter {node.key} has no value for this day and region",
            )
        return replace(self._number(found), bare=False)

    def _clause(self, node: t.ClauseRef) -> Val:
        return self.results(node)

    def _official(self, node: t.Official) -> Val:
        step = input_of(self, node.question, Type("truth"), node.question, node.by or "official")
        return Val(step, "truth")

    # -- truths and choices

    def _all(self, node: t.All) -> Val:
        return Val(self.builder.all(self.truths(node.parts, after=True)), "truth")

    def _any(self, node: t.AnyOf) -> Val:
        return Val(self.builder.any(self.truths(node.parts, after=False)), "truth")

    def _at_least(self, node: t.AtLeast) -> Val:
        if not 0 < node.least <= len(node.parts):
            self.fail(
                node,
                "rule.at-least",
                f"一共 {len(node.parts)} 项，不能要求至少 {node.least} 项",
                f"there are {len(node.parts)} conditions; {node.least} of them cannot be asked",
            )
        return Val(self.builder.at_least(node.least, self.truths(node.parts)), "truth")

    def _not(self, node: t.Not) -> Val:
        return Val(self.builder.not_(self.truth(node.part)), "truth")

    def _if(self, node: t.If) -> Val:
        test = self.truth(node.test)
        with self.given(test, holds=True):
            then = self.settled(node.then)
        with self.given(test, holds=False):
            otherwise = self.settled(node.otherwise)
        (a, b), common = self.alike(node, (then, otherwise))
        return replace(common, step=self.builder.if_(test, a, b))

    def _cases(self, node: t.Cases) -> Val:
        """Lower rows: of each only what the rows before left over."""
        tests, values = [], []
        with ExitStack() as around:
            for row in node.rows:
                test = self.truth(row.test)
                with self.given(test, holds=True):
                    values.append(self.settled(row.value))
                around.enter_context(self.given(test, holds=False))
                tests.append(test)
            rest = Val(self.builder.open(""), "open")
            if node.otherwise is not None:
                rest = self.settled(node.otherwise)
        (*steps, made), common = self.alike(node, [*values, rest])
        for test, step in reversed(list(zip(tests, steps, strict=True))):
            made = self.builder.if_(test, step, made)
        return replace(common, step=made)

    def settled(self, node: t.Node) -> Val:
        """Lower a node whose value is complete: a quotient in it has been rounded."""
        found = self.value(node)
        return self.as_whole(node, found) if found.kind == "number" else found

    def _unless(self, node: t.Unless) -> Val:
        tests = [self.truth(one.when) for one in node.exceptions]
        values = [self.settled(node.base)]
        values += [self.settled(one.then) for one in node.exceptions]
        steps, common = self.alike(node, values)
        order = sorted(range(len(tests)), key=lambda no: node.exceptions[no].priority)
        made = steps[0]
        for no in order:
            made = self.builder.if_(tests[no], steps[no + 1], made)
        for one, test in zip(node.exceptions, tests, strict=True):
            self.exceptions.append((node, one, test, steps[node.exceptions.index(one) + 1]))
        return replace(common, step=made)

    def _presumed(self, node: t.Presumed) -> Val:
        value, instead = self.settled(node.value), self.settled(node.instead)
        (a, b), common = self.alike(node, (value, instead))
        return replace(common, step=self.builder.presumed(a, b))

    # -- days, lists

    def _years(self, node: t.Years | t.Months) -> Val:
        start, end = self.day(node.start), self.day(node.end)
        is_years = isinstance(node, t.Years)
        step = self.calendar("years" if is_years else "months", start, end)
        return Val(step, "number", Unit.read("年" if is_years else "月"))

    def _over_months(self, node: t.OverMonths) -> Val:
        found = self.scope.facts.get(node.key)
        if found is None or found.type.kind != "months":
            self.fail(
                node,
                "rule.type",
                f"“{node.key}”不是按月的数；请在 facts 里写 type: months",
                f"{node.key} is no monthly figure; declare it with type: months",
            )
        if not 0 < node.months <= 600:  # noqa: PLR2004 - fifty years
            self.fail(node, "rule.months", "月数要在 1 到 600 之间", "the months must be 1 to 600")
        step = input_of(self, found.key, found.type, found.name)
        low, high = found.type.low or 0, found.type.high or 0
        type_ = Type("number", found.type.scale, low=low * node.months, high=high * node.months)
        made = self.builder.made("over_months", (step,), type_, node.months)
        return Val(made, "number", Unit.read((found.shown or "").partition("/")[0]))

    def _members(self, node: t.Members) -> Val:
        found = self.scope.facts.get(node.source)
        if found is None:
            self._undeclared(t.Fact(node.source, at=node.at))
        if found.type.kind != "table":
            self.fail(
                node,
                "rule.type",
                f"“{found.name}”不是列表，不能汇总",
                f"{found.key} is no list and cannot be summed",
            )
        inner = Inner(self, found)
        where = None if node.where is None else inner.truth(node.where)
        value = None if node.value is None else inner.folded(node)
        return self._folded(node, found, inner, where, value)

    def _folded(
        self, node: t.Members, found: Declared, inner: "Inner", where: int | None, value: Val | None
    ) -> Val:
        results = {} if where is None else {"where": where}
        if value is not None:
            results["value"] = value.step
        program = inner.builder.program(results)
        outer = tuple(key for key in inner.outer if key in program.inputs)
        args = (input_of(self, found.key, found.type, found.name), *(inner.outer[o] for o in outer))
        type_, unit = _fold_type(
            node, program.ops[program.results["value"]].type if value else None
        )
        made = self.builder.made("fold", args, type_, EachMember(node.fold, program, outer))
        if node.fold in ("sum", "least", "most") and value is not None:
            unit = value.unit
        return Val(made, type_.kind, unit)


def _fold_type(node: t.Members, value: Type | None) -> tuple[Type, Unit]:
    if node.fold == "count":
        return Type("number", low=0, high=MOST_MEMBERS), Unit.read("人")
    if node.fold in ("any", "every") or value is None:
        return Type("truth"), PLAIN
    if node.fold == "sum":
        low, high = min(0, value.low or 0), max(0, value.high or 0)
        return replace(value, low=low * MOST_MEMBERS, high=high * MOST_MEMBERS, unit=None), PLAIN
    return replace(value, unit=None), PLAIN


class Inner(Lowering):
    """What is said of one member (成员条件): the columns first, then the facts outside."""

    def __init__(self, around: Lowering, found: Declared) -> None:
        self.own = around.scope.columns.get(found.key, {})
        super().__init__(Builder(), around.scope, around.report, around.results)
        self.around = around
        self.outer: dict[str, int] = {}

    def _fact(self, node: t.Fact) -> Val:
        found = self.own.get(node.key)
        if found is not None:
            return Val(
                input_of(self, found.key, found.type, found.name), found.type.kind, found.unit
            )
        outside = self.around.value(node)
        type_ = self.around.builder.type(outside.step)
        key = f"^{node.key}"
        self.outer[key] = outside.step
        return replace(outside, step=input_of(self, key, type_, node.key))

    def _clause(self, node: t.ClauseRef) -> Val:
        self.fail(
            node,
            "rule.members",
            "成员的条件里只能用成员的信息、参数和其他信息",
            "the condition of a member may use its columns, parameters and other facts",
        )

    def folded(self, node: t.Members) -> Val:
        """Lower what is summed or asked of each member."""
        if node.value is None:
            raise TypeError(node.fold)
        if node.fold in ("any", "every"):
            return Val(self.truth(node.value), "truth")
        return self.whole(node.value)


_LOWER: Mapping[type[t.Node], Callable[[Lowering, Any], Val]] = {
    t.Truth: Lowering._truth,
    t.Number: Lowering._number,
    t.Day: Lowering._day,
    t.Code: Lowering._code,
    t.Unknown: Lowering._open,
    t.Fact: lambda self, node: self._fact(node),
    t.Parameter: Lowering._parameter,
    t.ClauseRef: lambda self, node: self._clause(node),
    t.Official: Lowering._official,
    t.All: Lowering._all,
    t.AnyOf: Lowering._any,
    t.AtLeast: Lowering._at_least,
    t.Not: Lowering._not,
    t.Compare: Lowering.compared,
    t.Between: Lowering.between,
    t.OneOf: Lowering.one_of,
    t.Add: Lowering.sum,
    t.Subtract: Lowering.sum,
    t.Multiply: Lowering.product,
    t.Divide: Lowering.quotient,
    t.Negate: lambda self, node: self.negated(node),
    t.Least: Lowering.extreme,
    t.Greatest: Lowering.extreme,
    t.Round: Lowering.rounded,
    t.If: Lowering._if,
    t.Cases: Lowering._cases,
    t.Unless: Lowering._unless,
    t.Presumed: Lowering._presumed,
    t.Bands: lambda self, node: self.banded(node),
    t.Years: Lowering._years,
    t.Months: Lowering._years,
    t.Members: Lowering._members,
    t.OverMonths: Lowering._over_months,
}
