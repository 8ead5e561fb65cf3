"""Stages (阶段): the next files itself, a refusal blocks its branch alone, the end is told."""

import pytest

from tongban.cases import api as cases
from tongban.cases import reactions, store
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_all_replay
from tongban.ledger import api as ledger
from tongban.ledger.envelopes import Heard
from tongban.people import api as people


@pytest.fixture
def application(village):
    return v.hand_in(village)


def statuses(village, application):
    return {one.service: one.status for one in v.again(village, application).matters}


def grant(village, application, service):
    v.grant(village, v.of(v.again(village, application), service))
    v.settle_all()


def test_a_later_stage_files_itself_when_the_licence_it_needs_is_issued(village, application):
    grant(village, application, "BORN-CERT")
    assert statuses(village, application)["BOOK-ENTER"] == "filed"
    state = store.load(v.of(application, "BOOK-ENTER").case)
    assert state.filed.by == "平台"
    assert "child.baby_birth" in state.filed.statements
    assert_all_replay(v.again(village, application))


def test_a_later_stage_rests_on_what_the_stage_before_has_stated(village, application):
    grant(village, application, "BORN-CERT")
    grant(village, application, "BOOK-ENTER")
    card = v.of(v.again(village, application), "CARD-MAKE")
    facts = cases.facts_of(card.number, actor=village.officers["CARD"], at=v.AT)
    (child,) = people.related(village.mother.id)["child"]
    number = next(one for one in facts if one.ref == "child.idno")
    assert (number.value, number.source) == (people.party(child).number, "L-BOOK")


def test_it_is_finished_when_every_matter_has_ended(village, application):
    for service in ("BORN-CERT", "BOOK-ENTER", "CARD-MAKE", "COIN-GIFT"):
        assert v.again(village, application).finished_on is None
        grant(village, application, service)
    done = v.again(village, application)
    assert done.finished_on == v.DAY
    assert {one.status for one in done.matters} == {"granted"}
    assert_all_replay(done)


def test_a_refusal_blocks_what_needs_it_with_words_and_nothing_else(village, application):
    v.refuse(village, v.of(application, "BORN-CERT"))
    v.settle_all()
    now = v.again(village, application)
    assert statuses(village, application) == {
        "BORN-CERT": "refused", "BOOK-ENTER": "blocked", "CARD-MAKE": "blocked",
        "COIN-GIFT": "filed",
    }  # fmt: skip
    assert "出生证签发" in v.of(now, "BOOK-ENTER").words.zh
    assert "其他事项不受影响" in v.of(now, "BOOK-ENTER").words.zh
    grant(village, application, "COIN-GIFT")
    assert v.again(village, application).finished_on is not None
    assert_all_replay(v.again(village, application))


def test_a_refusal_sent_back_lets_wait_again_what_it_had_blocked(village, application):
    matter = v.of(application, "BORN-CERT")
    v.refuse(village, matter)
    grant(village, application, "COIN-GIFT")
    assert v.again(village, application).finished_on is not None
    contested = cases.reconsider(matter.number, reason="弄错了", actor=village.me, at=v.AT)
    cases.decide(
        contested.number, outcome="granted", ruling="redo", reason="事实不清",
        actor=v.officer(20, "复议员", "MOOT"), at=v.AT,
    )  # fmt: skip
    v.settle_all()
    assert v.again(village, application).finished_on is None
    assert statuses(village, application)["BOOK-ENTER"] == "waiting"
    grant(village, application, "BORN-CERT")
    assert statuses(village, application)["BOOK-ENTER"] == "filed"
    assert_all_replay(v.again(village, application))


def test_a_withdrawal_blocks_what_needs_it(village, application):
    cases.withdraw(
        v.of(application, "BORN-CERT").number, reason="不办了", actor=village.me, at=v.AT
    )
    v.settle_all()
    assert statuses(village, application)["BOOK-ENTER"] == "blocked"


def test_an_end_told_twice_changes_nothing(village, application):
    matter = v.of(application, "BORN-CERT")
    v.grant(village, matter)
    v.settle_all()
    before = len(ledger.events(application.id))
    closed = ledger.events(matter.case)[-1]
    reactions.advance_application(Heard(matter.case, "case", closed))
    assert len(ledger.events(application.id)) == before


def test_the_person_sees_that_a_later_stage_looked_things_up(village, application):
    from tongban.facts import api as facts

    grant(village, application, "BORN-CERT")
    words = [one.words for one in facts.readers(village.mother.id)]
    assert "“家里添了孩子”进入下一阶段，自动提交" in words


def test_a_new_company_gets_its_code_and_its_owner_the_company(village):
    shop = v.hand_in(
        village, "COIN-SHOP", answers={"company.co_name": "榕荫茶摊", "company.capital": "3000"}
    )
    v.grant(village, shop.matters[0])
    (company,) = people.related(village.mother.id)["company"]
    party = people.party(company)
    assert (party.kind, party.name) == ("company", "榕荫茶摊")
    assert v.value(company, "uscc") == party.number
    assert v.value(company, "capital") == "3000.00"


def test_a_result_without_a_licence_ends_the_case_too(village, application):
    case = v.grant(village, v.of(application, "COIN-GIFT"))
    assert (case.status, case.decision.licence) == ("granted", None)
    assert case.closed_on == v.DAY


def test_days_of_the_simulation_are_marked_and_are_no_due_date(village):
    application = v.hand_in(village, answers={"applicant.insured": True})
    milk = v.of(application, "COIN-MILK")
    case = cases.take_in(milk.number, actor=village.officers["COIN"], at=v.AT)
    assert case.due is None
    assert [(one.name, one.demo, one.due is None) for one in case.clocks] == [
        ("statutory", False, True), ("promised", False, True), ("demo", True, False),
    ]  # fmt: skip
    assert case.clocks[0].explanation[0].zh == "来源没有公布这个期限。"
