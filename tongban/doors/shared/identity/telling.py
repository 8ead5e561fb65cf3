"""Telling a resident what changed about who can act in their name (身份变动告知).

Whoever took over a telephone or a browser could add a key, give a mandate, or sign in elsewhere: the
holder hears of each at once, in the transaction of what it tells, by the ways they chose. Officers
have no inbox: what they or an administrator changed of their factors is a deed that the audit
administrator reads, and the next sign-in begins with it until they say they have seen it.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from tongban.agencies.administration import api as administration
from tongban.agencies.administration import deeds
from tongban.doors.shared import identity
from tongban.exchange import api as exchange
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text
from tongban.people import api as people

OWN = {
    deeds.KEY_ADDED: Text("加了一个通行密钥", "a passkey was added"),
    deeds.FACTOR_REMOVED: Text("去掉了一个通行密钥", "a passkey was removed"),
}
"""What residents change of how they sign in, in words."""
CHANGES = {
    **OWN,
    deeds.FACTOR_REMOVED: Text("去掉了一个登录要素", "a factor was removed"),
    deeds.APP_SET: Text("设了动态口令应用", "an app of codes was set up"),
    deeds.CODES_MADE: Text("换了一组恢复码", "new recovery codes were made"),
    deeds.PASSWORD_CHANGED: Text("换了密码", "the password was changed"),
    deeds.SEEN: Text("本人看过了登录方式的变动", "saw what changed of how they sign in"),
}
"""What officers change of how they sign in, in words."""


def changed(request: HttpRequest, account: people.Account, what: str) -> None:
    """Tell a resident that how they sign in changed; an officer's change is written as a deed."""
    if account.party_id is not None:
        _tell(account.party_id, "sign-in-changed", {"what": OWN[what]}, identity.actor(request))
    else:
        officer_changed(account, what)


def officer_changed(account: people.Account, what: str, *, first: bool = False) -> None:
    """Write what an officer changed of how they sign in; what they began with is told to nobody."""
    administration.changed(what, said={"first": first}, actor=people.actor_of(account))


def onward(account: people.Account, there: str) -> str:
    """Return where an officer who signed in goes first: to what changed, where it was not seen."""
    if account.is_staff and administration.unseen(account.pk):
        return f"{reverse('shared:ways')}?{urlencode({'next': there})}"
    return there


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
