"""Signatures of requests and answers (报文签名): RFC 9421, with the digest of RFC 9530.

A request is signed over its method, target, digest of the body and every header that says why it
is asked; an answer over its status, its digest and the signature of the request it answers, so
that neither can be used for another. SM2 signs under `alg="sm2-sm3"`, for which IANA has no name.

>>> digest(b"{}")
'sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:'
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.kernel.signing import PublicKey, Signer

TAG = "tongban-exchange"
LABEL = "tongban"
LIFE = timedelta(seconds=300)
SKEW = timedelta(seconds=60)
ALGORITHMS = {"ES256": "ecdsa-p256-sha256", "Ed25519": "ed25519", "SM2": "sm2-sm3"}
COVERED = (
    "authorization", "x-road-client", "x-road-id", "x-road-userid", "x-road-issue",
    "x-road-represented-party", "purpose-id", "case-ticket", "case-path", "consent-ref",
    "explicit-request-ref", "order-ref", "access-reason", "idempotency-key", "prefer",
    "encrypt-to", "traceparent",
)  # fmt: skip
"""Headers that are signed wherever they stand in a request."""
ALWAYS = ("@method", "@target-uri", "content-digest")
_INPUT = re.compile(
    r'(?P<label>[a-z*][a-z0-9_.*-]*)=\((?P<list>[^()]*)\)(?P<params>(?:;[a-z*][a-z0-9_.*-]*(?:=(?:"[ !#-\[\]-~]*"|-?[0-9]{1,15}))?)*)'
)
_ITEM = re.compile(r'"(?P<name>[@a-z0-9-]+)"(?P<params>(?:;req|;key="[a-z0-9-]+")*)')
_PARAM = re.compile(r';(?P<name>[a-z*][a-z0-9_.*-]*)=(?:"(?P<text>[^"]*)"|(?P<number>-?[0-9]+))')
_VALUE = re.compile(r"(?P<label>[a-z*][a-z0-9_.*-]*)=:(?P<value>[A-Za-z0-9+/=]*):")


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature as it came (签名输入): its label, what it covers, its parameters, its bytes."""

    label: str
    components: tuple[str, ...]
    params: str
    created: int
    expires: int
    nonce: str
    key_id: str
    tag: str
    algorithm: str
    signature: bytes


def digest(body: bytes) -> str:
    """Return Content-Digest of a body (RFC 9530 2)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def covered(headers: Mapping[str, str]) -> list[str]:
    """Name what the signature of a request with these headers covers."""
    return [*ALWAYS, *(name for name in COVERED if name in headers)]


def sign(
    components: Sequence[str],
    values: Mapping[str, str],
    *,
    signer: Signer,
    at: datetime,
    nonce: str,
    label: str = LABEL,
) -> tuple[str, str]:
    """Return Signature-Input and Signature over these components.

    A component is an identifier as the standard writes it: "@method" alone or with parameters.
    """
    created = int(at.timestamp())
    items = " ".join(_identifier(one) for one in components)
    params = (
        f"({items});created={created};expires={created + int(LIFE.total_seconds())}"
        f';nonce="{nonce}";alg="{ALGORITHMS[signer.algorithm]}";keyid="{signer.key_id}";tag="{TAG}"'
    )
    made = signer.sign(base(components, values, params))
    return f"{label}={params}", f"{label}=:{base64.b64encode(made).decode()}:"


def base(components: Sequence[str], values: Mapping[str, str], params: str) -> bytes:
    """Return the bytes that are signed (RFC 9421 2.5). Raises ExchangeProblem for what is missing."""
    lines = []
    for one in components:
        value = values.get(one)
        if value is None:
            raise ExchangeProblem("request.header_missing", one)
        lines.append(f"{_identifier(one)}: {value}")
    lines.append(f'"@signature-params": {params}')
    return "\n".join(lines).encode()


def read(inputs: str, signatures: str) -> Signed:
    """Take the one signature of a message apart; several would leave open which one counts."""
    found, value = _INPUT.fullmatch(inputs.strip()), _VALUE.fullmatch(signatures.strip())
    if found is None or value is None or found["label"] != value["label"]:
        raise ExchangeProblem("request.malformed", "signature-input")
    names = [_name(item) for item in _ITEM.finditer(found["list"])]
    if " ".join(_identifier(one) for one in names) != found["list"]:
        raise ExchangeProblem("request.malformed", "signature-input")
    if len(set(names)) != len(names):
        raise ExchangeProblem("request.header_duplicate", "signature-input")
    said = {
        one["name"]: one["text"] if one["number"] is None else one["number"]
        for one in _PARAM.finditer(found["params"])
    }
    try:
        created, expires = int(said["created"]), int(said["expires"])
        nonce, key_id = said["nonce"], said["keyid"]
        raw = base64.b64decode(value["value"], validate=True)
    except (KeyError, ValueError) as error:
        raise ExchangeProblem("request.malformed", "signature parameters") from error
    params = f"({found['list']}){found['params']}"
    return Signed(
        found["label"],
        tuple(names),
        params,
        created,
        expires,
        nonce,
        key_id,
        said.get("tag", ""),
        said.get("alg", ""),
        raw,
    )


def check_time(signed: Signed, *, at: datetime) -> None:
    """Raise where the clocks differ, the signature lives too long, or has lived (check 3)."""
    now, skew = at.timestamp(), SKEW.total_seconds()
    if not 0 < signed.expires - signed.created <= LIFE.total_seconds():
        raise ExchangeProblem("request.malformed", "a signature lives five minutes at most")
    if signed.created > now + skew or signed.expires < now - skew:
        raise ExchangeProblem("auth.clock_skew", "created or expires")


def check_cover(signed: Signed, headers: Mapping[str, str]) -> None:
    """Raise where a header that says why it is asked is left unsigned (check 4)."""
    lacking = set(covered(headers)) - set(signed.components)
    if signed.tag != TAG or lacking:
        raise ExchangeProblem("auth.signature_invalid", ", ".join(sorted(lacking)) or "tag")


def check(signed: Signed, values: Mapping[str, str], *, key: PublicKey) -> None:
    """Raise unless this key signed these values (check 4)."""
    if signed.algorithm not in ("", ALGORITHMS[key.algorithm]):
        raise ExchangeProblem("auth.signature_invalid", "alg")
    if not key.verify(signed.signature, base(signed.components, values, signed.params)):
        raise ExchangeProblem("auth.signature_invalid")


def check_digest(said: str, body: bytes) -> None:
    """Raise unless the digest is that of the body."""
    if not hmac.compare_digest(said.strip(), digest(body)):
        raise ExchangeProblem("auth.digest_mismatch")


def answered(headers: Mapping[str, str], status: int, asked: Mapping[str, str]) -> dict[str, str]:
    """Return the values an answer's signature covers: its own, and the request's signature."""
    return {
        "@status": str(status),
        "content-digest": headers["content-digest"],
        "signature;req": asked["signature"],
    }


ANSWER = ("@status", "content-digest", "signature;req")
"""What the signature of an answer covers."""


def _identifier(component: str) -> str:
    name, semicolon, params = component.partition(";")
    return f'"{name}"{semicolon}{params}'


def _name(item: re.Match[str]) -> str:
    return f"{item['name']}{item['params']}"
