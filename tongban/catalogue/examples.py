"""Examples made of real cases (由办件记录例子): masked, and completed with what really comes out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tongban.catalogue import editions, joined
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.masking import literals_of, masked
from tongban.catalogue.domain.model import PublicService
from tongban.catalogue.domain.problems import UnknownDefinition

RECORDED = ("situations", "asks", "brings", "fee", "statutory", "promised", "conditions", "outcome")
"""What an example of a service expects when it is recorded."""


def masked_example(
    service: str, version: str, *, facts: Mapping[str, Any], holds: Sequence[str], on: date
) -> dict[str, Any]:
    """Make an example of a case: its facts masked, the first of its month, what comes out now.

    `facts` are by "role.kind", `holds` are licences by "role.licence". Nothing of it tells whose
    case it was. Raises UnknownDefinition.
    """
    found = editions.service_of(service, version)
    if found is None:
        raise UnknownDefinition(service)
    book = editions.book(on)
    example: dict[str, Any] = {
        "name": f"由{on.year}年的办件脱敏记录",
        "on": on.replace(day=1).isoformat(),
        "facts": masked(facts, book, literals_of(*_tests(found))),
        "holds": list(holds),
    }
    definition = Definition("service", service, version, {})
    for checker in joined.checkers():
        if "service" in checker.kinds and (got := checker.results(definition, example, book)):
            example["expected"] = {key: got[key] for key in RECORDED if key in got}
    return example


def _tests(service: PublicService) -> list[Any]:
    return [
        *(one.when for one in service.needs),
        *(one.when for one in service.materials),
        *(one.when for one in service.situations),
        *(one.test for one in service.requirements),
    ]
