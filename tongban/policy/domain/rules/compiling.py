"""From a sheet of clauses to its program (编制条款表): for one day and one region.

Every clause is typed and lowered once, in the order its results are needed; circles and results
given twice are faults. What is found wrong is kept with the clause and the place in its text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tongban.kernel.text import Text
from tongban.policy.domain.rules import figures
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.building import Builder
from tongban.policy.domain.rules.clauses import Clause, Sheet
from tongban.policy.domain.rules.completing import can_hold, completed
from tongban.policy.domain.rules.lowering import Lowering
from tongban.policy.domain.rules.problems import Fault, RuleFault
from tongban.policy.domain.rules.program import Program
from tongban.policy.domain.rules.scope import Scope
from tongban.policy.domain.rules.typed import Abandon, Val
from tongban.policy.domain.rules.units import Unit
from tongban.policy.domain.rules.walking import walk

_CENTS = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A fault with the clause it stands in and the field of it (毛病所在)."""

    clause: Clause
    field: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Compiled:
    """A sheet as a program (编成的条款表): what gave rise to which step, and what was found."""

    sheet: Sheet
    program: Program
    clauses: Mapping[str, Clause]
    units: Mapping[str, str | None]
    origins: Mapping[int, tuple[str, t.Node]]
    found: tuple[Found, ...] = ()

    @property
    def errors(self) -> tuple[Found, ...]:
        """What makes the sheet unusable."""
        return tuple(one for one in self.found if one.fault.level == "error")


@dataclass(slots=True)
class _Place:
    """Where the compiler is: the clause and its field."""

    clause: Clause
    field: str = "rule"


@dataclass(slots=True)
class Compiler:
    """One sheet being compiled (编制中)."""

    sheet: Sheet
    on: str
    region: str
    known: str | None = None
    found: list[Found] = field(default_factory=list)
    clauses: dict[str, Clause] = field(default_factory=dict)
    done: dict[str, Val | None] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    units: dict[str, str | None] = field(default_factory=dict)
    origins: dict[int, tuple[str, t.Node]] = field(default_factory=dict)
    places: list[_Place] = field(default_factory=list)
    builder: Builder = field(default_factory=Builder)

    def run(self) -> Compiled:
        """Compile every clause in force."""
        self.builder = Builder(self._overflow)
        for clause in self.sheet.on(self.on):
            if clause.gives in self.clauses:
                self._twice(clause)
            else:
                self.clauses[clause.gives] = clause
        for gives in self.clauses:
            self._result(gives)
        results = {key: val.step for key, val in self.done.items() if val is not None}
        raw = Program(tuple(self.builder.ops), dict(self.builder.inputs), results, self.given)
        return self._finished(raw)

    def _finished(self, raw: Program) -> Compiled:
        program, moved = completed(self.builder, raw)
        for gives, step in program.results.items():
            self._never_varies(gives, program.ops[step].value, program.ops[step].op)
        kept = {moved[step]: where for step, where in self.origins.items() if step in moved}
        return Compiled(self.sheet, program, self.clauses, self.units, kept, tuple(self.found))

    def _never_varies(self, gives: str, value: object, op: str) -> None:
        """Tell of a condition that comes out the same whatever the facts are."""
        clause = self.clauses[gives]
        tree = self.sheet.tree(clause)
        varies = any(isinstance(part, t.Fact | t.Members) for part in walk(tree))
        if op == "const" and isinstance(value, bool) and varies:
            word = "总是" if value else "从不"
            zh = f"这一条款{word}成立，不论信息如何；请检查各个条件是否矛盾或多余"
            en = f"this clause {'always' if value else 'never'} holds; check its conditions"
            rule = "rule.always" if value else "rule.never"
            self.found.append(Found(clause, "rule", Fault(tree.at, rule, Text(zh, en), "warning")))

    # -- faults

    def report(self, fault: Fault) -> None:
        """Keep a fault with the clause being compiled."""
        place = self.places[-1]
        found = Found(place.clause, place.field, fault)
        if found not in self.found:
            self.found.append(found)

    def _overflow(self, low: int, high: int) -> None:
        digits = len(str(max(abs(low), abs(high))))
        self.report(
            Fault(
                (1, 1),
                "rule.overflow",
                Text(
                    f"中间结果可能有 {digits} 位，超出精确计算的 18 位；请给信息写上更小的 range",
                    f"a step can have {digits} digits, more than the 18 computed exactly; "
                    "give the facts narrower ranges",
                ),
            )
        )

    def _twice(self, clause: Clause) -> None:
        self.places.append(_Place(clause, "gives"))
        first = self.clauses[clause.gives]
        self.report(
            Fault(
                (1, 1),
                "rule.twice",
                Text(
                    f"结果 {clause.gives} 在 {self.on} 已由“{first.id}”给出；"
                    "请换一个结果，或用 from、to 分开有效期",
                    f"{clause.gives} is given by {first.id} already on {self.on}; "
                    "give another result, or part them by from and to",
                ),
            )
        )
        self.places.pop()

    # -- results

    def refer(self, node: t.ClauseRef) -> Val:
        """Return what another clause gives."""
        if node.gives not in self.clauses:
            self.report(
                Fault(
                    node.at,
                    "rule.undefined",
                    Text(
                        f"这一天没有条款给出“{node.gives}”",
                        f"no clause gives {node.gives} on this day",
                    ),
                )
            )
            raise Abandon
        if any(place.clause.gives == node.gives for place in self.places):
            circle = "、".join(place.clause.id for place in self.places)
            self.report(
                Fault(
                    node.at,
                    "rule.circle",
                    Text(
                        f"条款互相引用成了圈：{circle}；请去掉其中一个引用",
                        f"clauses refer to each other in a circle: {circle}",
                    ),
                )
            )
            raise Abandon
        found = self._result(node.gives)
        if found is None:
            raise Abandon
        return found

    def _result(self, gives: str) -> Val | None:
        if gives not in self.done:
            place = _Place(self.clauses[gives])
            self.places.append(place)
            before, self.builder.clause = self.builder.clause, place.clause.id
            try:
                self.done[gives] = self._clause(place)
            except Abandon:
                self.done[gives] = None
            except RuleFault as problem:
                self.report(problem.fault)
                self.done[gives] = None
            finally:
                self.builder.clause = before
                self.places.pop()
        return self.done[gives]

    def _lowering(self) -> "_Tracing":
        scope = Scope(self.sheet.facts, self._parameter, self.sheet.columns)
        return _Tracing(self, scope)

    def _clause(self, place: _Place) -> Val:
        clause, lowering = place.clause, self._lowering()
        place.field = "when"
        condition = self.sheet.condition(clause)
        when = None if condition is None else lowering.truth(condition)
        place.field = "rule"
        tree = self.sheet.tree(clause)
        if when is None:
            made = lowering.settled(tree)
        else:
            with lowering.given(when, holds=True):
                made = lowering.settled(tree)
        made = self._measured(clause, tree, made, lowering)
        self._exclusive(lowering, when)
        if when is not None:
            self.given[clause.gives] = when
            type_ = self.builder.type(made.step)
            made = replace(
                made, step=self.builder.if_(when, made.step, self.builder.nothing(type_))
            )
        return made

    def _parameter(self, key: str) -> t.Number | None:
        figure = self.sheet.book.figures.get(key)
        if figure is None:
            return None
        value = figures.chosen(figure, self.region, self.on, self.known)
        return None if value is None else figures.number_of(figure, value.value)

    def _measured(self, clause: Clause, tree: t.Node, made: Val, lowering: Lowering) -> Val:
        """Hold a result against the unit its clause names; money has two decimals."""
        if made.kind == "open":
            made = replace(made, kind="truth")
        if made.kind != "number":
            return made
        if clause.unit:
            said = Val(0, "number", Unit.read(clause.unit))
            made = replace(made, unit=lowering.one_unit(tree, (made, said)), bare=False)
        self.units[clause.gives] = clause.unit or str(made.unit) or None
        if made.unit.is_money and self.builder.type(made.step).scale > _CENTS:
            lowering.fail(
                tree,
                "rule.cents",
                "金额算到了分以下；请写明怎样取整，如 取整(…, 0.01 元, 四舍五入)",
                "the amount has parts of a cent; say how to round: round(…, 0.01 yuan, half up)",
            )
        return made

    def _exclusive(self, lowering: Lowering, when: int | None) -> None:
        """Exceptions of one priority must not hold at once, unless they say the same."""
        held = [] if when is None else [when]
        seen = lowering.exceptions
        for no, (node, one, test, then) in enumerate(seen):
            for other_node, other, other_test, other_then in seen[:no]:
                if other_node is not node or other.priority != one.priority or then == other_then:
                    continue
                if can_hold(self.builder, self.builder.all([test, other_test, *held])):
                    lowering.fail(
                        one,
                        "rule.both-exceptions",
                        "这一例外和前面同级的例外可能同时成立，结果不同；请用“优先 2”分出先后",
                        "this exception and an earlier one of the same priority can hold at once; "
                        "write priority 2 after one of them",
                    )


class _Tracing(Lowering):
    """Lowering that remembers which part of the text each condition is."""

    def __init__(self, compiler: Compiler, scope: Scope) -> None:
        super().__init__(compiler.builder, scope, compiler.report, compiler.refer)
        self.compiler = compiler

    def value(self, node: t.Node) -> Val:
        """Lower a node and note where it came from; a condition that never varies is told."""
        made = super().value(node)
        clause = self.builder.clause or ""
        if isinstance(node, t.Presumed):
            self.compiler.origins[made.step] = (clause, node)
        elif made.kind == "truth" and _is_said(node):
            self._note(made.step, (clause, node))
            self._varies(node, made.step)
        return made

    def _note(self, step: int, where: tuple[str, t.Node]) -> None:
        """Note where a step came from, with the conditions it was taken apart into."""
        op = self.builder.ops[step]
        if step in self.compiler.origins or op.op == "const":
            return
        self.compiler.origins[step] = where
        if op.op in ("and", "or", "if") and op.type.kind == "truth":
            for arg in op.args:
                self._note(arg, where)

    def _varies(self, node: t.Node, step: int) -> None:
        constant = self.builder.constant(step)
        if not isinstance(constant, bool) or not any(
            isinstance(part, t.Fact | t.Members) for part in walk(node)
        ):
            return
        self.warn(
            node,
            "rule.always" if constant else "rule.never",
            f"这个条件{'总是' if constant else '从不'}成立，写它没有用；请检查数值、单位和 range",
            f"this condition {'always' if constant else 'never'} holds; check value, unit and range",
        )


_SAID = (t.Compare, t.Between, t.OneOf, t.Fact, t.Members, t.Official)


def _is_said(node: t.Node) -> bool:
    """Whether a node is what a reason says: one condition, or the denial of one."""
    return isinstance(node, _SAID) or (isinstance(node, t.Not) and isinstance(node.part, _SAID))


def compiled(sheet: Sheet, *, on: str, region: str, known: str | None = None) -> Compiled:
    """Compile a sheet for a day and a region, with parameters as known on a day."""
    return Compiler(sheet, on, region, known).run()
