"""Whom one names by number and name, one may use in a matter and not look at (他人信息)."""

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import village as v
from tongban.people import api as people

NAMED = "@party.seller"


@pytest.fixture
def number(village):
    """A case that rests on what is held about a stranger."""
    draft = cases.start(goal="COIN-SALE", applicant=village.mother.id, actor=village.me, at=v.AT)
    who = {NAMED: village.stranger.number, f"{NAMED}.name": village.stranger.name}
    cases.fill(draft.id, who, actor=village.me)
    return cases.submit(draft.id, actor=village.me, at=v.AT).matters[0].number


def seen(number, actor):
    return {one.ref: one for one in cases.facts_of(number, actor=actor, at=v.AT)}


def test_after_handing_in_the_applicant_does_not_see_what_is_held_of_a_stranger(village, number):
    home = seen(number, village.me)["seller.home"]
    assert (home.hidden, home.value, home.was, home.statement) == (True, None, None, None)


def test_the_officer_who_decides_sees_it(village, number):
    home = seen(number, village.officers["COIN"])["seller.home"]
    assert home.value
    assert not home.hidden


def test_what_the_applicant_said_about_somebody_is_theirs_to_see(village):
    draft = cases.start(goal="COIN-SALE", applicant=village.mother.id, actor=village.me, at=v.AT)
    said = {NAMED: "11010519491231002X", f"{NAMED}.name": "老王", "seller.home": "茶亭街 2 号"}
    cases.fill(draft.id, said, actor=village.me)
    number = cases.submit(draft.id, actor=village.me, at=v.AT).matters[0].number
    assert seen(number, village.me)["seller.home"].value == "茶亭街 2 号"


def test_what_the_applicant_said_about_a_stranger_is_not_known_of_them_elsewhere(village):
    from tongban.facts import api as facts
    from tongban.kernel.actors import SYSTEM, Purpose

    draft = cases.start(goal="COIN-SALE", applicant=village.mother.id, actor=village.me, at=v.AT)
    said = {NAMED: "11010519491231002X", f"{NAMED}.name": "老王", "seller.home": "茶亭街 2 号"}
    cases.fill(draft.id, said, actor=village.me)
    application = cases.submit(draft.id, actor=village.me, at=v.AT)
    seller = people.find("11010519491231002X").id
    purpose = Purpose("own", "1", "本人", "本人查看")
    known = {"purpose": purpose, "actor": SYSTEM}
    assert "home" not in facts.known(seller, ["home"], **known)
    within = facts.known_of({seller: ["home"]}, **known, within=application.id)
    assert within[seller, "home"].value == "茶亭街 2 号"
