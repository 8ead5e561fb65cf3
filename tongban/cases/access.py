"""Who may (权限): the applicant, whoever acts for them, and officers of the case's agency.

Everybody else is told that there is nothing: a stranger must not even learn that a case exists.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from tongban.agencies import api as agencies
from tongban.cases.problems import NotYours
from tongban.kernel.actors import Actor
from tongban.people import api as people

READ = "read"


Scopes = Callable[[], Iterable[str]]
"""The services and life events a matter belongs to; asked for only where a mandate is judged."""


def _everything() -> Iterable[str]:
    return ("*",)


def is_theirs(
    actor: Actor,
    applicant: int,
    act: str,
    *,
    scopes: Scopes = _everything,
    at: datetime | None = None,
) -> bool:
    """Whether the actor is the applicant, holds their mandate, or is a clerk acting for them.

    A mandate for one service or life event opens that matter and nothing else (民法典 第一百六十五条).
    """
    if actor.kind == "system":
        return True
    if actor.kind == "person":
        return actor.id == applicant or any(
            people.may_act_for(actor.id, applicant, scope=scope, at=at) for scope in scopes()
        )
    return actor.acting_for == applicant and bool(agencies.may(actor, act, agency=None))


def ensure_theirs(
    actor: Actor,
    applicant: int,
    act: str,
    *,
    scopes: Scopes = _everything,
    at: datetime | None = None,
) -> None:
    """Raise NotYours unless the actor acts as or for the applicant."""
    if not is_theirs(actor, applicant, act, scopes=scopes, at=at):
        raise NotYours


def is_clerks(actor: Actor) -> bool:
    """Whether it is a clerk before whom somebody stands; an agent is nobody's officer."""
    return actor.kind == "officer" and actor.acting_for is not None


def is_officers(
    actor: Actor, agency: str, act: str, *, held: Collection[agencies.Post] | None = None
) -> bool:
    """Whether a post of the actor's (`held`, where they have been read) allows the act here."""
    return bool(agencies.may(actor, act, agency=agency, held=held))


def ensure_officers(actor: Actor, agency: str, act: str) -> None:
    """Raise NotYours unless a post of the actor's allows the act in this agency."""
    if actor.acting_for is not None or not is_officers(actor, agency, act):
        raise NotYours


def may_read(
    actor: Actor,
    *,
    applicant: int,
    agency: str,
    scopes: Scopes = _everything,
    at: datetime | None = None,
) -> bool:
    """Whether it is the applicant's side or the agency's that looks."""
    if is_theirs(actor, applicant, READ, scopes=scopes, at=at):
        return True
    # A clerk's post covers the whole hall, so it opens only the cases of whom they act for.
    return actor.kind == "officer" and is_officers(actor, agency, "inbox")
