"""What the applicant may choose instead of a material (告知承诺与容缺): to pledge it, or to bring it later.

Both are offered only by the service, and chosen only by the applicant (国办发〔2020〕42号). Whoever broke
a pledge is offered none until the bar is lifted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tongban.cases.domain.parties import LATER_KEY, PLEDGE_KEY
from tongban.cases.views import MaterialLine, Offer
from tongban.catalogue.domain.model import PublicService

PLEDGED, LATER, ASKED = "pledged", "later", "asked"


def offers(
    service: PublicService, answers: Mapping[str, Any], *, barred: bool = False
) -> Iterator[Offer]:
    """Yield what a service offers, as it was chosen."""
    said = service.procedure
    if said.pledge and not barred:
        yield _offer(PLEDGED, service, answers, said.pledge.materials, days=said.pledge.check_days)
    if said.tolerance:
        yield _offer(LATER, service, answers, said.tolerance.materials, days=said.tolerance.days)


def _offer(
    kind: str,
    service: PublicService,
    answers: Mapping[str, Any],
    materials: tuple[int, ...],
    *,
    days: int,
) -> Offer:
    part = service.procedure.pledge if kind == PLEDGED else service.procedure.tolerance
    ref = key(kind, service.id)
    return Offer(
        ref=ref,
        kind="pledge" if kind == PLEDGED else kind,
        service=service.id,
        service_name=service.name,
        materials=tuple(one.name for one in service.materials if one.no in materials),
        text=getattr(part, "text", ""),
        days=days,
        unit=part.unit if part else "",
        law=part.law if part else "",
        chosen=answers.get(ref) is True,
    )


def key(kind: str, service: str) -> str:
    """Return the input name of a choice."""
    return f"{PLEDGE_KEY if kind == PLEDGED else LATER_KEY}{service}"


def chosen(
    kind: str, service: PublicService, answers: Mapping[str, Any], *, barred: bool = False
) -> tuple[int, ...]:
    """Return the materials that are pledged, or come later, by the applicant's choice."""
    part = service.procedure.pledge if kind == PLEDGED else service.procedure.tolerance
    if part is None or (kind == PLEDGED and barred):
        return ()
    return part.materials if answers.get(key(kind, service.id)) is True else ()


def relieve(
    line: MaterialLine, service: PublicService, answers: Mapping[str, Any], *, barred: bool
) -> MaterialLine:
    """Mark a material that is pledged or comes later, so that nothing is asked for it now."""
    if line.state != ASKED or line.attachments:
        return line
    for kind in (PLEDGED, LATER):
        if line.no in chosen(kind, service, answers, barred=barred):
            return replace(line, state=kind)
    return line
