"""The fifteen checks of a provider's gateway (十五道检查), in their order; facts in, verdict out.

1 the peer is in the directory and the directory is alive; 2 form; 3 clock; 4 signature and digest;
5 replay; 6 token, agreement, purpose; 7 method and path; 8 legal basis; 9 case and subject;
10 caps; 11 the intent is recorded; 12 the service is called; 13 fields outside the set are dropped;
14 the answer is signed; 15 the outcome is recorded. This module judges; reading, recording (5, 10,
11, 15) and calling lie around it, in `exchange.gateway`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tongban.exchange.domain import commitments, grants, services, signatures, tickets
from tongban.exchange.domain.grants import Agreement, Consent, Order, SharingPurpose
from tongban.exchange.domain.members import MemberId, ServiceId
from tongban.exchange.domain.ports import OpenCase, Row
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.services import Card
from tongban.exchange.domain.signatures import Signed
from tongban.exchange.domain.tickets import Ticket
from tongban.exchange.domain.tokens import SKEW, Grant
from tongban.kernel.identifiers import unnamed
from tongban.kernel.signing import PublicKey

LARGEST_BODY = 1_000_000
LONGEST_HEADER = 16_384
MANDATORY = (
    "x-road-client",
    "x-road-id",
    "x-road-userid",
    "content-digest",
    "signature-input",
    "signature",
)
NAMELESS = ("x-road-id", "x-road-userid", "purpose-id", "access-reason", "idempotency-key")
"""Headers that are kept or seen on the way: a citizen number stands in the body alone."""
PERSONAL = ("x-road-issue", "purpose-id", "access-reason", "authorization")
_VISIBLE = re.compile(r"[!-~]([ -~]*[!-~])?")
_LONGEST_SUBJECT = 60


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived (收到的请求); names of headers in small letters."""

    method: str
    target: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks (查询内容), after its form was checked."""

    client: MemberId
    service: ServiceId
    transaction: str
    user: str
    purpose: str
    case: str
    subject: str = field(repr=False)
    fields: tuple[str, ...]
    signed: Signed
    once: str
    index: int = 0
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory as a gateway holds it (目录): who is a member, with which keys, until when.

    `until` is when what is known of a member's city expires.
    """

    until: Mapping[str, datetime]
    keys: Mapping[str, Mapping[str, PublicKey]]
    peers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a call beside the request (已知事实); None: there is none."""

    card: Card | None
    state: str
    grant: Grant | None
    agreement: Agreement | None
    ticket: Ticket | None
    case: OpenCase | None
    is_our_case: bool
    subject_digest: str = ""
    consents: tuple[Consent, ...] = ()
    order: Order | None = None
    previewed: bool = False
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passed:
    """A call that may be answered (通过): under which agreement and purpose, for which fields."""

    asked: Asked
    card: Card
    agreement: Agreement
    purpose: SharingPurpose
    fields: tuple[str, ...]
    ticket: Ticket | None
    consent: Consent | None = None
    order: Order | None = None


# 1 to 4: whose request it is


def check_peer(client: str, directory: Directory, *, peer: str, at: datetime) -> None:
    """1: the directory is alive and knows the client; a certificate's thumbprint is the client's."""
    until = directory.until.get(client)
    if until is None:
        raise ExchangeProblem("auth.key_unknown", client[:120])
    if at >= until:
        raise ExchangeProblem("conf.outdated", until.isoformat())
    if peer and directory.peers.get(client, peer) != peer:
        raise ExchangeProblem("auth.key_unknown", "certificate")


def check_form(request: Request) -> Asked:
    """2: size, path, headers, body; nothing is guessed and nothing is repaired."""
    headers = request.headers
    if len(request.body) > LARGEST_BODY or any(
        len(one) > LONGEST_HEADER for one in headers.values()
    ):
        raise ExchangeProblem("request.malformed", "too large")
    for name in MANDATORY:
        if not headers.get(name):
            raise ExchangeProblem("request.header_missing", name)
    for name in signatures.COVERED:
        if name in headers and not _VISIBLE.fullmatch(headers[name]):
            raise ExchangeProblem("request.malformed", name)
    for name in NAMELESS:
        if unnamed(headers.get(name, "")) != headers.get(name, ""):
            raise ExchangeProblem("request.malformed", name)
    subject, fields, path = _body(request.body)
    index, _, size = headers.get("case-path", "0").partition("/")
    if not index.isdigit() or size:
        raise ExchangeProblem("request.malformed", "case-path")
    return Asked(
        MemberId.read(headers["x-road-client"]),
        ServiceId.of_path(request.path),
        headers["x-road-id"],
        headers["x-road-userid"],
        headers.get("purpose-id", ""),
        headers.get("x-road-issue", ""),
        subject,
        fields,
        signatures.read(headers["signature-input"], headers["signature"]),
        headers.get("idempotency-key") or headers["x-road-id"],
        int(index),
        path,
    )


def _body(body: bytes) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    try:
        said = json.loads(body)
        subject, fields, path = said["subject"], said.get("fields", []), said.get("path", [])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ExchangeProblem("request.malformed", "body") from error
    texts = (
        [subject, *fields, *path] if isinstance(fields, list) and isinstance(path, list) else [0]
    )
    if not all(isinstance(one, str) for one in texts) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise ExchangeProblem("request.malformed", "body")
    return subject, tuple(fields), tuple(path)


def check_clock(asked: Asked, *, at: datetime) -> None:
    """3: both clocks agree within a minute, and the signature lives."""
    signatures.check_time(asked.signed, at=at)


def check_signature(request: Request, asked: Asked, directory: Directory) -> PublicKey:
    """4: a key of the client signed the method, the target, the body and every header; its key."""
    key = directory.keys[str(asked.client)].get(asked.signed.key_id)
    if key is None:
        raise ExchangeProblem("auth.key_unknown", asked.signed.key_id[:60])
    signatures.check_cover(asked.signed, request.headers)
    values = {**request.headers, "@method": request.method, "@target-uri": request.target}
    signatures.check(asked.signed, values, key=key)
    signatures.check_digest(request.headers["content-digest"], request.body)
    return key


def identify(request: Request, directory: Directory, *, peer: str = "") -> Asked:
    """Make checks 1 to 4 and return what is asked. Raises ExchangeProblem."""
    check_peer(request.headers.get("x-road-client", ""), directory, peer=peer, at=request.at)
    asked = check_form(request)
    check_clock(asked, at=request.at)
    check_signature(request, asked, directory)
    return asked


# 6 to 9: by what right


def check_grant(
    request: Request, asked: Asked, known: Known, *, on: date
) -> tuple[Agreement, SharingPurpose]:
    """6: the token is this client's and bound to this key; agreement and purpose are alive."""
    grant = known.grant
    if grant is None:
        raise ExchangeProblem("auth.token_missing")
    if grant.until + SKEW.total_seconds() <= request.at.timestamp():
        raise ExchangeProblem("auth.token_expired")
    said = (grant.client, grant.key, grant.service, grant.purpose, grant.provider)
    if said != (
        str(asked.client),
        asked.signed.key_id,
        str(asked.service),
        asked.purpose,
        str(asked.service.member),
    ):
        raise ExchangeProblem("auth.token_invalid", "client, key, service or purpose")
    if known.agreement is None or known.agreement.digest != grant.agreement:
        raise ExchangeProblem("grant.missing")
    agreement = known.agreement.check_alive(on=on)
    return agreement, agreement.purpose_on(asked.purpose, on=on)


def check_allowed(request: Request, asked: Asked, known: Known) -> Card:
    """7: the service exists in this version, answers calls, and this is how it is called."""
    if known.card is None:
        raise ExchangeProblem("request.not_allowed", str(asked.service))
    services.check_callable(known.state)
    if request.method != "POST":
        raise ExchangeProblem("request.not_allowed", request.method)
    for name in PERSONAL if known.card.is_personal else ():
        if not request.headers.get(name):
            missing = "auth.token_missing" if name == "authorization" else "request.header_missing"
            raise ExchangeProblem(missing, name)
    return known.card


def check_basis(
    request: Request, asked: Asked, known: Known, purpose: SharingPurpose, fields: Sequence[str]
) -> tuple[Consent | None, Order | None]:
    """8: the law, the person's own request, their consent, or an order that lives."""
    match purpose.basis:
        case grants.CONSENT:
            if not known.consents:
                raise ExchangeProblem("basis.consent_missing")
            consent = known.consents[0]
            if consent.subject != known.subject_digest:
                raise ExchangeProblem("basis.consent_scope", "subject")
            consent.check(
                client=str(asked.client), purpose=purpose.id, asked=frozenset(fields), at=request.at
            )
            return consent, None
        case grants.REQUEST:
            reference = request.headers.get("explicit-request-ref", "")
            if not reference or known.ticket is None or reference != known.ticket.case:
                raise ExchangeProblem("basis.consent_missing", "explicit-request-ref")
            if known.case is not None and not known.case.requested:
                raise ExchangeProblem("basis.consent_missing", "nobody asked for this case")
        case grants.SEALED | grants.EMERGENCY:
            if known.order is None:
                raise ExchangeProblem("basis.order_invalid")
            known.order.check(
                kind=purpose.basis, purpose=purpose.id, subject=known.subject_digest, at=request.at
            )
            return None, known.order
        case _:
            purpose.check()
    return None, None


def check_case(asked: Asked, known: Known, purpose: SharingPurpose, secret: bytes) -> Ticket:
    """9: the ticket is for an open case, this subject in this role, and this official."""
    ticket = known.ticket
    if ticket is None:
        raise ExchangeProblem("case.ticket_missing")
    if ticket.case != asked.case or ticket.official != asked.user:
        raise ExchangeProblem("case.ticket_invalid", "case or official")
    if purpose.roles and ticket.role not in purpose.roles:
        raise ExchangeProblem("case.ticket_invalid", "role")
    if purpose.matters and not set(ticket.matter.split(",")) & set(purpose.matters):
        raise ExchangeProblem("case.ticket_invalid", "matter")
    mine = commitments.commitment(secret, asked.subject)
    if not tickets.is_about(ticket, mine, index=asked.index, path=asked.path):
        raise ExchangeProblem("case.subject_mismatch")
    if known.is_our_case:
        _check_open(ticket, known, mine, secret)
    return ticket


def _check_open(ticket: Ticket, known: Known, subject: str, secret: bytes) -> None:
    """Hold a ticket of this city against the case itself."""
    if known.case is None:
        raise ExchangeProblem("case.closed")
    playing = known.parties.get(ticket.role, ())
    if subject not in (commitments.commitment(secret, number) for number in playing):
        raise ExchangeProblem("case.subject_mismatch")
    hands = known.case.officials
    names = {commitments.pseudonym(secret, "officer", one) for one in hands}
    is_platform = ticket.official == commitments.pseudonym(secret, "system", 0)
    themselves = {
        commitments.pseudonym(secret, "person", one)
        for one in known.case.subjects.get("applicant", ())
    }
    if hands and not is_platform and ticket.official not in names | themselves:
        raise ExchangeProblem("case.ticket_invalid", "official")


def entitle(request: Request, asked: Asked, known: Known, *, on: date) -> Passed:
    """Make checks 6 to 9 and return under what the call may be answered. Raises ExchangeProblem."""
    agreement, purpose = check_grant(request, asked, known, on=on)
    card = check_allowed(request, asked, known)
    fields = field_set(asked, card, agreement, purpose)
    consent, order = check_basis(request, asked, known, purpose, fields)
    needs_ticket = card.is_personal and purpose.basis not in (grants.SEALED, grants.EMERGENCY)
    ticket = check_case(asked, known, purpose, agreement.secret) if needs_ticket else known.ticket
    if purpose.preview != "never" and not known.previewed:
        raise ExchangeProblem(
            "preview.required", purpose.id, location=f"/known?purpose={purpose.id}"
        )
    return Passed(asked, card, agreement, purpose, fields, ticket, consent, order)


def field_set(
    asked: Asked, card: Card, agreement: Agreement, purpose: SharingPurpose
) -> tuple[str, ...]:
    """Return the fields that were asked for and may be seen; asking for more is no way to get it."""
    allowed = set(purpose.fields) & set(agreement.terms.fields or card.fields)
    wanted = asked.fields or card.fields
    found = tuple(name for name in card.fields if name in allowed and name in wanted)
    if not found:
        raise ExchangeProblem("basis.consent_scope", "no field is left")
    return found


# 13: what leaves


def released(rows: Sequence[Row], fields: Sequence[str]) -> list[dict[str, Any]]:
    """Drop every field outside the set, whatever the provider's system returned."""
    return [{name: row[name] for name in fields if name in row} for row in rows]
