"""Journeys of residents: a matter, a life event, a benefit, a demand, a licence, a mandate."""

import re
from datetime import timedelta

import pytest

from tests.journeys.ten.steps import SERVICE, hand_in, number_on, sign_in, worked_off
from tests.staffing import AGENCY
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import city_date, now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVENT = "LE-BIRTH"
BOUGHT = "杨桥路超市卖的牛奶过期半个月了，还不给退，找店长也没有用"
FOUND = "已到杨桥路这家超市查实过期牛奶，责令下架，退款三天内到账。"


def test_1_a_matter_in_own_words_goes_from_the_first_page_to_its_progress(door, city, cast):
    her = city.resident(cast.applicant)
    she = door.open()
    she.go("/")
    she.page.fill("#q", "身份证丢了要补办")
    she.click("text=问")
    she.click(f'main a[href="/service/{SERVICE}"]')
    she.click(f'main a[href*="/start/{SERVICE}"]')
    sign_in(she, her)
    hand_in(she)
    she.click("main .job a")
    number = number_on(she)
    assert she.at(f"/case/{number}")
    she.go("/mine")
    assert she.page.locator(f'a[href*="/case/{number}"], a[href*="/application/"]').count()


def test_2_a_child_is_born_and_one_form_brings_several_decisions(door, city, cast, accessible):
    from tongban.cases import api as cases
    from tongban.people import api as people

    her, him = city.resident(cast.applicant), city.resident(cast.spouse)
    people.relate(her.party.id, "spouse", him.party.id, actor=SYSTEM)
    she = door.open(her)
    she.go("/find?q=家里添了孩子要上户口")
    she.click(f'main a[href="/event/{EVENT}"]')
    she.click("main .btn")
    look = (lambda _name: accessible(she.page)) if door.script else lambda _name: None
    asked = hand_in(she, look)
    assert len(asked) == len(set(asked)), "no question comes twice"
    (one,) = cases.applications(her.party.id, actor=her.actor)
    assert len(one.matters) > 1
    assert she.page.locator("main .job").count() == len(one.matters)


def test_4_what_the_state_found_is_signed_by_two_and_confirmed_by_its_person(door, city, cast):
    her = city.resident(cast.applicant)
    kept = _list_of(her.party)
    first = door.open(city.staff.reviewer)
    first.go("/desk/benefits")
    first.click(f"a[href$='/{kept}']")
    assert first.says("年满80周岁")
    first.click("#sign .btn")
    assert not first.page.locator("#sign .btn").count()
    second = door.open(city.staff.colleague)
    second.go(f"/desk/benefits/{kept}")
    second.click("#sign .btn")
    worked_off()
    she = door.open(her)
    she.go("/benefits")
    she.click("main .list a")
    she.click("#benefit-agree .btn")
    assert she.page.locator(".summary").count(), "an account is missing"
    she.fill("account", "6222020200112233445")
    she.click("#benefit-agree .btn")
    assert she.says("3445")


def test_5_a_demand_is_raised_answered_and_judged(door, city):
    from tongban.voice import api as voice

    somebody = door.open()
    somebody.go("/say")
    somebody.fill("words", BOUGHT)
    somebody.click("button:has-text('下一步')")
    somebody.click("button:has-text('交上去')")
    number = re.search(r"S[\d-]{15,}", somebody.page.content())[0]
    code = somebody.page.locator(".code").inner_text()
    if not voice.published(number).agency:
        wanted = voice.DemandProposed("SJ", "投诉", "市场监管", "食品", "", "general", 1.0)
        voice.dispatch(number, wanted, actor=SYSTEM)
    officer = door.open(city.staff.elsewhere)
    officer.go(f"/desk/demand/{number}")
    officer.click(".dock button:has-text('接单')")
    officer.go(f"/desk/demand/{number}/reply")
    officer.choose("solved", "1")
    officer.fill("words", FOUND)
    officer.click("#deed button:has-text('答复')")
    somebody.go("/demand")
    somebody.fill("number", number)
    somebody.fill("code", code)
    somebody.click("form button:has-text('查')")
    assert somebody.says(FOUND)
    somebody.choose("solved", "1")
    somebody.choose("level", "5")
    somebody.click("button:has-text('就这么说')")
    assert voice.published(number).outcome == "solved"


def test_6_a_licence_is_shown_by_its_code_and_its_holder_sees_who_looked(
    door, city, cast, accessible
):
    her = city.resident(cast.applicant)
    she, stranger = door.open(her), door.open()
    she.go("/licences")
    she.click("main .cover")
    licence = she.page.url
    if door.script:
        for act in ("", "/wallet", "/lend", "/show"):
            she.go(f"{licence}{act}")
            accessible(she.page)
        she.go(licence)
    she.click("a:text-is('出示')")
    she.click("main form .btn")
    code = she.page.locator(".typed").inner_text()
    stranger.go("/v/")
    stranger.fill("code", code)
    stranger.click("main form .btn")
    assert stranger.page.inner_text("h1") == "有效"
    if door.script:
        accessible(stranger.page)
    assert not stranger.says(her.number)
    for name, words in (("who", "鼓楼区达明巷房东"), ("cause", "核对租客")):
        stranger.fill(name, words)
    stranger.click("main form .btn")
    she.go(licence)
    assert "鼓楼区达明巷房东" in she.page.inner_text("aside")


def test_7_a_mandate_is_given_used_and_taken_back(door, city, cast):
    from tongban.cases import api as cases

    aunt, nephew = city.resident(cast.stranger), city.resident(cast.spouse)
    she, he = door.open(), door.open()
    she.go("/sign-in?next=/mandates/new")
    sign_in(she, aunt)
    she.fill("number", nephew.number)
    she.fill("name", nephew.party.name)
    she.page.locator("[name=scope]").select_option(SERVICE)
    she.fill("until", (city_date(now()) + timedelta(days=200)).isoformat())
    she.click("main form .btn")
    assert nephew.party.name in she.page.inner_text("main")
    he.go(f"/sign-in?next=/start/{SERVICE}")
    sign_in(he, nephew)
    he.page.locator(".pick", has_text=aunt.party.name).locator("input").check()
    he.click("main form .btn")
    assert aunt.party.name in he.page.inner_text("body")
    hand_in(he)
    (one,) = cases.applications(aunt.party.id, actor=aunt.actor)
    she.go("/mine")
    assert she.page.locator("main a[href*='/application/']").count() or she.says(one.title.zh)
    assert _acts_for(he, aunt)
    she.go("/mandates")
    she.click("button:has-text('收回')")
    assert not _acts_for(he, aunt)


def _acts_for(visitor, person):
    visitor.go("/")
    return visitor.page.locator(".acting", has_text=person.party.name).count()


def _list_of(party):
    """Tonight's list of the reviewer's agency, with this person on it; gives its key."""
    from django.utils.http import int_to_base36

    from tongban.kernel.text import Text
    from tongban.oversight.benefits import drawing, lists
    from tongban.oversight.benefits.terms import Terms

    terms = Terms(
        "P-X", "2026-01-01", Text("高龄津贴"), AGENCY, "", "month", household=False,
        pays=("amount",), steps="two", law="老年人权益保障法", claim_law="社会救助暂行办法",
    )  # fmt: skip
    found = drawing.List(terms, "2026-11", persons=10)
    said = ("grant", party.id, party.id, f"p{party.id}", 10_000, "年满80周岁（第三十三条）")
    found.lines = [drawing.Drawn(*said)]
    return int_to_base36(lists.keep(found, digest=str(party.id), at=now()).id)
