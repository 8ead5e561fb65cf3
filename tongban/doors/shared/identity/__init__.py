"""Who is before us, how surely, and for whom they act (办理身份): what every door asks.

`acting(request)` is read by every page and costs nothing for somebody who acts for themselves. The
mandate that was chosen at sign-in stands in the session as its id alone and is judged anew at
every request, so one that was withdrawn or has ended is dropped at the next step. Faces judge the
mandate once more for the matter itself (`people.may_act_for`).
"""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest

from tongban.kernel.actors import Actor, Assurance
from tongban.people import api as people
from tongban.people.api import Mandate

CHOSEN = "mandate"  # the id of the mandate chosen at sign-in or later
ASSURED = "assured"  # how surely we know them, as the sign-in left it
PROVED = "proved"  # when they last proved it, in seconds since the epoch
MUST_CHANGE = "must_change"  # an officer's password was chosen by somebody else


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, for whom, and how surely known (办理身份).

    `principal` is None for somebody who acts for themselves; else the party they act for by
    `mandate`, with its kind, scope and end.
    """

    me: int
    name: str
    assurance: Assurance
    principal: int | None = None
    principal_name: str = ""
    mandate: Mandate | None = None

    @property
    def for_whom(self) -> int:
        """The party whose matter it is: the principal, or the person themselves."""
        return self.principal or self.me

    @property
    def kind(self) -> str:
        """`self`, or the kind of the mandate: guardian, agent, company."""
        return self.mandate.kind if self.mandate else "self"

    @property
    def until(self) -> date | None:
        """The last day of the mandate, None without an end."""
        return self.mandate.until if self.mandate else None


def assurance(request: HttpRequest) -> Assurance:
    """Return how surely we know who has signed in."""
    said = request.session.get(ASSURED)
    if said:
        return Assurance(said)
    known = getattr(request.user, "party_id", None)
    return Assurance.CODE if known else Assurance.NUMBER


def proved_at(request: HttpRequest) -> datetime | None:
    """Return when they last proved who they are."""
    said = request.session.get(PROVED)
    return datetime.fromtimestamp(int(said), UTC) if said else None


def proved_ago(request: HttpRequest) -> int:
    """Return how many seconds ago that was; very many where it is not known."""
    return int(time.time()) - int(request.session.get(PROVED, 0))


def acting(request: HttpRequest) -> Acting | None:
    """Return who acts and for whom; None where no resident has signed in."""
    account = request.user
    if not isinstance(account, people.Account) or account.party_id is None:
        return None
    known: Acting | None = getattr(request, "_acting", None)
    if known is None:
        known = _read(request, account, account.party_id)
        request._acting = known  # type: ignore[attr-defined]
    return known


def actor(request: HttpRequest, *, capacity: str | None = None) -> Actor:
    """Name the resident as the actor of a write: for whom, and how surely known."""
    here = acting(request)
    return people.actor_of(
        request.user,
        capacity=capacity,
        acting_for=here.principal if here else None,
        assurance=here.assurance if here else None,
    )


def choose(request: HttpRequest, mandate: int | None) -> bool:
    """Act by a mandate from now on, or for oneself (None); False where it does not stand."""
    request.session.pop(CHOSEN, None)
    request.session.cycle_key()  # whoever knew the session before is not taken along
    if hasattr(request, "_acting"):
        del request._acting
    if mandate is None:
        return True
    request.session[CHOSEN] = mandate
    here = acting(request)
    return here is not None and here.mandate is not None


def _read(request: HttpRequest, account: people.Account, me: int) -> Acting:
    sure = assurance(request)
    chosen = request.session.get(CHOSEN)
    if chosen is None:
        return Acting(me, account.name, sure)
    mandate = people.standing_mandate(int(chosen), holder=me)
    if mandate is None:
        request.session.pop(CHOSEN, None)
        return Acting(me, account.name, sure)
    name = people.party(mandate.principal).name
    return Acting(me, account.name, sure, mandate.principal, name, mandate)
