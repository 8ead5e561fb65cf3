"""The face of other providers (外部身份认证): which the city trusts, going there, coming back.

The two calls a return takes (the provider's token, and what it says of the person) are bounded to
three seconds each: this is the one moment when a person waits for another system while they sign in.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tongban.exchange.connectors import connection
from tongban.exchange.vouching import domain
from tongban.exchange.vouching.domain import Going, NotVouched, Trusted
from tongban.kernel import time
from tongban.people.provider.api import Vouched

__all__ = ["Going", "NotVouched", "Trusted", "come_back", "leave", "trusted"]

PATIENCE = 3.0
NEAR = ("localhost", "127.0.0.1", "::1")


def trusted(city: Mapping[str, Any]) -> dict[str, Trusted]:
    """Return the providers a city's definition names, by key."""
    said = (city.get("identity") or {}).get("providers", ())
    made = [
        Trusted(**{**each, "scopes": tuple(each.get("scopes", domain.SCOPES))}) for each in said
    ]
    return {one.key: one for one in made}


def leave(one: Trusted, *, back: str) -> tuple[str, Going]:
    """Return where to send the person, and what has to come back. Raises NotVouched."""
    going = domain.set_out(one.key)
    asked = {
        "response_type": "code",
        "client_id": one.client,
        "redirect_uri": back,
        "scope": " ".join(one.scopes),
        "state": going.state,
        "nonce": going.nonce,
        "code_challenge": going.challenge,
        "code_challenge_method": "S256",
    }
    place = _described(one)["authorization_endpoint"]
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}", going


def come_back(
    one: Trusted, going: Going, *, code: str, back: str, at: datetime | None = None
) -> tuple[Vouched, int]:
    """Return whom the provider vouches for, and how surely; raises NotVouched for anything odd."""
    described = _described(one)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": one.client,
        "code_verifier": going.verifier,
    }
    if one.secret:
        form["client_secret"] = connection.secret(settings.HOME, one.secret)
    given = _fetched("POST", described["token_endpoint"], data=form)
    claims = _read(str(given.get("id_token", "")), _fetched("GET", described["jwks_uri"]))
    subject = domain.check(claims, trusted=one, going=going, now=at or time.now())
    told = {"Authorization": f"Bearer {given.get('access_token', '')}"}
    more = _fetched("GET", described["userinfo_endpoint"], headers=told)
    if more.get("sub") != subject:
        raise NotVouched
    said = {**more, **claims}
    person = Vouched(one.key, subject, str(said.get(one.number, "")), str(said.get(one.name, "")))
    return person, domain.level(claims, one)


def _described(one: Trusted) -> dict[str, Any]:
    """Read where a provider's endpoints are; it has to call itself by the name we know."""
    said = _fetched("GET", f"{one.issuer.rstrip('/')}/.well-known/openid-configuration")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
    places = [str(said.get(each) or "") for each in wanted]
    if said.get("issuer") != one.issuer or not all(_is_safe(each) for each in places):
        raise NotVouched
    if not _is_near(one.issuer) and any(_is_near(each) for each in places):
        # A provider elsewhere does not send us to ask what listens on this machine.
        raise NotVouched
    return said


def _is_safe(address: str) -> bool:
    return urlsplit(address).scheme == "https" or (
        urlsplit(address).scheme == "http" and _is_near(address)
    )


def _is_near(address: str) -> bool:
    return urlsplit(address).hostname in NEAR


def _read(token: str, keys: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        known = KeySet.import_key_set({"keys": list(keys.get("keys", ()))})
        return jwt.decode(token, known, algorithms=list(domain.ALGORITHMS)).claims
    except (JoseError, ValueError, KeyError, TypeError) as fault:
        raise NotVouched from fault


def _fetched(method: str, address: str, **more: Any) -> dict[str, Any]:
    if not _is_safe(address):
        raise NotVouched
    try:
        answer = httpx2.request(method, address, timeout=PATIENCE, trust_env=False, **more)
        answer.raise_for_status()
        found = answer.json()
    except (httpx2.HTTPError, ValueError) as fault:
        raise NotVouched from fault
    if not isinstance(found, dict):
        raise NotVouched
    return found
