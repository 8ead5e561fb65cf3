"""What parcels are wrapped in (城际密封): sealed at rest, encrypted to the receiving city on the way.

The encryption is that of deferred answers (JWE, ECDH-ES with A256GCM). Each city names its key in
its signed statement, so that whoever carries a bundle, or keeps a copy of one, carries noise. The
key follows from the city's secret; a parcel is encrypted when it leaves, to the key of that day.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.crypto import salted_hmac
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.federation.models import PeerRow
from tongban.exchange.federation.problems import CityNotSure
from tongban.exchange.gateway import deferred, sealed

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


@cache
def _private() -> str:
    secret = salted_hmac("tongban.exchange.between-cities", "1", algorithm="sha256").digest()
    drawn = ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, ec.SECP256R1())
    pem = drawn.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return json.dumps(ECKey.import_key(pem).as_dict(private=True))


@cache
def public() -> str:
    """Return the key parcels to this city are encrypted to, as its statement names it."""
    return deferred.written(ECKey.import_key(json.loads(_private())))


def keep(said: Mapping[str, Any]) -> dict[str, str]:
    """Seal what a parcel says, for as long as it waits here."""
    body = json.dumps(dict(said), ensure_ascii=False, default=str).encode()
    return {"sealed": base64.b64encode(sealed.seal(body)).decode()}


def kept(said: Mapping[str, str]) -> dict[str, Any]:
    """Open what `keep` sealed."""
    found: dict[str, Any] = json.loads(sealed.open_(base64.b64decode(said["sealed"])))
    return found


def closed(parcels: Sequence[Mapping[str, Any]], row: PeerRow) -> str:
    """Encrypt parcels to a city; raises CityNotSure for one that names no key."""
    body = json.dumps(list(parcels), ensure_ascii=False).encode()
    try:
        return deferred.encrypt(body, str(row.statement.get("encrypt_to", ""))).decode()
    except ExchangeProblem as problem:
        raise CityNotSure(f"{row.pk}: key") from problem


def opened(text: str) -> list[dict[str, Any]]:
    """Decrypt parcels to this city; raises CityNotSure for what is to anybody else."""
    try:
        found: list[dict[str, Any]] = json.loads(deferred.decrypt(text.encode(), _private()))
    except (JoseError, ValueError, InvalidTag) as error:
        raise CityNotSure("key") from error
    return found
