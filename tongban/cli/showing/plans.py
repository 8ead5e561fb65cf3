"""A plan in the terminal: its stages as a tree, and what is found, asked and open."""

from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text as Styled
from rich.tree import Tree

from tongban.catalogue.domain.model import Book
from tongban.policy.api import Edge, Optional_, Plan, PlannedService, Schedule, Timed

QUIET = "dim"
LEAD = "bold"


def show(plan: Plan, book: Book, language: str, timed: Schedule | None = None) -> Group:
    """Draw a plan in a language ("zh" or "en"), with its days where it was given some."""
    return _Shown(plan, book, language, timed).group()


class _Shown:
    """One plan, shown in one language."""

    def __init__(self, plan: Plan, book: Book, language: str, timed: Schedule | None) -> None:
        self.plan, self.book, self.language = plan, book, language
        self.days = {one.key: one for one in timed.steps} if timed else {}
        self.timed = timed

    def say(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def group(self) -> Group:
        parts: list[Any] = ["", self._stages(), "", self._figures()]
        for title, lines in (
            (self.say("要您填的", "To fill in"), self._asked()),
            (self.say("要您准备的材料", "To hand in"), self._to_hand_in()),
            (self.say("看情形的", "Depends"), self._open()),
            (self.say("另一条路", "Another way"), self._alternatives()),
            (self.say("提示", "Please note"), self._findings()),
        ):
            if lines:
                parts += ["", Styled(title, LEAD)]
                parts += [Padding(line, (0, 0, 0, 2)) for line in lines]
        return Group(*parts, "")

    def _name(self, service: str) -> str:
        return self.book.services[service].name.in_(self.language)

    def _agency(self, service: str) -> str:
        code = self.book.services[service].agency
        found = self.book.agencies.get(code)
        return found.name.in_(self.language) if found else code

    def _stages(self) -> Tree:
        names = [
            found.name.in_(self.language)
            for one in self.plan.goal
            if (found := self.book.events.get(one) or self.book.services.get(one))
        ]
        tree = Tree(Styled(" + ".join(names), LEAD), guide_style=QUIET)
        for number, stage in enumerate(self.plan.stages, 1):
            title = self.say(f"第 {number} 步", f"Step {number}")
            if len(stage) > 1:
                title += self.say(f"({len(stage)} 项同时办)", f" ({len(stage)} in parallel)")
            branch = tree.add(Styled(title, QUIET))
            for one in stage:
                self._service(branch, one)
        return tree

    def _service(self, branch: Tree, one: PlannedService) -> None:
        line = Styled.assemble(
            (self._name(one.service), LEAD), "  ", (self._agency(one.service), QUIET)
        )
        leaf = branch.add(line)
        leaf.add(Styled(one.why.in_(self.language), QUIET))
        for edge in self.plan.waits_for(one.key):
            leaf.add(self._edge(edge))
        if one.key in self.days:
            leaf.add(self._due(self.days[one.key]))

    def _due(self, step: Timed) -> Styled:
        if step.due is None:
            return Styled(self.say("时限未公布,排不出日子", "no limit published, so no day"), QUIET)
        words = self.say(f"最迟 {step.due} 办结", f"decided by {step.due}")
        if step.critical:
            return Styled(words + self.say(",晚一天全都晚", "; a day late is a day later for all"))
        return Styled(
            words + self.say(f",可晚 {step.slack} 个工作日", f"; {step.slack} to spare"), QUIET
        )

    def _edge(self, edge: Edge) -> Styled:
        licence = self.book.licences.get(edge.via)
        via = licence.name.in_(self.language) if licence else edge.via
        name = self._name(edge.from_.partition("@")[0])
        return Styled(self.say(f"等「{name}」的「{via}」", f"after {name}: {via}"), QUIET)

    def _figures(self) -> Styled:
        plan = self.plan
        days = self.say("来源未公布天数", "no days published")
        if plan.days.critical is not None:
            days = self.say(
                f"{plan.days.critical} 个工作日(逐件办 {plan.days.sum})",
                f"{plan.days.critical} working days ({plan.days.sum} one by one)",
            )
            if plan.days.unknown:
                count = len(plan.days.unknown)
                days += self.say(f",另有 {count} 项未公布", f", {count} not published")
        figures = (
            self.say(
                f"{len(plan.services)} 个事项 · {len(plan.agencies)} 个部门 · {len(plan.stages)} 步",
                f"services: {len(plan.services)}, agencies: {len(plan.agencies)},"
                f" steps: {len(plan.stages)}",
            ),
            self.say(
                f"信息:不用填 {len(plan.held)} 项,要填 {len(plan.asked)} 项",
                f"facts: {len(plan.held)} held, {len(plan.asked)} asked",
            ),
            self.say(
                f"材料:政府已有 {len(plan.materials.found)} 份,自动生成"
                f" {len(plan.materials.generated)} 份,要交 {len(plan.materials.asked)} 份",
                f"materials: {len(plan.materials.found)} found,"
                f" {len(plan.materials.generated)} generated, {len(plan.materials.asked)} asked",
            ),
            self.say(f"跑现场 {plan.visits} 次", f"visits: {plan.visits}"),
            days,
            *self._ends(),
        )
        return Styled("\n".join(figures))

    def _ends(self) -> tuple[str, ...]:
        if self.timed is None or self.timed.ends is None:
            return ()
        said = self.say(f"最迟 {self.timed.ends} 全部办结", f"all decided by {self.timed.ends}")
        if self.timed.provisional:
            said += self.say("(节假日安排还没有公布)", " (holidays not published yet)")
        return (said,)

    def _asked(self) -> list[Styled]:
        lines = []
        for one in self.plan.asked:
            role = self.book.roles.get(one.ref.role)
            whose = role.name.in_(self.language) if role else one.ref.role
            names = self.say("、", ", ").join(
                self._name(key.partition("@")[0]) for key in one.services
            )
            lines.append(
                Styled.assemble(f"{whose} · {one.name.in_(self.language)}  ", (names, QUIET))
            )
        return lines

    def _to_hand_in(self) -> list[Styled]:
        return [
            Styled.assemble(
                one.name.in_(self.language),
                "  ",
                (self._name(one.service.partition("@")[0]), QUIET),
            )
            for one in self.plan.materials.asked
        ]

    def _open(self) -> list[Styled]:
        """List optional services that are not in, with what would decide."""
        return [
            self._choice(one)
            for one in self.plan.optional
            if one.material is None and one.included is not True
        ]

    def _choice(self, one: Optional_) -> Styled:
        facts = self.say("、", ", ").join(
            kind.name.in_(self.language) if (kind := self.book.kinds.get(ref.kind)) else str(ref)
            for ref in one.facts
        )
        why = one.why.in_(self.language)
        if facts:
            why += self.say(f"(先看:{facts})", f" (tell us: {facts})")
        return Styled.assemble(self._name(one.service), "  ", (why, QUIET))

    def _alternatives(self) -> list[Styled]:
        return [Styled(one.why.in_(self.language), QUIET) for one in self.plan.alternatives]

    def _findings(self) -> list[Styled]:
        return [
            Styled(one.words.in_(self.language), "red" if one.level == "error" else "")
            for one in self.plan.findings
        ]
