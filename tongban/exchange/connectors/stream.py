"""NATS JetStream (事件流): the newest message about a key, read directly from the stream.

No number stands in a subject: the last part is the keyed digest (HMAC-SHA-256 with the stream's
password, 40 hexadecimal digits) of the register's number and the key. The place of a route is
that number.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

import nats
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from tongban.exchange.connectors.connection import Connection
from tongban.exchange.connectors.sources import Place, Raw

STREAM = "REGISTER"


async def _quiet(_error: Exception) -> None:
    """Say nothing here; the question itself fails and says so."""


class Stream:
    """A stream that keeps the newest message of each subject."""

    def __init__(self, connection: Connection, password: str) -> None:
        """Take the address; each question is a connection of its own."""
        self._at, self._password = connection.at, password
        self._name = str(connection.options.get("stream", STREAM))

    def find(self, place: str, column: str, value: str, *, seconds: float) -> Sequence[Raw]:
        """Return the newest message about a key."""
        digest = hmac.new(self._password.encode(), f"{place}/{value}".encode(), hashlib.sha256)
        subject = f"register.{place}.{digest.hexdigest()[:40]}"
        found = self._within(self._last(subject), seconds)
        return [found] if isinstance(found, dict) and str(found.get(column)) == value else []

    def close(self) -> None:
        """Nothing stays open between questions."""

    def places(self, *, seconds: float) -> Sequence[Place]:
        """Say which registers have messages, by one message of each."""
        return [Place(no, tuple(row)) for no, row in self._within(self._firsts(), seconds).items()]

    def sample(self, place: str, *, seconds: float) -> Sequence[Raw]:
        """Return one message of a register."""
        return [row for no, row in self._within(self._firsts(), seconds).items() if no == place]

    async def _last(self, subject: str) -> Any:
        async with await self._open() as connection:
            try:
                found = await connection.jetstream().get_last_msg(self._name, subject, direct=True)
            except NotFoundError:
                return None
            return json.loads(found.data or b"null")

    async def _firsts(self) -> dict[str, Raw]:
        async with await self._open() as connection:
            stream = connection.jetstream()
            told = await stream.stream_info(self._name, subjects_filter="register.>")
            made: dict[str, Raw] = {}
            for subject in told.state.subjects or ():
                number = subject.split(".")[1]
                if number not in made:
                    found = await stream.get_last_msg(self._name, subject, direct=True)
                    made[number] = json.loads(found.data or b"{}")
            return made

    async def _open(self) -> Any:
        return await nats.connect(
            self._at,
            token=self._password,
            allow_reconnect=False,
            connect_timeout=2,
            error_cb=_quiet,
        )

    def _within(self, work: Any, seconds: float) -> Any:
        try:
            return asyncio.run(asyncio.wait_for(work, seconds))
        except TimeoutError:
            raise
        except (OSError, NatsError) as fault:
            raise ConnectionError(type(fault).__name__) from fault
