"""Leaves (日志叶): what a room gives to the transparency log, one act a leaf, nothing personal.

A room keeps its own rows and writes `leaves(*, after, limit) -> list[Leaf]` on its face: every
row that must enter the log with an id above `after`, by id, at most `limit`. The log asks each
room that is registered, waits until nobody can commit a row with an id below any more, gives the
leaves their places and never asks what they mean. The same row always makes the same bytes: the
nightly comparison makes them again.

>>> Leaf(7, "intent", {"v": 1, "kind": "intent"}).data()
b'{"kind":"intent","v":1}'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import rfc8785

LARGEST = 65_535  # bytes; an entry of a tile says its length in two bytes (C2SP tlog-tiles)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf (日志叶): the id of the row it is made of, its kind, and what it says.

    `said` holds no personal data: persons, officials and cases only as keyed digests, whose keys
    are kept beside the row, so that deleting the key unlinks the leaf and leaves the tree. `kind`
    is one of intent, outcome, grant, consent, revoke, bulk, seal, unseal, dispute, directory.
    """

    id: int
    kind: str
    said: Mapping[str, Any]

    def data(self) -> bytes:
        """Return the one sequence of bytes this leaf is (RFC 8785)."""
        made: bytes = rfc8785.dumps(dict(self.said))
        return made


class LeafSource(Protocol):
    """What a room offers: its rows for the log, by id (日志来源)."""

    def __call__(self, *, after: int, limit: int) -> list[Leaf]:
        """Return the leaves of the rows above this id, at most so many, lowest id first."""
