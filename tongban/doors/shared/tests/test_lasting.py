"""How long a sign-in lasts, and what a browser may keep."""

import time

import pytest

from tests.staff_fixtures import *  # noqa: F403 - officers and residents
from tests.staffing import PASSWORD
from tongban.doors.shared import lasting
from tongban.people import api as people


@pytest.fixture
def later(monkeypatch):
    def go(seconds):
        monkeypatch.setattr(lasting, "_now", lambda: int(time.time()) + seconds)

    return go


@pytest.fixture
def me(client, resident):
    client.force_login(people.open_account(resident.party.id, actor=resident.actor))
    return client


def is_in(answer):
    return answer.status_code == 200


def test_an_officer_who_walked_away_is_signed_out(client, staffed, later):
    client.force_login(staffed.reviewer)
    later(lasting.STAFF.idle - 60)
    assert is_in(client.get("/desk/"))
    later(2 * lasting.STAFF.idle)
    assert "/staff/sign-in" in client.get("/desk/")["Location"]
    assert not client.session.items()


def test_an_officer_who_works_on_stays_signed_in_for_a_day_at_most(client, staffed, later):
    client.force_login(staffed.reviewer)
    for step in range(1, 24):
        later(step * 29 * 60)
        assert is_in(client.get("/desk/"))
    later(lasting.STAFF.whole + 60)
    assert not is_in(client.get("/desk/"))


def test_a_resident_has_time_to_read_and_to_type(me, later):
    later(lasting.STAFF.idle * 3)
    assert is_in(me.get("/mine"))


def test_a_resident_who_left_the_machine_is_signed_out_on_open_pages_too(me, later):
    assert "/sign-out" in me.get("/").content.decode()
    later(lasting.RESIDENT.idle + 60)
    assert "/sign-out" not in me.get("/").content.decode()


def test_signing_in_begins_a_new_session(client, staffed):
    client.get("/staff/sign-in")
    client.session["planted"] = "x"
    client.cookies["tongban_session"] = "a" * 32
    client.post("/staff/sign-in", {"username": "wangmin", "password": PASSWORD})
    assert client.cookies["tongban_session"].value != "a" * 32
    assert "planted" not in client.session


def test_a_number_without_its_code_is_forgotten_soon(client, resident):
    client.post("/sign-in", {"number": resident.number})
    assert client.session.get_expiry_age() <= 15 * 60


def test_sessions_that_are_over_are_taken_away(client, resident, staffed):
    from datetime import timedelta

    from django.contrib.sessions.models import Session
    from django.utils import timezone

    old = Session.objects.create(
        session_key="o" * 32, session_data="", expire_date=timezone.now() - timedelta(days=1)
    )
    client.force_login(staffed.reviewer)
    assert not Session.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("path", ["/", "/mine", "/find?q=a", "/licence/1a2b"])
def test_no_cache_keeps_a_page_made_for_somebody(me, path):
    assert "no-store" in me.get(path)["Cache-Control"]


def test_no_cache_keeps_the_page_that_asks_for_the_code(client, resident):
    page = client.post("/sign-in", {"number": resident.number})
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/staff/sign-in", "/v/abc", "/nowhere"])
def test_every_page_says_what_it_may_never_use_or_do(client, staffed, path):
    page = client.get(path)
    assert "camera=()" in page["Permissions-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
