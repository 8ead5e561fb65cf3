"""A folder of files (文件夹): the newest CSV or Excel file of a series, read when it changed.

A series is `NAME-NIGHT.csv`; the place of a route is NAME.
"""

from collections.abc import Sequence
from pathlib import Path

from tongban.exchange.connectors.connection import Connection
from tongban.exchange.connectors.indexed import Kept, Shelf, cut, newest, parse, places_of, stem
from tongban.exchange.connectors.sources import Place, Raw

ENDINGS = (".csv", ".xlsx")


class Folder:
    """A folder that an agency drops its files into."""

    def __init__(self, connection: Connection, _password: str) -> None:
        """Open the folder; it may still be empty."""
        self._folder = Path(connection.at.removeprefix("file://"))
        self._shelf = Shelf()

    def find(self, place: str, column: str, value: str, *, seconds: float) -> Sequence[Raw]:
        """Look a key up in the newest file."""
        del seconds
        return self._read(place).find(column, value)

    def close(self) -> None:
        """Nothing stays open between questions."""

    def places(self, *, seconds: float) -> Sequence[Place]:
        """Say which series there are."""
        del seconds
        return places_of({stem(name): self._read(stem(name)).rows for name in self._names()})

    def sample(self, place: str, *, seconds: float) -> Sequence[Raw]:
        """Return a few rows of the newest file."""
        del seconds
        return cut(self._read(place).rows)

    def _names(self) -> list[str]:
        try:
            return [one.name for one in self._folder.iterdir() if one.name.endswith(ENDINGS)]
        except OSError as fault:
            raise ConnectionError(fault.strerror) from fault

    def _read(self, place: str) -> Kept:
        name = newest(self._names(), place)
        if name is None:
            raise ConnectionError(f"no file of {place} has come yet")
        path = self._folder / name
        mark = (name, path.stat().st_mtime_ns)
        return self._shelf.get(place, mark, lambda: parse(name, path.read_bytes()))
