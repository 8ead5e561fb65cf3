"""What the room of demands calls here (端口); `voice.routing.api` is its one implementation."""

from datetime import datetime
from typing import Protocol

from tongban.kernel.actors import Actor
from tongban.voice.routing.domain.proposals import Cluster, Like, Proposal, Settled


class Routing(Protocol):
    """The face of routing (分派建议), each a module function of `voice.routing.api`."""

    def propose(self, text: str, *, district: str = "", at: datetime | None = None) -> Proposal:
        """Propose type, category, function, district, co-functions and urgency for a text.

        `district` is where the person put the point on the map, which outweighs words.
        """
        ...

    def split(self, text: str) -> tuple[str, ...]:
        """Propose the parts of a message with several matters; one part where it is one matter."""
        ...

    def learn(
        self, *, demand: int, text: str, settled: Settled, actor: Actor, at: datetime | None = None
    ) -> None:
        """Learn how people settled a demand: at a correction, and when it is closed. Idempotent."""
        ...

    def note(self, *, demand: int, text: str, district: str = "", at: datetime) -> int:
        """Put a filed demand among those like it; return its cluster's id (its own if alone)."""
        ...

    def similar(
        self, text: str, *, district: str = "", at: datetime | None = None, limit: int = 3
    ) -> tuple[Like, ...]:
        """Return open or recent demands that may be the same, before one is filed."""
        ...

    def clusters(
        self, *, least: int = 5, since: datetime | None = None, function: str | None = None
    ) -> tuple[Cluster, ...]:
        """Return the clusters of at least so many demands, the newest first."""
        ...
