"""Issuing (颁发): streams, rows, the facts a licence states, and what a new version does to the old."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.agencies.domain.duties import split_unit
from tongban.catalogue import api as catalogue
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.licences import statuses, store
from tongban.licences.domain import states, trust
from tongban.licences.domain.library import Licence
from tongban.licences.store import NewLicence

RENEWED = "换发"


def issue_all(
    new: Sequence[NewLicence], *, actor: Actor, at: datetime | None = None, reason: str = RENEWED
) -> list[Licence]:
    """Issue many licences at once, in a few queries; the order is kept.

    What a new one replaces is marked as such, with its successor, and its facts end. A licence
    that its holder handed in (level D) states no facts: nobody has confirmed them.
    """
    at = at or time.now()
    names = {code: _named(code) for code in {each.kind.holder for each in new}}
    today = time.city_date(at)
    with transaction.atomic():
        made = [store.prepare(each, issuer_name=names[each.kind.holder], on=today) for each in new]
        for one, licence in zip(new, made, strict=True):
            if one.replaces is not None:
                _replace(one.replaces, licence, reason, actor=actor, at=at)
        recorded = iter(facts.record_all(_statements(made), actor=actor, at=at))
        issued = [
            store.with_statements(each, {kind: next(recorded) for kind in _stated(each)})
            for each in made
        ]
        store.issue(issued, actor=actor, at=at)
    return issued


def _named(code: str) -> Text:
    """Name who issues: an agency as it is registered, a unit in a district by the definitions."""
    return catalogue.agency_name(code) if split_unit(code)[1] else agencies.find(code).name


def _replace(old: Licence, new: Licence, reason: str, *, actor: Actor, at: datetime) -> None:
    today = time.city_date(at)
    what = states.replaced(
        store.state(old), on=today, by=new.id, identifier=new.identifier, reason=reason
    )
    store.change(old, what, actor=actor, at=at)
    statuses.flip(old.id, statuses.INVALID)
    facts.end_licence(old.id, on=today, actor=actor, at=at)


def _statements(licences: Iterable[Licence]) -> list[facts.NewStatement]:
    return [
        facts.NewStatement(
            subject=each.holder,
            kind=kind,
            value=value,
            source=facts.Source(
                "licence",
                holder=each.issuer,
                licence=each.id,
                licence_kind=each.kind,
                case=each.case,
            ),
            valid_from=each.valid_from,
            valid_to=each.valid_to,
        )
        for each in licences
        for kind, value in _stated(each).items()
    ]


def _stated(licence: Licence) -> Mapping[str, Any]:
    return licence.attributes if trust.allows(licence.trust, trust.SHOW) else {}
