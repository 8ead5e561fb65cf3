"""Conditions of acceptance that are known not to be met (不符合的受理条件).

Nobody is sent on a way whose end is known: where what is held decides that a condition is not
met, the plan says so before anything is filled in. What is not known says nothing, and what the
plan itself will bring about is not held against anybody.
"""

from collections.abc import Iterator
from dataclasses import replace

from tongban.catalogue.domain.model import FactRef, Requirement
from tongban.kernel.text import Text
from tongban.policy.domain.holdings import Holdings
from tongban.policy.domain.judging import Leaf, judged
from tongban.policy.domain.plan import PlanFinding
from tongban.policy.domain.selecting import Node, Selection
from tongban.policy.domain.situation import Pair, Situation


def unmet(selection: Selection, situation: Situation) -> Iterator[PlanFinding]:
    """Find the conditions of the included services that are surely not met."""
    looking = _Looking(selection, situation)
    for node in selection.nodes:
        for requirement in looking.of(node):
            yield _finding(node, requirement)


def _finding(node: Node, requirement: Requirement) -> PlanFinding:
    service, text = node.analysed.service, requirement.text
    words = Text(
        f"「{service.name.zh}」有一条条件按已掌握的信息不符合:{text.zh}",
        f"{service.name.in_('en')}: by what is known, a condition is not met: {text.in_('en')}",
    )
    return PlanFinding("policy.condition-unmet", "warning", words, (node.key,))


class _Looking:
    """The situation before the plan and after it."""

    def __init__(self, selection: Selection, situation: Situation) -> None:
        self.situation = situation
        issued: set[Pair] = {node.result for node in selection.nodes if node.result is not None}
        now = situation.holdings
        self.worlds = (now, replace(now, licences=now.licences | issued))
        self.changed = {
            FactRef(node.bind[node.analysed.service.output.of], kind)
            for node in selection.nodes
            for kind in node.analysed.service.output.states
        }

    def of(self, node: Node) -> list[Requirement]:
        """Return what is not met; one met of a group is enough for the group."""
        worst: dict[str, list[Requirement]] = {}
        met: set[str] = set()
        for one in node.analysed.service.requirements:
            if one.test is None:
                continue
            group = one.any_group or f"#{one.no}"
            if all(self._refuted(one, node, world) for world in self.worlds):
                worst.setdefault(group, []).append(one)
            else:
                met.add(group)
        return [one for group, all_ in worst.items() if group not in met for one in all_[:1]]

    def _refuted(self, one: Requirement, node: Node, world: Holdings) -> bool:
        situation = self.situation
        found = judged(one.test, world, situation.book, situation.cast(node.bind), situation.today)
        return found.value is False and not any(self._open(leaf) for leaf in found.because)

    def _open(self, leaf: Leaf) -> bool:
        """Whether this may turn out otherwise: the plan changes it, or a paper can stand for it."""
        if leaf.ref is not None:
            return leaf.ref in self.changed
        return leaf.result is False
