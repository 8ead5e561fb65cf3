"""Who may change the law as data (权限): by an officer's post, or the platform itself."""

from collections.abc import Iterable

from tongban.agencies import api as agencies
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.owning import owner
from tongban.catalogue.domain.problems import NotEntitled
from tongban.kernel.actors import Actor

DRAFT = "draft"
PUBLISH = "publish"
APPROVE = "approve_draft"


def ensure(actor: Actor, act: str) -> None:
    """Raise NotEntitled unless a post of the actor's allows the act."""
    if not (allowed := agencies.may(actor, act, agency=None)):
        raise NotEntitled(allowed.reason)


CITY = "*"
"""In place of an agency's code: only a post of the whole city covers it."""


def ensure_owns(actor: Actor, definitions: Iterable[Definition], act: str = DRAFT) -> None:
    """Raise NotEntitled unless the actor's post covers every agency these definitions belong to.

    What belongs to no agency is the city's.
    """
    for code in sorted({owner(one.kind, one.value) or CITY for one in definitions}):
        if not (allowed := agencies.may(actor, act, agency=code)):
            raise NotEntitled(allowed.reason)


def may_edit(actor: Actor, one: Definition) -> bool:
    """Whether the actor may write drafts of a definition."""
    return bool(agencies.may(actor, DRAFT, agency=owner(one.kind, one.value) or CITY))


def ensure_reader(actor: Actor) -> None:
    """Raise NotEntitled unless a post of the actor's has to do with drafts."""
    if not agencies.may(actor, APPROVE, agency=None):
        ensure(actor, DRAFT)


def ensure_drafts(actor: Actor) -> None:
    """Raise NotEntitled unless the actor writes or approves drafts, or is the platform."""
    ensure_reader(actor)
