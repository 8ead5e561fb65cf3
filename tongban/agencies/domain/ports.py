"""What agencies need from above (端口): somebody who knows the reorganisations in force."""

from typing import Protocol

from tongban.agencies.domain.lineage import Lineage


class Lineages(Protocol):
    """Knows every reorganisation that is published (已公布的机构改革)."""

    def lineage(self) -> Lineage:
        """Return all moves of powers, those of past and coming days included."""
        ...
