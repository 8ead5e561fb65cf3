"""Tokens (访问令牌): five minutes of access, bound to a key, for one purpose.

The client proves who it is with a signed assertion (private_key_jwt, RFC 7523) that names the
purpose and a digest of the case ticket, and which key it holds with a DPoP proof (RFC 9449). The
provider's gateway answers with a token (at+jwt, RFC 9068) whose `cnf` is that key's thumbprint:
who only has the token has nothing, since each request is signed by the key.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.exchange.domain import jose
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.kernel.signing import BadKey, PublicKey, Signer
from tongban.kernel.signing.keys import encoded

ASSERTION, PROOF, TOKEN = "client-authentication+jwt", "dpop+jwt", "at+jwt"
ASSERTION_LIFE = timedelta(seconds=60)
LIFE = timedelta(minutes=5)
SKEW = timedelta(seconds=60)
GRANT = "client_credentials"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token gives (授权内容): to whom, by which agreement, for which purpose and service."""

    client: str
    provider: str
    agreement: str
    purpose: str
    service: str
    fields: str
    cap: int
    key: str
    until: int
    id: str = ""
    acting_for: str = ""


def digest(text: str) -> str:
    """Return the digest by which an assertion names a ticket, and a proof a token."""
    return encoded(hashlib.sha256(text.encode()).digest())


def assert_client(
    *,
    signer: Signer,
    client: str,
    audience: str,
    purpose: str,
    service: str,
    ticket: str,
    at: datetime,
) -> str:
    """Sign the assertion by which a client asks for a token."""
    now = int(at.timestamp())
    claims = {
        "iss": client, "sub": client, "aud": audience, "iat": now,
        "exp": now + int(ASSERTION_LIFE.total_seconds()), "jti": secrets.token_urlsafe(16),
        "purposeId": purpose, "svc": service, **({"tck": digest(ticket)} if ticket else {}),
    }  # fmt: skip
    return jose.signed(claims, signer=signer, typ=ASSERTION)


def prove(*, signer: Signer, method: str, uri: str, at: datetime) -> str:
    """Sign the proof that the client holds the key the token is to be bound to (RFC 9449 4.2)."""
    claims = {
        "htm": method, "htu": uri, "iat": int(at.timestamp()), "jti": secrets.token_urlsafe(16),
    }  # fmt: skip
    return jose.signed(claims, signer=signer, typ=PROOF, jwk=signer.public.jwk())


def read_assertion(
    text: str, *, keys: Mapping[str, PublicKey], audience: str, at: datetime
) -> dict[str, Any]:
    """Return the claims of a client's assertion that is signed, fresh and for us, else raise."""
    try:
        found = jose.opened(text)
        key = keys.get(found.key_id)
        if key is None:
            raise ExchangeProblem("auth.key_unknown", found.key_id[:60])
        typ = ASSERTION if found.header.get("typ") == ASSERTION else "JWT"
        claims = found.check(key, typ=typ)
        issued, until = int(claims["iat"]), int(claims["exp"])
    except (jose.BadToken, KeyError, TypeError, ValueError) as error:
        raise ExchangeProblem("auth.token_invalid", "assertion") from error
    now = at.timestamp()
    if claims.get("iss") != claims.get("sub") or claims.get("aud") not in (audience, [audience]):
        raise ExchangeProblem("auth.token_invalid", "iss, sub or aud")
    if until - issued > ASSERTION_LIFE.total_seconds() or not claims.get("jti"):
        raise ExchangeProblem("auth.token_invalid", "an assertion lives a minute and has a jti")
    if issued > now + SKEW.total_seconds() or until < now - SKEW.total_seconds():
        raise ExchangeProblem("auth.clock_skew", "iat")
    return claims


def read_proof(text: str, *, method: str, uri: str, at: datetime) -> tuple[PublicKey, str]:
    """Return the key that a DPoP proof shows, and the proof's id. Raises ExchangeProblem."""
    try:
        found = jose.opened(text)
        key = PublicKey.of_jwk(dict(found.header["jwk"]))
        claims = found.check(key, typ=PROOF)
        fresh = abs(at.timestamp() - int(claims["iat"])) <= SKEW.total_seconds()
        identifier = str(claims["jti"])
    except (jose.BadToken, BadKey, KeyError, TypeError, ValueError) as error:
        raise ExchangeProblem("auth.token_invalid", "proof") from error
    if claims.get("htm") != method or claims.get("htu") != uri:
        raise ExchangeProblem("auth.token_invalid", "htm or htu")
    if not fresh:
        raise ExchangeProblem("auth.clock_skew", "proof")
    return key, identifier


def issue(grant: Grant, *, signer: Signer, at: datetime) -> str:
    """Sign the token of a grant."""
    claims: dict[str, Any] = {
        "iss": grant.provider, "sub": grant.client, "client_id": grant.client,
        "aud": grant.provider, "iat": int(at.timestamp()), "exp": grant.until,
        "jti": grant.id or secrets.token_urlsafe(16), "gth": grant.agreement,
        "pur": grant.purpose, "svc": grant.service, "fld": grant.fields, "cap": grant.cap,
        "cnf": {"jkt": grant.key},
    }  # fmt: skip
    if grant.acting_for:
        claims["act"] = {"sub": grant.acting_for}
    return jose.signed(claims, signer=signer, typ=TOKEN)


def read(text: str, *, key: PublicKey) -> Grant:
    """Return what a token of ours gives, however old it is. Raises ExchangeProblem."""
    try:
        said = jose.opened(text).check(key, typ=TOKEN)
        return Grant(
            said["sub"], said["iss"], said["gth"], said["pur"], said["svc"], said["fld"],
            said["cap"], said["cnf"]["jkt"], said["exp"], said["jti"],
            said.get("act", {}).get("sub", ""),
        )  # fmt: skip
    except (jose.BadToken, KeyError, TypeError) as error:
        raise ExchangeProblem("auth.token_invalid", "token") from error
