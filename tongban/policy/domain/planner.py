"""Planning (办事方案的推算): from goals and holdings to services, order, facts and materials.

The order is computed from what services use and issue, role by role: a service that uses a
licence waits for the one that issues it, unless it is held already. A service that needs the
very licence it issues changes one that exists, so others wait for it only where that closes no
circle. Nothing of a life event's own stages is read.
"""

from datetime import date

from tongban.catalogue.domain.model import Book, FactRef, Material, Need, PublicService
from tongban.catalogue.domain.situations import holding, situated
from tongban.kernel.text import Text
from tongban.policy.domain.alternatives import alternatives
from tongban.policy.domain.findings import findings
from tongban.policy.domain.goals import Goals
from tongban.policy.domain.graph import Link, Order, order
from tongban.policy.domain.holdings import ANONYMOUS, Holdings
from tongban.policy.domain.index import working_days
from tongban.policy.domain.plan import (
    Asked,
    Days,
    Deciding,
    Edge,
    HeldFact,
    Materials,
    Optional_,
    Plan,
    PlannedMaterial,
    PlannedService,
)
from tongban.policy.domain.selecting import Node, Selection, select
from tongban.policy.domain.situation import Pair, Situation
from tongban.policy.domain.sources import Sources, Way

_SOFT = 3
"""Added to the rank of a link from a service that changes a licence which is already there."""


def plan(
    goals: Goals,
    book: Book,
    *,
    holdings: Holdings = ANONYMOUS,
    today: date | None = None,
) -> Plan:
    """Compute the plan that reaches these goals with these holdings on this day.

    The same input gives the same plan, in whatever order its parts were given. A plan that
    cannot be carried out says so in its findings and shows what it could place.
    """
    return _Planner(goals, Situation(goals, book, holdings, today)).plan()


class _Planner:
    """One plan in the making."""

    def __init__(self, goals: Goals, situation: Situation) -> None:
        self.goals = goals
        self.situation = situation
        self.selection: Selection = select(goals, situation)
        self.nodes = self.selection.nodes
        self.order: Order = order(len(self.nodes), self._links())
        self.sources = Sources(self.selection, self.order, situation)
        self.wanted = self._wanted()
        self.here = [self._situated(node) for node in self.nodes]

    def plan(self) -> Plan:
        asked, held = self._facts()
        stages = self._stages()
        agencies = dict.fromkeys(one.analysed.service.agency for one in self._in_order())
        helpers = dict.fromkeys(
            help_.agency for one in self._in_order() for help_ in one.analysed.service.cooperating
        )
        return Plan(
            goal=self.goals.ids,
            stages=stages,
            edges=tuple(self._edge(link) for link in self.order.kept),
            asked=asked,
            held=held,
            materials=self._materials(),
            optional=self._optional(),
            deciding=self._deciding(),
            agencies=tuple(agencies),
            cooperating=tuple(one for one in helpers if one not in agencies),
            visits=self._visits(),
            site_checks=sum(
                any(special.type == "site_check" for special in one.analysed.service.special)
                for one in self.nodes
            ),
            days=self._days(),
            unnamed=self._unnamed(),
            findings=findings(self.selection, self.order, self.situation),
            alternatives=tuple(alternatives(self.selection, self.situation, self.sources.issued)),
        )

    def _situated(self, node: Node) -> PublicService:
        """Return a service as its situations make it for whoever plays its roles here."""
        service = node.analysed.service
        if not service.situations:
            return service
        return situated(
            service,
            holding(service, lambda test: self.situation.judged(test, node.bind).value),
        )

    def _in_order(self) -> list[Node]:
        return [self.nodes[number] for number in self.order.sequence]

    # -- order ---------------------------------------------------------------------------------

    def _links(self) -> list[Link]:
        issuers: dict[Pair, list[int]] = {}
        issued: set[Pair] = set()
        for number, node in enumerate(self.nodes):
            if node.result is not None:
                issuers.setdefault(node.result, []).append(number)
                if node.result not in node.wants:
                    issued.add(node.result)
        links = []
        for number, node in enumerate(self.nodes):
            for pair, want in node.wants.items():
                for issuer in issuers.get(pair, ()):
                    changes = pair in self.nodes[issuer].wants
                    if issuer == number or (not changes and self.situation.holds(pair, issued)):
                        continue
                    rank = 2 - want.strength + (_SOFT if changes else 0)
                    first = self.nodes[issuer]
                    ends = (first.optional, first.key, node.key)
                    role, licence = pair
                    links.append(Link(rank, *ends, licence, role, issuer, number, want.as_licence))
        return links

    def _stages(self) -> tuple[tuple[PlannedService, ...], ...]:
        stages: dict[int, list[PlannedService]] = {}
        for number in self.order.sequence:
            node = self.nodes[number]
            planned = PlannedService(
                node.service,
                node.bind,
                node.why,
                node.included_by,
                node.key,
                tuple(one.id for one in self.here[number].situations),
            )
            stages.setdefault(self.order.stages[number], []).append(planned)
        return tuple(tuple(stages[stage]) for stage in sorted(stages))

    def _edge(self, link: Link) -> Edge:
        situation = self.situation
        issuer, user = self.nodes[link.from_], self.nodes[link.to]
        licence, whose = situation.licence_name(link.licence), situation.role_name(link.role)
        first, then = issuer.analysed.service.name, user.analysed.service.name
        why = Text(
            f"「{then.zh}」要用{whose.zh}的「{licence.zh}」,由「{first.zh}」办出",
            f"{then.in_('en')} uses the {licence.in_('en')} ({whose.in_('en')}), which"
            f" {first.in_('en')} issues",
        )
        kind = "material" if link.as_material else "data"
        return Edge(issuer.key, user.key, link.licence, kind, why, link.role)

    # -- facts ---------------------------------------------------------------------------------

    def _facts(self) -> tuple[tuple[Asked, ...], tuple[HeldFact, ...]]:
        wanted = self.wanted
        stated: dict[FactRef, dict[Pair, None]] = {}
        for _, _, ref, pair in wanted:
            if pair is not None:
                stated.setdefault(ref, {})[pair] = None
        asked: dict[FactRef, tuple[Text, dict[str, None]]] = {}
        held: dict[FactRef, tuple[Way, dict[str, None]]] = {}
        for number, need, ref, pair in wanted:
            # What this need itself names comes before what others name for the same fact.
            way = next(self.sources.ways(ref, stated.get(ref, ()), number, first=pair))
            key = self.nodes[number].key
            if way.is_asking:
                asked.setdefault(ref, (need.name, {}))[1][key] = None
            else:
                held.setdefault(ref, (way, {}))[1][key] = None
        for ref in asked:
            # Asked once, the answer serves every service that needs it.
            _, services = held.pop(ref, (None, {}))
            asked[ref][1].update(services)
        return (
            tuple(Asked(ref, name, tuple(keys)) for ref, (name, keys) in asked.items()),
            tuple(
                HeldFact(ref, way.source, tuple(keys), way.by) for ref, (way, keys) in held.items()
            ),
        )

    def _wanted(self) -> "list[tuple[int, Need, FactRef, Pair | None]]":
        """Every fact the included services need, service by service in the order of the plan."""
        wanted = []
        for number in self.order.sequence:
            node = self.nodes[number]
            for need, whose in zip(node.analysed.service.needs, node.analysed.sources, strict=True):
                if need.when and self.situation.judged(need.when, node.bind).value is False:
                    continue
                ref = FactRef(node.bind[need.ref.role], need.ref.kind)
                pair = (node.bind[whose], need.licence) if whose and need.licence else None
                wanted.append((number, need, ref, pair))
        return wanted

    # -- materials -----------------------------------------------------------------------------

    def _materials(self) -> Materials:
        heaps: dict[str, list[PlannedMaterial]] = {"found": [], "generated": [], "asked": []}
        for number in self.order.sequence:
            for one in self.nodes[number].analysed.service.materials:
                if one.required and self._applies(one, self.nodes[number]) is not False:
                    planned = self._material(one, number)
                    heaps[planned.state].append(planned)
        return Materials(*(tuple(heaps[state]) for state in ("found", "generated", "asked")))

    def _applies(self, material: Material, node: Node) -> bool | None:
        if material.when is None:
            return True if material.required else None
        applies = self.situation.judged(material.when, node.bind).value
        if applies is None and self._cannot_have(material, node):
            return False
        return applies

    def _cannot_have(self, material: Material, node: Node) -> bool:
        """Whether a newcomer (a newborn child) cannot hold this yet, as the plan issues none."""
        return material.is_held and all(
            self.situation.standing(node.bind[role]) == "fresh"
            and (node.bind[role], material.licence) not in self.sources.issued
            for role in material.of
        )

    def _material(self, one: Material, number: int) -> PlannedMaterial:
        node = self.nodes[number]
        if one.kind == "form":
            return PlannedMaterial(node.key, one.no, one.name, "generated")
        if not one.is_held:
            return PlannedMaterial(node.key, one.no, one.name, "asked")
        state, produced_by = "found", None
        for role in one.of if one.licence else ():
            pair = (node.bind[role], one.licence or "")
            by = self.sources.producer_before(pair, number)
            produced_by = produced_by or by
            if by is None and not self.situation.holds(pair, self.sources.issued):
                state = "asked"
        if state == "asked":
            return PlannedMaterial(node.key, one.no, one.name, state)
        return PlannedMaterial(
            node.key, one.no, one.name, state, one.licence, self._holder(one), produced_by
        )

    def _holder(self, material: Material) -> str | None:
        kind = self.situation.book.licences.get(material.licence or "")
        return material.held_by or (kind.holder if kind else None)

    # -- what depends on something not known ---------------------------------------------------

    def _optional(self) -> tuple[Optional_, ...]:
        found = [
            Optional_(one.wanted.service, one.wanted.trigger, one.included, one.why, one.facts)
            for one in self.selection.choices
        ]
        for number in self.order.sequence:
            node = self.nodes[number]
            found += [
                self._optional_material(one, number)
                for one in node.analysed.service.materials
                if not one.required
            ]
        return tuple(found)

    def _optional_material(self, one: Material, number: int) -> Optional_:
        node = self.nodes[number]
        trigger = one.when_text or Text("")
        facts: tuple[FactRef, ...] = ()
        included = None
        if one.when is not None:
            judgement = self.situation.judged(one.when, node.bind)
            included, facts = judgement.value, tuple(sorted(judgement.missing))
        said = {True: "符合情形", False: "不符合情形", None: "视情形而定"}[included]
        spoken = {True: "This applies", False: "Does not apply", None: "It depends"}[included]
        why = Text(f"{said}:{trigger.zh}" if trigger.zh else said, spoken)
        return Optional_(node.key, trigger, included, why, facts, self._material(one, number))

    def _deciding(self) -> tuple[Deciding, ...]:
        deciding: dict[FactRef, list[str]] = {}
        for choice in self.selection.choices:
            if choice.included is None:
                for ref in choice.facts:
                    deciding.setdefault(ref, []).append(choice.wanted.service)
        return tuple(Deciding(ref, tuple(deciding[ref])) for ref in sorted(deciding))

    # -- what it takes -------------------------------------------------------------------------

    def _visits(self) -> int:
        """Add up expected visits; those at one place in one stage are one visit."""
        places: dict[tuple[int, str], int] = {}
        for number, service in enumerate(self.here):
            place = (self.order.stages[number], service.agency)
            places[place] = max(places.get(place, 0), service.visits)
        return sum(places.values())

    def _days(self) -> Days:
        takes = [working_days(service) for service in self.here]
        unknown = sorted(
            node.key for node, (days, _) in zip(self.nodes, takes, strict=True) if days is None
        )
        converted = sorted(
            node.key for node, (_, turned) in zip(self.nodes, takes, strict=True) if turned
        )
        if len(unknown) == len(self.nodes):
            return Days(None, None, tuple(unknown))
        done = [0] * len(self.nodes)
        earliest = [0] * len(self.nodes)
        after: dict[int, list[int]] = {}
        for link in self.order.kept:
            after.setdefault(link.from_, []).append(link.to)
        for number in self.order.sequence:
            done[number] = earliest[number] + (takes[number][0] or 0)
            for later in after.get(number, ()):
                earliest[later] = max(earliest[later], done[number])
        return Days(
            max(done),
            sum(days or 0 for days, _ in takes),
            tuple(unknown),
            tuple(converted),
        )

    def _unnamed(self) -> tuple[str, ...]:
        if self.situation.holdings.anonymous:
            return ()
        roles = {ref.role for _, _, ref, _ in self.wanted}
        roles |= {pair[0] for node in self.nodes for pair in node.wants}
        roles |= {node.result[0] for node in self.nodes if node.result is not None}
        return tuple(sorted(role for role in roles if self.situation.standing(role) == "presumed"))
