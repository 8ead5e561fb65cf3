"""What somebody was refused (不予许可), so that a life event's plan looks for another way.

A refusal bars nobody from asking again: a service is gone round only where another one leads to the
same result, and only inside a life event. Whoever asks for the very service gets it.
"""

from dataclasses import replace
from datetime import date

from tongban.cases import store
from tongban.cases.domain.states import Status
from tongban.catalogue.domain.model import Book
from tongban.ledger import api as ledger
from tongban.policy.api import Goals, Holdings, Plan, plan

NO_OTHER_WAY = "policy.refused"
NEWEST = 200  # cases of one applicant that are looked at


def plan_around(
    applicant: int, goals: Goals, book: Book, *, holdings: Holdings, today: date
) -> tuple[Plan, Holdings]:
    """Plan a life event without what was refused, where there is another way; else as ever."""
    refused = standing(applicant, goals) if len(goals.wanted) > 1 else frozenset()
    found = replace(holdings, refused=refused)
    planned = plan(goals, book, holdings=found, today=today)
    if dead := {
        service for one in planned.findings if one.code == NO_OTHER_WAY for service in one.services
    }:
        found = replace(holdings, refused=refused - dead)
        planned = plan(goals, book, holdings=found, today=today)
    return planned, found


def standing(applicant: int, goals: Goals) -> frozenset[str]:
    """Return which services of these goals were refused when they were last asked for."""
    wanted = {one.service for one in goals.wanted}
    last: dict[str, str] = {}
    for one in ledger.heads(kind=store.CASE, subject=applicant, limit=NEWEST).items:
        service = str(one.attrs.get("service"))
        if service in wanted and not one.attrs.get("act"):
            last.setdefault(service, one.status)
    return frozenset(service for service, status in last.items() if status == Status.REFUSED)
