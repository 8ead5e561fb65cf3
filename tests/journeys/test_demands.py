"""A demand through everybody's hands: web, dispatch, return, coordinator, reply, reopen, solved; and by telephone."""

import re

import pytest

from tests.staffing import PASSWORD
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger
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
    page.click("button:has-text('登录')")


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
