"""The stream and what is published to it (事件流): envelopes without content, each kept three times.

A message is acknowledged when a majority of the servers has it on its disk (JetStream's replicas,
with `sync_interval: always` in their configuration). Its id is the event's own, so the servers drop
what they have had within their window; what comes twice after that is recognised by stream and
sequence number, which every message carries.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

import nats
from nats.errors import Error as NatsError
from nats.js.api import StorageType, StreamConfig
from nats.js.errors import NotFoundError

from tongban.kernel import ids

_T = TypeVar("_T")

NAME = "TONGBAN"
SUBJECTS = f"{NAME.lower()}.>"
IN_FLIGHT = 64
PATIENCE = 30.0  # seconds for a batch, longer than a new leader takes
_WINDOW = 600.0  # seconds in which the servers know an id again


class StreamAway(ConnectionError):  # noqa: N818 - it reads as it is
    """The servers of the stream cannot be reached, or have no majority; nothing is lost by it."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """That something happened (事件信封): to what, as which of its events, when; not what."""

    event: int
    stream: int
    seq: int
    kind: str
    type: str
    at: datetime

    @property
    def subject(self) -> str:
        """Where it is published: shard, kind of thing and type, so that readers can choose."""
        return f"{NAME.lower()}.{ids.shard_of(self.stream)}.{self.kind}.{self.type}"

    def body(self) -> bytes:
        """Write it as JSON."""
        said = {
            "id": self.event,
            "stream": self.stream,
            "seq": self.seq,
            "kind": self.kind,
            "type": self.type,
            "at": self.at.astimezone(UTC).isoformat(),
        }
        return json.dumps(said).encode()


class Stream:
    """The stream of one city, reached for one piece of work at a time."""

    def __init__(self, servers: Collection[str], token: str = "") -> None:
        """Take the addresses of the servers and the word that opens them."""
        self._servers, self._token = list(servers), token

    def publish(self, envelopes: Iterable[Envelope]) -> int:
        """Publish, and return when all are acknowledged; raises StreamAway, some may be there then."""
        return self._within(lambda found: _publish(found, iter(envelopes)))

    def make(self) -> None:
        """See that the stream is there, on as many servers as there are, up to three."""
        self._within(lambda found: _make(found, min(len(self._servers), 3)))

    def empty(self) -> None:
        """Take everything out of it, before it is filled anew from the database."""
        self._within(lambda found: found.purge_stream(NAME))

    def held(self) -> int:
        """Tell how many messages it holds."""
        return self._within(_held)

    def _within(self, work: Callable[[Any], Awaitable[_T]]) -> _T:
        async def whole() -> _T:
            connection = await nats.connect(
                self._servers, token=self._token or None, connect_timeout=2,
                max_reconnect_attempts=10, reconnect_time_wait=0.2, error_cb=_quiet,
            )  # fmt: skip
            try:
                return await work(connection.jetstream(timeout=3))
            finally:
                await connection.close()

        try:
            return asyncio.run(asyncio.wait_for(whole(), PATIENCE))
        except (OSError, NatsError) as fault:
            raise StreamAway(type(fault).__name__) from fault


async def _publish(found: Any, envelopes: Iterator[Envelope]) -> int:
    """Keep a number of messages in flight; each is tried again under its id until acknowledged."""
    number = 0
    while batch := list(islice(envelopes, IN_FLIGHT)):
        await asyncio.gather(*(_one(found, each) for each in batch))
        number += len(batch)
    return number


async def _one(found: Any, envelope: Envelope) -> None:
    headers = {"Nats-Msg-Id": str(envelope.event)}
    while True:
        try:
            await found.publish(
                envelope.subject, envelope.body(), headers=headers, stream=NAME, timeout=2
            )
        except NatsError:  # no leader just now; the whole batch has a limit
            await asyncio.sleep(0.1)
        else:
            return


async def _make(found: Any, replicas: int) -> None:
    wanted = StreamConfig(
        name=NAME, subjects=[SUBJECTS], num_replicas=replicas, storage=StorageType.FILE,
        duplicate_window=_WINDOW, deny_delete=True,
    )  # fmt: skip
    while True:
        try:
            await found.stream_info(NAME)
        except NotFoundError:
            with suppress(NatsError):  # no majority of the servers yet
                await found.add_stream(wanted)
        except NatsError:
            await asyncio.sleep(0.2)
        else:
            return


async def _held(found: Any) -> int:
    told = await found.stream_info(NAME)
    return int(told.state.messages)


async def _quiet(_error: Exception) -> None:
    """Say nothing here; the work itself fails and says so."""
