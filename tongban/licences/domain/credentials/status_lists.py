"""Token status lists (令牌状态列表): how thousands of credentials stand, in one signed list.

Two bits a credential: 0 valid, 1 invalid for good, 2 suspended. A verifier fetches the whole
list, so nobody learns which credential was asked about; a place in it is drawn so that it tells
nothing of the order of issue (draft-ietf-oauth-status-list).

>>> packed = pack(SIZE, {3: INVALID, 9: SUSPENDED})
>>> [status_in(packed, at) for at in (2, 3, 9)]
[0, 1, 2]
"""

import hmac
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tongban.kernel.signing.keys import PublicKey, Signer, decoded, encoded
from tongban.licences.domain.credentials import jws
from tongban.licences.domain.problems import BadCredential

TYPE = "statuslist+jwt"
BITS = 2
PER_BYTE = 8 // BITS
SIZE = 1 << 16
"""Credentials in one list: among so many nobody is told apart."""
VALID, INVALID, SUSPENDED = 0, 1, 2
TTL = 60  # seconds that a list may be kept
LIFE = 86_400  # seconds after which a list says nothing any more
LARGEST = 4_000_000
SKEW = 60  # seconds that clocks may differ


def place(number: int, *, secret: bytes) -> tuple[int, int]:
    """Return the list and the place there of the credential with this running number."""
    page, index = divmod(number, SIZE)
    drawn = hmac.digest(secret, f"status-list {page}".encode(), "sha256")
    odd, shift = int.from_bytes(drawn[:4]) | 1, int.from_bytes(drawn[4:8])
    return page, (index * odd + shift) % SIZE


def pack(size: int, statuses: Mapping[int, int]) -> str:
    """Write a list as the standard compresses it; places that are not named are valid."""
    raw = bytearray(size // PER_BYTE)
    for at, status in statuses.items():
        raw[at // PER_BYTE] |= status << (at % PER_BYTE * BITS)
    return encoded(zlib.compress(bytes(raw), 9))


def status_in(packed: str, at: int, *, bits: int = BITS) -> int:
    """Read one place of a list; raises BadCredential for a place beyond it."""
    try:
        inflater = zlib.decompressobj()
        raw = inflater.decompress(decoded(packed), LARGEST)
    except (ValueError, zlib.error) as fault:
        raise BadCredential from fault
    byte, rest = divmod(at * bits, 8)
    if bits not in (1, 2, 4, 8) or at < 0 or byte >= len(raw):
        raise BadCredential
    return (raw[byte] >> rest) & ((1 << bits) - 1)


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list somebody signed (已核验的状态列表): until when a copy may serve, and how old it is."""

    said: Mapping[str, Any] = field(repr=False)
    made: datetime
    fresh_until: datetime

    def at_place(self, place: int) -> int:
        """Return how the credential at a place stands; raises BadCredential."""
        return status_in(str(self.said["lst"]), place, bits=int(self.said["bits"]))


def read(text: str, *, address: str, key: PublicKey, at: datetime) -> StatusList:
    """Read the list that stands at an address, fetched now; raises BadCredential.

    It must be signed by this key, be about this very address, and not have expired.
    """
    token = jws.read(text.strip(), typ=TYPE, longest=LARGEST)
    token.check(key)
    try:
        made, ends = float(token.claims["iat"]), float(token.claims["exp"])
        ttl = min(max(float(token.claims.get("ttl", TTL)), 0.0), float(LIFE))
        said = dict(token.claims["status_list"])
        about = token.claims["sub"]
    except (KeyError, TypeError, ValueError) as fault:
        raise BadCredential from fault
    if about != address or ends <= at.timestamp() or made > at.timestamp() + SKEW:
        raise BadCredential
    return StatusList(said, datetime.fromtimestamp(made, UTC), at + timedelta(seconds=ttl))


def sign(
    address: str,
    statuses: Mapping[int, int],
    *,
    at: datetime,
    header: Mapping[str, Any],
    signer: Signer,
) -> str:
    """Sign the list that stands at an address, as of a moment."""
    now = int(at.timestamp())
    claims = {
        "sub": address,
        "iat": now,
        "exp": now + LIFE,
        "ttl": TTL,
        "status_list": {"bits": BITS, "lst": pack(SIZE, statuses)},
    }
    return jws.sign({"typ": TYPE, **header}, claims, signer)
