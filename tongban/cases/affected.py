"""The open cases that a change of definitions touches (受影响的在办件)."""

from collections.abc import Collection, Sequence

from tongban.cases.domain.states import Status
from tongban.cases.store import CASE
from tongban.catalogue.domain.ports import Affected
from tongban.ledger import api as ledger


class OpenCases:
    """Fills the port `catalogue.domain.ports.CasesAffected` (在办件统计); joined by the wiring."""

    def affected(self, services: Collection[str]) -> Sequence[Affected]:
        """Count the open cases of these services by the version they stand on."""
        found = ledger.tally(
            kind=CASE,
            status=[one.value for one in Status if one.is_open],
            by=("service", "version"),
            among=services,
        )
        return [Affected(*one.values, one.count, one.numbers) for one in found]
