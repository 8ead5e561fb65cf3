"""The face of our own sign-in for other systems (统一身份认证): systems, sign-ins, keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tongban.kernel import ids, time
from tongban.kernel.actors import Actor, Assurance
from tongban.people import store
from tongban.people.domain.parties import Party
from tongban.people.models import VouchedRow
from tongban.people.provider import clients, keys, logins
from tongban.people.provider.adapter import acr, level_of
from tongban.people.provider.clients import HANDED, System
from tongban.people.provider.logins import Login
from tongban.people.store import NewParty, digest

__all__ = [
    "HANDED",
    "Login",
    "System",
    "Vouched",
    "acr",
    "bind",
    "end_system",
    "find_system",
    "hand_on",
    "is_kept",
    "level_of",
    "logins_of",
    "note",
    "register_system",
    "rotate_keys",
    "sign_out_everywhere",
    "systems",
    "vouched_for",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class Vouched:
    """What another provider said of somebody (外部认证结果)."""

    provider: str
    subject: str
    number: str = ""
    name: str = ""


def register_system(
    *,
    name: str,
    agency: str,
    purpose: str,
    basis: str,
    scopes: Sequence[str],
    back: Sequence[str],
    after: Sequence[str] = (),
    level: int = 1,
    public: bool = False,
) -> tuple[System, str]:
    """Register a system that people sign in to here; its secret is returned this once.

    Whoever calls this has asked whether the security administrator may and writes that it was
    done (`agencies.administration`). Raises BadClient.
    """
    return clients.register(
        name=name,
        agency=agency,
        purpose=purpose,
        basis=basis,
        scopes=scopes,
        back=back,
        after=after,
        level=level,
        public=public,
    )


def end_system(client_id: str) -> None:
    """Let nobody sign in to a system any more."""
    clients.end(client_id)


def systems() -> tuple[System, ...]:
    """Return every registered system."""
    return clients.registered()


def find_system(client_id: str) -> System | None:
    """Return a system, None where there is none."""
    return clients.find(client_id)


def note(account: int, *, how: Assurance, at: datetime | None = None) -> None:
    """Write that somebody signed in here."""
    logins.note(account, how=how, at=at)


def hand_on(
    account: int,
    *,
    client: str,
    handed: Sequence[str],
    how: Assurance,
    code: str,
    proved_at: datetime | None = None,
    acting_for: int | None = None,
    kept: bool = False,
    at: datetime | None = None,
) -> None:
    """Write that a system is told who somebody is, before it can ask."""
    logins.hand_on(
        account,
        client=client,
        handed=handed,
        how=how,
        code=code,
        proved_at=proved_at,
        acting_for=acting_for,
        kept=kept,
        at=at,
    )


def bind(access_token: str, code: str) -> None:
    """Tie an access token to the very sign-in its code was given for, and to nobody's later one.

    What the system asks with it afterwards, for whom somebody acts, is of that sign-in.
    """
    logins.bind(access_token, code)


def logins_of(account: int, *, limit: int = logins.SHOWN) -> tuple[Login, ...]:
    """Return where somebody signed in, newest first."""
    return logins.of(account, limit=limit)


def is_kept(account: int, client: str, scopes: Sequence[str]) -> bool:
    """Whether the person said not to be asked again for as much as this."""
    return logins.is_kept(account, client, scopes)


def withdraw(account: int, client: str, *, at: datetime | None = None) -> None:
    """Take one's consent to a system back (个人信息保护法 第十五条)."""
    logins.withdraw(account, client, at=at)


def sign_out_everywhere(account: int) -> None:
    """End every token of somebody who signs out."""
    logins.sign_out_everywhere(account)


def rotate_keys(*, at: datetime | None = None) -> None:
    """Make a key that takes over in an hour."""
    keys.rotate(at=at)


def vouched_for(said: Vouched, *, at: datetime | None = None) -> Party | None:
    """Return whom another provider vouched for; None where it named nobody we can know.

    A number it hands on finds its party, or registers who was never here; afterwards the provider's
    own number for them is enough.
    """
    at = at or time.now()
    subject = digest(f"{said.provider} {said.subject}")
    known = VouchedRow.objects.filter(subject=subject).first()
    if known is not None:
        return store.party(known.party)
    if not said.number:
        return None
    actor = Actor("system", 0, said.provider, "vouched", assurance=Assurance.NATIONAL)
    party = store.find(said.number)
    if party is None:
        new = NewParty("person", said.number, said.name)
        party = store.register([new], actor=actor, at=at)[0]
    VouchedRow.objects.get_or_create(
        subject=subject,
        defaults={
            "id": ids.new(ids.shard_of(party.id)),
            "provider": said.provider,
            "party": party.id,
            "linked_at": at,
        },
    )
    return party
