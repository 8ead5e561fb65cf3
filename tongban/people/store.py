"""Between the domain of people and its tables: parties, relations, mandates, accounts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac

from tongban.kernel import identifiers, ids, time
from tongban.kernel.actors import Actor
from tongban.people.domain import mandates as law
from tongban.people.domain.mandates import Mandate
from tongban.people.domain.parties import Party, checked_name, checked_number
from tongban.people.domain.problems import (
    AlreadyIdentified,
    NotYourMandate,
    NumberTaken,
    UnknownParty,
    UsernameTaken,
)
from tongban.people.models import Account, AccountStateRow, MandateRow, PartyRow, RelationRow

BATCH = 2000


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party to register (待登记主体)."""

    kind: str = "person"
    number: str | None = field(default=None, repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NewRelation:
    """A relation to say (待登记关系): `other` is the subject's `relation`."""

    subject: int
    relation: str
    other: int
    source: str = ""


def digest(number: str) -> str:
    """Return the keyed digest a number is found by; its key derives from the secret."""
    return salted_hmac(
        "tongban.people.number", identifiers.normal(number), algorithm="sha256"
    ).hexdigest()


def _party(row: PartyRow) -> Party:
    return Party(row.id, row.kind, row.number, row.name)


def register(new: Sequence[NewParty], *, actor: Actor, at: datetime) -> list[Party]:
    """Write new parties, each in a shard drawn at random."""
    by = actor.to_json()
    rows = []
    for each in new:
        number = checked_number(each.kind, each.number) if each.number else None
        rows.append(
            PartyRow(
                id=ids.new(ids.draw_shard()),
                kind=each.kind,
                number=number,
                number_digest=digest(number) if number else None,
                name=checked_name(each.name),
                registered_at=at,
                registered_by=by,
                identified_at=at if number else None,
                identified_by=by if number else None,
            )
        )
    try:
        with transaction.atomic():
            PartyRow.objects.bulk_create(rows, batch_size=BATCH)
    except IntegrityError:
        # The database's own words would carry the digest; ours carry nothing.
        raise NumberTaken from None
    return [_party(row) for row in rows]


def find(number: str) -> Party | None:
    """Find the party of a number by its digest."""
    row = PartyRow.objects.filter(number_digest=digest(number)).first()
    return _party(row) if row else None


def find_all(numbers: Iterable[str]) -> dict[str, Party]:
    """Find the parties of many numbers in one query."""
    wanted = {digest(number): number for number in numbers}
    rows = PartyRow.objects.filter(number_digest__in=list(wanted))
    return {wanted[str(row.number_digest)]: _party(row) for row in rows}


def party(party_id: int) -> Party:
    """Return one party, or raise UnknownParty."""
    with connection.cursor() as cursor:
        cursor.execute("select id, kind, number, name from people_party where id = %s", [party_id])
        found = cursor.fetchone()
    if found is None:
        raise UnknownParty
    return Party(*found)


def parties(party_ids: Iterable[int]) -> dict[int, Party]:
    """Return many parties in one query."""
    wanted = set(party_ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, kind, number, name from people_party where id = any(%s)", [list(wanted)]
        )
        return {row[0]: Party(*row) for row in cursor.fetchall()}


def identify(party_id: int, *, number: str, name: str, actor: Actor, at: datetime) -> Party:
    """Write a party's first number, under a lock on its row."""
    try:
        with transaction.atomic():
            row = PartyRow.objects.select_for_update().filter(pk=party_id).first()
            if row is None:
                raise UnknownParty
            number = checked_number(row.kind, number)
            if row.number is not None and row.number != number:
                raise AlreadyIdentified
            if row.number == number and (not name or name == row.name):
                return _party(row)
            row.number, row.number_digest = number, digest(number)
            row.name = checked_name(name) or row.name
            row.identified_at, row.identified_by = at, actor.to_json()
            row.save()
    except IntegrityError:
        raise NumberTaken from None
    return _party(row)


def relate(new: Sequence[NewRelation], *, actor: Actor, at: datetime) -> None:
    """Write relations that do not stand yet."""
    by = actor.to_json()
    RelationRow.objects.bulk_create(
        [
            RelationRow(
                id=ids.new(ids.shard_of(each.subject)),
                subject=each.subject,
                relation=each.relation,
                other=each.other,
                source=each.source,
                made_at=at,
                made_by=by,
            )
            for each in new
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def related(subject: int) -> dict[str, tuple[int, ...]]:
    """Return the relations of a subject in the order they were said."""
    found: dict[str, tuple[int, ...]] = {}
    rows = RelationRow.objects.filter(subject=subject).order_by("id")
    for relation, other in rows.values_list("relation", "other"):
        found[relation] = (*found.get(relation, ()), other)
    return found


def _mandate(row: MandateRow) -> Mandate:
    return Mandate(
        id=row.id,
        holder=row.holder,
        principal=row.principal,
        scope=row.scope,
        since=time.city_date(row.since),
        until=row.until,
        kind=row.kind,
        ended=time.city_date(row.ended_at) if row.ended_at else None,
    )


def _birth(who: Party) -> date | None:
    if who.kind != "person" or not who.number:
        return None
    return identifiers.check_citizen_number(who.number).birth


def mandate(
    *,
    holder: int,
    principal: int,
    scope: str,
    until: date | None,
    kind: str,
    actor: Actor,
    at: datetime,
) -> Mandate:
    """Write a mandate that the domain lets stand."""
    known = parties([holder, principal])
    if holder not in known or principal not in known:
        raise UnknownParty
    asked = Mandate(
        id=ids.new(ids.shard_of(holder)),
        holder=holder,
        principal=principal,
        scope=scope,
        since=time.city_date(at),
        until=until,
        kind=kind,
    )
    granted = law.grant(asked, birth=_birth(known[principal]))
    MandateRow.objects.create(
        id=granted.id,
        holder=holder,
        principal=principal,
        kind=granted.kind,
        scope=granted.scope,
        since=at,
        until=granted.until,
        made_by=actor.to_json(),
    )
    return granted


def end_mandate(mandate_id: int, *, actor: Actor, at: datetime) -> None:
    """Write the end of a mandate, once."""
    MandateRow.objects.filter(pk=mandate_id, ended_at=None).update(
        ended_at=at, ended_by=actor.to_json()
    )


def give_back(mandate_id: int, *, actor: Actor, at: datetime) -> None:
    """Write the end of an agent's mandate by one of its two sides."""
    row = MandateRow.objects.filter(pk=mandate_id, kind=law.AGENT).first()
    if row is None or actor.kind != "person" or actor.id not in (row.holder, row.principal):
        raise NotYourMandate
    end_mandate(mandate_id, actor=actor, at=at)


def mandates(holder: int, *, principal: int | None = None) -> tuple[Mandate, ...]:
    """Return a holder's mandates, for one principal where one is named."""
    rows = MandateRow.objects.filter(holder=holder)
    if principal is not None:
        rows = rows.filter(principal=principal)
    return tuple(_mandate(row) for row in rows.order_by("id"))


def wards(holder: int) -> list[tuple[str, int, Mandate | None]]:
    """Read a holder's relations in the order they were said, each with one mandate or none a row."""
    with connection.cursor() as cursor:
        cursor.execute(_WARDS, [holder])
        rows = cursor.fetchall()
    found = []
    for relation, other, *given in rows:
        named = dict(zip(("id", "scope", "since", "until", "kind", "ended_at"), given, strict=True))
        row = MandateRow(holder=holder, principal=other, **named) if named["id"] else None
        found.append((relation, other, _mandate(row) if row else None))
    return found


_WARDS = """
select r.relation, r.other, m.id, m.scope, m.since, m.until, m.kind, m.ended_at
from people_relation r left join people_mandate m on m.holder = r.subject and m.principal = r.other
where r.subject = %s order by r.id, m.id
"""


def granted(principal: int) -> tuple[Mandate, ...]:
    """Return the mandates that others have for a principal."""
    rows = MandateRow.objects.filter(principal=principal)
    return tuple(_mandate(row) for row in rows.order_by("id"))


def mandate_of(mandate_id: int, *, holder: int) -> Mandate | None:
    """Return one mandate of a holder's."""
    row = MandateRow.objects.filter(pk=mandate_id, holder=holder).first()
    return _mandate(row) if row else None


def open_account(party_id: int, *, actor: Actor, at: datetime) -> Account:
    """Write a party's account, or return the one that stands, also when two open it at once."""
    who = party(party_id)
    found = Account.objects.filter(party_id=party_id).first()
    if found is not None:
        return found
    new = Account(
        id=ids.new(ids.shard_of(party_id)),
        username=f"party-{party_id}",
        name=who.name,
        party_id=party_id,
        made_at=at,
        made_by=actor.to_json(),
    )
    new.set_unusable_password()
    Account.objects.bulk_create([new], ignore_conflicts=True)
    return Account.objects.get(party_id=party_id)


def open_staff_account(
    *, username: str, password: str | None, name: str, actor: Actor, at: datetime
) -> Account:
    """Write an officer's account with its password hashed."""
    new = Account(
        id=ids.new(ids.draw_shard()),
        username=username,
        name=checked_name(name),
        is_staff=True,
        made_at=at,
        made_by=actor.to_json(),
    )
    new.set_password(password)
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken(username) from None
    return new


def officer_names(accounts: Iterable[int]) -> dict[int, str]:
    """Read the names of officers by account."""
    return dict(
        Account.objects.filter(pk__in=list(accounts), is_staff=True).values_list("pk", "name")
    )


def is_one_person(first: int, second: int) -> bool:
    """Compare two accounts by their party, else by their holder's name."""
    if first == second:
        return True
    found = Account.objects.filter(pk__in=[first, second]).values_list("party_id", "name")
    names = {name for _, name in found if name}
    parties = {party for party, _ in found if party}
    return len(found) > 1 and len(names) == 1 and len(parties) < len(found)


def account(username: str) -> Account | None:
    """Return the account of a username."""
    return Account.objects.filter(username=username).first()


def officers() -> tuple[Account, ...]:
    """Read every officer's account."""
    return tuple(Account.objects.filter(is_staff=True).order_by("username"))


def set_active(account_id: int, *, active: bool, actor: Actor, at: datetime) -> None:
    """Write that an officer's account is closed, or open again."""
    Account.objects.filter(pk=account_id, is_staff=True).update(is_active=active)
    AccountStateRow.objects.update_or_create(
        account=account_id,
        defaults={
            "disabled_at": None if active else at,
            "disabled_by": None if active else actor.to_json(),
        },
    )


def account_by_id(account_id: int) -> Account | None:
    """Read an account that is not closed."""
    return Account.objects.filter(pk=account_id, is_active=True).first()
