"""The queue before the doors: in the order of coming, honest about the wait, open for who is inside."""

import base64
import hashlib
import re
import time
from ipaddress import ip_network

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client, RequestFactory

from tongban.doors.models import RushRow
from tongban.doors.shared.rush import gate, state
from tongban.doors.shared.rush.front import Front
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


def test_a_made_up_form_lets_nobody_in_for_good(stormed):
    crook = Client()
    crook.cookies["tongban_csrf"] = "x" * 32
    assert crook.post("/preferences-of-mine", {}).status_code == 404
    assert gate.INSIDE not in crook.cookies
    assert crook.get(QUEUED).status_code == 503


@pytest.mark.parametrize(
    "machine",
    ["/carriers/x", "/payments/notify", "/identity/o/api/token", "/open311/discovery.json"],
)
def test_no_machine_waits_in_the_queue(stormed, machine):
    assert Client().post(machine).status_code != 503


def test_the_wait_is_said_in_plain_words(stormed):
    browser = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    browser.get(QUEUED)
    stormed["admitted"] = ticket(browser) - 600
    said = browser.get(QUEUED)
    assert "前面还有 600 人，大约等 6 分钟" in said.content.decode()
    assert 25 <= int(said["Retry-After"]) <= 35
    stormed["admitted"] = ticket(browser) - 3
    assert "不到一分钟" in browser.get(QUEUED).content.decode()


def test_who_was_let_in_stays_inside_when_others_come(stormed):
    inside = Client()
    inside.get(QUEUED)
    stormed["admitted"] = ticket(inside)
    assert inside.get(QUEUED).status_code == 200
    stormed["admitted"] = 0
    assert inside.get(QUEUED).status_code == 200


@pytest.fixture
def ask(stormed):
    """Ask as a server does, the whole way in; says status, headers and page, and who answered."""
    asked = []
    answering = get_wsgi_application()
    front = Front(lambda environ, start: asked.append(environ) or answering(environ, start))

    def made(path, cookie="", language="zh-CN", method="GET", address="127.0.0.1"):
        said = []
        environ = RequestFactory().generic(method, path, HTTP_ACCEPT_LANGUAGE=language).environ
        environ["REMOTE_ADDR"] = address
        body = b"".join(
            front(environ | {"HTTP_COOKIE": cookie}, lambda *words: said.extend(words[:2]))
        )
        return int(said[0][:3]), dict(said[1]), body.decode()

    made.asked = asked
    for signal in (request_started, request_finished):  # the test's own connection stays
        signal.disconnect(close_old_connections)
    yield made
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_who_waits_is_answered_without_the_application_and_with_one_number_drawn(
    ask, stormed, django_assert_num_queries
):
    ask(QUEUED)  # the page is made once
    gone = len(ask.asked)
    with django_assert_num_queries(1):
        status, headers, page = ask(QUEUED)
    number = int(headers["Set-Cookie"].partition("=")[2].partition(":")[0])
    assert (status, int(headers["Content-Length"])) == (503, len(page.encode()))
    assert f"前面还有 {number} 人" in page
    assert f'content="{headers["Retry-After"]}"' in page
    with django_assert_num_queries(0):
        again = ask(QUEUED, headers["Set-Cookie"].partition(";")[0])
    assert f"前面还有 {number} 人" in again[2]
    assert len(ask.asked) == gone
    stormed["admitted"] = number
    status, headers, _ = ask(QUEUED, headers["Set-Cookie"].partition(";")[0])
    assert status == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "people are before you"), ("zh-Hant", "前面還有"), ("zh-CN", "前面还有")],
)
def test_each_waits_in_their_language_on_one_request_and_never_sees_a_mark(ask, language, words):
    for _ in range(2):
        _, headers, page = ask(QUEUED, language=language)
    assert words in page
    assert not any(str(mark) in page for mark in (gate.AHEAD, gate.MINUTES, gate.AGAIN))
    assert not re.findall(r'(?:src|href)="/static', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in headers["Content-Security-Policy"]


def test_forms_guides_and_whoever_is_inside_pass_the_front(ask, stormed):
    assert ask("/agencies")[0] == 200
    inside = f"{gate.INSIDE}={gate.signed(gate.INSIDE, int(time.time()))}"
    assert ask(QUEUED, inside)[0] == 200
    before = len(ask.asked)
    ask(QUEUED, method="POST")
    assert len(ask.asked) == before + 1


def test_looking_costs_the_same_whatever_the_crowd_and_never_comes_all_at_once():
    small = state.Standing("on", on=True, admitted=0, issued=500, rate=20.0)
    crowd = state.Standing("on", on=True, admitted=0, issued=20_000, rate=20.0)
    assert small.again(1) <= state.SOONEST + 1
    looks = [crowd.again(ticket) for ticket in range(1, 20_001)]
    assert sum(1 / each for each in looks) < state.LOOKS * 1.1
    assert len(set(looks)) > 20


def test_guides_health_and_machines_are_never_queued(stormed):
    for path in ("/", "/agencies", "/health/live", "/health/open", "/v/api/openapi.json"):
        assert Client().get(path).status_code == 200, path


@pytest.fixture
def share(settings):
    """An address draws two places a minute, and a proxy of ours stands at 10.0.0.1."""
    settings.RUSH_SHARE, settings.TRUSTED_PROXIES = 2, [ip_network("10.0.0.1/32")]
    gate._share.cache_clear()
    yield
    gate._share.cache_clear()


def from_(address, via=""):
    return {"REMOTE_ADDR": via or address, "HTTP_X_FORWARDED_FOR": address}


@pytest.mark.usefixtures("stormed", "share")
def test_one_address_alone_makes_the_queue_no_longer_and_is_told_to_look_again():
    before = state.look().issued
    crowd = [Client().get(QUEUED, **from_("203.0.113.7")) for _ in range(6)]
    assert state.look().issued - before == 2
    assert [gate.PLACE in one.cookies for one in crowd] == [True] * 2 + [False] * 4
    assert {one.status_code for one in crowd} == {503}
    assert all(int(one["Retry-After"]) >= 4 for one in crowd)
    assert gate.PLACE in Client().get(QUEUED, **from_("198.51.100.9")).cookies


@pytest.mark.usefixtures("stormed", "share")
@pytest.mark.parametrize(
    ("addresses", "via", "places"),
    [
        ([f"2001:db8:1:2::{one}" for one in range(1, 6)], "", 2),  # one line has all of its /64
        ([f"2001:db8:1:{one}::1" for one in range(1, 6)], "", 5),
        ([f"203.0.113.{one}" for one in range(1, 6)], "10.0.0.1", 5),  # our proxy's word is taken
        ([f"203.0.113.{one}" for one in range(1, 6)], "198.51.100.9", 2),  # a stranger's is not
        ([f"203.0.113.{one}" for one in range(1, 6)], "127.0.0.1", 5),  # nor is anybody held back
    ],
)
def test_a_share_is_of_the_line_one_comes_by_as_far_as_it_is_known(addresses, via, places):
    crowd = [Client().get(QUEUED, **from_(one, via)) for one in addresses]
    assert sum(gate.PLACE in one.cookies for one in crowd) == places


@pytest.mark.usefixtures("share")
def test_the_front_holds_an_address_to_its_share_too(ask):
    cookies = ["Set-Cookie" in ask(QUEUED, address="203.0.113.7")[1] for _ in range(4)]
    assert cookies == [True, True, False, False]


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
