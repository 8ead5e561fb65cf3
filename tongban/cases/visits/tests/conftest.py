"""A hall of two lines and three windows, on a Monday morning."""

from datetime import datetime

import pytest

from tongban.kernel.time import CITY

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=CITY)
FILES = {
    "agencies.yaml": "agencies:\n  WELL: {name: 水井署}\n  MILL: {name: 磨坊署}\n",
    "hall.yaml": """
hall: H-ONE
version: "2026-01-01"
name: {zh: 一厅, en: One}
address: {zh: 一路一号, en: One road}
hours: [{days: working, opens: "09:00", closes: "17:00"}]
lines:
  - {letter: A, name: {zh: 水井, en: Wells}, agencies: [WELL], minutes: 10, every: 30, places: 1, ahead: 7}
  - {letter: B, name: {zh: 磨坊, en: Mills}, agencies: [MILL], minutes: 20, every: 30, places: 2, ahead: 7}
windows:
  - {no: "1", lines: [A]}
  - {no: "2", lines: [A, B]}
  - {no: "3", lines: [B]}
precedence: {elder_age: 60, elder: 20, disabled: 20, booked: 30, late: 15}
""",
}


@pytest.fixture
def hall(db, tmp_path):
    """The hall, published."""
    return publish(tmp_path)


def publish(place):
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    for name, said in FILES.items():
        (place / name).write_text(said)
    catalogue.publish(place, actor=SYSTEM)
    return catalogue.book().halls["H-ONE"]


@pytest.fixture
def clerks(hall):
    """Three clerks, each with a window open."""
    return [clerk(no) for no in ("1", "2", "3")]


def clerk(no):
    from tests.staffing import officer
    from tongban.cases.visits import api as visits
    from tongban.people import api as people

    account = officer(f"clerk-{no}", f"窗口{no}", "clerk", place=no)
    actor = people.actor_of(account, capacity="clerk")
    visits.open_window("H-ONE", no, actor=actor, at=MONDAY)
    return actor


@pytest.fixture
def visitor(hall, cast):
    """The applicant of the cast, as the actor of what they do themselves."""
    return resident(cast.applicant)


def resident(player):
    from tongban.kernel.actors import SYSTEM
    from tongban.people import api as people

    party = people.register(number=player.number, name=player.name, actor=SYSTEM)
    return people.actor_of(people.open_account(party.id, actor=SYSTEM))
