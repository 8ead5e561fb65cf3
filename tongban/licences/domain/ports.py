"""What licences need from above (端口): somebody who asks for time stamps."""

from collections.abc import Sequence
from typing import Any, Protocol


class TimeStamps(Protocol):
    """Asks a time-stamp authority (时间戳); filled by the exchange, which speaks to the outside."""

    def reply(self, request: bytes) -> bytes | None:
        """Return an authority's reply to a request of RFC 3161, None where nobody answers."""

    def roots(self) -> Sequence[Any]:
        """Return the certificates (asn1crypto) that authorities are trusted by."""
