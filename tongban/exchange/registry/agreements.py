"""Agreements (共享协议): offered, signed by both sides, rejected, revoked; each verdict is a JWS.

What is shared without condition is countersigned at once; a condition starts an application that
the provider answers within its working days (政务数据共享条例: ten, a figure not yet confirmed against
the official text).
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.exchange.domain import grants
from tongban.exchange.domain.grants import (
    ACCEPT,
    ACTIVE,
    OFFERED,
    REVOKE,
    Agreement,
    AgreementNotOpen,
    NotAParty,
    Terms,
    UnknownAgreement,
)
from tongban.exchange.domain.members import MemberId
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.models import AgreementRow, ServiceRow
from tongban.exchange.registry import matters, members, snapshot
from tongban.exchange.registry.changing import changed
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.signing import PublicKey

ANSWER_DAYS = 10  # working days


def offer(terms: Terms, *, actor: Actor, at: datetime) -> Agreement:
    """Write an agreement that the client signs; a service without condition signs back at once.

    Raises CitationMissing for a purpose without its article, NotAParty for who may not sign.
    """
    for purpose in terms.purposes:
        purpose.check()
    _check_may(actor, terms.client)
    due = agencies.calendar().add(time.city_date(at), ANSWER_DAYS)
    with transaction.atomic():
        row = AgreementRow.objects.create(
            id=ids.new(ids.draw_shard()), client=terms.client, provider=terms.provider,
            service=terms.service, state=OFFERED, terms=terms.to_json(), digest=terms.digest,
            secret=secrets.token_bytes(32), due=due, changed_at=at, changed_by=actor.to_json(),
        )  # fmt: skip
        _sign(row, terms.client, ACCEPT, actor=actor, at=at)
        if not _is_open(terms.service) and snapshot.is_ours(terms.provider):
            matters.begin(
                row.id, matters.APPLICATION, due=time.end_of(due), actor=actor, at=at,
                queue=matters.queue_of(MemberId.read(terms.provider).code),
                about={"client": terms.client, "service": terms.service},
            )  # fmt: skip
        if _is_open(terms.service):
            _sign(row, terms.provider, ACCEPT, actor=actor, at=at)
    return find(row.id)


def sign(agreement: int, *, verdict: str, actor: Actor, at: datetime) -> Agreement:
    """Give a party's verdict: accept or reject for the provider, revoke for either side."""
    with transaction.atomic():
        row = _row(agreement, lock=True)
        party = row.provider
        if verdict == REVOKE and not _may(actor, party):
            party = row.client
        _check_may(actor, party)
        _sign(row, party, verdict, actor=actor, at=at)
    return find(agreement)


def take_signature(
    agreement: int, text: str, *, party: str, key: PublicKey, actor: Actor, at: datetime
) -> Agreement:
    """Take the verdict that a party elsewhere signed with its own key."""
    with transaction.atomic():
        row = _row(agreement, lock=True)
        if party not in (row.client, row.provider):
            raise NotAParty
        verdict = grants.check_signature(text, key=key, digest=row.digest, party=party)
        _settle(row, party, verdict, text, actor=actor, at=at)
    return find(agreement)


def find(agreement: int) -> Agreement:
    """Return an agreement, or raise UnknownAgreement."""
    return snapshot.agreement(_row(agreement))


def listed(*, state: str | None = None, limit: int = 200) -> list[Agreement]:
    """Return agreements, newest first."""
    rows = AgreementRow.objects.order_by("-id")
    return [
        snapshot.agreement(row) for row in (rows.filter(state=state) if state else rows)[:limit]
    ]


def in_force(client: str, service: str) -> Agreement | None:
    """Return the newest agreement in force between a client and a service."""
    row = (
        AgreementRow.objects.filter(client=client, service=service, state=ACTIVE)
        .order_by("-id")
        .first()
    )
    return snapshot.agreement(row) if row else None


def supersede(old: Agreement, *, actor: Actor, at: datetime) -> None:
    """Revoke an agreement that a newer one stands in place of, in the provider's name."""
    sign(old.id, verdict=REVOKE, actor=actor, at=at)


def verify(agreement: Agreement) -> Mapping[str, bool]:
    """Say of each party whether its signature on this very document holds."""
    directory = snapshot.current().directory
    found = {}
    for party, text in agreement.signatures.items():
        holds = False
        for key in directory.keys.get(party, {}).values():
            try:
                holds |= bool(
                    grants.check_signature(
                        text, key=key, digest=agreement.terms.digest, party=party
                    )
                )
            except ExchangeProblem:
                continue
        found[party] = holds
    return found


def _row(agreement: int, *, lock: bool = False) -> AgreementRow:
    rows = AgreementRow.objects.select_for_update() if lock else AgreementRow.objects
    row = rows.filter(pk=agreement).first()
    if row is None:
        raise UnknownAgreement(agreement)
    return row


def _sign(row: AgreementRow, party: str, verdict: str, *, actor: Actor, at: datetime) -> None:
    signer = members.signer(MemberId.read(party))
    text = grants.sign_terms(row.digest, verdict, signer=signer, party=party, at=at)
    _settle(row, party, verdict, text, actor=actor, at=at)


def _settle(
    row: AgreementRow, party: str, verdict: str, text: str, *, actor: Actor, at: datetime
) -> None:
    if verdict == ACCEPT and party in row.signatures:
        raise AgreementNotOpen(party)
    row.state = grants.settle(row.state, verdict, accepted=len(row.signatures))
    row.signatures = {**row.signatures, party: text}
    row.changed_at, row.changed_by = at, actor.to_json()
    row.save(update_fields=["state", "signatures", "changed_at", "changed_by"])
    if row.state != OFFERED:
        matters.close(row.id, actor=actor, at=at)
    kind = "revoke" if verdict == REVOKE else "grant"
    changed(kind, at=at, gth=row.digest, party=party, verdict=verdict, state=row.state)


def _is_open(service: str) -> bool:
    for row in ServiceRow.objects.filter(code=service.rpartition("/")[2].rpartition(".v")[0]):
        if f"{row.member}/{row.code}.v{row.major}" == service:
            return bool(row.card["sharing"] == "open")
    return False


def _may(actor: Actor, party: str) -> bool:
    """Whether an actor signs for a member: the platform, or an officer of the agency that may."""
    if actor.kind == "system":
        return True
    member = MemberId.read(party)
    agency = None if member.code == members.PLATFORM else member.code
    return snapshot.is_ours(party) and bool(agencies.may(actor, "sign_agreement", agency=agency))


def _check_may(actor: Actor, party: str) -> None:
    if not _may(actor, party):
        raise NotAParty
