"""Looks in other cities (异地使用记录): the person's rows from every city, and who does not answer.

The home city asks for its own resident, who has signed in there; a city that is away is told as
missing, with the time it answered last, and never as "nothing there".
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tongban.exchange.domain.asking import Usage
from tongban.exchange.federation import peers
from tongban.exchange.federation.models import PeerRow
from tongban.exchange.federation.problems import FederationProblem
from tongban.exchange.gateway import usage
from tongban.people import api as people

MOST = 100
PATIENCE = 1.5  # seconds; a person waits for the page


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another city says of looks at a person (异地查询结果); `missing` since it last answered."""

    city: str
    rows: tuple[Usage, ...]
    missing: bool
    answered_at: datetime | None
    address: str


def of_person(subject: int, at: datetime) -> list[Elsewhere]:
    """Ask every city in accord about a person of this city."""
    cities = peers.all_agreed()
    number = people.party(subject).number if cities else None
    return [_of(row, number, at) for row in cities] if number else []


def _of(row: PeerRow, number: str, at: datetime) -> Elsewhere:
    address = str(row.statement["address"])
    try:
        said = peers.ask(row, "usage", {"subject": number}, at, patience=PATIENCE)
    except FederationProblem:
        return Elsewhere(row.pk, (), missing=True, answered_at=row.answered_at, address=address)
    rows = tuple(_read(one) for one in said["rows"])
    return Elsewhere(row.pk, rows, missing=False, answered_at=at, address=address)


def tell(said: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Answer another city about looks at a person, as this city would tell the person here."""
    rows = usage.of_subject(str(said["subject"]), after=0, limit=MOST, at=at)
    return {"rows": [asdict(row) | {"at": row.at.isoformat()} for row in rows]}


def _read(said: dict[str, Any]) -> Usage:
    return Usage(
        **{**said, "at": datetime.fromisoformat(said["at"]), "fields": tuple(said["fields"])}
    )
