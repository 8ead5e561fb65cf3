"""The cast and the officers of the pilot city (演示人物与经办人)."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tongban.agencies import api as agencies
from tongban.catalogue.domain.model import Book
from tongban.cli.simulation.residents import REGISTRAR, Town
from tongban.config.home import secret
from tongban.kernel.actors import Actor
from tongban.kernel.identifiers import make_citizen_number
from tongban.kernel.time import now
from tongban.people import api as people
from tongban.people.factors import api as factors

DUTIES = {
    "clerk": "clerk",
    "reviewer_a": "reviewer",
    "reviewer_b": "reviewer",
    "designer": "designer",
    "supervisor": "supervisor",
    "head": "head",
    "system": "system",
    "security": "security",
    "audit": "audit",
}


def cast(book: Book) -> Sequence[Mapping[str, Any]]:
    """Return the cast of the city definition, or a plain one where there is none."""
    given = book.city.get("cast")
    if given:
        return list(given)
    first, second = [*sorted(book.agencies), None, None][:2]
    people_ = [
        ("applicant", "林晓舟", "女", "1995-06-18"),
        ("spouse", "郑一鸣", "男", "1993-11-02"),
    ]
    people_ += [
        ("shop_owner", "吴䶮", "女", "1988-03-09"),
        ("stranger", "周遥", "男", "1990-07-25"),
    ]
    staff_ = [
        ("clerk", "王敏", None),
        ("reviewer_a", "陈立", first),
        ("reviewer_b", "郑书衡", second),
    ]
    staff_ += [("designer", "何静", None), ("supervisor", "黄建平", None)]
    return [
        *(
            {"key": key, "role": key, "name": name, "sex": sex, "birth": birth}
            for key, name, sex, birth in people_
        ),
        *(
            {"key": key, "role": key, "name": name, "agency": agency}
            for key, name, agency in staff_
        ),
    ]


def demo_password() -> str:
    """Return the password of every demo account of this city, made once and kept at home."""
    return secret("demo-password")[:8]


def officer(book: Book, agency: str, district: str = "") -> Actor:
    """Return an officer of an agency who decides: of the cast where it has one, else its own.

    With a district it is an officer of the agency's unit there.
    """
    of_cast = [each for each in cast(book) if each.get("agency") == agency]
    if of_cast and not district:
        account = people.account(str(of_cast[0]["key"]).replace("_", "-"))
        if account is not None:
            return people.actor_of(account, capacity="reviewer", agency=agency)
    username = f"officer-{agency.lower()}" + (f"-{district}" if district else "")
    account = people.account(username)
    if account is None:
        name = Town(book, hash_of(agency + district), now()).values.name()
        account = people.open_staff_account(
            username=username, password=None, name=name, actor=REGISTRAR
        )
        agencies.appoint(
            account=account.id, agency=agency, duty="reviewer", place=district, actor=REGISTRAR
        )
    return people.actor_of(account, capacity="reviewer", agency=agency)


def hash_of(word: str) -> int:
    """Return a seed that is the same on every run."""
    return zlib.crc32(word.encode()) % 10**6


def is_here(book: Book, town: Town) -> bool:
    """Say whether the cast's residents live here already."""
    return any(
        people.find(
            people_number(town, date.fromisoformat(str(each["birth"])), str(each["sex"]), at)
        )
        for at, each in enumerate(cast(book))
        if each["role"] not in DUTIES
    )


def citizens(book: Book, town: Town) -> dict[str, people.Party]:
    """Register the residents of the cast, or find them; by key."""
    found: dict[str, people.Party] = {}
    for at, each in enumerate(cast(book)):
        if each["role"] in DUTIES:
            continue
        born = date.fromisoformat(str(each["birth"]))
        number = people_number(town, born, str(each["sex"]), at)
        party = people.find(number)
        found[each["key"]] = party or people.register(
            number=number, name=str(each["name"]), actor=REGISTRAR, at=town.at
        )
    return found


def people_number(town: Town, born: date, gender: str, at: int) -> str:
    """Return the citizen number of a member of the cast: the same in every city."""
    return make_citizen_number(town.values.region, born, 120 + at * 2 + (gender == "男"))


def applicant(book: Book) -> people.Party:
    """Return the applicant of the cast, who does the city's main job."""
    return citizens(book, Town(book, 1, now()))["applicant"]


def colleagues(book: Book) -> dict[str, Mapping[str, Any]]:
    """Open the accounts of the cast's staff, or find them; by key, with how to sign in."""
    found: dict[str, Mapping[str, Any]] = {}
    first: people.Account | None = None
    for each in cast(book):
        duty = DUTIES.get(each["role"])
        if duty is None:
            continue
        username = str(each["key"]).replace("_", "-")
        account = people.account(username)
        if account is None:
            account = people.open_staff_account(
                username=username, password=None if first else demo_password(), name=str(each["name"]),
                actor=REGISTRAR,
            )  # fmt: skip
            if first:  # a hash is slow on purpose, and theirs are all of one password
                factors.give_password(account, like=first)
            first = first or account
            factors.give_secret(account, secret=factors.new_secret())
            agencies.appoint(
                account=account.id,
                agency=each.get("agency"),
                duty=duty,
                place=str(each.get("place", "")),
                actor=REGISTRAR,
            )
        found[each["key"]] = {
            "name": each["name"],
            "role": each["role"],
            "agency": each.get("agency"),
            "username": username,
        }
    return found
