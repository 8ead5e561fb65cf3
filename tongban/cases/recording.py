"""A real case as an example beside its service's definition (办件转例子), masked."""

from datetime import datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import entering, handling, officers
from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose


def recorded(
    case: int | str, *, actor: Actor, at: datetime | None = None
) -> tuple[str, dict[str, Any]]:
    """Return a case's service and the case as an example: masked facts, and licences held.

    Names, numbers and texts are replaced (个人信息保护法 第七十三条); the read is logged under this
    purpose. What must come out is what the rules make of the masked facts. Besides those who
    examine the case, whoever designs its agency's services may record it. Raises NotYours.
    """
    at = at or time.now()
    _, state = handling.find(case)
    if not agencies.may(actor, "draft", agency=state.filed.agency):
        entering.ensure_examiner(state, actor, at=at)
    filed = state.filed
    words = f"把办件脱敏后作为“{filed.name}”规则的例子"
    purpose = Purpose("case", filed.number, "个人信息保护法 第七十三条", words)
    own = {played: role for role, played in filed.bind.items()}
    facts: dict[str, Any] = {}
    held: dict[str, None] = {}
    book = catalogue.book(filed.book_on)
    for one in officers.facts_of(state, purpose=purpose, actor=actor, at=at):
        role, _, kind = one.ref.rpartition(".")
        facts[f"{own.get(role, role)}.{kind}"] = one.value
        if one.source in book.licences:
            held[f"{own.get(role, role)}.{one.source}"] = None
    example = catalogue.masked_example(
        filed.service, filed.version, facts=facts, holds=tuple(held), on=filed.on
    )
    return filed.service, example
