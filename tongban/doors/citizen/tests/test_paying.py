"""Paying and benefits as people see them: state in words, a page that looks again, a way to disagree."""

import pytest

from tongban.cases.proposals import api as proposals
from tongban.cases.proposals.domain.proposals import Offer
from tongban.exchange import api as exchange
from tongban.exchange.payments import settling
from tongban.exchange.payments.domain import trades as law
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.kernel.text import Text

LINES = (exchange.Line(Text("工本费"), 4000, "发改价格〔2003〕2322号"),)
PAGE = "/payment/case/X-1"
LOOK = Purpose("plan", "P-DSUB-FZ", "国务院令第716号 第七条", "核对")


@pytest.fixture
def order(resident, settings):
    """A fee of forty yuan; a provider is connected."""
    settings.PAYMENTS_ADDRESS = "http://127.0.0.1:9"
    return exchange.order(
        about=("case", "X-1"),
        payer=resident.party.id,
        lines=LINES,
        actor=SYSTEM,
        label="补领身份证",
    )


def test_a_fee_is_paid_and_the_page_tells_it_without_a_script(order, me):
    assert "现在缴费" in me.get(PAGE).content.decode()
    me.post(PAGE)
    assert 'http-equiv="refresh" content="3"' in me.get(PAGE).content.decode()
    (trade,) = exchange.order_of(order.about).trades
    settling.settle(trade, law.Said(law.PENDING, 4000, "http://bank/pay"), at=time.now())
    page = me.get(PAGE).content.decode()
    assert "去付款" in page
    assert 'content="10"' in page
    settling.settle(trade, law.Said(law.SUCCESS, 4000), at=time.now())
    assert "下载票据" in me.get(PAGE).content.decode()
    assert me.get(f"{PAGE}/receipt.pdf").content.startswith(b"%PDF")


def test_nobody_else_sees_a_payment(order, other):
    assert other.get(PAGE).status_code == 404


def test_without_a_provider_the_window_is_named(order, me, settings):
    settings.PAYMENTS_ADDRESS = ""
    assert "窗口缴" in me.get(PAGE).content.decode()


@pytest.fixture
def offer(resident):
    """A benefit that is offered; returns its number."""
    holder = f"p{resident.party.id}"
    said = Offer(
        "P-X", "2026-01-01", "MZ", "", resident.party.id, resident.party.id, holder, "2026-11", 10_000,
        "高龄津贴", "年满80周岁（第三十三条）", "老年人权益保障法", "社会救助暂行办法",
    )  # fmt: skip
    proposals.open_all([proposals.Line(said)], steps="two", actor=SYSTEM)
    return proposals.own(resident.party.id, actor=resident.actor)[0].number


def test_a_benefit_is_a_card_says_why_and_takes_two_steps(offer, me):
    assert "您可以享受" in me.get("/me").content.decode()
    page = me.get(f"/benefit/{offer}").content.decode()
    assert "年满80周岁" in page
    bad = me.post(f"/benefit/{offer}/agree", {"which": "other", "account": ""})
    assert bad.status_code == 400
    me.post(f"/benefit/{offer}/agree", {"which": "other", "account": "6222021001116245702"})
    assert "正在发到尾号 …5702" in me.get(f"/benefit/{offer}").content.decode()
    me.post(f"/benefit/{offer}/object", {"words": "少了"})
    assert "最晚" in me.get(f"/benefit/{offer}").content.decode()


def test_a_benefit_is_nobody_elses(offer, other):
    assert other.get(f"/benefit/{offer}").status_code == 404
    assert other.post(f"/benefit/{offer}/decline").status_code == 404


@pytest.fixture
def asked(resident):
    """A benefit of which one thing is not known; returns its number."""
    holder = f"p{resident.party.id}"
    said = Offer(
        "P-DSUB-FZ", "2026-01-01", "MZ", "", resident.party.id, resident.party.id, holder, "2026-11", 0,
        "残疾人两项补贴", "", "国发〔2015〕52号", "社会救助暂行办法", "care_need", "请提供：需要长期照护",
    )  # fmt: skip
    proposals.open_all([proposals.Line(said)], steps="two", actor=SYSTEM)
    return proposals.own(resident.party.id, actor=resident.actor)[0].number


def test_the_one_question_is_answered_where_it_is_asked(asked, me, resident):
    page = me.get(f"/benefit/{asked}").content.decode()
    assert "日常生活长期要人照护吗" in page
    assert me.post(f"/benefit/{asked}/reply", {"answer": "maybe"}).status_code == 400
    assert "不会作废" in me.post(f"/benefit/{asked}/reply", {"answer": "?"}).content.decode()
    me.post(f"/benefit/{asked}/reply", {"answer": "1"})
    page = me.get(f"/benefit/{asked}").content.decode()
    assert "今晚会再算一次" in page
    me.post(f"/benefit/{asked}/reply", {"answer": "0"})
    [(number, now, value)] = proposals.answers("P-DSUB-FZ", purpose=LOOK)
    assert (number, now.status, value) == (asked, "answered", False)


def test_the_question_is_asked_in_english_too_and_of_nobody_else(asked, me, other):
    page = me.get(f"/benefit/{asked}", headers={"accept-language": "en"}).content.decode()
    assert "Is long-term care needed in daily life?" in page
    assert other.post(f"/benefit/{asked}/reply", {"answer": "1"}).status_code == 404
