"""The queue before the doors: in the order of coming, honest about the wait, open for who is inside."""

import re

import pytest
from django.test import Client

from tongban.doors.models import RushRow
from tongban.doors.shared.rush import gate, state
from tongban.kernel.time import now

pytestmark = pytest.mark.django_db
QUEUED = "/sign-in"


@pytest.fixture
def stormed(settings, monkeypatch):
    """The queue stands, and nobody is let in until the test says so."""
    settings.RUSH, settings.RUSH_RATE = True, 1.0
    state.set_mode("on")
    standing = {"admitted": 0}

    def seen(_self):
        return state.Standing("on", on=True, admitted=standing["admitted"], issued=0, rate=2.0)

    monkeypatch.setattr(state.Watch, "standing", seen)
    gone = settings.MIDDLEWARE
    settings.MIDDLEWARE = [one for one in gone if "rush" not in one]
    at = settings.MIDDLEWARE.index("tongban.doors.shared.middleware.KeepTheDraft") + 1
    settings.MIDDLEWARE.insert(at, "tongban.doors.shared.rush.gate.Rush")
    return standing


def ticket(browser):
    return int(browser.cookies[gate.PLACE].value.split(":")[0])


def test_who_comes_first_goes_first_and_keeps_the_place(stormed):
    first, second = Client(), Client()
    answers = [one.get(QUEUED) for one in (first, second, first)]
    assert [one.status_code for one in answers] == [503] * 3
    assert ticket(first) < ticket(second)
    stormed["admitted"] = ticket(first)
    assert first.get(QUEUED).status_code == 200
    assert second.get(QUEUED).status_code == 503


def test_the_wait_is_said_in_plain_words(stormed):
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    browser.get(QUEUED)
    stormed["admitted"] = ticket(browser) - 600
    said = browser.get(QUEUED)
    assert "前面还有 600 人，大约等 6 分钟" in said.content.decode()
    assert int(said["Retry-After"]) == 30
    stormed["admitted"] = ticket(browser) - 3
    assert "不到一分钟" in browser.get(QUEUED).content.decode()


def test_who_was_let_in_stays_inside_when_others_come(stormed):
    inside = Client()
    inside.get(QUEUED)
    stormed["admitted"] = ticket(inside)
    assert inside.get(QUEUED).status_code == 200
    stormed["admitted"] = 0
    assert inside.get(QUEUED).status_code == 200


def test_guides_health_and_machines_are_never_queued(stormed):
    for path in ("/", "/agencies", "/health/live", "/health/open", "/v/api/openapi.json"):
        assert Client().get(path).status_code == 200, path


def test_a_place_that_somebody_made_up_is_none(stormed):
    stormed["admitted"] = 10**9
    forged = Client()
    forged.cookies[gate.PLACE] = "1:abc:def"
    forged.get(QUEUED)
    assert re.fullmatch(r"\d+:\w+:.+", forged.cookies[gate.PLACE].value)
    assert forged.cookies[gate.PLACE].value != "1:abc:def"


def test_busy_is_the_share_of_the_threads_time_also_of_answers_that_are_not_given_yet(monkeypatch):
    clock = iter([10.0, 11.0, 11.0])
    monkeypatch.setattr(state.time, "monotonic", lambda: next(clock))
    gauge = state.Gauge(2)
    with gauge.answering():
        assert gauge.busy(at=10.5) == 0.25
    assert gauge.busy(at=11.0) == 0.5
    assert gauge.busy(at=20.0) == 0.0


def test_fewer_are_let_in_when_it_is_too_busy_and_more_when_there_is_room():
    assert state._paced(20, 0.95) < 20 < state._paced(20, 0.3)
    assert state._paced(1, 1.0) == state.SLOWEST


def test_a_storm_brings_the_queue_and_calm_takes_it_away(stormed, monkeypatch):
    monkeypatch.undo()
    state.set_mode("auto")
    watch = state.Watch(state.Gauge(1))
    busy = iter([1.0, 1.0, 1.0, 0.1])
    monkeypatch.setattr(watch.gauge, "busy", lambda: next(busy))
    assert [watch._seen().on for _ in range(3)] == [False, False, True]
    RushRow.objects.update(until=now() - state.LASTS, admitted=10**9)
    assert not watch._seen().on
