"""Signed claims (签名声明) in JOSE's compact form, by the one replaceable signer.

Tokens, tickets, agreements, directories and receipts are all this: a header, claims, a signature.
The algorithm in the header is compared with the key's own and never chosen by it (RFC 8725 3.1).

>>> from tongban.kernel.signing import make_signer
>>> signer = make_signer()
>>> opened(signed({"a": 1}, signer=signer, typ="t")).check(signer.public, typ="t")
{'a': 1}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.kernel.signing import PublicKey, Signer
from tongban.kernel.signing.keys import decoded, encoded

ALGORITHMS = {"ES256": "ES256", "Ed25519": "EdDSA", "SM2": "SM2"}
LONGEST = 16_384
_PARTS = 3


class BadToken(ValueError):  # noqa: N818 - it reads as it is
    """Not in compact form, not of this kind, or not signed by this key."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Signed claims as they came, believed only after `check` (待验声明)."""

    header: Mapping[str, Any]
    claims: dict[str, Any]
    signing_input: bytes
    signature: bytes

    @property
    def key_id(self) -> str:
        """The key its header names."""
        return str(self.header.get("kid", ""))

    def check(self, key: PublicKey, *, typ: str) -> dict[str, Any]:
        """Return the claims where this key signed them as this kind, else raise BadToken."""
        if self.header.get("typ") != typ or self.header.get("alg") != ALGORITHMS[key.algorithm]:
            raise BadToken("kind")
        if "crit" in self.header or not key.verify(self.signature, self.signing_input):
            raise BadToken("signature")
        return self.claims


def signed(claims: Mapping[str, Any], *, signer: Signer, typ: str, **header: Any) -> str:
    """Return the claims signed, in compact form (RFC 7515 7.1)."""
    head = {"alg": ALGORITHMS[signer.algorithm], "typ": typ, "kid": signer.key_id, **header}
    first = f"{_part(head)}.{_part(claims)}"
    return f"{first}.{encoded(signer.sign(first.encode()))}"


def opened(token: str, *, longest: int = LONGEST) -> Opened:
    """Take signed claims apart. Raises BadToken."""
    parts = token.split(".")
    if len(parts) != _PARTS or len(token) > longest:
        raise BadToken("form")
    try:
        header, claims = (json.loads(decoded(part)) for part in parts[:2])
        signature = decoded(parts[2])
    except ValueError as error:
        raise BadToken("form") from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise BadToken("form")
    return Opened(header, claims, f"{parts[0]}.{parts[1]}".encode(), signature)


def _part(said: Mapping[str, Any]) -> str:
    return encoded(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())
