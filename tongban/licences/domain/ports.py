"""What licences need from above (端口): who asks for time stamps, who knows other cities."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from tongban.kernel.signing import PublicKey


class TimeStamps(Protocol):
    """Asks a time-stamp authority (时间戳); filled by the exchange, which speaks to the outside."""

    def reply(self, request: bytes) -> bytes | None:
        """Return an authority's reply to a request of RFC 3161, None where nobody answers."""

    def roots(self) -> Sequence[Any]:
        """Return the certificates (asn1crypto) that authorities are trusted by."""


class OtherCities(Protocol):
    """Knows by what other cities' licences are checked (互认城市); filled by the exchange.

    A city counts while its signed statement is in force; one that has expired is not named.
    """

    def credential_key(
        self, issuer: str, key_id: str, *, at: datetime
    ) -> tuple[str, PublicKey] | None:
        """Return the city of an issuer and its key of this name, None for anybody else."""

    def status_list(self, city: str, address: str) -> str | None:
        """Fetch a status list of a city, None where it is away or the address is not its own."""

    def seals(self, *, at: datetime) -> Mapping[str, Sequence[bytes]]:
        """Return the certificates in PEM that each city seals documents with."""
