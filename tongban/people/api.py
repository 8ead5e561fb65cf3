"""The face of people (人员与身份): parties, relations, mandates, accounts and signing in.

An ID number goes in here and is found by its keyed digest; it comes out only inside a `Party`,
whose representation hides it.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from tongban.kernel import time
from tongban.kernel.actors import Actor, Allowed, Assurance, Refused
from tongban.people import signin, store
from tongban.people.domain import mandates as law
from tongban.people.domain.mandates import Mandate
from tongban.people.domain.parties import Party, checked_number, mask_name
from tongban.people.domain.ports import Messenger, Use
from tongban.people.domain.problems import (
    AlreadyIdentified,
    BadClient,
    BadMandate,
    BadName,
    BadNumber,
    BadPassword,
    MoreAssurance,
    NobodyOfThatName,
    NotVouched,
    NotYourMandate,
    NumberTaken,
    OneMatterOnly,
    PeopleProblem,
    SignInProblem,
    TooManyTries,
    UnknownParty,
    UsernameTaken,
    WrongCode,
    WrongPasskey,
    WrongPassword,
)
from tongban.people.domain.reaching import Address, BadReach, Reach
from tongban.people.models import Account
from tongban.people.reaching import reach, set_reach
from tongban.people.sealed import NotSealed, opened, seal
from tongban.people.store import NewParty, NewRelation

__all__ = [
    "Account",
    "Address",
    "AlreadyIdentified",
    "BadClient",
    "BadMandate",
    "BadName",
    "BadNumber",
    "BadPassword",
    "BadReach",
    "Mandate",
    "Messenger",
    "MoreAssurance",
    "NewParty",
    "NewRelation",
    "NobodyOfThatName",
    "NotSealed",
    "NotVouched",
    "NotYourMandate",
    "NumberTaken",
    "OneMatterOnly",
    "Party",
    "PeopleProblem",
    "Reach",
    "SignInProblem",
    "TooManyTries",
    "UnknownParty",
    "UsernameTaken",
    "WrongCode",
    "WrongPasskey",
    "WrongPassword",
    "account",
    "account_by_id",
    "actor_of",
    "check_number",
    "counted_guess",
    "end_mandate",
    "find",
    "find_all",
    "find_named",
    "give_back",
    "granted_mandates",
    "identify",
    "is_one_person",
    "join_messenger",
    "mandate",
    "mandates",
    "mask_name",
    "may_act_for",
    "officer_names",
    "officers",
    "open_account",
    "open_staff_account",
    "opened",
    "parties",
    "party",
    "reach",
    "register",
    "register_all",
    "relate",
    "relate_all",
    "related",
    "seal",
    "send_code",
    "set_active",
    "set_reach",
    "sign_in",
    "staff_sign_in",
    "standing_mandate",
    "wards",
]


# Parties


def register(
    *,
    kind: str = "person",
    number: str | None = None,
    name: str = "",
    actor: Actor,
    at: datetime | None = None,
) -> Party:
    """Register a person, a company or a thing; one without a number may be identified later.

    Raises BadNumber for a number that is not one, NumberTaken when somebody already has it.
    """
    new = NewParty(kind=kind, number=number, name=name)
    return store.register([new], actor=actor, at=at or time.now())[0]


def register_all(
    new: Sequence[NewParty], *, actor: Actor, at: datetime | None = None
) -> list[Party]:
    """Register many at once, in a few queries; all of them or none. The order is kept."""
    return store.register(new, actor=actor, at=at or time.now())


def find(number: str) -> Party | None:
    """Find whom a number belongs to; None where nobody is registered under it."""
    return store.find(number)


def find_named(
    *, number: str, name: str, by: int, address: str, at: datetime | None = None
) -> Party:
    """Find the person a number belongs to, for somebody who names them by number and name.

    So nobody learns from a number whose it is, or that it is anybody's: each try is counted like
    one at signing in. Raises BadNumber, NobodyOfThatName, TooManyTries.
    """
    number = checked_number("person", number)
    with signin.counted("name", "naming", str(by), address, at or time.now()):
        found = store.find(number)
        if found is None or "".join(found.name.split()) != "".join(name.split()):
            raise NobodyOfThatName
    return found


def counted_guess(
    act: str, *, of: str, address: str, at: datetime | None = None
) -> AbstractContextManager[None]:
    """Count a guess at something of a number before it is judged inside, like one at signing in.

    What raises nothing is a success. Entering it raises TooManyTries.
    """
    return signin.counted(act, "number", store.digest(of), address, at or time.now())


def find_all(numbers: Iterable[str]) -> dict[str, Party]:
    """Find whom many numbers belong to, in one query; who is not registered is left out."""
    return store.find_all(numbers)


def check_number(number: str, *, kind: str = "person") -> str:
    """Return the number in its one form, or raise BadNumber saying where it is wrong."""
    return checked_number(kind, number)


def party(party_id: int) -> Party:
    """Return the party of an id, or raise UnknownParty."""
    return store.party(party_id)


def parties(ids: Iterable[int]) -> dict[int, Party]:
    """Return the parties of these ids in one query; unknown ids are left out."""
    return store.parties(ids)


def identify(
    party_id: int, *, number: str, name: str = "", actor: Actor, at: datetime | None = None
) -> Party:
    """Give a newborn or a new company its number, and its name where one is said.

    Doing it again with the same number changes nothing. Raises BadNumber, NumberTaken, or
    AlreadyIdentified when the party has another number.
    """
    return store.identify(party_id, number=number, name=name, actor=actor, at=at or time.now())


# Relations


def relate(
    subject: int,
    relation: str,
    other: int,
    *,
    actor: Actor,
    source: str = "",
    at: datetime | None = None,
) -> None:
    """Say that `other` is the subject's spouse, child, company…; said twice it stays one."""
    relate_all([NewRelation(subject, relation, other, source)], actor=actor, at=at)


def relate_all(new: Sequence[NewRelation], *, actor: Actor, at: datetime | None = None) -> None:
    """Say many relations at once."""
    store.relate(new, actor=actor, at=at or time.now())


def related(subject: int) -> dict[str, tuple[int, ...]]:
    """Return who is related to the subject, by relation, each in the order it was said."""
    return store.related(subject)


# Mandates


def mandate(
    *,
    holder: int,
    principal: int,
    scope: str = "*",
    until: date | None = None,
    kind: str = law.AGENT,
    actor: Actor,
    at: datetime | None = None,
) -> Mandate:
    """Let the holder act for the principal; kind is guardian, agent or company.

    `scope` is "*" or the id of a service or life event; a guardian's mandate for a child whose
    birth date is known by its number ends with its childhood. Raises BadMandate.
    """
    return store.mandate(
        holder=holder,
        principal=principal,
        scope=scope,
        until=until,
        kind=kind,
        actor=actor,
        at=at or time.now(),
    )


def end_mandate(mandate_id: int, *, actor: Actor, at: datetime | None = None) -> None:
    """Withdraw a mandate from now on; an ended one stays ended (民法典 第一百七十三条)."""
    store.end_mandate(mandate_id, actor=actor, at=at or time.now())


def give_back(mandate_id: int, *, actor: Actor, at: datetime | None = None) -> None:
    """Take a mandate back as its principal, or lay it down as its holder (民法典 第一百七十三条).

    Raises NotYourMandate for anybody else; a guardian's and a company's end where they come from.
    """
    store.give_back(mandate_id, actor=actor, at=at or time.now())


def mandates(holder: int) -> tuple[Mandate, ...]:
    """Return every mandate the holder has, the ended ones too, oldest first."""
    return store.mandates(holder)


def granted_mandates(principal: int) -> tuple[Mandate, ...]:
    """Return every mandate by which somebody may act, or could, for this party; oldest first."""
    return store.granted(principal)


def standing_mandate(mandate_id: int, *, holder: int, at: datetime | None = None) -> Mandate | None:
    """Return a mandate of this holder's that can be used today; None where there is none."""
    found = store.mandate_of(mandate_id, holder=holder)
    today = time.city_date(at or time.now())
    return found if found is not None and law.stands(found, today=today) else None


def may_act_for(
    holder: int, principal: int, *, scope: str = "*", at: datetime | None = None
) -> Allowed | Refused:
    """Say whether the holder may act for the principal in this matter, and why."""
    today = time.city_date(at or time.now())
    held = () if holder == principal else store.mandates(holder, principal=principal)
    return law.judge(held, holder=holder, principal=principal, scope=scope, today=today)


def wards(holder: int, *, at: datetime | None = None) -> dict[str, tuple[int, ...]]:
    """Return whom the holder may act for in everything today (被代办人), by relation, in one read."""
    today = time.city_date(at or time.now())
    found: dict[str, dict[int, list[Mandate]]] = {}
    for relation, other, held in store.wards(holder):
        known = found.setdefault(relation, {}).setdefault(other, [])
        known += [held] if held else []
    allowed = {
        relation: tuple(
            other
            for other, held in others.items()
            if law.judge(held, holder=holder, principal=other, scope="*", today=today)
        )
        for relation, others in found.items()
    }
    return {relation: others for relation, others in allowed.items() if others}


# Accounts and signing in


def join_messenger(messenger: Messenger) -> None:
    """Join the port that carries one-time codes; done once, by the wiring at start-up."""
    signin.join(messenger)


def open_account(party_id: int, *, actor: Actor, at: datetime | None = None) -> Account:
    """Open a party's account, or return the one it has."""
    return store.open_account(party_id, actor=actor, at=at or time.now())


def open_staff_account(
    *, username: str, password: str | None, name: str, actor: Actor, at: datetime | None = None
) -> Account:
    """Open an officer's account; with no password nobody can sign in to it yet.

    Raises UsernameTaken. What the account may do is said by its posts (agencies.appoint).
    """
    return store.open_staff_account(
        username=username, password=password, name=name, actor=actor, at=at or time.now()
    )


def account(username: str) -> Account | None:
    """Return the account of a username, None where there is none."""
    return store.account(username)


def account_by_id(account_id: int) -> Account | None:
    """Return an account that is not closed by its id, None where there is none."""
    return store.account_by_id(account_id)


def officer_names(accounts: Iterable[int]) -> dict[int, str]:
    """Return the names of officers by the id of their account; unknown ids are left out."""
    return store.officer_names(accounts)


def is_one_person(first: int, second: int) -> bool:
    """Whether two officers' accounts are one person's (同一人): one account, or one name.

    Where the law wants two persons a second account of one's own is not enough. Accounts that are
    known to belong to two parties are two persons, whatever their names.
    """
    return store.is_one_person(first, second)


def set_active(account_id: int, *, active: bool, actor: Actor, at: datetime | None = None) -> None:
    """Close an officer's account, or open it again; a closed one signs nobody in from now on."""
    store.set_active(account_id, active=active, actor=actor, at=at or time.now())


def officers() -> tuple[Account, ...]:
    """Return every officer's account in the order of the usernames; administrators list them."""
    return store.officers()


def send_code(
    *, number: str, address: str, use: Use = "sign-in", at: datetime | None = None
) -> None:
    """Send a one-time code to the holder of this number; the answer is always the same.

    Nothing tells whether the number is registered: only a registered person's code is carried
    anywhere. Raises BadNumber for a number that is none, TooManyTries when too many were asked
    for by this number or from this client address. A code for one use is good for no other.
    """
    signin.send_code(number=number, address=address, use=use, at=at or time.now())


def sign_in(
    *, number: str, code: str, address: str, use: Use = "sign-in", at: datetime | None = None
) -> Account:
    """Sign a resident in by their number and the newest code sent to them, which is then used.

    Raises WrongCode for a wrong, used or old code and for an unknown number alike, TooManyTries
    while the number or the address has to wait. The attempt is counted before it is judged, in
    a transaction of its own, so a failure cannot be rolled back; call it outside `atomic`.
    """
    return signin.sign_in(number=number, code=code, address=address, use=use, at=at or time.now())


def staff_sign_in(
    *, username: str, password: str, address: str, at: datetime | None = None
) -> Account:
    """Sign an officer in by username and password, under the same limits.

    Raises WrongPassword for an unknown name and a wrong password alike, TooManyTries.
    """
    return signin.staff_sign_in(
        username=username, password=password, address=address, at=at or time.now()
    )


def actor_of(
    user: Account | AbstractBaseUser | AnonymousUser,
    *,
    capacity: str | None = None,
    agency: str | None = None,
    acting_for: int | None = None,
    assurance: Assurance | None = None,
) -> Actor:
    """Say who a signed-in account is as an actor: the party itself, or an officer.

    An officer's capacity and agency are the post they act in; a person's capacity is
    "applicant" unless another is named. Raises UnknownParty for nobody.
    """
    if not isinstance(user, Account):
        raise UnknownParty
    if user.party_id is not None:
        return Actor(
            "person",
            user.party_id,
            user.name,
            capacity or "applicant",
            acting_for=acting_for,
            assurance=assurance or Assurance.CODE,
        )
    return Actor(
        "officer",
        user.id,
        user.name,
        capacity or "officer",
        agency=agency,
        acting_for=acting_for,
        assurance=assurance or Assurance.NUMBER,
    )
