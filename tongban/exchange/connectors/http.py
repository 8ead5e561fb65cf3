"""HTTP/REST (接口): the key goes in the body of a POST, never in the address.

`POST {at}/{place}/query` with `{find_by: value}` answers `{"rows": [...]}`; the wizard reads
`{at}/registers` and `{at}/{place}/sample`. The password is a bearer token. `options.timeout_ms`
may shorten what the deadline allows.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import httpx2

from tongban.exchange.connectors.connection import Connection
from tongban.exchange.connectors.sources import MOST_ROWS, Place, Raw
from tongban.kernel import tracing

LARGEST = 2_000_000  # bytes of an answer
_CONNECT = 1.0  # seconds: whoever is on the same network answers at once


class Http:
    """An HTTP interface."""

    def __init__(self, connection: Connection, password: str) -> None:
        """Open it; connections are kept between questions."""
        headers = {"Accept": "application/json"}
        if password:
            headers["Authorization"] = f"Bearer {password}"
        self._client = httpx2.Client(
            base_url=connection.at, headers=headers, follow_redirects=False, trust_env=False
        )

    def find(self, place: str, column: str, value: str, *, seconds: float) -> Sequence[Raw]:
        """Ask for the rows of a key."""
        path = f"/{quote(place, safe='')}/query"
        return rows_of(self.said("POST", path, seconds=seconds, json={column: value}))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def places(self, *, seconds: float) -> Sequence[Place]:
        """Read which registers there are."""
        said = self.said("GET", "/registers", seconds=seconds)
        return [Place(one["name"], tuple(one["columns"])) for one in said["registers"]]

    def sample(self, place: str, *, seconds: float) -> Sequence[Raw]:
        """Read a few rows."""
        path = f"/{quote(place, safe='')}/sample"
        return rows_of(self.said("GET", path, seconds=seconds))

    def said(self, method: str, path: str, *, seconds: float, json: Any = None) -> Any:
        """Return what the interface says, with its faults in our words."""
        timeout = httpx2.Timeout(seconds, connect=min(seconds, _CONNECT))
        try:
            response = self._client.request(
                method, path, json=json, headers=tracing.onward(), timeout=timeout
            )
        except httpx2.TimeoutException as fault:
            raise TimeoutError(type(fault).__name__) from fault
        except httpx2.TransportError as fault:
            raise ConnectionError(type(fault).__name__) from fault
        if response.status_code != httpx2.codes.OK:
            raise ValueError(f"status {response.status_code}")
        if len(response.content) > LARGEST:
            raise ValueError(f"an answer of {len(response.content)} bytes")
        return response.json()


def rows_of(said: Any) -> list[Raw]:
    """Return the rows of an answer, distrusting its shape."""
    rows = said.get("rows") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("the answer has no rows")
    return rows[:MOST_ROWS]
