"""What exchange needs of others (端口): the cases, the providers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that is being handled (在办件), as far as an exchange must know it.

    `matter` is the service it is about; `subjects` maps each role to those who play it;
    `officials` are the accounts in whose hands it is (empty: nobody's yet, any of its agency may
    act); `agency` is the agency it lies with; `requested` says that the person began it.
    """

    number: str
    matter: str
    agency: str
    opened_at: datetime
    subjects: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    officials: frozenset[int] = frozenset()
    requested: bool = True


class CaseBook(Protocol):
    """Knows the real cases (办件簿): what a ticket is checked against; filled by the case system."""

    def open_case(self, number: str, /) -> OpenCase | None:
        """Return the case of this number while it is open, else None.

        An application or a draft is found by its id as a number in digits: it is open until it is
        handed in, and the cases it becomes are then found by their own numbers.
        """
        ...


Row = Mapping[str, Any]
"""One row of an answer (一行答复): fact kinds and their values."""


class Provider(Protocol):
    """How the system of one agency is reached (部门系统); a connector of a kind fills it."""

    def fetch(
        self, service: str, subject: str, fields: Sequence[str], deadline: timedelta
    ) -> Sequence[Row]:
        """Return the rows about a subject, named by its number; none: nobody matches.

        Raises TimeoutError past the deadline, ConnectionError where the system is not reached;
        whatever else it raises is the provider's failure.
        """
        ...


class Providers(Protocol):
    """Finds the way to the system behind a data service (部门系统簿)."""

    def of(self, service: str) -> Provider | None:
        """Return the provider of a data service of this installation, None where none is connected."""
        ...
