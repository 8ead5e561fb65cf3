"""Authorising (授权用证): a holder lets somebody use a licence, and takes it back (by face: `api`)."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from tongban.kernel import ids, time
from tongban.kernel.actors import Actor, Allowed, Purpose, Refused
from tongban.licences import store, usage
from tongban.licences.domain import authorisations as law
from tongban.licences.domain.authorisations import Authorisation
from tongban.licences.domain.library import Licence
from tongban.licences.domain.problems import (
    AuthorisationOver,
    BadAuthorisation,
    NotTheirs,
    UnknownLicence,
)
from tongban.licences.models import AuthorisationRow
from tongban.licences.usage import Doing
from tongban.people import api as people

LISTED = 100


def ask_for(
    *,
    holder: int,
    kind: str,
    matter: str,
    cause: str,
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Ask a holder for the use of a licence in a matter (请求授权); nothing is told in return.

    Whether the holder has such a licence stays unsaid until they answer. Raises BadAuthorisation.
    """
    at = at or time.now()
    held = store.of_holders([holder])
    found = next(
        (one for one in held if one.kind == kind and one.usable_on(time.city_date(at))), None
    )
    made = law.check(
        _new(holder, _person(actor), found, kind=kind, matter=matter, cause=cause, at=at)
    )
    if found is None or _open(made):
        return
    with transaction.atomic():
        AuthorisationRow.objects.create(shard=ids.shard_of(holder), **asdict(made))
        _keep(made, usage.ASKED, at=at)


def authorise(
    licence_id: int,
    *,
    grantee: int,
    matter: str,
    cause: str,
    until: datetime,
    actor: Actor,
    at: datetime | None = None,
) -> Authorisation:
    """Let somebody use a licence for a matter until a time (授权).

    By the holder, or by who may act for them. Raises NotTheirs, BadAuthorisation, UnknownLicence.
    """
    at = at or time.now()
    found = store.by_id(licence_id)
    _check_theirs(found.holder, actor, at)
    asked = law.check(
        _new(found.holder, grantee, found, kind=found.kind, matter=matter, cause=cause, at=at)
    )
    given = law.answer(asked, granted=True, at=at, until=until, by=actor.id)
    with transaction.atomic():
        AuthorisationRow.objects.create(shard=ids.shard_of(found.holder), **asdict(given))
        _keep(given, usage.GRANTED, at=at)
    return given


def answer(
    authorisation: int,
    *,
    granted: bool,
    actor: Actor,
    until: datetime | None = None,
    at: datetime | None = None,
) -> Authorisation:
    """Answer what somebody asked for (同意或者拒绝). Raises NotTheirs, AuthorisationOver."""
    at = at or time.now()
    asked = _theirs(authorisation, actor, at)
    given = law.answer(asked, granted=granted, at=at, until=until, by=actor.id)
    return _written(given, usage.GRANTED if granted else usage.REFUSED, at=at)


def withdraw(authorisation: int, *, actor: Actor, at: datetime | None = None) -> Authorisation:
    """Take an authorisation back (撤回); the next check already refuses.

    Raises NotTheirs, AuthorisationOver.
    """
    at = at or time.now()
    given = _theirs(authorisation, actor, at)
    return _written(law.withdraw(given, at=at), usage.WITHDRAWN, at=at)


def authorisations(
    *, actor: Actor, holder: int | None = None, at: datetime | None = None
) -> list[Authorisation]:
    """Return what the person, or a child of theirs, was asked for and allowed, newest first.

    Raises NotTheirs.
    """
    owner = _person(actor) if holder is None else holder
    _check_theirs(owner, actor, at or time.now())
    rows = AuthorisationRow.objects.filter(shard=ids.shard_of(owner), holder=owner)
    return [_authorisation(row) for row in rows.order_by("-id")[:LISTED]]


def lent(*, actor: Actor, at: datetime | None = None) -> list[Authorisation]:
    """Return what others let the person use now, newest first."""
    at = at or time.now()
    rows = AuthorisationRow.objects.filter(grantee=_person(actor), status=law.GRANTED, until__gt=at)
    return [_authorisation(row) for row in rows.order_by("-id")[:LISTED]]


def may_use(
    licence: Licence, *, grantee: int, matter: str, at: datetime | None = None
) -> Allowed | Refused:
    """Say whether somebody may use a licence in a matter now: its holder, or who was allowed to."""
    at = at or time.now()
    if licence.holder == grantee:
        return Allowed("本人使用。")
    said: Allowed | Refused = Refused("持证人没有授权。")
    for given in _given([licence], grantee).get(licence.id, ()):
        said = law.judge(given, matter=matter, at=at)
        if said:
            break
    return said


def _given(licences: Collection[Licence], grantee: int) -> dict[int, list[Authorisation]]:
    """Return what somebody was allowed, or asked for, of each of these licences, newest first."""
    rows = AuthorisationRow.objects.filter(
        shard__in={ids.shard_of(one.holder) for one in licences},
        licence__in={one.id for one in licences},
        grantee=grantee,
    )
    found: dict[int, list[Authorisation]] = {}
    for row in rows.order_by("-id"):
        found.setdefault(row.licence, []).append(_authorisation(row))
    return found


def borrowed(
    authorisation: int, *, purpose: Purpose, actor: Actor, at: datetime | None = None
) -> Licence:
    """Return the licence somebody else lets the person use, with a line in the holder's list.

    Raises UnknownLicence where nothing was allowed to this person, AuthorisationOver.
    """
    at = at or time.now()
    row = AuthorisationRow.objects.filter(
        shard=ids.shard_of(authorisation), id=authorisation, grantee=_person(actor)
    ).first()
    if row is None:
        raise UnknownLicence
    given = _authorisation(row)
    if not law.judge(given, matter=given.matter, at=at):
        raise AuthorisationOver
    found = store.by_id(given.licence)
    doing = Doing(
        usage.VERIFIED,
        who=actor.name,
        cause=purpose.words,
        party=given.grantee,
        case=purpose.reference if purpose.matter == "case" else "",
        items=tuple(found.attributes),
    )
    usage.keep(found, doing, at=at)
    return found


def unauthorised(
    found: Collection[Licence],
    kinds: Collection[str],
    *,
    grantee: int,
    matters: Collection[str],
    at: datetime,
) -> set[int]:
    """Return which of these licences need the holder's word for this person's matter, and lack it.

    `kinds` are the kinds whose holders are asked first.
    """
    several = [one for one in found if one.kind in kinds]
    others = {
        holder
        for holder in {one.holder for one in several}
        if not people.may_act_for(grantee, holder, at=at)
    }
    asked = [one for one in several if one.holder in others]
    given = _given(asked, grantee) if asked else {}
    return {
        one.id
        for one in asked
        if not any(
            law.judge(each, matter=matter, at=at)
            for each in given.get(one.id, ())
            for matter in matters
        )
    }


def _new(
    holder: int,
    grantee: int,
    found: Licence | None,
    *,
    kind: str,
    matter: str,
    cause: str,
    at: datetime,
) -> Authorisation:
    return Authorisation(
        id=ids.new(ids.shard_of(holder)),
        holder=holder,
        grantee=grantee,
        licence=found.id if found else 0,
        kind=kind,
        matter=matter,
        cause=cause,
        status=law.ASKED,
        asked_at=at,
    )


def _open(made: Authorisation) -> bool:
    """Whether the same was asked already and waits, so that nobody is asked over and over."""
    return AuthorisationRow.objects.filter(
        shard=ids.shard_of(made.holder),
        holder=made.holder,
        grantee=made.grantee,
        licence=made.licence,
        matter=made.matter,
        status=law.ASKED,
    ).exists()


def _theirs(authorisation: int, actor: Actor, at: datetime) -> Authorisation:
    row = AuthorisationRow.objects.filter(
        shard=ids.shard_of(authorisation), id=authorisation
    ).first()
    if row is None:
        raise BadAuthorisation
    _check_theirs(row.holder, actor, at)
    return _authorisation(row)


def _written(given: Authorisation, how: str, *, at: datetime) -> Authorisation:
    said = asdict(given)
    before = law.ASKED if how in (usage.GRANTED, usage.REFUSED) else law.GRANTED
    with transaction.atomic():
        rows = AuthorisationRow.objects.filter(
            shard=ids.shard_of(given.holder), id=given.id, status=before
        )
        # Of two answers at once only the first finds it as it was.
        if not rows.update(**{name: said[name] for name in CHANGING}):
            raise AuthorisationOver
        _keep(given, how, at=at)
    return given


CHANGING = ("status", "until", "decided_at", "by", "ended_at")


def _keep(given: Authorisation, how: str, *, at: datetime) -> None:
    name = people.party(given.grantee).masked_name
    doing = Doing(how, who=name, cause=given.cause, party=given.grantee)
    usage.keep_of(given.licence, given.holder, given.kind, doing, at=at)


def _check_theirs(holder: int, actor: Actor, at: datetime) -> None:
    if actor.kind != "person" or not people.may_act_for(actor.id, holder, at=at):
        raise NotTheirs


def _person(actor: Actor) -> int:
    if actor.kind != "person":
        raise NotTheirs
    return actor.id


def _authorisation(row: AuthorisationRow) -> Authorisation:
    return Authorisation(
        id=row.id,
        holder=row.holder,
        grantee=row.grantee,
        licence=row.licence,
        kind=row.kind,
        matter=row.matter,
        cause=row.cause,
        status=row.status,
        asked_at=row.asked_at,
        until=row.until,
        decided_at=row.decided_at,
        by=row.by,
        ended_at=row.ended_at,
    )
