"""Licences at the desk: found, changed alone or by two, and by nobody else."""

import pytest
from django.test import Client

from tests import staffing
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.licences import api as licences
from tongban.people import api as people

PURPOSE = Purpose("own", "", "test", "test")


@pytest.fixture
def card(resident):
    held = licences.held_by([resident.party.id], purpose=PURPOSE, actor=SYSTEM)
    return next(one for one in held if one.kind == "L-IDCARD")


def officer(username):
    from django.contrib.auth import get_user_model

    browser = Client()
    browser.force_login(get_user_model().objects.get(username=username))
    return browser


def text(answer):
    return answer.content.decode()


def again(card):
    return licences.licence(card.id, purpose=PURPOSE, actor=SYSTEM)


def test_one_officer_proposes_and_the_head_agrees(card, cast):
    player = cast.head
    staffing.officer(player.username, player.name, player.duty, player.agency)
    one, head = officer(cast.reviewer_a.username), officer(player.username)
    page = one.get("/desk/licences", {"q": card.identifier}, follow=True)
    address = page.redirect_chain[-1][0]
    assert "须两人" in text(page)
    one.post(address, {"act": "revoke", "reason": "重复领取"})
    assert again(card).state == "valid"
    assert "等同事批准" in text(one.get(address))
    assert "重复领取" in text(head.get("/desk/licences"))
    head.post(address, {"do": "approve"})
    assert again(card).state == "revoked"
    assert "已撤销" in text(head.get(address))


def test_what_one_may_do_is_done_at_once_with_a_reason(card, cast):
    one = officer(cast.reviewer_a.username)
    address = one.get("/desk/licences", {"q": card.identifier}, follow=True).redirect_chain[-1][0]
    assert one.post(address, {"act": "suspend", "reason": " "}).status_code == 400
    one.post(address, {"act": "suspend", "reason": "信息待核实"})
    assert (again(card).state, again(card).reason) == ("suspended", "信息待核实")


def test_an_officer_of_another_authority_finds_nothing(card, cast, resident):
    other = officer(cast.reviewer_b.username)
    assert "没有找到" in text(other.get("/desk/licences", {"q": card.identifier}))
    assert people.party(resident.party.id).name not in text(other.get("/desk/licences"))
