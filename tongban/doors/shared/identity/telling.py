"""Telling a resident what changed about who can act in their name (身份变动告知).

Whoever took over a telephone or a browser could add a key, give a mandate, or sign in elsewhere: the
holder hears of each at once, in the transaction of what it tells, by the ways they chose. Officers
have no inbox: what an administrator changes of their factors is a deed that the audit administrator
reads; what they change themselves is told to nobody.
"""

from collections.abc import Mapping

from django.http import HttpRequest

from tongban.doors.shared import identity
from tongban.exchange import api as exchange
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.people import api as people

ADDED = Text("加了一个通行密钥", "a passkey was added")
REMOVED = Text("去掉了一个通行密钥", "a passkey was removed")


def changed(request: HttpRequest, account: people.Account, what: Text) -> None:
    """Tell a resident that how they sign in changed."""
    if account.party_id is not None:
        _tell(account.party_id, "sign-in-changed", {"what": what}, identity.actor(request))


def mandate_given(
    *, principal: int, holder: people.Party, matter: Text, until: str, actor: Actor
) -> None:
    """Tell both sides of a mandate."""
    said: dict[str, Text | str] = {"matter": matter, "until": until}
    _tell(principal, "mandate-given", {"who": holder.name, **said}, actor)
    _tell(holder.id, "mandate-received", {"who": people.party(principal).name, **said}, actor)


def signed_in(party: int, system: Text | str, actor: Actor) -> None:
    """Tell a resident that another system signed them in, or was told who they are."""
    _tell(party, "signed-in-elsewhere", {"system": system}, actor)


def _tell(party: int, template: str, values: Mapping[str, Text | str], actor: Actor) -> None:
    exchange.notify(
        person=party, template=template, values=values, about=("identity", ""), actor=actor
    )
