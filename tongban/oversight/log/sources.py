"""Sources (日志来源): the rooms that give leaves; registered by the wiring, never named here."""

from collections.abc import Mapping

from tongban.kernel.leaves import LeafSource

_sources: dict[str, LeafSource] = {}


def join(name: str, source: LeafSource) -> None:
    """Register a room's leaves under a stable name."""
    _sources[name] = source


def joined() -> Mapping[str, LeafSource]:
    """Return every source by its name."""
    return _sources
