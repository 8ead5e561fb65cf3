"""Vouching (证照互认): what a city's licences are checked by, said in its signed statement.

The keys of its credentials, the certificates of its seals and where its status lists stand. A
statement counts for a day after it was taken last; a city that has not been heard of since then
vouches for nothing, and nobody puts its certificates into a folder by hand.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx2

from tongban.exchange.federation.models import PeerRow
from tongban.exchange.registry import members
from tongban.kernel.signing import BadKey, PublicKey
from tongban.kernel.signing.certificates import loaded
from tongban.kernel.signing.keys import ES256, SM2
from tongban.licences import api as licences

LISTS = "/v/status/"
LARGEST = 4_000_000
PATIENCE = 2.0  # seconds; somebody stands at a counter


def ours(address: str) -> dict[str, Any]:
    """Return what this city's licences are checked by, for its statement."""
    seals = [licences.seal_certificate(algorithm).decode() for algorithm in (ES256, SM2)]
    return {"keys": licences.jwks()["keys"], "seals": seals, "statuses": f"{address}{LISTS}"}


class KnownCities:
    """Knows by what the licences of the cities in accord are checked (互认城市)."""

    def credential_key(
        self, issuer: str, key_id: str, *, at: datetime
    ) -> tuple[str, PublicKey] | None:
        """Return the city of an issuer and its key of this name, None for anybody else."""
        for row in _in_force(at):
            if row.statement["address"] != issuer:
                continue
            for one in _said(row).get("keys", ()):
                if one.get("kid") == key_id:
                    return row.pk, PublicKey.of_jwk(one)
        return None

    def status_list(self, city: str, address: str) -> str | None:
        """Fetch a status list of a city, None where it is away or the address is not its own."""
        row = PeerRow.objects.filter(pk=city, agreed_at__isnull=False).first()
        base = str(_said(row).get("statuses", "")) if row else ""
        if not base or not address.startswith(base) or not address[len(base) :].isdigit():
            return None
        try:
            came = httpx2.get(address, timeout=PATIENCE)
            came.raise_for_status()
        except httpx2.HTTPError:
            return None
        return came.text if len(came.text) <= LARGEST else None

    def seals(self, *, at: datetime) -> Mapping[str, Sequence[bytes]]:
        """Return the certificates in PEM that each city seals documents with."""
        return {
            row.pk: [str(one).encode() for one in _said(row).get("seals", ())]
            for row in _in_force(at)
        }


def _in_force(at: datetime) -> list[PeerRow]:
    """Return the cities whose statement counts now."""
    rows = PeerRow.objects.filter(agreed_at__isnull=False)
    return list(rows.filter(refreshed_at__gt=at - members.HARD_STOP))


def _said(row: PeerRow) -> Mapping[str, Any]:
    found: Mapping[str, Any] = row.statement.get("licences", {})
    return found


def readable(said: Mapping[str, Any]) -> bool:
    """Whether what a city says of its licences can be read here: every key, every certificate."""
    try:
        for one in said.get("keys", ()):
            PublicKey.of_jwk(one)
        for one in said.get("seals", ()):
            loaded(str(one).encode())
    except (BadKey, ValueError, TypeError, KeyError):
        return False
    return True
