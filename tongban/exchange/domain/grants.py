"""Agreements, purposes, consents and orders (共享协议、用途、同意、文书): the right to ask.

An agreement is one document that both sides sign; its purposes say for what, on which basis, for
which fields, by whom, how often and how long what came is kept. Without a citation no purpose is
in force (政务数据共享条例; 个人信息保护法 第六条、第十三条).

>>> terms = Terms("A/GOV/X/main", "A/GOV/Y/main", "A/GOV/Y/main/S.v1", ("name",), (), "2026-01-01")
>>> terms.digest == Terms.of_json(terms.to_json()).digest
True
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Self

import rfc8785

from tongban.exchange.domain import jose
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.kernel.problems import Problem
from tongban.kernel.signing import PublicKey, Signer
from tongban.kernel.text import Text

SIGNATURE = "agreement+jwt"
ACCEPT, REJECT, REVOKE = "accept", "reject", "revoke"
OFFERED, ACTIVE, REJECTED, REVOKED = "offered", "active", "rejected", "revoked"
DUTY, REQUEST, CONSENT, EMERGENCY, SEALED = "duty", "request", "consent", "emergency", "sealed"
BASES = (DUTY, REQUEST, CONSENT, EMERGENCY, SEALED)
REVIEW_HOURS = 72  # within which a look in an emergency is reviewed


class CitationMissing(Problem):
    """A purpose names no article that allows it (用途未引法条)."""

    code = "exchange.citation-missing"
    words = Text("这个用途没有写明依据的条款。", "This purpose cites no article of law.")
    advice = Text(
        "请写明法律法规名称和条款，再启用。", "Name the law and its article, then activate it."
    )
    law = "个人信息保护法 第十三条"


class AgreementNotOpen(Problem):
    """The agreement has been settled: signed by both, rejected or revoked (协议已了结)."""

    code = "exchange.agreement-not-open"
    words = Text("这份协议现在不能这样签。", "This agreement cannot be signed like this now.")
    advice = Text("请刷新页面，看它现在的状态。", "Reload the page and look how it stands.")
    status = 409


class UnknownAgreement(Problem):
    """There is no such agreement (没有这份协议)."""

    code = "exchange.unknown-agreement"
    words = Text("没有这份协议。", "There is no such agreement.")
    status = 404


class NotAParty(Problem):
    """Who signs is no party, or may not sign for it (不是协议一方)."""

    code = "exchange.not-a-party"
    words = Text("不是这份协议的一方，不能签。", "Only the parties to an agreement sign it.")
    status = 403


@dataclass(frozen=True, slots=True)
class SharingPurpose:
    """A purpose of an agreement (共享用途), in words the person reads.

    `basis` is duty, request, consent, emergency or sealed; `law` its citation; `matters` the
    services it may be used in and `roles` the parts the subject may play (none: any).
    """

    id: str
    title: str
    basis: str
    law: str
    fields: tuple[str, ...]
    title_en: str | None = None
    roles: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    per_hour: int = 200
    per_day: int = 2000
    retention_days: int = 180
    preview: str = "never"
    until: str | None = None
    risk: str = ""
    approver: str = ""
    deferred: bool = True
    fat_events: bool = False

    def check(self) -> Self:
        """Return the purpose where it may be in force, or raise CitationMissing."""
        if not self.law.strip() or self.basis not in BASES:
            raise CitationMissing(self.id)
        return self


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says (协议内容): the very document both sides sign.

    `keys` are the thumbprints of the client's keys; empty, those of the directory count.
    """

    client: str
    provider: str
    service: str
    fields: tuple[str, ...]
    purposes: tuple[SharingPurpose, ...]
    since: str
    until: str | None = None
    keys: tuple[str, ...] = ()
    condition: str = ""
    iv: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the document."""
        return asdict(self)

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Terms":
        """Read the document; members nobody knows are not understood and not signed for."""
        known = {one.name for one in fields(cls)}
        made = {key: _tuples(value) for key, value in said.items() if key in known}
        made["purposes"] = tuple(
            SharingPurpose(**{key: _tuples(value) for key, value in one.items()})
            for one in said["purposes"]
        )
        return cls(**made)

    @property
    def digest(self) -> str:
        """The hash of the document, by which tokens and leaves name it."""
        plain = rfc8785.dumps(_plain(self.to_json()))
        return hashlib.sha256(plain).hexdigest()

    def purpose(self, identifier: str) -> SharingPurpose | None:
        """Return one of its purposes."""
        return next((one for one in self.purposes if one.id == identifier), None)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as it stands (共享协议): its terms, where it stands, and both signatures.

    `secret` is the key of the commitments, known to the two parties alone.
    """

    id: int
    terms: Terms
    state: str
    digest: str
    secret: bytes = field(default=b"", repr=False)
    signatures: Mapping[str, str] = field(default_factory=dict)
    due: date | None = None
    changed_at: datetime | None = None

    def check_alive(self, *, on: date) -> "Agreement":
        """Return it where it is in force on a day, else raise grant.expired or grant.revoked."""
        if self.state != ACTIVE:
            raise ExchangeProblem("grant.revoked" if self.state == REVOKED else "grant.missing")
        day = on.isoformat()
        if day < self.terms.since or (self.terms.until and day > self.terms.until):
            raise ExchangeProblem("grant.expired", self.terms.until or self.terms.since)
        return self

    def purpose_on(self, identifier: str, *, on: date) -> SharingPurpose:
        """Return a purpose in force, else raise purpose.unknown or purpose.expired."""
        found = self.terms.purpose(identifier)
        if found is None:
            raise ExchangeProblem("purpose.unknown", identifier)
        if found.until and on.isoformat() > found.until:
            raise ExchangeProblem("purpose.expired", found.until)
        return found


def sign_terms(digest: str, verdict: str, *, signer: Signer, party: str, at: datetime) -> str:
    """Sign a verdict (accept, reject, revoke) on a document in a party's name."""
    claims = {"iss": party, "gth": digest, "verdict": verdict, "iat": int(at.timestamp())}
    return jose.signed(claims, signer=signer, typ=SIGNATURE)


def check_signature(text: str, *, key: PublicKey, digest: str, party: str) -> str:
    """Return the verdict that a party signed on this document, or raise ExchangeProblem."""
    try:
        said = jose.opened(text).check(key, typ=SIGNATURE)
    except jose.BadToken as error:
        raise ExchangeProblem("auth.signature_invalid", party) from error
    if said.get("gth") != digest or said.get("iss") != party:
        raise ExchangeProblem("auth.signature_invalid", "another document or party")
    return str(said.get("verdict"))


def settle(state: str, verdict: str, *, accepted: int) -> str:
    """Return where an agreement stands after a verdict; `accepted` counts who accepted it so far."""
    if verdict == REVOKE and state in (OFFERED, ACTIVE):
        return REVOKED
    if state != OFFERED or verdict not in (ACCEPT, REJECT):
        raise AgreementNotOpen(state)
    if verdict == REJECT:
        return REJECTED
    return ACTIVE if accepted + 1 >= 2 else OFFERED  # noqa: PLR2004 - both parties


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent as the exchange checks it (同意凭据): to one recipient, for one purpose and its fields.

    What the person signed stands with their facts; `reference` names it there.
    """

    id: int
    subject: str
    recipient: str
    purpose: str
    fields: tuple[str, ...]
    since: datetime
    until: datetime
    reference: str = ""
    once: bool = False
    used: bool = False
    revoked_at: datetime | None = None

    def check(self, *, client: str, purpose: str, asked: frozenset[str], at: datetime) -> None:
        """Raise unless the consent lives and covers this recipient, purpose and every field."""
        if self.revoked_at is not None and self.revoked_at <= at:
            raise ExchangeProblem("basis.consent_revoked")
        if not self.since <= at < self.until or (self.once and self.used):
            raise ExchangeProblem("basis.consent_expired")
        if self.recipient != client or self.purpose != purpose or not asked <= set(self.fields):
            raise ExchangeProblem("basis.consent_scope")


@dataclass(frozen=True, slots=True)
class Order:
    """An order for a sealed access, or the reason of an emergency (文书): who, until when.

    `ends` is mandatory: the access shows itself to the person from then on.
    """

    id: int
    kind: str
    number: str
    body: str
    purpose: str
    subject: str
    ends: datetime
    since: datetime

    def check(self, *, kind: str, purpose: str, subject: str, at: datetime) -> None:
        """Raise unless the order is of this kind, about this subject and purpose, and lives."""
        fits = (self.kind, self.purpose, self.subject) == (kind, purpose, subject)
        if not fits or not self.since <= at < self.ends:
            raise ExchangeProblem("basis.order_invalid")


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
