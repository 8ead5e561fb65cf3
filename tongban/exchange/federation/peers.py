"""Other cities and the words exchanged with them (互通城市): every word is signed and for one city.

A word is claims signed by a registry (JWS): who says it, to whom, what act, until when. The
answer is signed in the same way. There is one address for all of them.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx2
from django.conf import settings

from tongban.exchange.domain import jose
from tongban.exchange.federation import envelopes, vouching
from tongban.exchange.federation.domain.accord import Statement
from tongban.exchange.federation.models import PeerRow
from tongban.exchange.federation.problems import CityAway, CityNotSure, CityUnknown
from tongban.exchange.registry import members
from tongban.kernel.signing import BadKey, PublicKey, Signer

WORD, SAYS = "city-word+jwt", "city-statement+jwt"
LIFE = timedelta(minutes=2)
LONGEST = 12 * 1024 * 1024
PATIENCE = 4.0  # seconds
_anchors: Callable[[], Mapping[str, str]] = dict


def join_anchors(anchors: Callable[[], Mapping[str, str]]) -> None:
    """Take who says this city's other keys (of its log, of it as a witness)."""
    global _anchors  # noqa: PLW0603 - joined once at the start
    _anchors = anchors


def here() -> str:
    """Return the name of this city."""
    return str(settings.EXCHANGE_INSTANCE)


def registry() -> Signer:
    """Return who signs for this city."""
    return members.signer(members.ours("registry"), use=members.REGISTRY)


def statement(address: str) -> Statement:
    """Return what this city says of itself, reached at this address."""
    gateway = settings.EXCHANGE_ADDRESS or address
    return Statement(
        here(), address, registry().public.jwk(), gateway, dict(_anchors()),
        licences=vouching.ours(address), encrypt_to=envelopes.public(),
    )  # fmt: skip


def said_of_us(address: str, at: datetime) -> str:
    """Sign this city's statement, for ten minutes."""
    until = int((at + members.LIFE).timestamp())
    return jose.signed(statement(address).to_json() | {"exp": until}, signer=registry(), typ=SAYS)


def read_statement(text: str, at: datetime) -> tuple[Statement, PublicKey]:
    """Read a city's statement, signed by the key it names itself; raises CityNotSure."""
    try:
        said = jose.opened(text, longest=LONGEST)
        key = PublicKey.of_jwk(said.claims["registry"])
        claims = said.check(key, typ=SAYS)
        found = Statement.of_json(claims)
    except (jose.BadToken, BadKey, KeyError, TypeError) as error:
        raise CityNotSure from error
    if not vouching.readable(found.licences):
        raise CityNotSure(found.instance)
    if claims["exp"] < at.timestamp() or found.instance == here():
        raise CityNotSure(found.instance)
    return found, key


def fetch_statement(address: str, at: datetime) -> tuple[Statement, PublicKey]:
    """Fetch what the city at this address says of itself; raises CityAway, CityNotSure."""
    try:
        came = httpx2.get(f"{address.rstrip('/')}/federation/statement", timeout=PATIENCE)
        came.raise_for_status()
    except httpx2.HTTPError as error:
        raise CityAway(address) from error
    return read_statement(came.text, at)


def key_of(row: PeerRow) -> PublicKey:
    """Return the key a city is known by."""
    return PublicKey.of_jwk(row.statement["registry"])


def agreed(instance: str) -> PeerRow:
    """Return a city with which an accord is in force; raises CityUnknown."""
    row = PeerRow.objects.filter(instance=instance, agreed_at__isnull=False).first()
    if row is None:
        raise CityUnknown(instance)
    return row


def all_agreed() -> list[PeerRow]:
    """Return every city with which an accord is in force, by name."""
    return list(PeerRow.objects.filter(agreed_at__isnull=False).order_by("instance"))


def word(to: str, act: str, said: Mapping[str, Any], at: datetime) -> str:
    """Sign a word to another city."""
    claims = {
        "iss": here(), "aud": to, "act": act, "said": dict(said), "jti": secrets.token_urlsafe(12),
        "iat": int(at.timestamp()), "exp": int((at + LIFE).timestamp()),
    }  # fmt: skip
    return jose.signed(claims, signer=registry(), typ=WORD)


def heard(text: str, key: PublicKey, at: datetime) -> dict[str, Any]:
    """Return the claims of a word to this city, signed by this key; raises CityNotSure."""
    try:
        claims = jose.opened(text, longest=LONGEST).check(key, typ=WORD)
    except jose.BadToken as error:
        raise CityNotSure from error
    if claims.get("aud") != here() or not isinstance(claims.get("said"), dict):
        raise CityNotSure
    if abs(claims["iat"] - at.timestamp()) > LIFE.total_seconds() or claims["exp"] < at.timestamp():
        raise CityNotSure("clock")
    return claims


def ask(
    row: PeerRow, act: str, said: Mapping[str, Any], at: datetime, *, patience: float = PATIENCE
) -> dict[str, Any]:
    """Say something to another city and return its answer; raises CityAway, CityNotSure."""
    address = f"{row.statement['address']}/federation/word"
    text = word(row.instance, act, said, at)
    try:
        came = httpx2.post(
            address, content=text, headers={"Content-Type": "application/jwt"}, timeout=patience
        )
    except httpx2.HTTPError as error:
        raise CityAway(row.instance) from error
    if not came.is_success:
        raise CityAway(f"{row.instance} {came.status_code}")
    answer: dict[str, Any] = heard(came.text, key_of(row), at)["said"]
    PeerRow.objects.filter(pk=row.pk).update(answered_at=at)
    return answer
