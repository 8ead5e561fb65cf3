"""Another way (另一条路): what else leads to the same result when a service is refused.

A licence that several services issue can be reached by the others. Each way comes with its cost
for the person in the order visits, papers, questions, days, so that it can be weighed before
anybody is refused, and taken at once afterwards.
"""

from collections.abc import Iterator

from tongban.kernel.text import Text
from tongban.policy.domain.index import Cost
from tongban.policy.domain.obtaining import Way, ways_to
from tongban.policy.domain.plan import Alternative, PlanFinding
from tongban.policy.domain.selecting import Node, Selection
from tongban.policy.domain.situation import Pair, Situation


def alternatives(
    selection: Selection, situation: Situation, issued: set[Pair]
) -> Iterator[Alternative]:
    """Yield for every included service that others could stand in for the cheapest of those ways.

    What the plan brings about anyway costs nothing twice.
    """
    for node in selection.nodes:
        if node.result is None or len(situation.index.producers(node.result[1])) < 2:  # noqa: PLR2004
            continue
        others = issued - {node.result}
        ways = ways_to(node.result, situation, others, frozenset({node.service}))
        if ways:
            yield _alternative(node, ways, situation)


def _alternative(node: Node, ways: list[Way], situation: Situation) -> Alternative:
    services = tuple(way.service for way in reversed(ways))
    cost = sum((situation.index.of(one).cost for one in services), Cost())
    name, other = node.analysed.service.name, situation.service_name(services[-1])
    licence = situation.licence_name(ways[0].pair[1])
    why = Text(
        f"「{name.zh}」办不成时,「{licence.zh}」还可以由「{other.zh}」办出",
        f"If {name.in_('en')} is refused, {other.in_('en')} issues the {licence.in_('en')} too",
    )
    return Alternative(node.key, services, cost, why)


def refusals(selection: Selection, situation: Situation) -> Iterator[PlanFinding]:
    """Say which refused services are replaced, and which nothing can replace."""
    for wanted, other in selection.refused:
        name = situation.service_name(wanted.service)
        if other is None:
            words = Text(
                f"「{name.zh}」没有获准,也没有别的事项能办出同样的结果。对不予许可不服,"
                "可以申请行政复议或者提起行政诉讼。",
                f"{name.in_('en')} was refused and no other service gives the same result; a"
                " refusal can be reviewed or taken to court.",
            )
            level = "error" if wanted.required else "note"
            yield PlanFinding("policy.refused", level, words, (wanted.service,))
            continue
        instead = situation.service_name(other)
        words = Text(
            f"「{name.zh}」没有获准,改办「{instead.zh}」。",
            f"{name.in_('en')} was refused; {instead.in_('en')} is taken instead.",
        )
        yield PlanFinding("policy.other-way", "note", words, (wanted.service, other))
