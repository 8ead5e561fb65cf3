"""A demand through everybody's hands: web, dispatch, return, coordinator, reply, reopen, solved; and by telephone."""

import re

import pytest

from tests.staffing import PASSWORD
from tongban.catalogue import api as catalogue
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight
from tongban.voice import api as voice
from tongban.voice.routing.current import CURRENT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "杨桥路超市卖的牛奶过期半个月了，还不给退，找店长也没有用"
REPLY = "已到杨桥路这家超市查实过期牛奶，责令下架，退款三天内到账。"


@pytest.fixture
def staffed(transactional_db):
    from tests import staffing

    staffing.publish()
    CURRENT.forget()
    yield staffing.staff()
    staffing.forget()
    CURRENT.forget()


def enter(page, account):
    page.context.clear_cookies()
    page.goto("/staff/sign-in")
    page.fill("[name=username]", account.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")


def deed(page, number, name, button, **typed):
    page.goto(f"/desk/demand/{number}/{name}")
    for key, value in typed.items():
        field = page.locator(f"[name={key}]").first
        if field.evaluate("each => each.type") == "radio":
            page.check(f"[name={key}][value='{value}']")
        elif field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.click(f"#deed button:has-text('{button}')")
    assert "said=" in page.url


def accept(page, number):
    page.goto(f"/desk/demand/{number}")
    page.click(".dock button:has-text('接单')")


@pytest.mark.parametrize("page", [390], ids=["phone"], indirect=True)
def test_from_the_web_to_solved_through_return_coordinator_and_reopening(page, staffed, accessible):
    page.goto("/say")
    page.fill("[name=words]", WORDS)
    accessible(page)
    page.click("button:has-text('下一步')")
    accessible(page)
    page.click("button:has-text('交上去')")
    accessible(page)
    number = re.search(r"S[\d-]{15,}", page.content())[0]
    code = page.locator(".code").inner_text()
    agency = voice.published(number).agency
    if not agency:
        wanted = voice.DemandProposed("SJ", "投诉", "市场监管", "食品", "", "general", 1.0)
        voice.dispatch(number, wanted, actor=SYSTEM)

    enter(page, staffed.elsewhere)
    deed(page, number, "return", "退单", reason="这家店在别的区登记，请核")
    enter(page, staffed.supervisor)
    deed(page, number, "coordinate", "协调定责", agency="SJ", reason="按经营地管辖，由你们办")
    accessible(page)
    enter(page, staffed.elsewhere)
    accept(page, number)
    deed(page, number, "reply", "答复", solved="1", words=REPLY)
    accessible(page)

    page.context.clear_cookies()
    page.goto("/demand")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.click("form button:has-text('查')")
    accessible(page)
    page.check("[name=solved][value='0']")
    page.click("button:has-text('就这么说')")
    page.click("summary:has-text('重新打开')")
    page.fill("#f-reopen", "货架上又摆出来了")
    page.click("form button:has-text('重新打开')")

    voice.accept(number, actor=SYSTEM)
    voice.reply(number, words=REPLY, solved=True, actor=SYSTEM)
    page.reload()
    page.check("[name=solved][value='1']")
    page.click("button:has-text('就这么说')")
    assert voice.published(number).outcome == "solved"
    assert voice.replays(ledger.find_number(number)) == []


@pytest.mark.parametrize("page", [1280], ids=["desk"], indirect=True)
def test_by_telephone_it_is_written_looked_at_and_sent_on(page, staffed, accessible):
    enter(page, staffed.clerk)
    page.goto("/window/call")
    page.fill("[name=words]", WORDS)
    page.keyboard.press("Tab")
    page.click("button:has-text('看建议')")
    accessible(page)
    page.click(".dock button:has-text('交') >> nth=0")
    number = re.search(r"S[\d-]{15,}", page.content())[0]
    assert voice.published(number).open


TAILS = ("一整排都不亮", "好几天了", "晚上不敢走", "修过又坏了", "请尽快修")


def drained():
    while ledger.drain():
        pass


def say(page, words):
    """Say it without signing in; returns its number and code."""
    page.goto("/say")
    page.fill("[name=words]", words)
    page.click("button:has-text('下一步')")
    page.click("button:has-text('交上去')")
    return re.search(r"S[\d-]{15,}", page.content())[0], page.locator(".code").inner_text()


@pytest.mark.parametrize("page", [1280], ids=["desk"], indirect=True)
def test_what_repeats_becomes_a_theme_a_draft_and_a_change_that_those_who_asked_are_told_of(
    page, staffed, accessible
):
    page.context.clear_cookies()
    said = [say(page, f"五一北路路灯不亮，{tail}") for tail in TAILS]
    number, code = said[0]
    drained()
    enter(page, staffed.supervisor)
    page.goto("/desk/themes")
    accessible(page)
    page.click("button:has-text('立专题')")
    page.click("a:has-text('提出改革草案')")
    accessible(page)
    page.select_option("#f-of", "service:GA-PASSPORT")
    page.click("button:has-text('打开原文')")
    accessible(page)
    text = page.input_value("#f-source")
    page.fill("#f-source", re.sub(r"(promised:\s*\{?\s*days:\s*)\d+", r"\g<1>1", text, count=1))
    page.click("button:has-text('提出改革草案')")
    assert "因为 5 件诉求提出" in page.content()
    accessible(page)

    (theme,) = voice.themes()
    (draft,) = oversight.drafts_of(theme)
    catalogue.submit_draft(draft, actor=SYSTEM)
    catalogue.approve_draft(draft, actor=SYSTEM)
    catalogue.publish_draft(draft, actor=SYSTEM)
    drained()
    page.goto("/desk/themes")
    page.click(f"a:has-text('{theme.title}')")
    accessible(page)
    assert "已告诉说过的人" in page.content()
    page.context.clear_cookies()
    page.goto("/demand")
    page.fill("[name=number]", number)
    page.fill("[name=code]", code)
    page.click("form button:has-text('查')")
    assert "推动了改变" in page.content()
