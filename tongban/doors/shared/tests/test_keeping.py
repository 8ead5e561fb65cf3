"""What was typed when a sign-in was over comes back to who typed it, and to nobody else."""

import pytest
from django.test import Client

from tests.cast import CAST
from tongban.doors.models import KeptForm
from tongban.doors.shared import lasting
from tongban.doors.shared.identity import keeping
from tongban.doors.shared.tests.entering import sign_in
from tongban.kernel.actors import SYSTEM
from tongban.people import api as people


@pytest.fixture
def expired(signed, monkeypatch):
    """The applicant's browser, three hours later."""
    later = lasting._now() + 3 * 3600
    monkeypatch.setattr(lasting, "_now", lambda: later)
    return signed


TYPED = {"reason": "我的原因很长", "password": "geheim", "csrfmiddlewaretoken": "x"}


def test_what_was_typed_waits_and_is_sent_on_by_one_button(expired, me, monkeypatch):
    answer = expired.post("/mandates/new", TYPED)
    assert answer["Location"].startswith("/sign-in?next=%2Fkept")
    assert sign_in(expired, me.party_id, monkeypatch)["Location"] == "/kept"
    page = expired.get("/kept").content.decode()
    assert 'action="/mandates/new"' in page
    assert "我的原因很长" in page
    assert "geheim" not in page


def test_nothing_of_it_can_be_read_in_the_table(expired):
    expired.post("/mandates/new", TYPED)
    row = KeptForm.objects.get()
    assert "原因" not in row.sealed


def test_somebody_else_in_the_same_browser_is_shown_nothing(expired, monkeypatch):
    expired.post("/mandates/new", TYPED)
    other = people.register(number=CAST.stranger.number, name="周遥", actor=SYSTEM)
    assert sign_in(expired, other.id, monkeypatch)["Location"] == "/"
    assert expired.get("/kept").status_code == 302


def test_another_browser_of_the_same_person_is_shown_nothing(expired, me, monkeypatch):
    expired.post("/mandates/new", TYPED)
    elsewhere = Client()
    sign_in(elsewhere, me.party_id, monkeypatch)
    assert elsewhere.get("/kept").status_code == 302


def test_who_signs_out_leaves_nothing_behind(signed):
    signed.post("/sign-out")
    signed.post("/mandates/new", TYPED)
    assert not KeptForm.objects.exists()


def test_what_is_taken_or_thrown_away_is_gone(expired, me, monkeypatch):
    expired.post("/mandates/new", TYPED)
    sign_in(expired, me.party_id, monkeypatch)
    expired.post("/kept")
    assert not KeptForm.objects.exists()


def test_what_is_read_back_is_what_somebody_typed():
    sent = [("name", "周遥"), ("scope", "*"), ("next", "/mine"), ("asked:1", "x")]
    assert keeping.read_back(sent) == ["周遥"]
