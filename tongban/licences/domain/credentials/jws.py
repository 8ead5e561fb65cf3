"""Signed JSON in its compact form (JWS, RFC 7515): made by a signer, checked with a public key.

Only what a credential needs: one signature, Ed25519 or P-256, an algorithm that follows from the
key and is never taken from the token alone.
"""

import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.kernel.signing.keys import ED25519, ES256, PublicKey, Signer, decoded, encoded
from tongban.licences.domain.problems import BadCredential

ALG = {ED25519: "EdDSA", ES256: "ES256"}
LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart (令牌): its header, its claims, and what its signature is over."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any] = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def check(self, key: PublicKey) -> None:
        """Raise BadCredential unless this key signed it, by this key's own algorithm."""
        if self.header.get("alg") != ALG.get(key.algorithm, "") or "crit" in self.header:
            raise BadCredential
        if not key.verify(self.signature, self.signed):
            raise BadCredential


def packed(value: Mapping[str, Any]) -> str:
    """Write JSON as base64url."""
    return encoded(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def unpacked(text: str) -> Any:
    """Read JSON from base64url; raises BadCredential."""
    try:
        return json.loads(octets(text), parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise BadCredential from fault


def octets(text: str) -> bytes:
    """Read base64url written in its one way, so that no letter can be changed unseen."""
    try:
        raw = decoded(text)
    except (ValueError, binascii.Error) as fault:
        raise BadCredential from fault
    if encoded(raw) != text:
        raise BadCredential
    return raw


def _refuse(name: str) -> None:
    raise ValueError(name)


def sign(header: Mapping[str, Any], claims: Mapping[str, Any], signer: Signer) -> str:
    """Make a token; the algorithm and the key's identifier are added to the header."""
    head = {"alg": ALG[signer.algorithm], **header}
    signed = f"{packed(head)}.{packed(claims)}"
    return f"{signed}.{encoded(signer.sign(signed.encode()))}"


def read(text: str, *, typ: str, longest: int = LONGEST) -> Token:
    """Take a token of this type apart without believing it; raises BadCredential."""
    parts = text.split(".")
    if len(parts) != 3 or len(text) > longest:  # noqa: PLR2004 - header, claims, signature
        raise BadCredential
    header, claims = unpacked(parts[0]), unpacked(parts[1])
    if not isinstance(header, dict) or not isinstance(claims, dict) or header.get("typ") != typ:
        raise BadCredential
    return Token(header, claims, text.rpartition(".")[0].encode(), octets(parts[2]))
