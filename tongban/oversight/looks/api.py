"""The face of looks (查阅): who looked at my data, why, in which case, what they got; and asking why.

Problems:  LookProblem
           ├── LookDisputed   it has been asked already (409)
           ├── LookAnswered   it has its answer (409)
           └── NotYourLook    there is no such look for this person or agency (404)
"""

from datetime import datetime

from tongban.kernel.actors import Actor
from tongban.kernel.time import now
from tongban.oversight.looks import disputing, listing
from tongban.oversight.looks.disputing import LookDispute
from tongban.oversight.looks.listing import Everywhere, Look, Missing
from tongban.oversight.looks.problems import LookAnswered, LookDisputed, LookProblem, NotYourLook

__all__ = [
    "Everywhere",
    "Look",
    "LookAnswered",
    "LookDispute",
    "LookDisputed",
    "LookProblem",
    "Missing",
    "NotYourLook",
    "answer",
    "dispute",
    "disputes",
    "everywhere",
    "look",
    "looks",
    "open_disputes",
]

MOST = 400


def looks(subject: int, *, limit: int = 200) -> list[Look]:
    """Return who looked at a person's data, for that person's eyes, the newest first.

    The person's own book of readings: to read it is no reading of facts, and is not written into it.
    A sealed access is told from its end date on, without anybody doing anything.
    """
    return listing.looks(subject, limit=limit)


def everywhere(subject: int, *, limit: int = 200, at: datetime | None = None) -> Everywhere:
    """Return looks from this city and every city in accord; one that is away is told as missing."""
    return listing.everywhere(subject, limit=limit, at=at or now())


def look(subject: int, source: str, row: int) -> Look:
    """Return one look at a person's data; raises NotYourLook for anything else."""
    for one in listing.looks(subject, limit=MOST):
        if (one.source, one.row) == (source, row):
            return one
    raise NotYourLook


def dispute(
    source: str, row: int, *, reason: str, actor: Actor, at: datetime | None = None
) -> LookDispute:
    """Ask the agency that looked at the actor's own data why it did; it answers at its desk.

    Raises NotYourLook, LookDisputed.
    """
    found = look(actor.id, source, row)
    return disputing.dispute(found, reason=reason, actor=actor, at=at or now())


def answer(dispute_id: int, *, said: str, actor: Actor, at: datetime | None = None) -> LookDispute:
    """Answer for the agency that looked; raises NotYourLook, LookAnswered."""
    return disputing.answer(dispute_id, said=said, actor=actor, at=at or now())


def disputes(subject: int) -> list[LookDispute]:
    """Return what a person has asked, with the answers, newest first."""
    return disputing.of(subject)


def open_disputes(agency: str, *, limit: int = 50) -> list[LookDispute]:
    """Return what waits for an agency's answer, first due first."""
    return disputing.open_of(agency, limit=limit)
