"""Whose hand a case comes into (分派): by skill, load or in turn, past the absent.

The rule is the definition's (`procedure.assignment`). In mode "queue" nobody is given anything:
officers take the next one themselves.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import connection

from tongban.agencies import api as agencies
from tongban.agencies.api import Post
from tongban.cases import together
from tongban.cases.domain import handovers
from tongban.cases.domain.events import Filed
from tongban.cases.domain.handovers import Assigned, Candidate
from tongban.cases.models import TurnRow
from tongban.catalogue.domain.model import PublicService
from tongban.kernel import time
from tongban.ledger import api as ledger
from tongban.people import api as people

GIVEN = ("skill", "load", "rotation")


def at_filing(filed: Filed, service: PublicService, *, at: datetime) -> tuple[Assigned, ...]:
    """Give a new case to somebody where its service says how; nobody where nobody can take it."""
    rule = service.procedure.assignment
    if rule.mode not in GIVEN:
        return ()
    try:
        return (assign(filed.agency, mode=rule.mode, skills=rule.skills, at=at),)
    except handovers.NobodyToAssign:
        return ()


def assign(agency: str, *, mode: str, skills: Sequence[str], at: datetime) -> Assigned:
    """Choose an officer of an agency and note that it was their turn. Raises NobodyToAssign."""
    today = time.city_date(at)
    chosen = handovers.choose(candidates(agency, today), mode=mode, skills=skills)
    note_turn(agency, chosen.officer, at)
    return Assigned(today, chosen.officer, chosen.name, mode)


def candidates(agency: str, today: date) -> list[Candidate]:
    """Return who can take a case today; the deputy of whoever is away stands in with their skills."""
    posts, away = agencies.staff(agency), agencies.absences(today)
    skills: dict[int, set[str]] = {}
    for post in posts:
        officer = _present(post, away)
        if officer is not None:
            skills.setdefault(officer, set()).update(post.skills)
    names = people.officer_names(skills)
    turns = dict(TurnRow.objects.filter(agency=agency).values_list("officer", "given_at"))
    return [
        Candidate(
            officer=officer,
            name=names.get(officer, ""),
            load=load(officer),
            last=turns[officer].isoformat() if officer in turns else "",
            skills=frozenset(able),
        )
        for officer, able in skills.items()
    ]


def _present(post: Post, away: Mapping[int, agencies.Absence]) -> int | None:
    """Return the officer, or who stands in for them today, or None where nobody does."""
    officer: int | None = post.account
    seen: set[int] = set()
    while officer is not None and officer in away and officer not in seen:
        seen.add(officer)
        officer = away[officer].deputy
    return officer if officer not in seen else None


def load(officer: int) -> int:
    """Count the cases an officer has in hand, from running sums."""
    return sum(ledger.counts(together.officers_queue(officer)).values())


def note_turn(agency: str, officer: int, at: datetime) -> None:
    """Note when an officer was given a case, for rotation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_turn (agency, officer, given_at) values (%s, %s, %s) "
            "on conflict (agency, officer) do update set given_at = excluded.given_at",
            (agency, officer, at),
        )


def stands_in_for(officer: int, today: date) -> list[int]:
    """Return whose cases an officer sees today: their own, and those of whom they stand in for."""
    return [
        officer,
        *(one.account for one in agencies.absences(today).values() if one.deputy == officer),
    ]
