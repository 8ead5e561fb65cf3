"""Who may change the law as data (权限): by an officer's post, or the platform itself."""

from tongban.agencies import api as agencies
from tongban.catalogue.domain.problems import NotEntitled
from tongban.kernel.actors import Actor

DRAFT = "draft"
PUBLISH = "publish"
APPROVE = "approve_draft"


def ensure(actor: Actor, act: str) -> None:
    """Raise NotEntitled unless a post of the actor's allows the act."""
    if not (allowed := agencies.may(actor, act, agency=None)):
        raise NotEntitled(allowed.reason)
