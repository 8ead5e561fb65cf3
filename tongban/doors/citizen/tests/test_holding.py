"""Showing, taking along, lending and looking up one's licences, through the pages."""

import re

import pytest

from tongban.doors.citizen.tests.browsing import text
from tongban.licences import api as licences
from tongban.people import api as people


@pytest.fixture
def card(me):
    page = text(me.get("/licences"))
    return next(
        one for one in re.findall(r'href="(/licence/[^"]+)"', page) if "over_18" in text(me.get(f"{one}/show"))
    )  # fmt: skip


def test_one_shows_only_what_one_chose_and_sees_who_looked(me, card):
    from django.test import Client

    answer = me.get(f"{card}/show?on=1&item=over_18")
    page = text(answer)
    assert answer["Refresh"] == "58"
    assert "已满十八周岁" in page
    code = re.search(r'class="typed">([0-9A-Z-]{14})<', page)[1]
    seen = Client().post(f"/v/s/{code}", {"who": "影院检票口", "cause": "核对年龄"})
    assert "已满十八周岁" in text(seen)
    page = text(me.get("/licences/uses"))
    assert "影院检票口" in page
    assert "核对年龄" in page


def test_a_wallet_is_offered_a_code_and_six_digits(me, card):
    assert re.search(r"<button[^>]*>领取", text(me.get(f"{card}/wallet")))
    page = text(me.post(f"{card}/wallet"))
    assert "openid-credential-offer://" in page
    assert re.search(r'class="typed">\d{3} \d{3}<', page)


def test_lending_and_taking_back(me, other, card, stranger):
    form = {
        "number": stranger.number,
        "name": stranger.actor.name,
        "cause": "替我领取",
        "term": "day",
    }
    assert me.post(f"{card}/lend", form | {"number": "1"}).status_code == 400
    assert me.post(f"{card}/lend", form | {"cause": ""}).status_code == 400
    unnamed = me.post(f"{card}/lend", form | {"name": ""})
    assert unnamed.status_code == 400
    assert stranger.actor.name not in text(unnamed)
    page = text(me.post(f"{card}/lend", form, follow=True))
    assert "替我领取" in page
    back = re.search(r'action="(/licences/authorisations/(?!ask)[^"]+)"', page)[1]
    theirs = text(other.get("/licences/authorisations"))
    lent = re.search(r'href="(/licences/lent/[^"]+)"', theirs)[1]
    assert "这是别人让您用的证照" in text(other.get(lent))
    me.post(back, {"do": "withdraw"})
    assert other.get(lent).status_code in (404, 409)
    assert me.post(back, {"do": "withdraw"}).status_code == 400


@pytest.mark.parametrize(
    ("act", "page"),
    [
        ("export", "/data/export"),
        ("export", "/data/export.json"),
        ("export", "/data/export.pdf"),
        ("erase", "/data/erase"),
        ("lend", "lend"),
    ],
)
def test_a_city_may_ask_for_a_surer_sign_in_before_such_an_act(me, card, settings, act, page):
    settings.ASSURED_ACTS = {act}
    answer = me.get(page if page.startswith("/") else f"{card}/{page}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/again?")
    assert "level=2" in answer["Location"]


def test_one_is_asked_and_answers_from_the_phone(me, other, resident):
    form = {"number": resident.number, "kind": "L-IDCARD", "cause": "为孩子办落户"}
    assert other.post("/licences/authorisations/ask", form).status_code == 302
    assert "等您决定" in text(me.get("/licences"))
    page = text(me.get("/licences/authorisations"))
    address = re.search(r'action="(/licences/authorisations/(?!ask)[^"]+)"', page)[1]
    me.post(address, {"do": "grant", "term": "week"})
    assert "为孩子办落户" in text(other.get("/licences/authorisations"))


def test_an_unknown_person_and_a_licence_nobody_has_look_alike(me, other, cast, resident):
    asked = {"kind": "L-NOTHING", "cause": "x"}
    for number in (resident.number, cast.spouse.number):
        answer = other.post("/licences/authorisations/ask", asked | {"number": number})
        assert (answer.status_code, answer["Location"]) == (302, "/licences/authorisations?sent=1")


def test_a_stranger_shows_takes_and_lends_nothing(other, card, stranger):
    for page in ("show", "wallet", "lend"):
        assert other.get(f"{card}/{page}").status_code == 404
    form = {"number": stranger.number, "cause": "x", "term": "day"}
    assert other.post(f"{card}/wallet").status_code == 404
    assert other.post(f"{card}/lend", form).status_code == 404


def test_what_an_authority_changed_is_said_with_its_reason(me, resident):
    from tongban.kernel.actors import SYSTEM, Purpose

    purpose = Purpose("own", "", "t", "t")
    held = licences.held_by([resident.party.id], purpose=purpose, actor=SYSTEM)
    licences.suspend(held[0].id, reason="信息待核实", actor=SYSTEM)
    page = text(me.get("/licences"))
    assert "已暂扣" in page
    assert "信息待核实" in page
    assert people.party(resident.party.id).number not in page
