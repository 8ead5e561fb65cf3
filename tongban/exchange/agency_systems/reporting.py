"""A system that tells its changes of its own accord (变动报送): each new entry to its agency's gateway.

`reports` in `system.json` names the gateway (`to`), the headers by which it knows this system, and
for a register which column says what (`columns`), of whom (its key) and when (`time`). An entry is
told until somebody has taken it or refused it for good, in the order of the book; `reported` keeps
how far it got, so that after a stop nothing is left out and nothing counts twice.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tongban.exchange.agency_systems import plan
from tongban.exchange.agency_systems.book import RegisterBook

BATCH = 100
PATIENCE = 10.0  # seconds for an answer
_FIRST_REFUSAL = 400
_AGAIN = (401, 408, 425, 429)
"""Refusals that may end by themselves; so may whatever is the other side's own fault."""


class Reporter:
    """Tells the entries of one system's book (报送)."""

    def __init__(self, place: Path, system: plan.System) -> None:
        self._kept = place / "reported"
        self._refused = place / "refused"
        self._system = system

    def go_on(self, book: RegisterBook) -> None:
        """Tell what is new; where nobody answers it is told again the next time."""
        for number, register, key, row in book.entries(after=self._told(), most=BATCH):
            if register == self._system.reports["register"]:
                status = self._tell(number, key, row)
                if status is None or status in _AGAIN or status >= 500:  # noqa: PLR2004 - HTTP's own bound
                    return
                if status >= _FIRST_REFUSAL:
                    with self._refused.open("a") as file:
                        file.write(f"{number} {status}\n")
            fresh = self._kept.with_suffix(".part")
            fresh.write_text(str(number))
            fresh.replace(self._kept)

    def _told(self) -> int:
        with contextlib.suppress(OSError):
            return int(self._kept.read_text() or 0)
        return 0

    def _tell(self, number: int, key: str, row: Mapping[str, Any]) -> int | None:
        said = self._system.reports
        values = {kind: row[column] for column, kind in said["columns"].items() if column in row}
        body = {
            "id": f"{self._system.name}-{number}", "time": row[said["time"]], "subject": key,
            "values": values,
        }  # fmt: skip
        import httpx2

        try:
            answer = httpx2.post(
                said["to"],
                json=body,
                headers=dict(said["headers"]),
                timeout=PATIENCE,
                trust_env=False,
            )
        except httpx2.HTTPError:
            return None
        return int(answer.status_code)
