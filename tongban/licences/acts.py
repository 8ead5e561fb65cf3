"""What an issuing authority does to a licence (证照变更): by one officer, or proposed and agreed to.

A kind names the acts that take two (`approval`): one officer proposes with the reason, another of
the same agency agrees, and only then it happens; the history keeps both. A renewal or a correction
issues the next version and leaves the old one as it was, with the word where it went.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import LicenceKind
from tongban.facts import api as facts
from tongban.kernel import identifiers, time
from tongban.kernel.actors import Actor
from tongban.licences import competence, issuing, statuses, store
from tongban.licences.domain import states
from tongban.licences.domain.library import Licence
from tongban.licences.domain.problems import ApprovalNeeded, NotInForce, NotIssuer, UnknownLicence
from tongban.licences.domain.states import Happening, Proposed
from tongban.licences.store import NewLicence


def suspend(licence_id: int, *, reason: str, actor: Actor, at: datetime | None = None) -> Licence:
    """Suspend a valid licence (暂扣), and its facts with it.

    Raises NotIssuer, NotInForce, ReasonMissing, ApprovalNeeded.
    """
    found = _alone(licence_id, states.SUSPEND, actor)
    return _suspend(found, reason, actor, at or time.now())


def restore(
    licence_id: int, *, reason: str = "", actor: Actor, at: datetime | None = None
) -> Licence:
    """Restore a suspended licence (恢复). Raises NotIssuer, NotInForce, ApprovalNeeded."""
    found = _alone(licence_id, states.RESTORE, actor)
    return _restore(found, reason, actor, at or time.now())


def revoke(licence_id: int, *, reason: str, actor: Actor, at: datetime | None = None) -> Licence:
    """Revoke a licence for good, and end the facts it stated, from today.

    Only an officer of the issuing agency whose post allows it, or the platform itself. Raises
    NotIssuer, NotInForce when it is revoked already, ReasonMissing, ApprovalNeeded.
    """
    found = _alone(licence_id, states.REVOKE, actor)
    return _revoke(found, reason, actor, at or time.now())


def renew(
    licence_id: int,
    *,
    reason: str,
    actor: Actor,
    valid_to: date | None = None,
    at: datetime | None = None,
) -> Licence:
    """Issue the next version with a new validity (延续); returns the new one.

    Without `valid_to` the kind's months count from the old one's last day (许可法 第五十条). Raises
    NotIssuer, NotInForce where it was taken away, ReasonMissing, ApprovalNeeded.
    """
    found = _alone(licence_id, states.RENEW, actor)
    return _renew(found, valid_to, reason, actor, at or time.now())


def correct(
    licence_id: int,
    *,
    changes: Mapping[str, Any],
    reason: str,
    actor: Actor,
    at: datetime | None = None,
) -> Licence:
    """Issue the next version with something put right (更正); returns the new one.

    `changes` are the items that change. Raises NotIssuer, NotInForce, ReasonMissing,
    ApprovalNeeded.
    """
    found = _alone(licence_id, states.CORRECT, actor)
    return _correct(found, changes, reason, actor, at or time.now())


# By two officers


def initiate(
    licence_id: int,
    *,
    act: str,
    reason: str,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    valid_to: date | None = None,
    at: datetime | None = None,
) -> Licence:
    """Do an act, or propose it where the kind wants two officers (办理或者提请).

    Raises what the act raises, or `propose`.
    """
    at = at or time.now()
    found = as_issuer(licence_id, actor)
    kind = catalogue.book().licences.get(found.kind)
    if kind is not None and act in kind.approval:
        return propose(
            licence_id,
            act=act,
            reason=reason,
            actor=actor,
            changes=changes,
            valid_to=valid_to,
            at=at,
        )
    said = Proposed(time.city_date(at), act, reason, actor.id, valid_to)
    return _carry_out(found, said, changes or {}, actor=actor, at=at)


def propose(
    licence_id: int,
    *,
    act: str,
    reason: str,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    valid_to: date | None = None,
    at: datetime | None = None,
) -> Licence:
    """Propose an act that another officer of the agency agrees to (提请).

    Raises NotIssuer, NotInForce where it could not be done today, AlreadyProposed, ReasonMissing.
    """
    at = at or time.now()
    found = as_issuer(licence_id, actor)
    proposed = Proposed(
        on=time.city_date(at),
        act=act,
        reason=reason,
        by=actor.id,
        valid_to=valid_to,
        changes=store.contents(changes) if changes else "",
    )
    what = states.propose(store.state(found), proposed)
    return store.change(found, what, actor=actor, at=at, changes=changes)


def approve(licence_id: int, *, actor: Actor, at: datetime | None = None) -> Licence:
    """Agree to what another officer proposed, and do it (批准).

    Returns the licence as it then stands: of a renewal or correction the new one. Raises
    NotIssuer, NothingProposed, SamePerson.
    """
    at = at or time.now()
    found = as_issuer(licence_id, actor)
    pending = states.answered(store.state(found), by=actor.id)
    changes = found.pending.changes if found.pending else {}
    return _carry_out(found, pending, changes, actor=actor, at=at)


def decline(licence_id: int, *, reason: str, actor: Actor, at: datetime | None = None) -> Licence:
    """Do not agree to what another officer proposed (不予批准).

    Raises NotIssuer, NothingProposed, SamePerson, ReasonMissing.
    """
    at = at or time.now()
    found = as_issuer(licence_id, actor)
    what = states.decline(store.state(found), on=time.city_date(at), reason=reason, by=actor.id)
    return store.change(found, what, actor=actor, at=at)


def as_issuer(licence_id: int, actor: Actor) -> Licence:
    """Return a licence to an officer who may do something to it; raises NotIssuer."""
    found = store.by_id(licence_id)
    if not competence.may_act(actor, found):
        raise NotIssuer
    return found


def _alone(licence_id: int, act: str, actor: Actor) -> Licence:
    """Return a licence to whoever may do this act without a second officer."""
    found = as_issuer(licence_id, actor)
    kind = catalogue.book().licences.get(found.kind)
    if actor.kind != "system" and kind is not None and act in kind.approval:
        raise ApprovalNeeded(act)
    return found


# What then happens, all or nothing


def _carry_out(
    found: Licence, said: Proposed, changes: Mapping[str, Any], *, actor: Actor, at: datetime
) -> Licence:
    match said.act:
        case states.SUSPEND:
            return _suspend(found, said.reason, actor, at)
        case states.RESTORE:
            return _restore(found, said.reason, actor, at)
        case states.REVOKE:
            return _revoke(found, said.reason, actor, at)
        case states.RENEW:
            return _renew(found, said.valid_to, said.reason, actor, at)
        case _:
            return _correct(found, changes, said.reason, actor, at)


def _suspend(found: Licence, reason: str, actor: Actor, at: datetime) -> Licence:
    today = time.city_date(at)
    what = states.suspend(store.state(found), on=today, reason=reason)
    with transaction.atomic():
        facts.suspend_licence(found.id, on=today)
        return _done(found, what, statuses.SUSPENDED, actor=actor, at=at)


def _restore(found: Licence, reason: str, actor: Actor, at: datetime) -> Licence:
    today = time.city_date(at)
    what = states.restore(store.state(found), on=today, reason=reason)
    with transaction.atomic():
        facts.resume_licence(found.id, on=today)
        return _done(found, what, statuses.VALID, actor=actor, at=at)


def _revoke(found: Licence, reason: str, actor: Actor, at: datetime) -> Licence:
    today = time.city_date(at)
    what = states.revoke(store.state(found), on=today, reason=reason)
    with transaction.atomic():
        changed = _done(found, what, statuses.INVALID, actor=actor, at=at)
        facts.end_licence(found.id, on=today, actor=actor, at=at)
    return changed


def _done(found: Licence, what: Happening, status: int, *, actor: Actor, at: datetime) -> Licence:
    with transaction.atomic():
        changed = store.change(found, what, actor=actor, at=at)
        statuses.flip(found.id, status)
    return changed


def _renew(
    found: Licence, valid_to: date | None, reason: str, actor: Actor, at: datetime
) -> Licence:
    kind = _kind(found)
    begins = max(found.valid_to or time.city_date(at), time.city_date(at))
    ends = valid_to or states.last_day(begins, kind.months)
    return _anew(found, kind, found.attributes, ends, reason, actor=actor, at=at)


def _correct(
    found: Licence, changes: Mapping[str, Any], reason: str, actor: Actor, at: datetime
) -> Licence:
    kind = _kind(found)
    attributes = {**found.attributes, **changes}
    if attributes == dict(found.attributes):
        raise NotInForce("no change")
    return _anew(found, kind, attributes, found.valid_to, reason, actor=actor, at=at)


def _anew(
    found: Licence,
    kind: LicenceKind,
    attributes: Mapping[str, Any],
    ends: date | None,
    reason: str,
    *,
    actor: Actor,
    at: datetime,
) -> Licence:
    states.replaced(store.state(found), on=time.city_date(at), by=0, identifier="", reason=reason)
    new = NewLicence(
        kind=replace(kind, holder=found.issuer, months=None),
        holder=found.holder,
        attributes=attributes,
        issuer_uscc=identifiers.check_licence_identifier(found.identifier).issuer,
        valid_to=ends,
        case=found.case,
        trust=found.trust,
        replaces=found,
    )
    return issuing.issue_all([new], actor=actor, at=at, reason=reason)[0]


def _kind(found: Licence) -> LicenceKind:
    kind = catalogue.book().licences.get(found.kind)
    if kind is None:
        raise UnknownLicence(found.kind)
    return kind
