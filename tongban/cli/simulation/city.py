"""The pilot city (试点城市): its cast, residents, firms, and work on every desk."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

import tongban
from tongban.catalogue.domain.model import Book
from tongban.cli.simulation import staff, systems
from tongban.cli.simulation.residents import CITY, REGISTRAR, Town
from tongban.cli.simulation.story import NotReady, Story
from tongban.config.home import home
from tongban.kernel.problems import Problem
from tongban.kernel.time import now
from tongban.ledger import api as ledger
from tongban.people import api as people

PILOT = Path(tongban.__file__).parent / "pilot"
"""The definitions of the pilot city, shipped with the program."""
KEPT = ("tongban_catalogue", "tongban_agencies")
Step = Callable[[str, int, int], None]


@dataclass(slots=True)
class City:
    """A city: the cast with how to sign in, and how much of the rest was made this time."""

    cast: list[Mapping[str, Any]] = field(default_factory=list)
    residents: int = 0
    firms: int = 0
    applications: int = 0
    new: bool = True

    def to_json(self) -> dict[str, Any]:
        """Print the city for machines."""
        return asdict(self)


def cast_of(book: Book) -> list[Mapping[str, Any]]:
    """Make (or find) the cast: citizens by number and code, staff by account."""
    town = Town(book, 1, now())
    citizens = staff.citizens(book, town)
    colleagues = staff.colleagues(book)
    rows: list[Mapping[str, Any]] = []
    for each in staff.cast(book):
        key = each["key"]
        if key in citizens:
            rows.append(
                {
                    "key": key, "name": each["name"], "role": each["role"], "number": citizens[key].number,
                    "sign_in": {"how": "code", "path": "/sign-in"},
                }
            )  # fmt: skip
        elif key in colleagues:
            rows.append(
                {
                    "key": key, **colleagues[key],
                    "sign_in": {
                        "how": "password", "path": "/staff/sign-in", "username": colleagues[key]["username"],
                        "password": staff.demo_password(),
                    },
                }
            )  # fmt: skip
    return rows


def create(
    book: Book,
    *,
    residents: int,
    firms: int,
    applications: int,
    seed: int,
    step: Step = lambda *_: None,
) -> City:
    """Create the city once; a second time only tells who lives there.

    The same seed and sizes make the same city. `step` is told what is being made, how many of it
    are done and how many there will be.
    """
    town = Town(book, seed, now())
    # All of it or nothing: a city that Ctrl-C cut short would never be completed.
    with transaction.atomic():
        new = not staff.is_here(book, town)
        city = City(cast_of(book), new=new)
        if new:
            city.residents, city.firms = residents, firms
            parties = _cast_at_home(book, town)
            town.asked_of_agencies = town.clerks.answered()
            _residents(book, town, residents, step)
            _firms(book, town, firms, parties.get("shop_owner"), step)
            step("registers", 0, 1)
            town.flush()
            city.applications = _fill_desks(book, town, applications, step)
            town.clerks.flush()
    return city


def _cast_at_home(book: Book, town: Town) -> dict[str, people.Party]:
    """Settle the residents of the cast: they hold everything residents can hold."""
    parties = staff.citizens(book, town)
    if "applicant" in parties and "spouse" in parties:
        town.couple(parties["applicant"], parties["spouse"])
    held = [{**each, "share": 100} for each in book.city.get("holdings", {}).get("person", ())]
    for party in parties.values():
        town.settle(party, held)
    return parties


def _residents(book: Book, town: Town, count: int, step: Step) -> None:
    """Settle residents of every age: of ten, two children and two old people."""
    held = book.city.get("holdings", {}).get("person", ())
    for at in range(count):
        step("residents", at, count)
        low, high = ((0, 17), (18, 59), (60, 92))[(at % 10 > 1) + (at % 10 > 7)]
        town.settle(town.person(born=town.values.birth(town.today, low=low, high=high)), held)


def _firms(book: Book, town: Town, count: int, first: people.Party | None, step: Step) -> None:
    """Found firms, each with an owner who may act for it; the first belongs to the cast."""
    held = book.city.get("holdings", {})
    for at in range(count):
        step("firms", at, count)
        owner = first if at == 0 else None
        if owner is None:
            owner = town.person()
            town.settle(owner, held.get("person", ()))
        firm = town.company()
        people.relate(owner.id, "company", firm.id, actor=REGISTRAR, at=town.at)
        people.mandate(
            holder=owner.id, principal=firm.id, kind="company", actor=REGISTRAR, at=town.at
        )
        town.settle(firm, held.get("company", ()))


def _fill_desks(book: Book, town: Town, applications: int, step: Step) -> int:
    """Let residents hand in life events over the last weeks, and officers be where they would be."""
    made = 0
    for at in range(applications):
        step("applications", at, applications)
        made += _hand_in(book, town, at)
    return made


def _hand_in(book: Book, town: Town, at: int) -> bool:
    """Hand in the application of this place in the row; whether it could be."""
    goals = sorted(book.events) or sorted(book.services)
    today = now().astimezone(CITY).date()
    start = today - timedelta(days=town.values.random.randrange(0, 20))
    goal = [goals[at % len(goals)]]
    story = Story(book, goal, today=today, start=start, seed=at + 1, clerks=town.clerks)
    try:
        story.cast_person()
        told = story.hand_in()
    except (NotReady, Problem):
        return False
    # The newest have not been looked at yet; the others are where the calendar puts them.
    if story.start < today - timedelta(days=3):
        story.run(told, until=today)
    return True


def grow(book: Book, *, applications: int) -> int:
    """Hand in what the city lacks of so many applications, one by one; return how many were."""
    town = Town(book, 1, now())
    there = len(ledger.heads(kind="application", limit=applications).items)
    made = 0
    for at in range(there, applications):
        with transaction.atomic():
            made += _hand_in(book, town, at)
            town.clerks.flush()
    return made


def reset() -> int:
    """Empty the city: people, facts, licences, cases and their log; definitions stay.

    Returns how many tables were emptied. All of them in one statement, or none.
    """
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in KEPT
        and model._meta.app_label not in ("contenttypes", "auth", "admin")
        and model._meta.managed
    ]
    systems.forget(home())
    existing = set(connection.introspection.table_names())
    tables = sorted(table for table in tables if table in existing)
    with connection.cursor() as cursor:
        cursor.execute("truncate " + ", ".join(f'"{table}"' for table in tables) + " cascade")
    return len(tables)
