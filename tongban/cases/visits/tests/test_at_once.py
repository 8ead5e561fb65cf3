"""At the same moment, on connections of their own: the last place once, a ticket by one window."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests.cast import CAST
from tongban.cases.visits import api as visits
from tongban.cases.visits.tests.conftest import MONDAY, clerk, publish, resident
from tongban.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
TEN = MONDAY.replace(hour=10, minute=0)


def together(*acts):
    """Do these at once, each on a connection of its own; return what came of each."""
    gate = Barrier(len(acts))

    def do(act):
        gate.wait()
        try:
            return act()
        except visits.VisitProblem as problem:
            return type(problem)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


@pytest.fixture
def place(tmp_path):
    return publish(tmp_path)


def test_the_last_place_is_booked_once(place):
    people = [resident(player) for player in (CAST.applicant, CAST.stranger, CAST.spouse)]

    def book(one):
        return lambda: visits.book(
            person=one.id, hall="H-ONE", line="A", begins=TEN, channel="web", actor=one, at=MONDAY
        )

    came = together(*(book(one) for one in people))
    assert came.count(visits.SlotTaken) == 2


def test_one_person_has_one_appointment_at_a_time(place):
    one = resident(CAST.applicant)

    def book(line):
        return lambda: visits.book(
            person=one.id, hall="H-ONE", line=line, begins=TEN, channel="web", actor=one, at=MONDAY
        )

    assert together(book("A"), book("B")).count(visits.BookedAlready) == 1


def test_clerks_who_call_at_once_get_different_people_and_nobody_is_left_out(place):
    clerks = {no: clerk(no) for no in ("1", "2")}
    drawn = [
        visits.draw(hall="H-ONE", line="A", channel="kiosk", actor=SYSTEM, at=MONDAY).ticket.id
        for _ in range(8)
    ]
    called = []
    for _ in range(4):
        found = together(
            *(
                lambda no=no, who=who: visits.call_next("H-ONE", no, actor=who, at=MONDAY)
                for no, who in clerks.items()
            )
        )
        called += [one.id for one in found]
        for one in found:
            visits.finish(one.id, actor=clerks[one.window], at=MONDAY)
    assert sorted(called) == sorted(drawn)


def test_one_clerk_in_two_tabs_calls_one_person(place):
    who = clerk("1")
    for _ in range(2):
        visits.draw(hall="H-ONE", line="A", channel="kiosk", actor=SYSTEM, at=MONDAY)
    call = [lambda: visits.call_next("H-ONE", "1", actor=who, at=MONDAY)] * 2
    assert together(*call).count(visits.StillServing) == 1


def test_numbers_drawn_at_once_are_different(place):
    draw = [
        lambda: visits.draw(hall="H-ONE", line="A", channel="kiosk", actor=SYSTEM, at=MONDAY)
    ] * 4
    assert len({one.ticket.no for one in together(*draw)}) == 4
