"""Registering applications (应用登记): by whoever acts for a company; opened by the data authority.

An application is a stream of the ledger; its head carries the identifier of its key, so that an
assertion finds it, and lists what its owner and the authority need to see.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.exchange.domain import society
from tongban.exchange.domain.society import (
    App,
    AppEvent,
    BadApplication,
    NotForApplicant,
    Status,
    UnknownApplication,
)
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.signing import BadKey, PublicKey
from tongban.ledger import api as ledger
from tongban.people import api as people

KIND, QUEUE, REVIEW = "app", "society", "app.review"
ACT = "sign_agreement"


def register(
    *,
    owner: int,
    name: str,
    words: str,
    scopes: Iterable[str],
    jwk: Mapping[str, Any],
    actor: Actor,
    at: datetime | None = None,
) -> App:
    """Register an application of a company; it can be used in the sandbox at once.

    Raises BadApplication, NotForApplicant for whoever does not act for the owner.
    """
    at = at or time.now()
    _check_owner(owner, actor, at)
    public = _public(jwk)
    if ledger.find_number(public.key_id) is not None:
        raise BadApplication("jwk")
    if len(of_owner(owner)) >= society.MOST_OF_AN_OWNER:
        raise BadApplication(f"> {society.MOST_OF_AN_OWNER}")
    event = society.register(
        owner=owner, name=name, words=words, scopes=scopes, jwk=public.jwk(), key=public.key_id
    )
    return _append(App(ids.new(ids.shard_of(owner))), event, actor=actor, at=at)


def change_key(
    app_id: int, *, jwk: Mapping[str, Any], actor: Actor, at: datetime | None = None
) -> App:
    """Change the key of one's application; the old one counts no more from this moment."""
    public = _public(jwk)
    if ledger.find_number(public.key_id) is not None:
        raise BadApplication("jwk")
    now = _own(app_id, actor, at)
    event = society.change_key(now, jwk=public.jwk(), key=public.key_id)
    return _append(now, event, actor=actor, at=at)


def ask_live(app_id: int, *, actor: Actor, note: str = "", at: datetime | None = None) -> App:
    """Ask for one's application to be opened; without a reviewed scope it is, at once."""
    now = _own(app_id, actor, at)
    return _append(now, society.ask_live(now, note=note), actor=actor, at=at)


def set_hook(
    app_id: int, *, url: str, kinds: Iterable[str], actor: Actor, at: datetime | None = None
) -> App:
    """Say where one's application is to be told, and of what; an empty address ends it."""
    now = _own(app_id, actor, at)
    return _append(now, society.set_hook(now, url=url, kinds=kinds), actor=actor, at=at)


def close(app_id: int, *, actor: Actor, at: datetime | None = None) -> App:
    """Close one's application for good."""
    now = _own(app_id, actor, at)
    return _append(now, society.close(now), actor=actor, at=at)


def approve(app_id: int, *, actor: Actor, note: str = "", at: datetime | None = None) -> App:
    """Open an application, by an officer of the data authority. Raises NotForApplicant."""
    now = _as_authority(app_id, actor)
    return _append(now, society.approve(now, note=note), actor=actor, at=at)


def refuse(app_id: int, *, reason: str, actor: Actor, at: datetime | None = None) -> App:
    """Refuse to open an application, with the reason its owner reads."""
    now = _as_authority(app_id, actor)
    return _append(now, society.refuse(now, reason=reason), actor=actor, at=at)


def suspend(app_id: int, *, reason: str, actor: Actor, at: datetime | None = None) -> App:
    """Stop an application at once, with the reason its owner reads."""
    now = _as_authority(app_id, actor)
    return _append(now, society.suspend(now, reason=reason), actor=actor, at=at)


def resume(app_id: int, *, actor: Actor, at: datetime | None = None) -> App:
    """Let a suspended application go on."""
    now = _as_authority(app_id, actor)
    return _append(now, society.resume(now), actor=actor, at=at)


def app(app_id: int, *, actor: Actor, at: datetime | None = None) -> App:
    """Return an application to its owner or to the data authority. Raises UnknownApplication."""
    found = load(app_id)
    if not agencies.may(actor, ACT, agency=None) and not _acts_for(found.owner, actor, at):
        raise UnknownApplication
    return found


def of_owner(owner: int) -> list[App]:
    """Return the applications of a company, without those that are closed."""
    heads = ledger.heads(kind=KIND, subject=owner, limit=100).items
    return [load(head.stream) for head in heads if head.status != Status.CLOSED]


def every(*, actor: Actor, limit: int = 100) -> list[App]:
    """Return the applications of all, those that wait first. Raises NotForApplicant."""
    if not agencies.may(actor, ACT, agency=None):
        raise NotForApplicant
    found = [load(head.stream) for head in ledger.heads(kind=KIND, limit=limit).items]
    return sorted(found, key=lambda one: one.status is not Status.ASKED)


def by_key(key: str) -> App | None:
    """Return the application that holds a key, None where there is none."""
    stream = ledger.find_number(key)
    head = ledger.head(stream) if stream is not None else None
    return load(head.stream) if head is not None and head.kind == KIND else None


def load(app_id: int) -> App:
    """Fold an application from its events. Raises UnknownApplication."""
    found = App(app_id)
    for event in ledger.events(app_id):
        if event.type not in society.TYPES:
            raise UnknownApplication
        found = society.evolve(found, read(event))
    if not found.seq:
        raise UnknownApplication
    return found


def read(event: Event) -> AppEvent:
    """Read an event of an application."""
    return society.TYPES[event.type](**event.data)


def head_of(now: App) -> tuple[ledger.Head, list[ledger.Task]]:
    """Return the row of an application and what waits for the data authority."""
    waits = now.status is Status.ASKED
    head = ledger.Head(
        now.status.value, QUEUE if waits else None, now.owner, now.key, now.name, None,
        {"hook": bool(now.hook), "kinds": list(now.kinds)},
    )  # fmt: skip
    return head, [ledger.Task(0, QUEUE, REVIEW, None)] if waits else []


def _append(now: App, event: AppEvent, *, actor: Actor, at: datetime | None) -> App:
    after = society.evolve(now, event)
    name = next(name for name, kind in society.TYPES.items() if isinstance(event, kind))
    touched = (Ref("app", str(now.id), "subject"),)
    data = json.loads(json.dumps(asdict(event)))
    envelope = Event(name, at or time.now(), actor, data, touched, ids.new(ids.shard_of(now.id)))
    head, work = head_of(after)
    close_ = (REVIEW,) if now.seq else ()
    ledger.append(ledger.Append(now.id, KIND, now.seq, [envelope], head, work, close_))
    return after


def _own(app_id: int, actor: Actor, at: datetime | None) -> App:
    found = load(app_id)
    if not _acts_for(found.owner, actor, at):
        raise UnknownApplication
    return found


def _check_owner(owner: int, actor: Actor, at: datetime) -> None:
    if people.party(owner).kind != "company" or not _acts_for(owner, actor, at):
        raise NotForApplicant


def _acts_for(owner: int, actor: Actor, at: datetime | None) -> bool:
    return actor.kind == "person" and bool(people.may_act_for(actor.id, owner, at=at or time.now()))


def _as_authority(app_id: int, actor: Actor) -> App:
    if not agencies.may(actor, ACT, agency=None):
        raise NotForApplicant
    return load(app_id)


def _public(jwk: Mapping[str, Any]) -> PublicKey:
    try:
        return PublicKey.of_jwk(dict(jwk))
    except BadKey as error:
        raise BadApplication("jwk") from error
