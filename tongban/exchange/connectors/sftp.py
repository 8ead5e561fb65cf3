"""SFTP (文件交换): like a folder, on somebody else's machine; a file is fetched when it changed.

`at` is `sftp://user@host:port/folder`. The host's key stands in `options.host_key` as one line
of a known-hosts file; without it nothing is fetched.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import asyncssh

from tongban.exchange.connectors.connection import BadConnection, Connection
from tongban.exchange.connectors.files import ENDINGS
from tongban.exchange.connectors.indexed import Kept, Shelf, cut, newest, parse, places_of, stem
from tongban.exchange.connectors.sources import Place, Raw

Work = Callable[[asyncssh.SFTPClient], Awaitable[Any]]
_LOOK_EVERY = 1.0  # seconds between two looks for a newer file


class Sftp:
    """A folder reached by SFTP."""

    def __init__(self, connection: Connection, password: str) -> None:
        """Take the address; each look is a connection of its own."""
        said = urlsplit(connection.at)
        self._host, self._port = said.hostname or "", said.port or 22
        self._user, self._folder = said.username or "", said.path or "/"
        self._password = password
        self._shelf = Shelf()
        self._looked: dict[str, tuple[float, Kept]] = {}
        key = str(connection.options.get("host_key") or "")
        if not key:
            raise BadConnection(f"{connection.name}: options.host_key")
        self._known = asyncssh.import_known_hosts(f"[{self._host}]:{self._port} {key}\n")

    def find(self, place: str, column: str, value: str, *, seconds: float) -> Sequence[Raw]:
        """Look a key up in the newest file."""
        return self._read(place, seconds).find(column, value)

    def close(self) -> None:
        """Nothing stays open between questions."""

    def places(self, *, seconds: float) -> Sequence[Place]:
        """Say which series there are."""
        series = {stem(name) for name in self._within(self._names, seconds)}
        return places_of({one: self._read(one, seconds).rows for one in series})

    def sample(self, place: str, *, seconds: float) -> Sequence[Raw]:
        """Return a few rows of the newest file."""
        return cut(self._read(place, seconds).rows)

    def _read(self, place: str, seconds: float) -> Kept:
        looked = self._looked.get(place)
        if looked and time.monotonic() - looked[0] < _LOOK_EVERY:
            return looked[1]
        kept: Kept = self._within(lambda files: self._newest(files, place), seconds)
        self._looked[place] = (time.monotonic(), kept)
        return kept

    async def _names(self, files: asyncssh.SFTPClient) -> list[str]:
        found = await files.listdir(self._folder)
        return [str(name) for name in found if str(name).endswith(ENDINGS)]

    async def _newest(self, files: asyncssh.SFTPClient, place: str) -> Kept:
        name = newest(await self._names(files), place)
        if name is None:
            raise ConnectionError(f"no file of {place} has come yet")
        path = f"{self._folder.rstrip('/')}/{name}"
        mark = (name, (await files.stat(path)).mtime)
        looked = self._looked.get(place)
        if looked and looked[1].mark == mark:
            return looked[1]
        async with files.open(path, "rb") as file:
            raw: Any = await file.read()
        return self._shelf.get(place, mark, lambda: parse(name, bytes(raw)))

    def _within(self, work: Work, seconds: float) -> Any:
        """Do something with the folder within some seconds."""
        try:
            return asyncio.run(asyncio.wait_for(self._with(work), seconds))
        except (TimeoutError, ConnectionError):
            raise
        except (OSError, asyncssh.Error) as fault:
            raise ConnectionError(type(fault).__name__) from fault

    async def _with(self, work: Work) -> Any:
        async with (
            asyncssh.connect(
                self._host, self._port, username=self._user, password=self._password,
                known_hosts=self._known, client_keys=None, config=None,
            ) as door,
            door.start_sftp_client() as files,
        ):  # fmt: skip
            return await work(files)
