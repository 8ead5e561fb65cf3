"""Granting (跨城授权): services of another city, and the agreements to ask them.

The provider's city decides what leaves it: it grants another city's platform what it grants its
own, purpose by purpose, and both members sign the very same terms. The secret of the commitments
is drawn by the provider and travels encrypted to a key of that one request.
"""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.exchange.domain import grants
from tongban.exchange.domain.grants import ACCEPT, OFFERED, SharingPurpose, Terms
from tongban.exchange.domain.members import MemberId, ServiceId
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.services import LIVE, Card
from tongban.exchange.federation import peers
from tongban.exchange.federation.models import PeerRow
from tongban.exchange.federation.problems import CityNotSure
from tongban.exchange.gateway import deferred
from tongban.exchange.models import AgreementRow, ServiceRow
from tongban.exchange.registry import agreements, members, snapshot
from tongban.exchange.registry.changing import changed
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM


def offered() -> dict[str, Any]:
    """Return what this city offers other cities: its active services with their purposes."""
    platform = str(members.ours(members.PLATFORM))
    found = []
    for listed in snapshot.reread().services.values():
        if not snapshot.is_ours(listed.member) or listed.state != LIVE:
            continue
        standing = agreements.in_force(platform, listed.id)
        purposes = list(standing.terms.to_json()["purposes"]) if standing else []
        found.append({"id": listed.id, "card": listed.card.to_json(), "purposes": purposes})
    return {"services": found}


def mirror(row: PeerRow, said: dict[str, Any], at: datetime) -> int:
    """Take another city's services into the registry, under its own members; returns how many."""
    known = set()
    for one in said["services"]:
        service, card = ServiceId.read(one["id"]), Card.of_json(one["card"])
        if service.member.instance != row.instance:
            raise CityNotSure(one["id"])
        known.add(one["id"])
        made = {"state": LIVE, "card": card.to_json(), "changed_at": at}
        found = ServiceRow.objects.filter(
            member=str(service.member), code=service.code, major=service.major
        ).first()
        if found is None:
            ServiceRow.objects.create(
                member=str(service.member), code=service.code, major=service.major, **made
            )
        elif found.card != made["card"] or found.state != LIVE:
            ServiceRow.objects.filter(pk=found.pk).update(**made)
        else:
            continue
        changed("directory", at=at, service=one["id"], act="mirror")
    _retire(row.instance, known, at)
    return len(known)


def _retire(instance: str, known: Iterable[str], at: datetime) -> None:
    for one in ServiceRow.objects.filter(member__startswith=f"{instance}/", state=LIVE):
        name = f"{one.member}/{one.code}.v{one.major}"
        if name not in known:
            ServiceRow.objects.filter(pk=one.pk).update(state="retired", changed_at=at)
            changed("directory", at=at, service=name, act="retired")


def request(row: PeerRow, service: str, at: datetime) -> str:
    """Ask another city for the right to ask a service, for each purpose it offers; the digest."""
    said = peers.ask(row, "services", {}, at)
    found = next(one for one in said["services"] if one["id"] == service)
    client = members.ours(members.PLATFORM)
    # Which procedures it is for are the provider's own; the asker's case is in its ticket.
    purposes = [{**one, "matters": []} for one in found["purposes"]]
    terms = Terms.of_json(
        {
            "client": str(client), "provider": str(ServiceId.read(service).member),
            "service": service, "fields": found["card"]["fields"], "purposes": purposes,
            "since": time.city_date(at).isoformat(), "condition": found["card"]["condition"],
        }
    )  # fmt: skip
    ours = grants.sign_terms(
        terms.digest, ACCEPT, signer=members.signer(client), party=str(client), at=at
    )
    private, public = deferred.draw_keys()
    answer = peers.ask(
        row, "grant", {"terms": terms.to_json(), "signature": ours, "to": public}, at
    )
    secret = deferred.decrypt(answer["secret"].encode(), private)
    _write(terms, secret, {str(client): ours, terms.provider: answer["signature"]}, at)
    return terms.digest


def take_request(row: PeerRow, said: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Grant another city's member what this city grants its own platform, and sign the terms."""
    terms = Terms.of_json(said["terms"])
    if MemberId.read(terms.client).instance != row.instance or not snapshot.is_ours(terms.provider):
        raise CityNotSure(terms.client)
    platform = str(members.ours(members.PLATFORM))
    standing = agreements.in_force(platform, terms.service)
    if standing is None or not all(_same(standing.terms, one) for one in terms.purposes):
        raise grants.NotAParty(terms.service)
    secret = secrets.token_bytes(32)
    signer = members.signer(MemberId.read(terms.provider))
    ours = grants.sign_terms(terms.digest, ACCEPT, signer=signer, party=terms.provider, at=at)
    _write(terms, secret, {terms.client: said["signature"], terms.provider: ours}, at)
    return {"signature": ours, "secret": deferred.encrypt(secret, said["to"]).decode()}


def _same(standing: Terms, asked: SharingPurpose) -> bool:
    """Whether a purpose is one that is granted here; which procedure it is for, the asker knows."""
    ours = standing.purpose(asked.id)
    return ours is not None and replace(ours, matters=()) == replace(asked, matters=())


def _write(terms: Terms, secret: bytes, signatures: dict[str, str], at: datetime) -> None:
    """Write an agreement with both signatures; each is checked against its member's keys."""
    keys = snapshot.reread().directory.keys
    with transaction.atomic():
        row = AgreementRow.objects.create(
            id=ids.new(ids.draw_shard()), client=terms.client, provider=terms.provider,
            service=terms.service, state=OFFERED, terms=terms.to_json(), digest=terms.digest,
            secret=secret, changed_at=at, changed_by=SYSTEM.to_json(),
        )  # fmt: skip
        for party, text in signatures.items():
            _take(row.id, party, text, keys.get(party, {}).values(), at)
    snapshot.reread()


def _take(agreement: int, party: str, text: str, keys: Iterable[Any], at: datetime) -> None:
    for key in keys:
        try:
            agreements.take_signature(agreement, text, party=party, key=key, actor=SYSTEM, at=at)
        except ExchangeProblem:
            continue
        return
    raise CityNotSure(party)
