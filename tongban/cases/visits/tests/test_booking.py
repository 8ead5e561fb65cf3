"""Appointments: the same places for web, telephone and counter."""

from datetime import timedelta

import pytest

from tests.cast import CAST
from tongban.cases.visits import api as visits
from tongban.cases.visits.tests.conftest import MONDAY, resident
from tongban.exchange.notices import api as notices

TEN = MONDAY.replace(hour=10, minute=0)


def book(actor, *, line="A", begins=TEN, by=None, at=MONDAY):
    return visits.book(
        person=actor.id,
        hall="H-ONE",
        line=line,
        begins=begins,
        channel="web",
        actor=by or actor,
        at=at,
    )


def left(line="A", begins=TEN):
    found = visits.slots("H-ONE", line, begins.date(), at=MONDAY)
    return next(one.left for one in found if one.begins == begins)


def test_a_booked_time_has_one_place_less_for_everybody(visitor):
    assert left(line="B") == 2
    book(visitor, line="B")
    assert left(line="B") == 1


def test_the_last_place_is_given_once(visitor):
    book(visitor)
    with pytest.raises(visits.SlotTaken):
        book(resident(CAST.stranger))


def test_a_moved_appointment_gives_its_old_place_back(visitor):
    made = book(visitor)
    moved = visits.move(made.id, begins=TEN + timedelta(hours=1), actor=visitor, at=MONDAY)
    assert (left(), left(begins=moved.begins)) == (1, 0)


def test_a_cancelled_appointment_gives_its_place_back(visitor):
    visits.cancel(book(visitor).id, actor=visitor, at=MONDAY)
    assert left() == 1


def test_nobody_is_at_two_windows_at_once(visitor):
    book(visitor)
    with pytest.raises(visits.BookedAlready):
        book(visitor, line="B")


@pytest.mark.parametrize(
    "begins",
    [
        MONDAY.replace(hour=9, minute=0),  # over
        MONDAY.replace(hour=10, minute=10),  # no time of the hall
        TEN - timedelta(days=1),
        TEN + timedelta(days=5),  # a Saturday
        TEN + timedelta(days=8),  # too far ahead
    ],
)
def test_only_what_is_offered_can_be_booked(visitor, begins):
    with pytest.raises(visits.NotBookable):
        book(visitor, begins=begins)


def test_a_stranger_sees_and_changes_nothing(visitor):
    made, stranger = book(visitor), resident(CAST.stranger)
    for act in (
        lambda: visits.booking(made.id, actor=stranger),
        lambda: visits.cancel(made.id, actor=stranger, at=MONDAY),
        lambda: visits.bookings(visitor.id, actor=stranger),
        lambda: book(visitor, begins=TEN + timedelta(hours=1), by=stranger),
    ):
        with pytest.raises(visits.NoSuchVisit):
            act()


def test_a_clerk_books_for_whoever_calls(visitor, clerks):
    made = book(visitor, by=clerks[0])
    assert visits.bookings(visitor.id, actor=visitor)[0].id == made.id


def test_a_full_day_is_listed_with_nothing_left(visitor):
    days = visits.days("H-ONE", "A", at=MONDAY)
    assert len(days) == 6  # this week's and the next Monday
    assert days[0].left == 14


def test_whoever_booked_is_told_where_and_when(visitor):
    made = book(visitor)
    visits.move(made.id, begins=TEN + timedelta(hours=1), actor=visitor, at=MONDAY)
    visits.cancel(made.id, actor=visitor, at=MONDAY)
    told = notices.told(visitor.id)
    assert [one.template for one in told] == ["visit-cancelled", "visit-booked", "visit-booked"]
    assert "10:00" in told[2].body
