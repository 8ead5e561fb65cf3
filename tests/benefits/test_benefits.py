"""Benefits that find people: judged by an oracle written without the engine, and paid once each."""

import json
from datetime import timedelta

import pytest

from tests.benefits.conftest import PEOPLE
from tests.benefits.night import AT, confirm, everybody_agrees, granted, settle_bank, work
from tests.benefits.oracle import due_of, oracle
from tongban.cases.proposals import api as proposals
from tongban.cases.proposals import store
from tongban.cli.simulation import registry
from tongban.exchange import api as exchange
from tongban.exchange.gateway import sealed
from tongban.exchange.models import TradeRow
from tongban.exchange.payments import settling
from tongban.exchange.payments import store as payments
from tongban.exchange.payments.domain import trades as law
from tongban.kernel.actors import SYSTEM, Actor
from tongban.ledger import api as ledger
from tongban.oversight.benefits import api as benefits
from tongban.oversight.benefits.models import LineRow
from tongban.people import api as people


def test_what_is_granted_is_what_the_law_says_and_each_once(officers, rows, file):
    night = benefits.run(file, at=AT)
    assert night.persons == PEOPLE
    assert benefits.run(file, at=AT).lists == ()
    confirm(night, officers)
    everybody_agrees()
    settle_bank()
    found, times = granted()
    assert found == due_of(rows)
    assert set(times.values()) == {1}
    again = benefits.run(file, at=AT + timedelta(days=1))
    confirm(again, officers, AT + timedelta(days=1))
    assert granted() == (found, times)
    paid = sum(TradeRow.objects.filter(kind=law.PAY_OUT).values_list("amount", flat=True))
    assert paid == sum(found.values())


def test_the_money_goes_to_an_account_in_the_name_of_whoever_receives_it(officers, rows, file):
    confirm(benefits.run(file, at=AT), officers)
    everybody_agrees()
    named = {one["account"]: one for one in rows if one["payee"] is None}
    trades = TradeRow.objects.filter(kind=law.PAY_OUT)
    assert trades
    for row in trades:
        to = json.loads(sealed.open_(bytes(row.sealed)))
        out, _ = payments.pay_out(row.stream)
        assert people.party(out.said.payee).number == named[to["account"]]["person"]
        assert to["name"] == named[to["account"]]["name"]


def test_the_next_month_is_paid_without_asking_again(officers, file):
    confirm(benefits.run(file, at=AT), officers)
    everybody_agrees()
    before = TradeRow.objects.filter(kind=law.PAY_OUT).count()
    month = AT + timedelta(days=30)
    confirm(benefits.run(file, at=month), officers, month)
    waits = [h for h in ledger.heads(kind=store.PROPOSAL, limit=9000).items
             if h.status == "offered" and h.attrs["period"] == "2026-12"]  # fmt: skip
    assert not waits
    assert TradeRow.objects.filter(kind=law.PAY_OUT).count() > before


def test_a_list_is_confirmed_by_two_and_its_exceptions_stay_out(officers, file):
    night = benefits.run(file, at=AT)
    one = next(each for each in night.lists if each.policy == "P-OLDAGE-FJ")
    first, second = officers["MZ"]
    with pytest.raises(benefits.NotYourList):
        benefits.one(one.id, actor=officers["WJ"][0])
    with pytest.raises(benefits.ReasonNeeded):
        benefits.settle_line(one.id, 1, take=False, reason="", actor=first)
    benefits.settle_line(one.id, 1, take=False, reason="核实已去世", actor=first)
    benefits.see(one.id, actor=first)
    with pytest.raises(benefits.SecondOfficerNeeded):
        benefits.confirm(one.id, actor=first)
    benefits.confirm(one.id, actor=second)
    work(AT + timedelta(days=9))
    done = LineRow.objects.filter(list=one.id, state="done").count()
    assert done == sum(one.said["counts"].values()) - 1


def test_whose_ground_is_gone_is_stopped_with_the_reason_and_not_paid_again(officers, rows, file):
    confirm(benefits.run(file, at=AT), officers)
    aged = next(one for one in rows if "P-OLDAGE-FJ" in oracle(one))
    left = [one for one in rows if one["person"] != aged["person"]]
    registry.write(file, left)
    month = AT + timedelta(days=30)
    confirm(benefits.run(file, at=month), officers, month)
    party = people.find(aged["person"])
    (mine,) = [
        each
        for each in proposals.own(party.id, actor=SYSTEM)
        if each.now.offer.policy == "P-OLDAGE-FJ"
    ]
    assert mine.now.status == "stopped"
    assert "身故或迁出" in mine.now.stopped.reason


def test_declined_is_not_offered_again_and_can_be_taken_up_later(officers, file):
    confirm(benefits.run(file, at=AT), officers)
    head = next(h for h in ledger.heads(kind=store.PROPOSAL, status="offered").items)
    me = Actor("person", head.subject)
    proposals.decline(head.number, actor=me, at=AT)
    month = AT + timedelta(days=400)
    confirm(benefits.run(file, at=month), officers, month)
    same = [one for one in proposals.own(head.subject, actor=SYSTEM) if one.now.offer.policy == head.attrs["policy"]
            and one.now.offer.holder == store.load(head.stream)[0].offer.holder]  # fmt: skip
    assert [one.now.status for one in same] == ["declined"]
    assert proposals.agree(head.number, actor=me, at=AT).status == "granted"


@pytest.fixture
def paid(officers, file):
    """A benefit that arrived, whose it is, and its agency's two officers."""
    confirm(benefits.run(file, at=AT), officers)
    settle_bank()
    head = next(
        h for h in ledger.heads(kind=store.PROPOSAL, status="paid").items
        if h.attrs["policy"] == "P-OLDAGE-FJ"
    )  # fmt: skip
    return head.number, Actor("person", head.subject), officers["MZ"]


def test_an_objection_has_a_clock_and_an_answer(paid):
    number, me, (first, _) = paid
    after = proposals.object_to(number, words="应该多发护理补贴", actor=me, at=AT)
    assert after.objection.due == "2026-12-14"
    [(kind, _)] = proposals.work("MZ", actor=first)
    assert kind == "objection"
    proposals.answer_objection(number, words="补发十元", more=1000, actor=first, at=AT)
    assert exchange.pay_out_of(("proposal", f"{number}-{after.seq + 1}")).amount == 1000
    assert proposals.work("MZ", actor=first) == ()


def test_a_claim_hears_the_person_is_decided_by_another_and_paid_in_parts(paid):
    number, me, (first, second) = paid
    proposals.claim(number, amount=9000, reason="核实多发", actor=first, at=AT)
    with pytest.raises(proposals.OtherOfficerNeeded):
        proposals.decide_claim(number, amount=9000, reason="追回", actor=first, at=AT)
    with pytest.raises(proposals.HearingOpen):
        proposals.decide_claim(number, amount=9000, reason="追回", actor=second, at=AT)
    proposals.hear(number, words="困难，想分期", actor=me, at=AT)
    proposals.decide_claim(number, amount=9000, instalments=3, reason="追回", actor=second, at=AT)
    for part in (1, 2, 3):
        order = exchange.begin_payment(("claim", f"{number}-{part}"), actor=me, at=AT)
        trade = payments.trades(order.stream)[-1].number
        settling.settle(trade, law.Said(law.SUCCESS, 3000), at=AT)
    work(AT)
    assert proposals.own_one(number, actor=me).now.claim.came == 9000


def test_a_stranger_sees_and_does_nothing(paid):
    number, _, _ = paid
    stranger = people.register(number="350102199002027725", name="周遥", actor=SYSTEM)
    for step in (proposals.agree, proposals.decline):
        with pytest.raises(proposals.NoSuchProposal):
            step(number, actor=Actor("person", stranger.id), at=AT)
