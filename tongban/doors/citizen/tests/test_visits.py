"""Appointments on one's phone: one thing a page; a number that says how many are ahead."""

from datetime import datetime

import pytest
from django.utils import translation

from tongban.cases.visits import api as visits
from tongban.doors.citizen.views.visits import weekday
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM

HALL = "HALL-CENTRE"
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=time.CITY)
TEN = MORNING.replace(hour=10, minute=0)
STEPS = f"/visits/book?hall={HALL}&line=A&on=2026-11-24"


@pytest.fixture
def phone(me, monkeypatch):
    """The applicant's phone on a Tuesday morning, signed in."""
    monkeypatch.setattr(time, "now", lambda: MORNING)
    return me


def text(response):
    return response.content.decode()


def test_one_thing_is_asked_a_page(phone):
    for address, asked in (
        ("/visits/book", "去哪个大厅？"),
        (f"/visits/book?hall={HALL}", "办哪一类事？"),
        (f"/visits/book?hall={HALL}&line=A", "哪一天去？"),
        (STEPS, "几点去？"),
    ):
        page = text(phone.get(address))
        assert page.count("<h1>") == 1
        assert asked in page


def test_a_service_chooses_its_line_by_itself(phone):
    page = text(phone.get(f"/visits/book?service=GA-IDCARD-REISSUE&hall={HALL}"))
    assert "哪一天去？" in page
    assert "户籍和证件" in page


def test_a_booked_time_stands_in_the_list_and_can_be_moved_and_cancelled(phone):
    page = phone.post(STEPS, {"begins": TEN.isoformat()}, follow=True)
    assert "约好了" in text(page)
    assert "10:00" in text(phone.get("/visits"))
    made = page.redirect_chain[-1][0]
    moved = phone.get(made)
    number = text(moved).split("?move=")[1].split('"')[0]
    later = TEN.replace(hour=11)
    phone.post(f"{STEPS}&move={number}", {"begins": later.isoformat()})
    assert "11:00" in text(phone.get("/visits"))
    phone.post(f"{made}/cancel")
    assert "取消了" in text(phone.get("/visits"))


def test_a_time_that_cannot_be_booked_is_said_and_the_others_are_shown(phone):
    page = phone.post(STEPS, {"begins": MORNING.replace(hour=9, minute=0).isoformat()})
    assert page.status_code == 409
    assert "不能预约" in text(page)
    assert "10:00" in text(page)


def test_a_number_says_how_many_are_ahead_and_renews_itself(phone, client):
    for _ in range(3):
        found = visits.draw(hall=HALL, line="A", channel="kiosk", actor=SYSTEM)
    page = client.get(f"/visits/ticket/{_key(found.ticket.id)}")
    assert "A003" in text(page)
    assert ">2<" in text(page)
    assert page["Refresh"]


def _key(number):
    from django.utils.http import int_to_base36

    return int_to_base36(number)


def test_a_day_of_the_week_is_said_in_the_readers_language():
    with translation.override("en"):
        assert weekday(MORNING) == "24 November　Tuesday"
