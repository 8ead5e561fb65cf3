"""What the published reorganisations say of who has which power (机构沿革的来源)."""

from tongban.agencies.domain.lineage import Lineage
from tongban.catalogue import editions, store

_NONE = Lineage()


class PublishedLineages:
    """Fills the port `agencies.domain.ports.Lineages` from the definitions; joined by the wiring."""

    def lineage(self) -> Lineage:
        """Return every move of powers of the newest revision."""
        known = store.revision()
        return editions.lineage(known) if known.number else _NONE
