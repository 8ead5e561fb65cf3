"""What another provider has to have said before it is believed (外部身份断言的核对), in plain Python."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

SKEW = timedelta(seconds=60)
SCOPES = ("openid", "name", "number")
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that are believed; never one made with a shared secret, and never none."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """A provider the city trusts (可信身份源), as its definition names it.

    `level` is the assurance its word is worth here at most; `number` and `name` the claims it says
    them in; `secret` the name of a secret in the home, where it gave us one.
    """

    key: str
    title: Mapping[str, str]
    issuer: str
    client: str
    scopes: tuple[str, ...] = SCOPES
    level: int = 2
    number: str = "citizen_number"
    name: str = "name"
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody on their way to a provider (认证请求): what has to come back with them."""

    provider: str
    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """The challenge of the verifier (RFC 7636 S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


class NotVouched(ValueError):  # noqa: N818 - it reads as it is
    """What came back is not what this provider says to us, now, of this sign-in."""


def set_out(provider: str) -> Going:
    """Draw what a new sign-in is known by."""
    return Going(provider, *(secrets.token_urlsafe(32) for _ in range(3)))


def check(claims: Mapping[str, Any], *, trusted: Trusted, going: Going, now: datetime) -> str:
    """Return whom the provider means, or raise NotVouched (OpenID Connect Core 1.0, 3.1.3.7)."""
    audience = claims.get("aud")
    heard = [audience] if isinstance(audience, str) else list(audience or ())
    moment = now.timestamp()
    right = (
        claims.get("iss") == trusted.issuer
        and trusted.client in heard
        and (len(heard) == 1 or claims.get("azp") == trusted.client)
        and secrets.compare_digest(str(claims.get("nonce", "")), going.nonce)
        and _seconds(claims.get("exp")) > moment - SKEW.total_seconds()
        and _seconds(claims.get("iat")) < moment + SKEW.total_seconds()
    )
    subject = claims.get("sub")
    if not right or not isinstance(subject, str) or not subject:
        raise NotVouched
    return subject


def _seconds(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("-inf")


def level(claims: Mapping[str, Any], trusted: Trusted) -> int:
    """Return how surely the person is known: as the provider says, at most what we grant it.

    >>> city = Trusted("p", {}, "https://p", "c", level=2)
    >>> [level({"acr": f"urn:tongban:assurance:{n}"}, city) for n in (1, 2, 3)], level({}, city)
    ([1, 2, 2], 2)
    """
    said = str(claims.get("acr", "")).rpartition(":")[2]
    return min(int(said), trusted.level) if said in ("1", "2", "3") else trusted.level
