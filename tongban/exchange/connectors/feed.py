"""A feed of changes (变动推送): CloudEvents 1.0 in batches over HTTP, kept by their key.

`GET {at}/events?after=N` answers the changes after a number; the cursor is ours. What came stays
in this process's memory alone, and is read again from the start by the next one.
"""

import threading
import time
from collections.abc import Sequence

from tongban.exchange.connectors.connection import Connection
from tongban.exchange.connectors.http import Http
from tongban.exchange.connectors.indexed import cut
from tongban.exchange.connectors.sources import Place, Raw

_PAGE = 500


class Feed:
    """A feed and what it has told so far."""

    def __init__(self, connection: Connection, password: str) -> None:
        """Open it; nothing is read yet."""
        self._http = Http(connection, password)
        self._cursor = 0
        self._rows: dict[str, list[Raw]] = {}
        self._lock = threading.Lock()

    def find(self, place: str, column: str, value: str, *, seconds: float) -> Sequence[Raw]:
        """Catch up, then return the newest entry of a key."""
        self._catch_up(seconds)
        mine = [row for row in self._rows.get(place, ()) if str(row.get(column)) == value]
        return mine[-1:]

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def places(self, *, seconds: float) -> Sequence[Place]:
        """Say which registers there are."""
        return self._http.places(seconds=seconds)

    def sample(self, place: str, *, seconds: float) -> Sequence[Raw]:
        """Return a few entries."""
        self._catch_up(seconds)
        return cut(self._rows.get(place, ()))

    def _catch_up(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        with self._lock:
            while True:
                left = until - time.monotonic()
                if left <= 0:
                    raise TimeoutError("the feed is longer than the deadline")
                events = self._http.said("GET", f"/events?after={self._cursor}", seconds=left)
                for event in events:
                    name = str(event["type"]).rpartition(".")[0]
                    self._rows.setdefault(name, []).append(event["data"])
                    self._cursor = int(event["id"])
                if len(events) < _PAGE:
                    return
