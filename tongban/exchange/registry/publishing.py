"""Data services in the registry (数据服务登记): taken from the definitions, linted, tried, activated."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.data_services import DataPurpose, DataService
from tongban.catalogue.domain.terms import LegalBasis
from tongban.exchange import joined
from tongban.exchange.domain import grants, services
from tongban.exchange.domain.grants import SharingPurpose, Terms
from tongban.exchange.domain.services import (
    DEPRECATED,
    DRAFT,
    LIVE,
    RETIRED,
    SANDBOX,
    Card,
    ServiceNotReady,
)
from tongban.exchange.models import ServiceRow
from tongban.exchange.registry import agreements, members
from tongban.exchange.registry.changing import changed
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text

SAMPLE = "SANDBOX-0"
"""The number that is nobody's, by which a provider's system is tried."""
_TRIAL = timedelta(seconds=3)


def publish_all(*, actor: Actor, at: datetime) -> list[str]:
    """Take every data service in force from the definitions; returns what is active afterwards."""
    book = catalogue.book(time.city_date(at))
    platform = members.enrol_ours(
        members.PLATFORM, Text("政务服务平台", "Government services platform"), at=at
    )
    active = []
    for service in book.data_services.values():
        member = members.enrol_ours(service.agency, book.agency_name(service.agency), at=at)
        row = register(card_of(service), member=str(member), actor=actor, at=at)
        if row.state in (DRAFT, SANDBOX):
            row = advance(row.pk, actor=actor, at=at)
        if row.state == LIVE:
            active.append(f"{row.member}/{row.code}.v{row.major}")
            _agree(service, row, str(platform), actor=actor, at=at)
    return active


def register(card: Card, *, member: str, actor: Actor, at: datetime) -> ServiceRow:
    """Write a service's card as a draft, or its newer revision; raises ServiceNotReady.

    A revision that takes a field away from the clients of an active one needs the next major.
    """
    del actor  # who changed the definitions stands in the catalogue
    with transaction.atomic():
        row = (
            ServiceRow.objects.select_for_update()
            .filter(member=member, code=card.code, major=card.major)
            .first()
        )
        if row is not None and Card.of_json(row.card) == card:
            return row
        if row is None:
            row = ServiceRow(member=member, code=card.code, major=card.major, state=DRAFT)
        elif row.state == RETIRED:
            raise ServiceNotReady(row.state)
        elif row.state != DRAFT and (lost := services.broken(Card.of_json(row.card), card)):
            raise ServiceNotReady("、".join(lost))
        row.card, row.findings, row.changed_at = card.to_json(), services.lint(card), at
        row.save()
        changed("directory", at=at, service=f"{member}/{card.code}.v{card.major}", act=row.state)
    return row


def advance(row_id: int, *, actor: Actor, at: datetime) -> ServiceRow:
    """Bring a draft through its sandbox as far as it gets; what stops it stands in its findings."""
    row = ServiceRow.objects.get(pk=row_id)
    if row.state == DRAFT and not services.lint(Card.of_json(row.card)):
        row = set_state(row_id, SANDBOX, actor=actor, at=at)
    if row.state == SANDBOX:
        findings = _tried(Card.of_json(row.card))
        ServiceRow.objects.filter(pk=row_id).update(findings=findings)
        if not findings:
            row = set_state(row_id, LIVE, actor=actor, at=at)
    row.refresh_from_db()
    return row


def set_state(row_id: int, state: str, *, actor: Actor, at: datetime) -> ServiceRow:
    """Move a service to its next state; raises ServiceNotReady.

    A deprecated major may not be retired before its year is over.
    """
    del actor
    with transaction.atomic():
        row = ServiceRow.objects.select_for_update().get(pk=row_id)
        row.state = services.move(row.state, state)
        today = time.city_date(at)
        if state == DEPRECATED:
            row.deprecated_on = today
        if state == RETIRED and (
            row.deprecated_on is None or today < services.sunset(row.deprecated_on)
        ):
            raise ServiceNotReady(str(row.deprecated_on and services.sunset(row.deprecated_on)))
        row.changed_at = at
        row.save()
        changed("directory", at=at, service=f"{row.member}/{row.code}.v{row.major}", act=state)
    return row


def _tried(card: Card) -> list[str]:
    """Call the system behind a service about nobody; say what is wrong with its answer."""
    provider = joined.providers().of(card.code)
    if provider is None:
        return ["没有接通部门系统"]
    try:
        rows = provider.fetch(card.code, SAMPLE, card.fields, _TRIAL)
    except Exception as error:  # noqa: BLE001 - whatever the system raises, it is not ready
        return [f"试调没有成功：{type(error).__name__}"]
    strange = {name for row in rows for name in row} - set(card.fields)
    return [f"答复中有未登记的字段：{'、'.join(sorted(strange))}"] if strange else []


def card_of(service: DataService) -> Card:
    """Return the card of a definition; "…-V2" at the end of its id is the second major."""
    code, _, major = service.id.rpartition("-V")
    if not (code and major.isdigit()):
        code, major = service.id, "1"
    return Card(
        code, int(major), service.agency, service.name.zh, service.yields, service.key,
        service.subject, service.sharing, {one.kind: one.grade for one in service.fields},
        _cited(service.law), service.condition.zh if service.condition else "",
        service.authoritative, service.modes, service.rhythm.zh if service.rhythm else "",
        service.target_ms, service.contact or "", service.name.en, service.version,
    )  # fmt: skip


def _agree(
    service: DataService, row: ServiceRow, client: str, *, actor: Actor, at: datetime
) -> None:
    """Have both sides sign the purposes of a definition, where the agreement in force differs."""
    purposes = tuple(_purposes(service))
    if not purposes:
        return
    name = f"{row.member}/{row.code}.v{row.major}"
    standing = agreements.in_force(client, name)
    since = standing.terms.since if standing else time.city_date(at).isoformat()
    terms = Terms(
        client, row.member, name, service.yields, purposes, since,
        condition=service.condition.zh if service.condition else "",
    )  # fmt: skip
    if standing and standing.digest == terms.digest:
        return
    with transaction.atomic():
        made = agreements.offer(terms, actor=actor, at=at)
        if made.state == grants.OFFERED:
            agreements.sign(made.id, verdict=grants.ACCEPT, actor=actor, at=at)
        if standing:
            agreements.supersede(standing, actor=actor, at=at)


def _purposes(service: DataService) -> Iterator[SharingPurpose]:
    for one in service.purposes:
        made = _purpose(one, service)
        if made.law:  # without a citation a purpose is not in force
            yield made


def _purpose(one: DataPurpose, service: DataService) -> SharingPurpose:
    return SharingPurpose(
        one.id, one.title.zh, one.basis, _cited(one.law), one.fields or service.yields,
        one.title.en, one.roles, one.services, one.per_hour, one.per_day, one.retention_days,
        one.preview, one.until, one.risk.zh if one.risk else "",
        deferred="deferred" in service.modes, fat_events=one.basis == grants.DUTY and "event" in service.modes,
    )  # fmt: skip


def _cited(law: tuple[LegalBasis, ...]) -> str:
    return "；".join(f"{one.law} {one.article}" for one in law)
