"""Licences taken along (离线凭证): SD-JWT VC to a wallet by OpenID4VCI; `checking` checks them again.

A holder offers a licence to a wallet of any make: the offer carries a code good for some minutes
and is opened with six digits that only the holder's page shows. The wallet proves a key of its
own, the credential is bound to it, and each claim can be disclosed alone. How the licence stands
is in a token status list, which names nobody.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import LicenceKind
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.signing import PublicKey, Signer, keyring
from tongban.licences import claims, presenting, statuses, store, usage
from tongban.licences.domain import trust
from tongban.licences.domain.credentials import jws, sdjwt, status_lists
from tongban.licences.domain.library import Licence
from tongban.licences.domain.problems import (
    BadCredential,
    BadRequest,
    CodeOver,
    CodeUnknown,
    NotInForce,
    NotShowable,
    UnknownLicence,
)
from tongban.licences.usage import Doing
from tongban.people import api as people

KEY = "licences"
OFFER_LIFE, FETCH_LIFE, NONCE_LIFE = timedelta(minutes=10), timedelta(minutes=10), 300
TRIES = 5
LIFE = timedelta(days=180)
PROOF = "openid4vci-proof+jwt"
TYPES = "/v/types/"
LISTS = "/v/status/"
_NONCE = "tongban.licences.nonce"


@dataclass(frozen=True, slots=True)
class Offer:
    """A licence offered to a wallet (领取凭证): the code of the offer, the digits that open it."""

    code: str = field(repr=False)
    digits: str = field(repr=False)
    kind: str
    expires_at: datetime


def signer() -> Signer:
    """Return the signer of credentials and status lists (ES256, which every wallet can check)."""
    return keyring(settings.HOME).signer(KEY)


def jwks() -> dict[str, Any]:
    """Return the keys that check our credentials, as wallets and verifiers read them."""
    key = signer().public
    return {"keys": [{**key.jwk(), "kid": key.key_id, "alg": "ES256", "use": "sig"}]}


def offerable() -> list[LicenceKind]:
    """Return the kinds of licences that wallets can take along."""
    kinds = catalogue.book().licences.values()
    return [one for one in kinds if trust.allows(one.trust, trust.CREDENTIAL)]


def offer(licence_id: int, *, actor: Actor, at: datetime | None = None) -> Offer:
    """Offer a licence of one's own, or of a child's, to a wallet.

    Raises UnknownLicence for anybody else's, NotShowable for its level of trust, NotInForce.
    """
    at = at or time.now()
    found = store.by_id(licence_id)
    if actor.kind != "person" or not people.may_act_for(actor.id, found.holder, at=at):
        raise UnknownLicence
    ensure_valid(found, at)
    digits = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        made = presenting.make(
            found,
            presenting.OFFER,
            by=actor.id,
            items=[_pin(digits)],
            life=OFFER_LIFE,
            uses=TRIES,
            at=at,
        )
    return Offer(made.code, digits, found.kind, made.expires_at)


def ensure_valid(found: Licence, at: datetime) -> None:
    """Raise NotShowable, NotInForce unless a credential may be made of it now."""
    if not trust.allows(found.trust, trust.CREDENTIAL):
        raise NotShowable(found.trust)
    state = found.state_on(time.city_date(at))
    if state != "valid":
        raise NotInForce(state)


def _pin(digits: str) -> str:
    return salted_hmac("tongban.licences.pin", digits, algorithm="sha256").hexdigest()


def redeem(code: str, *, digits: str, at: datetime | None = None) -> str:
    """Turn the code of an offer into an access token, once, by the digits of the holder's page.

    Raises BadRequest ("invalid_grant") for a wrong or old one; five wrong tries end it.
    """
    at = at or time.now()
    try:
        row = presenting.take(code, presenting.OFFER, at=at)
    except (CodeUnknown, CodeOver) as fault:
        raise BadRequest("invalid_grant") from fault
    if not hmac.compare_digest(row.items[0], _pin(digits)):
        raise BadRequest("invalid_grant")
    with transaction.atomic():
        # Of two wallets with the same code one gets a token.
        if not row.delete()[0]:
            raise BadRequest("invalid_grant")
        made = presenting.make(
            store.by_id(row.licence),
            presenting.FETCH,
            by=row.by,
            items=[],
            life=FETCH_LIFE,
            uses=TRIES,
            at=at,
        )
    return made.code


def nonce() -> str:
    """Return a nonce for a wallet's proof; it says when it was made and by whom."""
    return signing.TimestampSigner(salt=_NONCE).sign(secrets.token_urlsafe(12))


def fetch(access: str, *, proof: str, kind: str, issuer: str, at: datetime | None = None) -> str:
    """Make the credential an access token stands for, bound to the key the wallet proves.

    Raises BadRequest with the protocol's own word: invalid_token, invalid_proof, invalid_nonce,
    unknown_credential_configuration.
    """
    at = at or time.now()
    try:
        row = presenting.take(access, presenting.FETCH, at=at)
    except (CodeUnknown, CodeOver) as fault:
        raise BadRequest("invalid_token") from fault
    found = store.by_id(row.licence)
    if kind != found.kind:
        raise BadRequest("unknown_credential_configuration")
    key = _proved(proof, audience=issuer, at=at)
    ensure_valid(found, at)
    with transaction.atomic():
        made = make(found, key=key, issuer=issuer, at=at)
        usage.keep(found, Doing(usage.TAKEN, party=row.by, items=tuple(made.names)), at=at)
    return made.text


def _proved(proof: str, *, audience: str, at: datetime) -> PublicKey:
    """Return the key that a wallet's proof shows it has (OpenID4VCI 1.0, F.1)."""
    try:
        token = jws.read(proof, typ=PROOF)
        key = PublicKey.of_jwk(wallet_key(token.header))
        token.check(key)
        asked = str(token.claims.get("nonce", ""))
        made = float(token.claims["iat"])
    except (Problem, KeyError, TypeError, ValueError) as fault:
        raise BadRequest("invalid_proof") from fault
    if token.claims.get("aud") != audience or abs(at.timestamp() - made) > sdjwt.FRESH:
        raise BadRequest("invalid_proof")
    try:
        signing.TimestampSigner(salt=_NONCE).unsign(asked, max_age=NONCE_LIFE)
    except signing.BadSignature as fault:
        raise BadRequest("invalid_nonce") from fault
    return key


def wallet_key(header: Mapping[str, Any]) -> dict[str, Any]:
    """Return the key in a proof's header: as itself, or inside a did:jwk."""
    if isinstance(header.get("jwk"), dict):
        return dict(header["jwk"])
    named = str(header.get("kid", ""))
    if named.startswith("did:jwk:"):
        found = jws.unpacked(named.removeprefix("did:jwk:").partition("#")[0])
        return dict(found)
    raise BadCredential


@dataclass(frozen=True, slots=True)
class Made:
    """A credential as it leaves us, and the claims that can be disclosed."""

    text: str = field(repr=False)
    names: tuple[str, ...]


def make(found: Licence, *, key: PublicKey, issuer: str, at: datetime) -> Made:
    """Make a credential of a licence for a wallet's key, with a place in a status list."""
    page, place = statuses.take(found.id)
    day = datetime.combine(time.city_date(at), datetime.min.time(), time.CITY)
    said = {
        "iss": issuer,
        # The day alone: the second would tell two verifiers that they see one person.
        "iat": int(day.timestamp()),
        "exp": int(_ends(found, day).timestamp()),
        "vct": issuer + TYPES + found.kind,
        "cnf": {"jwk": key.jwk()},
        "status": {"status_list": {"idx": place, "uri": f"{issuer}{LISTS}{page}"}},
    }
    hidden = json.loads(json.dumps(claims.of(found, time.city_date(at)), default=str))
    ours = signer()
    text = sdjwt.make(said, hidden, header={"kid": ours.key_id}, signer=ours)
    return Made(text, tuple(hidden))


def _ends(found: Licence, day: datetime) -> datetime:
    """Return when it ends: after its last day, and never later than half a year."""
    longest = day + LIFE
    if found.valid_to is None:
        return longest
    after = datetime.combine(found.valid_to, datetime.min.time(), time.CITY) + timedelta(days=1)
    return min(after, longest)


def status_list(page: int, *, issuer: str, at: datetime | None = None) -> str:
    """Return a status list, signed now, as it stands at its address."""
    ours = signer()
    return status_lists.sign(
        f"{issuer}{LISTS}{page}",
        statuses.statuses(page),
        at=at or time.now(),
        header={"kid": ours.key_id},
        signer=ours,
    )
