"""Which services a plan includes (纳入哪些事项): goals, triggers, and what those need first.

A required service is in. An optional one is in when its trigger is true, out when it is false,
and open while facts are missing; an open one is nevertheless in when an included service cannot
do without the licence it issues and nobody holds it. A licence that a known person lacks brings
in the service that issues it, even when no goal names that service.
"""

from dataclasses import dataclass, field, replace

from tongban.catalogue.domain.model import FactRef
from tongban.kernel.text import Text
from tongban.policy.domain.goals import NO_TEXT, Goals, Wanted
from tongban.policy.domain.index import Analysed
from tongban.policy.domain.obtaining import NUMBERS, required, ways_to
from tongban.policy.domain.situation import Pair, Situation


@dataclass(slots=True)
class Node:
    """A service in or beside the plan (拟纳入事项), with its roles cast."""

    service: str
    bind: dict[str, str]
    analysed: Analysed
    required: tuple[Pair, ...] = ()
    why: Text = NO_TEXT
    included_by: str = ""
    optional: bool = False
    key: str = ""
    wants: dict[Pair, "Want"] = field(default_factory=dict)

    @classmethod
    def of(cls, service: str, bind: dict[str, str], situation: Situation) -> "Node":
        """Cast a service's roles and find what it cannot do without."""
        made = cls(service, bind, situation.index.of(service))
        made.refresh(situation)
        return made

    def refresh(self, situation: Situation) -> None:
        """Find again what it cannot do without, now that more is known of the situation."""
        self.required = tuple(dict.fromkeys(required(self.analysed, self.bind, situation)))

    @property
    def sort_key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Orders services independently of the order they were given in."""
        return self.service, tuple(sorted(self.bind.items()))

    @property
    def result(self) -> Pair | None:
        """The licence it issues and to whom."""
        output = self.analysed.service.output
        return (self.bind[output.of], output.licence) if output.licence else None

    @property
    def brings(self) -> Pair | None:
        """The licence it can bring about; None when that very licence must be there before."""
        return None if self.result in self.required else self.result

    @property
    def begins(self) -> Pair | None:
        """The licence it issues for the first time; None when it changes one that is there."""
        result = self.result
        if result is None:
            return None
        used = ((self.bind[use.role], use.licence) for use in self.analysed.uses)
        return None if result in used else result


@dataclass(frozen=True, slots=True)
class Want:
    """A licence a service uses here (所需证照): `strength` 2 required, 1 optional, 0 facts only."""

    strength: int
    as_licence: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """An optional service and whether it is in (可选事项的取舍)."""

    wanted: Wanted
    included: bool | None
    why: Text
    facts: tuple[FactRef, ...] = ()


@dataclass(slots=True)
class Selection:
    """What a plan includes (取舍结果): services, optional ones, and licences nobody can issue.

    `refused` are goals that were refused, each with the service that takes its place.
    """

    nodes: list[Node]
    choices: list[Choice]
    lacking: list[tuple[Node, Pair]]
    unknown: list[Wanted]
    refused: list[tuple[Wanted, str | None]] = field(default_factory=list)


def select(goals: Goals, situation: Situation) -> Selection:
    """Choose the services of a plan, and give each its key."""
    picking = _Picking(situation)
    known = [one for one in goals.wanted if one.service in situation.book.services]
    named = [(one, _node(one, situation)) for one in known]
    if not situation.holdings.anonymous:
        situation.bring(_newcomers([node for _, node in named], situation))
        named = [(one, _node(one, situation)) for one in known]
    for wanted, node in named:
        picking.consider(wanted, node)
    if situation.holdings.anonymous:
        picking.bring()
    picking.complete()
    if situation.holdings.anonymous:
        picking.bring(final=True)
    nodes = sorted(picking.included.values(), key=lambda node: node.sort_key)
    _name(nodes)
    for node in nodes:
        node.wants = _wants(node, situation)
    unknown = [one for one in goals.wanted if one.service not in situation.book.services]
    return Selection(nodes, picking.choices(), picking.lacking, unknown, picking.refused)


class _Picking:
    """Services as they are picked one after another."""

    __slots__ = ("_decided", "included", "issued", "lacking", "open", "refused", "situation")

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.included: dict[tuple[str, tuple[tuple[str, str], ...]], Node] = {}
        self.open: dict[tuple[str, tuple[tuple[str, str], ...]], Node] = {}
        self.issued: set[Pair] = set()
        self.lacking: list[tuple[Node, Pair]] = []
        self.refused: list[tuple[Wanted, str | None]] = []
        self._decided: dict[int, tuple[Node, Choice]] = {}

    def consider(self, wanted: Wanted, node: Node) -> None:
        """Decide about one service that a goal names."""
        if wanted.service in self.situation.holdings.refused:
            self._go_round(wanted, node)
            return
        if wanted.required:
            node.why = _why_goal(wanted, self.situation)
            self.include(node)
            return
        choice = self._decide(wanted)
        self._decided[len(self._decided)] = (node, choice)
        node.optional = True
        if choice.included:
            node.why = choice.why
            self.include(node)
        elif choice.included is None:
            self.open.setdefault(node.sort_key, node)

    def _decide(self, wanted: Wanted) -> Choice:
        chosen = self.situation.holdings.chosen.get(wanted.service)
        if chosen is not None:
            said = Text("您选择了办理", "You chose it")
            if not chosen:
                said = Text("您选择了不办", "You declined it")
            return Choice(wanted, chosen, said)
        if wanted.when is None:
            return Choice(wanted, None, Text("由您决定是否办理", "It is up to you"))
        judgement = self.situation.judged(wanted.when, {})
        facts = tuple(sorted(judgement.missing))
        trigger = wanted.trigger
        match judgement.value:
            case True:
                why = Text(f"符合情形:{trigger.zh}", f"This applies: {trigger.in_('en')}")
            case False:
                why = Text(f"不符合情形:{trigger.zh}", f"Does not apply: {trigger.in_('en')}")
            case None:
                why = Text(f"要看是否属于:{trigger.zh}", f"It depends on this: {trigger.in_('en')}")
        return Choice(wanted, judgement.value, why, facts)

    def _go_round(self, wanted: Wanted, node: Node) -> None:
        """Take another service to the result of a refused one, where there is one."""
        situation = self.situation
        ways = ways_to(node.result, situation, self.issued) if node.result else []
        self.refused.append((wanted, ways[0].service if ways else None))
        if not wanted.required:
            why = Text("没有获准", "It was refused")
            choice = Choice(wanted, included=False, why=why)
            self._decided[len(self._decided)] = (node, choice)
        if not ways or not (wanted.required or situation.holdings.chosen.get(wanted.service)):
            return
        other = Node.of(ways[0].service, ways[0].bind, situation)
        name = situation.service_name(wanted.service)
        other.why = Text(
            f"「{name.zh}」没有获准,换这一项办出同样的结果",
            f"{name.in_('en')} was refused; this gives the same result",
        )
        other.included_by = wanted.goal
        self.include(other)

    def include(self, node: Node) -> None:
        """Take a service in, once for the same people."""
        if node.sort_key in self.included:
            return
        self.included[node.sort_key] = node
        self.open.pop(node.sort_key, None)
        if node.brings is not None:
            self.issued.add(node.brings)

    def bring(self, *, final: bool = False) -> None:
        """Find the newcomers of a plan for somebody unknown, among all that may be in or is."""
        nodes = list(self.included.values())
        if not final:
            nodes += self.open.values()
        self.situation.bring(_newcomers(nodes, self.situation))
        for node in (*self.included.values(), *self.open.values()):
            node.refresh(self.situation)

    def complete(self) -> None:
        """Bring in what the included services cannot do without, until nothing is missing."""
        looked_at: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        while todo := sorted(set(self.included) - looked_at):
            for key in todo:
                looked_at.add(key)
                node = self.included[key]
                for pair in node.required:
                    if not self._is_there(pair):
                        self._obtain(node, pair)

    def _is_there(self, pair: Pair) -> bool:
        if pair in self.issued:
            return True
        offered = {node.begins for node in self.open.values() if node.begins is not None}
        return self.situation.holds(pair, offered)

    def _obtain(self, node: Node, pair: Pair) -> None:
        """Bring in who issues a licence: an open service of the goals first, else any."""
        offers = [one for one in self.open.values() if one.brings == pair]
        if offers:
            best = min(offers, key=lambda one: (one.analysed.cost, one.sort_key))
            self._pull(best, node, pair)
            return
        if not self.situation.holdings.anonymous:
            ways = ways_to(pair, self.situation, self.issued)
            needed_by = {pair: node}
            for way in ways:
                added = Node.of(way.service, way.bind, self.situation)
                self._pull(added, needed_by[way.pair], way.pair)
                needed_by.update((one, added) for one in way.needs if one not in needed_by)
            if ways:
                return
        self.lacking.append((node, pair))

    def _pull(self, node: Node, needed_by: Node, pair: Pair) -> None:
        situation = self.situation
        whose, licence = situation.role_name(pair[0]), situation.licence_name(pair[1])
        name = situation.service_name(needed_by.service)
        node.why = Text(
            f"办「{name.zh}」要用{whose.zh}的「{licence.zh}」,现在还没有,先办这一项",
            f"{name.in_('en')} needs the {licence.in_('en')} ({whose.in_('en')}), which is not"
            " there yet",
        )
        node.included_by = needed_by.service
        self.include(node)

    def choices(self) -> list[Choice]:
        """Tell for every optional service of the goals whether it is in, in the order of ids."""
        found = []
        for node, choice in self._decided.values():
            kept = self.included.get(node.sort_key)
            if kept is None or choice.included:
                found.append(choice)
            else:
                found.append(replace(choice, included=True, why=kept.why, facts=()))
        return sorted(found, key=lambda choice: (choice.wanted.service, choice.wanted.goal))


def _node(wanted: Wanted, situation: Situation) -> Node:
    bind = situation.bind(situation.index.of(wanted.service), wanted.bind)
    node = Node.of(wanted.service, bind, situation)
    node.included_by = wanted.goal
    return node


def _newcomers(nodes: list[Node], situation: Situation) -> frozenset[str]:
    """Find the roles whose party only this matter brings into being (新生角色)."""
    found = set()
    for node in nodes:
        role = node.bind[node.analysed.service.output.of]
        defined = situation.book.roles.get(role)
        if defined is None or not defined.new or situation.standing(role) == "known":
            continue
        if role in situation.holdings.candidates:
            continue
        begins = node.brings is not None and all(pair[0] != role for pair in node.required)
        # Who gets a number from this very matter has none yet. Of somebody unknown that is not
        # presumed: most people asked after have theirs.
        numbers = not situation.holdings.anonymous and any(
            origin.get("issue") in NUMBERS
            for origin in node.analysed.service.output.states.values()
        )
        if begins or numbers:
            found.add(role)
    return frozenset(found)


def _why_goal(wanted: Wanted, situation: Situation) -> Text:
    event = situation.book.events.get(wanted.goal)
    if event is None:
        return Text("您要办的事项", "This is what you asked for")
    return Text(f"「{event.name.zh}」必办", f"Part of: {event.name.in_('en')}")


def _name(nodes: list[Node]) -> None:
    """Give each service a key: its id, with the role behind it from the second time on."""
    taken: set[str] = set()
    for node in nodes:
        whose = node.bind[node.analysed.service.output.of]
        key = node.service if node.service not in taken else f"{node.service}@{whose}"
        number = 2
        while key in taken:
            key, number = f"{node.service}@{whose}.{number}", number + 1
        taken.add(key)
        node.key = key


def _wants(node: Node, situation: Situation) -> dict[Pair, Want]:
    """Find the licences a service uses here, each with the strongest reason for it.

    Where a licence is a material only in some situation, and this is not that situation, what it
    states is not waited for either.
    """
    wants: dict[Pair, Want] = {}
    out: set[Pair] = set()
    for use in sorted(node.analysed.uses, key=lambda use: not use.is_material):
        pair = (node.bind[use.role], use.licence)
        applies = None if use.when is None else situation.judged(use.when, node.bind).value
        if applies is False:
            out |= {pair} if use.is_material else set()
            continue
        strength = 2 if applies or (use.when is None and use.required) else 1
        if not use.is_material:
            strength = 0
            if pair in out and pair not in wants:
                continue
        old = wants.get(pair, Want(-1, as_licence=False))
        wants[pair] = Want(max(strength, old.strength), old.as_licence or use.is_licence)
    return wants
