"""Case tickets (办件凭据): why this person may be asked about, now, by this official.

The case system signs one for minutes: the case, its matter, a commitment to the subject, their role,
the official's pseudonym. The provider compares the commitment with the number in the body, the
official with the one in the request, and looks the case up where it can: a ticket for a case that
is not open is worth nothing. A batch carries the root of many commitments.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.exchange.domain import commitments, jose
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.kernel.signing import PublicKey, Signer

TYPE = "case-ticket+jwt"
LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says (办件凭据内容); `root` and `size` stand in a batch's in place of `subject`."""

    issuer: str
    case: str
    matter: str
    role: str
    official: str
    opened_at: int
    until: int
    id: str
    subject: str = ""
    root: str = ""
    size: int = 0

    def claims(self) -> dict[str, Any]:
        """Return the claims of the ticket."""
        made: dict[str, Any] = {
            "iss": self.issuer, "case": self.case, "mat": self.matter, "rol": self.role,
            "off": self.official, "opened": self.opened_at, "exp": self.until, "jti": self.id,
        }  # fmt: skip
        return made | ({"root": self.root, "n": self.size} if self.root else {"sbj": self.subject})

    @classmethod
    def of_claims(cls, said: Mapping[str, Any]) -> "Ticket":
        """Read the claims. Raises ExchangeProblem (case.ticket_invalid)."""
        try:
            return cls(
                str(said["iss"]), str(said["case"]), str(said["mat"]), str(said["rol"]),
                str(said["off"]), int(said["opened"]), int(said["exp"]), str(said["jti"]),
                str(said.get("sbj", "")), str(said.get("root", "")), int(said.get("n", 0)),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise ExchangeProblem("case.ticket_invalid", "claims") from error


def issue(
    *,
    signer: Signer,
    issuer: str,
    case: str,
    matter: str,
    role: str,
    official: str,
    opened_at: datetime,
    subjects: Sequence[str],
    at: datetime,
) -> str:
    """Sign a ticket for one commitment, or a batch ticket for several."""
    several = len(subjects) > 1
    ticket = Ticket(
        issuer, case, matter, role, official,
        int(opened_at.timestamp()), int((at + LIFE).timestamp()), secrets.token_urlsafe(12),
        "" if several else subjects[0],
        commitments.root(subjects) if several else "",
        len(subjects) if several else 0,
    )  # fmt: skip
    return jose.signed(ticket.claims(), signer=signer, typ=TYPE)


def read(text: str, *, keys: Mapping[str, PublicKey], at: datetime) -> Ticket:
    """Return a ticket signed by one of the case system's keys and alive, else raise."""
    try:
        found = jose.opened(text)
        key = keys.get(found.key_id)
        if key is None:
            raise ExchangeProblem("case.ticket_invalid", "key")
        ticket = Ticket.of_claims(found.check(key, typ=TYPE))
    except jose.BadToken as error:
        raise ExchangeProblem("case.ticket_invalid", str(error)) from error
    if not at.timestamp() < ticket.until <= at.timestamp() + 2 * LIFE.total_seconds():
        raise ExchangeProblem("case.ticket_invalid", "exp")
    return ticket


def issuer(text: str) -> str:
    """Return who a ticket says it is from, to find the key it must be signed with."""
    try:
        return str(jose.opened(text).claims.get("iss", ""))
    except jose.BadToken as error:
        raise ExchangeProblem("case.ticket_invalid", str(error)) from error


def is_about(ticket: Ticket, commitment: str, *, index: int = 0, path: Sequence[str] = ()) -> bool:
    """Whether the ticket covers this person: it names them, or their path leads to its root."""
    if ticket.root:
        return commitments.belongs(commitment, index, ticket.size, path, ticket.root)
    return ticket.subject == commitment
