"""What a kind of licence says of its contents (证照类型): items it states, predicates that follow."""

from collections.abc import Iterator

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context


def contents(context: Context) -> Iterator[Finding]:
    """Find items and predicates about what the licence does not state, or that say nothing."""
    for one in context.of("licence"):
        stated = set(one.value.get("states") or ())
        for part in ("contents", "predicates"):
            for no, item in enumerate(one.value.get(part) or ()):
                if item["fact"] not in stated:
                    said = f"证照没有载明 {item['fact']}(not among what the licence states)"
                    yield one.finding((part, no, "fact"), "licences.not-stated", said)
        yield from _predicates(one)


def _predicates(one: Definition) -> Iterator[Finding]:
    names = set(one.value.get("states") or ())
    for no, item in enumerate(one.value.get("predicates") or ()):
        if ("years" in item) == ("equals" in item):
            said = "断言要么写 years,要么写 equals(one of the two, not both)"
            yield one.finding(("predicates", no), "licences.predicate", said)
        if item["claim"] in names:
            said = f"{item['claim']} 已经用过(the name is taken);请换一个"
            yield one.finding(("predicates", no, "claim"), "licences.predicate", said)
        names.add(item["claim"])


RULES = (contents,)
