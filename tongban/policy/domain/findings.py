"""What the reader of a plan must know (提示): circles, what is lacking, what was or will be refused."""

from tongban.kernel.text import Text
from tongban.policy.domain.alternatives import refusals
from tongban.policy.domain.conditions import unmet
from tongban.policy.domain.graph import Link, Order
from tongban.policy.domain.plan import PlanFinding
from tongban.policy.domain.selecting import Node, Selection
from tongban.policy.domain.situation import Pair, Situation


def findings(selection: Selection, order: Order, situation: Situation) -> tuple[PlanFinding, ...]:
    """Collect the findings of a plan, in an order that depends on nothing else."""
    found = [_unknown(one.service) for one in selection.unknown]
    found += [_circle(link, circle, selection, situation) for link, circle in order.dropped]
    found += [_lacking(node, pair, situation) for node, pair in selection.lacking]
    found += refusals(selection, situation)
    found += unmet(selection, situation)
    return tuple(sorted(set(found), key=lambda one: (one.level, one.code, one.services)))


def _unknown(service: str) -> PlanFinding:
    words = Text(
        f"目标里的事项{service}没有发布。",
        f"The service {service} of this goal is not published.",
    )
    return PlanFinding("policy.unknown-service", "error", words, (service,))


def _circle(
    link: Link, circle: tuple[int, ...], selection: Selection, situation: Situation
) -> PlanFinding:
    nodes = selection.nodes
    keys = tuple(sorted(nodes[number].key for number in circle))
    names = "、".join(f"「{nodes[number].analysed.service.name.zh}」" for number in circle)
    if link.rank == 0:
        words = Text(
            f"{names}互相以对方的结果为必交材料,谁也办不了第一步。",
            f"{', '.join(keys)} each require the other's result; none can begin.",
        )
        return PlanFinding("policy.circle", "error", words, keys)
    licence = situation.licence_name(link.licence)
    words = Text(
        f"「{nodes[link.to].analysed.service.name.zh}」不再等「{licence.zh}」更新:"
        f"{names}会互相等待,按现有信息办理。",
        f"{link.to_key} does not wait for {link.from_key} to renew {link.licence}: that would"
        " close a circle; what is held now is used.",
    )
    return PlanFinding("policy.not-waited-for", "note", words, (link.from_key, link.to_key))


def _lacking(node: Node, pair: Pair, situation: Situation) -> PlanFinding:
    licence = situation.licence_name(pair[1])
    whose = situation.role_name(pair[0])
    words = Text(
        f"「{node.analysed.service.name.zh}」要用{whose.zh}的「{licence.zh}」,库里没有有效的,"
        "也没有可以在线办出它的事项,需要另行准备。",
        f"{node.key} requires the {licence.in_('en')} ({whose.in_('en')}), which is not held"
        " and which no published service issues.",
    )
    return PlanFinding("policy.not-held", "note", words, (node.key,))
