"""The face of administering (三员分立): open, appoint, disable, reset; by one or by two; all logged.

Each deed is a stream of the ledger, so that nothing of it is ever changed or taken away, and the
audit administrator reads them all.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.agencies.administration import deeds
from tongban.agencies.administration.deeds import Deed
from tongban.agencies.domain.duties import ADMINISTRATORS, clash
from tongban.agencies.domain.problems import DutiesApart, NotAdministrators, TwoPeople
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.people import api as people
from tongban.people.factors import api as factors

__all__ = [
    "Deed",
    "agree",
    "appoint",
    "ask",
    "asked",
    "changed",
    "changes",
    "disable",
    "dismiss",
    "log",
    "open_account",
    "record",
    "refuse",
    "see",
    "unseen",
]

KIND = "administration"
PAGE = 100


def open_account(
    *, username: str, name: str, actor: Actor, at: datetime | None = None
) -> tuple[people.Account, str]:
    """Open an officer's account and return it with the password for its first sign-in.

    It has to be changed then, and it gives no rights: posts are the security administrator's.
    """
    _ensure(actor, "open_account")
    password = first_password()
    with transaction.atomic():
        account = people.open_staff_account(
            username=username, password=None, name=name, actor=actor, at=at
        )
        factors.set_password(account.pk, password, must_change=True)
        _write(deeds.OPEN, account.pk, {"username": username}, actor, at)
    return account, password


def disable(account: int, *, reason: str, actor: Actor, at: datetime | None = None) -> None:
    """Close an account at once (停用); opening it again takes two."""
    _ensure(actor, "disable_account")
    if account == actor.id:
        raise TwoPeople
    with transaction.atomic():
        people.set_active(account, active=False, actor=actor, at=at)
        _write(deeds.DISABLE, account, {"reason": reason}, actor, at)


def appoint(
    *,
    account: int,
    agency: str | None,
    duty: str,
    place: str = "",
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Give an account a post; an administrator's takes two and is asked for instead (`ask`)."""
    _ensure(actor, "appoint")
    if duty in ADMINISTRATORS or account == actor.id:
        raise TwoPeople
    with transaction.atomic():
        agencies.appoint(account=account, agency=agency, duty=duty, place=place, actor=actor, at=at)
        said = {"duty": duty, "agency": agency or "", "place": place}
        _write(deeds.APPOINT, account, said, actor, at)


def dismiss(*, account: int, post: int, actor: Actor, at: datetime | None = None) -> None:
    """End a post of an account's."""
    _ensure(actor, "dismiss")
    found = next((one for one in agencies.posts(account) if one.id == post), None)
    if found is None or account == actor.id:
        raise TwoPeople
    with transaction.atomic():
        agencies.dismiss(post, actor=actor, at=at)
        said = {"duty": found.duty, "agency": found.agency}
        _write(deeds.DISMISS, account, said, actor, at)


def record(what: str, *, said: Mapping[str, Any], actor: Actor, at: datetime | None = None) -> None:
    """Write a deed that is done elsewhere in the same transaction: a system registered or ended."""
    _ensure(actor, deeds.ALONE[what])
    _write(what, 0, said, actor, at)


def ask(
    what: str,
    *,
    account: int,
    said: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> int:
    """Ask for what takes two: a reset of factors, an account opened again, an administrator."""
    _ensure(actor, deeds.BY_TWO[what][0])
    if account == actor.id:
        raise TwoPeople
    if what == deeds.NAME:
        _ensure_apart(account, str((said or {}).get("duty", "")))
    return _write(what, account, said or {}, actor, at, status=deeds.ASKED)


def agree(deed: int, *, actor: Actor, at: datetime | None = None) -> str:
    """Agree as the second and have it done; returns the new first password of a reset."""
    found, version = _asked(deed)
    _ensure(actor, deeds.BY_TWO[found.what][1])
    if not deeds.may_agree(found, actor.id):
        raise TwoPeople
    with transaction.atomic():
        password = _carry_out(found, actor, at)
        _answer(found, version, deeds.DONE, actor, at)
    return password


def refuse(deed: int, *, actor: Actor, at: datetime | None = None) -> None:
    """Refuse what was asked for."""
    found, version = _asked(deed)
    _ensure(actor, deeds.BY_TWO[found.what][1])
    _answer(found, version, deeds.REFUSED, actor, at)


def asked() -> tuple[Deed, ...]:
    """Return what waits for a second."""
    return _page(status=deeds.ASKED)


def log(*, actor: Actor, after: str | None = None) -> tuple[Deed, ...]:
    """Return what the administrators did, newest first; for the audit administrator alone."""
    _ensure(actor, "read_administration")
    return _page(after=after)


# How officers themselves sign in


def changed(
    what: str, *, actor: Actor, said: Mapping[str, Any] | None = None, at: datetime | None = None
) -> None:
    """Write what an officer changed of how they sign in (本人变更登录要素), in its transaction.

    The audit administrator reads it, and the officer is told at the next sign-in, in case it was
    somebody else at their desk.
    """
    if what not in deeds.OWN or actor.kind != "officer":
        raise NotAdministrators
    _write(what, actor.id, said or {}, actor, at)


def changes(account: int) -> tuple[Deed, ...]:
    """Return what changed of how an officer signs in, newest first, with who did it."""
    return tuple(one for one in _of(account) if one.what in deeds.TOLD)


def unseen(account: int) -> tuple[Deed, ...]:
    """Return the changes an officer has not said to have seen, newest first."""
    found: list[Deed] = []
    for one in _of(account):
        if one.what == deeds.SEEN:
            break
        if one.what in deeds.TOLD and one.status == deeds.DONE and not one.said.get("first"):
            found.append(one)
    return tuple(found)


def see(*, actor: Actor, at: datetime | None = None) -> None:
    """Write that an officer has seen the changes."""
    if unseen(actor.id):
        changed(deeds.SEEN, actor=actor, at=at)


def _of(account: int) -> tuple[Deed, ...]:
    found = ledger.heads(kind=KIND, subject=account, limit=PAGE)
    return tuple(_deed(head) for head in found.items)


def first_password() -> str:
    """Draw a password for one sign-in."""
    return secrets.token_urlsafe(12)


def _carry_out(deed: Deed, actor: Actor, at: datetime | None) -> str:
    if deed.what == deeds.ENABLE:
        people.set_active(deed.account, active=True, actor=actor, at=at)
        return ""
    if deed.what == deeds.NAME:
        duty = str(deed.said["duty"])
        _ensure_apart(deed.account, duty)
        agencies.appoint(account=deed.account, agency=None, duty=duty, actor=actor, at=at)
        return ""
    factors.reset(deed.account)
    password = first_password()
    factors.set_password(deed.account, password, must_change=True)
    return password


def _ensure(actor: Actor, act: str) -> None:
    """Raise NotAdministrators unless a post of the actor's allows the act."""
    if not agencies.may(actor, act, agency=None):
        raise NotAdministrators


def _ensure_apart(account: int, duty: str) -> None:
    had = [one.duty for one in agencies.posts(account)]
    if duty not in ADMINISTRATORS or (against := clash(had, duty)):
        raise DutiesApart(against if duty in ADMINISTRATORS else duty)


def _write(
    what: str,
    account: int,
    said: Mapping[str, Any],
    actor: Actor,
    at: datetime | None,
    *,
    status: str = deeds.DONE,
) -> int:
    stream = ids.new(ids.shard_of(account) if account else ids.draw_shard())
    kind = "agencies.DeedAsked" if status == deeds.ASKED else "agencies.DeedDone"
    data = {"what": what, "account": account, "said": dict(said), "told": account}
    event = Event(kind, at or time.now(), actor, data)
    ledger.append(ledger.Append(stream, KIND, 0, [event], head_of([event])))
    return stream


def _answer(deed: Deed, version: int, status: str, actor: Actor, at: datetime | None) -> None:
    kind = "agencies.DeedAgreed" if status == deeds.DONE else "agencies.DeedRefused"
    event = Event(kind, at or time.now(), actor, {})
    head = head_of([*ledger.events(deed.id), event])
    ledger.append(ledger.Append(deed.id, KIND, version, [event], head))


def head_of(events: list[Event]) -> ledger.Head:
    """Return the row of a deed from its events."""
    first, last = events[0], events[-1]
    status = {
        "agencies.DeedAsked": deeds.ASKED,
        "agencies.DeedRefused": deeds.REFUSED,
    }.get(last.type, deeds.DONE)
    attrs = {
        **first.data,
        "by": first.actor.name,
        "by_id": first.actor.id,
        "agreed_by": last.actor.name if len(events) > 1 else "",
    }
    # Deeds from before officers were told of their own stay under nobody's number.
    told = int(first.data.get("told", 0))
    return ledger.Head(status, None, told, None, str(first.data["what"]), None, attrs)


def _asked(deed: int) -> tuple[Deed, int]:
    head = ledger.head(deed)
    if head is None or head.kind != KIND or head.status != deeds.ASKED:
        raise TwoPeople
    return _deed(head), head.version


def _page(*, status: str | None = None, after: str | None = None) -> tuple[Deed, ...]:
    found = ledger.heads(kind=KIND, status=status, after=after, limit=PAGE)
    return tuple(_deed(head) for head in found.items)


def _deed(head: ledger.Head) -> Deed:
    attrs = head.attrs
    return Deed(
        head.stream,
        str(attrs["what"]),
        int(attrs["account"]),
        dict(attrs["said"]),
        str(attrs["by"]),
        int(attrs["by_id"]),
        head.created_at,
        head.status,
        str(attrs.get("agreed_by", "")),
    )
