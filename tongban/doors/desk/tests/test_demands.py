"""Demands at the desk: by hand from the list to the reply, returned once, decided, called back."""

import pytest

from tests.staffing import PASSWORD
from tongban.kernel.actors import SYSTEM, Actor
from tongban.voice import api as voice
from tongban.voice.routing.current import CURRENT

WORDS = "超市卖的牛奶过期半个月了，还不给退，找店长也没有用"
REPLY = "已到超市查实过期牛奶，责令下架退款，三天内退到您账户。"


@pytest.fixture
def number(staffed):
    CURRENT.forget()
    filed = voice.file(voice.Words(text=WORDS), channel="web", actor=Actor("person", 0))
    if not filed.state.agency:
        wanted = voice.DemandProposed("SJ", "投诉", "市场监管", "食品", "", "general", 1.0)
        voice.dispatch(filed.number, wanted, actor=SYSTEM)
    assert voice.published(filed.number).agency == "SJ"
    return filed.number


def enter(client, account):
    client.post("/staff/sign-in", {"username": account.username, "password": PASSWORD})
    return client


def do(client, number, deed, **given):
    return client.post(f"/desk/demand/{number}/{deed}", given)


def test_an_officer_takes_it_from_the_list_and_replies(client, staffed, number):
    enter(client, staffed.elsewhere)
    assert "牛奶" in client.get("/desk/demands").content.decode()
    do(client, number, "accept")
    thin = do(client, number, "reply", solved="1", words="已处理，感谢来电")
    assert thin.status_code == 400
    assert "除了套话" in thin.content.decode()
    assert do(client, number, "reply", solved="1", words=REPLY).status_code == 302
    assert voice.published(number).standing == "replied"
    assert "牛奶" in client.get("/desk/demands/done").content.decode()


def test_what_is_returned_goes_to_the_coordinator_and_comes_back_for_good(client, staffed, number):
    enter(client, staffed.elsewhere)
    assert do(client, number, "return", reason="这家店在别的区登记").status_code == 302
    client.post("/staff/sign-out")
    enter(client, staffed.supervisor)
    assert "待协调" in client.get("/desk/demands?task=coordinate").content.decode()
    given = {"agency": "SJ", "district": "-", "reason": "按经营地管辖，由你们办"}
    done = do(client, number, "coordinate", **given)
    assert done.status_code == 302
    client.post("/staff/sign-out")
    enter(client, staffed.elsewhere)
    page = client.get(f"/desk/demand/{number}").content.decode()
    assert "退单" not in page


def test_another_agency_is_told_that_it_is_not_theirs(client, staffed, number):
    enter(client, staffed.reviewer)
    assert client.get(f"/desk/demand/{number}").status_code == 403
    assert number not in client.get("/desk/demands").content.decode()


def test_pages_of_themes_and_ratings_open_for_whom_they_are(client, staffed, number):
    enter(client, staffed.supervisor)
    assert client.get("/desk/themes").status_code == 200
    assert client.get("/desk/ratings").status_code == 200
    client.post("/staff/sign-out")
    enter(client, staffed.elsewhere)
    assert client.get("/desk/themes").status_code == 403
    assert client.get("/desk/ratings").status_code == 200
