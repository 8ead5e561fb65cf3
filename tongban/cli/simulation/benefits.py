"""The city's night of benefits (免申即享的一夜): a registry of nobody, five policies, two officers each.

The applicant of the cast stands in it with a newborn, so that the demo shows a benefit that found
them; one list is left for whoever looks at the desk to sign.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.catalogue.domain.model import Book
from tongban.cli.simulation import registry, staff
from tongban.cli.simulation.residents import REGISTRAR
from tongban.kernel.actors import Actor
from tongban.kernel.time import city_date, now
from tongban.oversight.benefits import api as benefits
from tongban.people import api as people

PERSONS = 100_000
HOUSEHOLD = 999_999_999
NEWBORN = date(2026, 2, 20)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the night came to (一夜的结果)."""

    persons: int
    lists: int
    lines: int
    seconds: float


def night(book: Book, *, persons: int = PERSONS, seed: int = 1) -> Shown:
    """Write the registry, draw the lists, have them signed; the worker carries them out."""
    file, today = benefits.residents(), city_date(now())
    if not file.exists():
        rows = [*_cast(book, today), *registry.people(persons, seed=seed, on=today)]
        registry.write(file, rows)
    made = benefits.run(file)
    two = [one for one in made.lists if one.said["steps"] == "two"]
    left = min(two, key=lambda one: sum(one.said["counts"].values()), default=None)
    for one in made.lists:
        if one is not left:
            sign(one.id, one.agency)
    lines = sum(sum(one.said["counts"].values()) for one in made.lists)
    return Shown(made.persons, len(made.lists), lines, round(made.seconds, 2))


def sign(list_id: int, agency: str) -> None:
    """Have two officers of an agency sign a list (初核、确认)."""
    first, second = (_officer(agency, no) for no in (1, 2))
    benefits.see(list_id, actor=first)
    benefits.confirm(list_id, actor=second)


def _officer(agency: str, no: int) -> Actor:
    """Return one of the two officers of an agency who sign its lists, appointed at first."""
    from tongban.agencies import api as agencies

    username = f"list-{agency}-{no}".lower()
    account = people.account(username) or people.open_staff_account(
        username=username, password=None, name=f"清单经办 {no}", actor=REGISTRAR
    )
    if not agencies.posts(account.pk):
        agencies.appoint(account=account.pk, agency=agency, duty="reviewer", actor=REGISTRAR)
    return Actor("officer", account.pk, account.name, "reviewer", agency=agency)


def _cast(book: Book, today: date) -> list[dict[str, Any]]:
    """Return the applicant of the cast and a newborn of theirs, as rows of the registry."""
    me = staff.applicant(book)
    number = me.number or ""
    birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    home = {
        "household": HOUSEHOLD, "local": True, "dibao": False, "members": 3,
        "income_pc": 420_000, "assets_ok": True, "on_date": today, "local_hukou": True,
        "hard": False, "has_card": False, "level": "四级", "care_need": False, "lawful": True,
        "school_roll": False, "hard_category": "无",
    }  # fmt: skip
    account = f"622200{number[4:17]}"
    mine = {
        **home, "person": number, "name": me.name, "payee": None, "account": account,
        "birth": birth, "age": today.year - birth.year,
    }  # fmt: skip
    baby = {
        **home, "person": registry.number_of(NEWBORN), "name": f"{me.name[0]}小满",
        "payee": number, "account": account, "birth": NEWBORN, "age": 0,
    }  # fmt: skip
    return [mine, baby]
