"""Sources (数据源): what every kind of connector can do, and how one is opened.

A source answers rows as it has them, every value as text or a plain number; what they mean is
read by `mapping`. Drivers are loaded when a source of their kind is opened, and not before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from tongban.exchange.connectors.connection import BadConnection, Connection, secret

Raw = Mapping[str, Any]
MOST_ROWS = 50
"""How many rows about one subject are read; no register has more."""


@dataclass(frozen=True, slots=True)
class Place:
    """A register, table or file that a source holds (数据表), with its columns."""

    name: str
    columns: tuple[str, ...]


class Source(Protocol):
    """A system of somebody else's, opened (数据源)."""

    def find(self, place: str, column: str, value: str, *, seconds: float) -> Sequence[Raw]:
        """Return the rows of a place where a column has this value.

        Raises TimeoutError past the seconds, ConnectionError where the system is not reached.
        """
        ...

    def places(self, *, seconds: float) -> Sequence[Place]:
        """Return what the source holds, for the wizard."""
        ...

    def sample(self, place: str, *, seconds: float) -> Sequence[Raw]:
        """Return a few rows of a place, for the wizard; nothing of them is kept."""
        ...

    def close(self) -> None:
        """Close what stays open between questions."""
        ...


_OPENERS = {
    "http": ("http", "Http"),
    "feed": ("feed", "Feed"),
    "sql": ("sql", "Sql"),
    "files": ("files", "Folder"),
    "sftp": ("sftp", "Sftp"),
    "s3": ("s3", "Bucket"),
    "nats": ("stream", "Stream"),
}


def open_source(connection: Connection, home: Path) -> Source:
    """Open the source of a connection; raises BadConnection where its driver is not installed."""
    module, name = _OPENERS[connection.kind]
    try:
        found = import_module(f"tongban.exchange.connectors.{module}")
    except ModuleNotFoundError as fault:
        said = (
            f"{connection.kind}: {fault.name} is not installed (pip install 'tongban[connectors]')"
        )
        raise BadConnection(said) from fault
    opener: Callable[..., Source] = getattr(found, name)
    return opener(connection, secret(home, connection.secret))
