"""Giving and withdrawing consent (同意与撤回): what stands is looked at by every read itself."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from tongban.catalogue import api as catalogue
from tongban.facts import acts, closing
from tongban.facts.domain import consents as law
from tongban.facts.domain.consents import Consent
from tongban.facts.domain.grades import grade_of
from tongban.facts.domain.problems import ConsentGiven, GuardianNeeded, NoSuchConsent, NotTheirs
from tongban.facts.models import ConsentRow
from tongban.kernel import identifiers, ids, time
from tongban.kernel.actors import Actor, Purpose
from tongban.people import api as people


def give(
    subject: int,
    *,
    scope: str,
    words: str,
    kinds: Iterable[str],
    actor: Actor,
    at: datetime,
) -> Consent:
    """Write a consent, of the person or of their guardian."""
    _check(subject, actor, at)
    shard = ids.shard_of(subject)
    with closing.inside():
        rows = ConsentRow.objects.filter(
            shard=shard, subject=subject, scope=scope, withdrawn_at=None
        )
        if rows.exists():
            raise ConsentGiven
        row = ConsentRow.objects.create(
            id=ids.new(shard),
            shard=shard,
            subject=subject,
            scope=scope,
            words=words,
            kinds=sorted(set(kinds)),
            given_at=at,
            given_by=actor.id,
        )
        acts.write(subject, "consent", {"scope": scope}, actor=actor, at=at)
    return _consent(row)


def withdraw(consent_id: int, *, actor: Actor, at: datetime) -> Consent:
    """Withdraw a consent; the next read sees it."""
    standing = ConsentRow.objects.filter(
        shard=ids.shard_of(consent_id), pk=consent_id, withdrawn_at=None
    )
    with closing.inside():
        row = standing.first()
    if row is None:
        raise NoSuchConsent
    _check(row.subject, actor, at)
    row.withdrawn_at, row.withdrawn_by = at, actor.id
    with closing.inside():
        # Of two who withdraw it at once only the first finds it standing.
        if not standing.update(withdrawn_at=at, withdrawn_by=actor.id):
            raise NoSuchConsent
        acts.write(row.subject, "withdraw", {"scope": row.scope}, actor=actor, at=at)
    return _consent(row)


def of(subject: int) -> list[Consent]:
    """Read the consents about a person, newest first, the withdrawn ones too."""
    rows = ConsentRow.objects.filter(shard=ids.shard_of(subject), subject=subject)
    with closing.inside():
        return [_consent(row) for row in rows.order_by("-id")]


def asked(
    wants: Mapping[int, Iterable[str]], *, purpose: Purpose, on: date
) -> frozenset[tuple[int, str]]:
    """Return the kinds that this purpose opens only with a standing consent."""
    if purpose.ground != "consent":
        return frozenset()
    kinds = catalogue.book(on).kinds
    parties = people.parties(wants)
    return frozenset(
        (subject, kind)
        for subject, several in wants.items()
        for kind in several
        if law.needs_consent(
            purpose,
            grade=grade_of(kinds.get(kind)),
            minor=subject in parties and law.is_minor(birth_of(parties[subject]), on),
        )
    )


def birth_of(party: people.Party) -> date | None:
    """Return when somebody was born, as their number says it."""
    if not party.number or party.kind != "person":
        return None
    return identifiers.check_citizen_number(party.number).birth


def _check(subject: int, actor: Actor, at: datetime) -> None:
    """Raise unless the person, or the guardian of somebody under fourteen, consents."""
    if actor.kind != "person":
        raise NotTheirs
    minor = law.is_minor(birth_of(people.party(subject)), time.city_date(at))
    if actor.id == subject:
        if minor:
            raise GuardianNeeded
        return
    guards = any(
        each.principal == subject and each.kind == "guardian" for each in people.mandates(actor.id)
    )
    if not guards or not people.may_act_for(actor.id, subject, at=at):
        raise NotTheirs


def _consent(row: ConsentRow) -> Consent:
    return Consent(
        id=row.id,
        subject=row.subject,
        scope=row.scope,
        words=row.words,
        given_at=row.given_at,
        given_by=row.given_by,
        kinds=tuple(row.kinds),
        withdrawn_at=row.withdrawn_at,
    )
