"""Proposed sameness (同义建议): two keys with one name, or names one letter apart.

Only a person can say that two keys mean the same; this proposes and never merges.
"""

from collections.abc import Iterator

from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context
from tongban.catalogue.domain.model import FactKind

SHORTEST = 4  # characters of a name of which one may differ


def proposals(context: Context) -> Iterator[Finding]:
    """Propose sameness for fact kinds of the same type whose names are equal or nearly so."""
    kinds = sorted(context.book.kinds.values(), key=lambda kind: kind.id)
    given = {one.id: one for one in context.of("fact")}
    by_name: dict[tuple[str, str], list[FactKind]] = {}
    for kind in kinds:
        for form in _forms(kind.name.zh):
            by_name.setdefault((kind.type, form), []).append(kind)
    told: set[tuple[str, str]] = set()
    for alike in by_name.values():
        for at, first in enumerate(alike):
            for second in alike[at + 1 :]:
                pair = (first.id, second.id)
                if pair in told or first.id == second.id or not _near(first, second):
                    continue
                told.add(pair)
                one = given.get(second.id) or given.get(first.id)
                if one is None or _declared(context, *pair):
                    continue
                said = (
                    f"{first.id}“{first.name}”与 {second.id}“{second.name}”像是同一项"
                    f"(perhaps the same);确定的话在 same_as 里写 {second.id}: {first.id}"
                )
                yield one.finding(("name",), "sameness.proposed", said, "warning")


def _forms(name: str) -> set[str]:
    """Return a name with each one of its characters left out, and whole."""
    forms = {name}
    if len(name) >= SHORTEST:
        forms |= {name[:at] + name[at + 1 :] for at in range(len(name))}
    return forms


def _near(first: FactKind, second: FactKind) -> bool:
    """Tell whether two names are equal, or one insertion or one replacement apart."""
    a, b = sorted((first.name.zh, second.name.zh), key=len)
    if a == b:
        return True
    if len(a) < SHORTEST or len(b) - len(a) > 1:
        return False
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    rest = (a[head:], b[head + 1 :]) if len(a) < len(b) else (a[head + 1 :], b[head + 1 :])
    return rest[0] == rest[1]


def _declared(context: Context, first: str, second: str) -> bool:
    """Tell whether `same_as` already speaks of one of the two: same, or another's role."""
    return first in context.book.same_as or second in context.book.same_as


RULES = (proposals,)
