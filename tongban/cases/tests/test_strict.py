"""Whoever may not, may not (权限与时机): every command of officers, and steps out of their turn."""

from datetime import date, timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import inn, test_migrating
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.cases.tests.test_submit import together
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.time import start_of
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.people import api as people

OWN = Purpose("own", "", "本人", "查看")
REMEDY = cases.propose_remedy(v.DAY)
OF_OFFICERS = {
    "turn_away": {"ground": "not_needed", "reason": "不用办", "remedy": REMEDY},
    "correct": {"answers": {"applicant.note": "六间"}},
    "examine": {"opinion": "看过"},
    "stop_clock": {"ground": "expert_review", "days": 3},
    "resume_clock": {"no": 1},
    "ask_extension": {"days": 3, "reason": "复杂"},
    "approve_extension": {},
    "decline_extension": {},
    "review_below": {"opinion": "同意"},
    "offer_hearing": {"reason": "重大"},
    "set_hearing": {"day": date(2026, 3, 20), "place": "会议室"},
    "hold_hearing": {"record": "笔录"},
    "check_pledge": {"kept": True},
    "deliver": {"method": "post", "proof": "1"},
    "ask_opinion": {"asked": [cases.Asked("BOOK", "看看")]},
    "announce_draw": {"what": "抽查", "candidates": ["甲", "乙"], "count": 1},
    "claim": {},
    "reassign": {"to": 7, "reason": "请假"},
}  # fmt: skip


@pytest.fixture
def matter(village):
    return inn.hand_in(village)


@pytest.fixture
def agent(village):
    """Somebody with the applicant's mandate, as the doors name them."""
    people.mandate(
        holder=village.father.id, principal=village.mother.id, actor=SYSTEM,
        until=v.DAY + timedelta(days=400), at=v.AT,
    )  # fmt: skip
    return Actor("person", village.father.id, village.father.name, acting_for=village.mother.id)


@pytest.mark.parametrize("name", sorted(OF_OFFICERS))
def test_no_command_of_officers_is_anybody_elses(village, matter, agent, name):
    clerk = Actor("officer", village.clerk.id, "王敏", "clerk", acting_for=village.stranger.id)
    before = ledger.head(cases.case(matter.number, actor=village.me).id).version
    for who in (village.me, village.nobody, agent, village.officers["BOOK"], village.clerk, clerk):
        with pytest.raises(cases.NotYours):
            getattr(cases, name)(matter.number, actor=who, at=v.AT, **OF_OFFICERS[name])
    assert ledger.head(cases.case(matter.number, actor=village.me).id).version == before


@pytest.mark.parametrize("name", ["supply", "ask_hearing", "answer_move", "reconsider", "withdraw"])
def test_no_command_of_the_applicants_is_anybody_elses(village, matter, name):
    given = {
        "supply": {"attachments": []}, "answer_move": {"agreed": True},
        "reconsider": {"reason": "错"}, "withdraw": {"reason": "不办了"},
    }.get(name, {})  # fmt: skip
    for who in (village.nobody, village.him, village.officers["COIN"], village.clerk):
        with pytest.raises(cases.NotYours):
            getattr(cases, name)(matter.number, actor=who, at=v.AT, **given)


# What the agency opened


@pytest.fixture
def licence(village, matter):
    inn.grant(village, matter)
    (found,) = held(village)
    return found


def held(village):
    return licences.held_by([village.mother.id], kinds={"L-INN"}, purpose=OWN, actor=village.me)


def test_a_holder_does_not_withdraw_what_the_agency_opened(village, licence):
    case = cases.open_against(
        licence.id, act="suspension", reason="违规", actor=village.officers["COIN"], at=inn.days(5)
    )
    with pytest.raises(cases.WrongStep, match="依职权"):
        cases.withdraw(case.number, reason="不同意", actor=village.me, at=inn.days(5))


def test_silence_does_not_give_back_what_was_revoked_meanwhile(village, licence):
    officer = village.officers["COIN"]
    renewal = cases.renew(licence.id, actor=village.me, at=start_of(date(2027, 1, 15)))
    taken = cases.open_against(
        licence.id, act="revocation", reason="违规", actor=officer, at=start_of(date(2027, 1, 18))
    )
    inn.grant(village, taken, at=start_of(date(2027, 1, 19)), reason="查实")
    inn.ring(start_of(date(2027, 3, 3)))
    assert [one.state for one in held(village)] == ["revoked"]
    with pytest.raises(cases.WrongStep, match="撤销"):
        inn.grant(village, renewal, at=start_of(date(2027, 3, 4)))


def test_a_suspension_says_how_to_contest_it_and_ends_when_it_is_overturned(village, licence):
    officer = village.officers["COIN"]
    case = cases.open_against(
        licence.id, act="suspension", reason="违规", actor=officer, at=inn.days(5)
    )
    with pytest.raises(cases.RefusalNeedsReason):
        inn.grant(village, case, at=inn.days(6))
    done = inn.grant(village, case, at=inn.days(6), reason="查实")
    assert "行政复议" in done.decision.remedy
    contested = cases.reconsider(case.number, reason="没有违规", actor=village.me, at=inn.days(7))
    cases.decide(
        contested.number, outcome="granted", ruling="revoked", reason="证据不足",
        actor=v.officer(20, "复议员", "MOOT"), at=inn.days(8),
    )  # fmt: skip
    assert [one.state for one in held(village)] == ["valid"]


def test_nobody_is_refused_while_they_still_have_time_to_answer(village, matter):
    cases.request_supplement(
        matter.number, gaps={"applicant.note": "几间"}, actor=village.officers["COIN"], at=v.AT
    )
    with pytest.raises(cases.AnswerAwaited, match="2026-03-23"):
        refuse(village, matter, at=inn.days(3))


# Reconsideration


def refuse(village, matter, at=v.AT):
    cases.examine(matter.number, opinion="不行", actor=village.mate, at=at)
    return cases.decide(
        matter.number, outcome="refused", reason="太小", remedy=cases.propose_remedy(v.DAY),
        actor=village.officers["COIN"], at=at,
    )  # fmt: skip


def test_the_office_stops_reading_when_its_own_case_is_withdrawn(village, matter):
    refuse(village, matter)
    office = v.officer(20, "复议员", "MOOT")
    case = cases.reconsider(matter.number, reason="量错了", actor=village.me, at=inn.days(3))
    cases.page(matter.number, actor=office, at=inn.days(3))
    cases.withdraw(case.number, reason="想通了", actor=village.me, at=inn.days(4))
    with pytest.raises(cases.NotYours):
        cases.page(matter.number, actor=office, at=inn.days(4))


def test_what_was_upheld_is_not_contested_twice(village, matter):
    refuse(village, matter)
    office = v.officer(20, "复议员", "MOOT")
    case = cases.reconsider(matter.number, reason="量错了", actor=village.me, at=inn.days(3))
    remedy = cases.page(case.number, actor=office, at=inn.days(4)).remedy
    assert "15 日" in remedy
    cases.decide(
        case.number, outcome="refused", ruling="upheld", reason="无误", actor=office,
        remedy=cases.Remedy(remedy, v.DAY + timedelta(days=19)), at=inn.days(4),
    )  # fmt: skip
    with pytest.raises(cases.WrongStep):
        cases.reconsider(matter.number, reason="还是错", actor=village.me, at=inn.days(5))
    assert cases.case(matter.number, actor=village.me).contest_until is None
    assert_replays(cases.case(case.number, actor=village.me))


def test_a_reconsideration_stays_where_it_is_when_the_service_changes(village, matter, tmp_path):
    refuse(village, matter)
    case = cases.reconsider(matter.number, reason="量错了", actor=village.me, at=inn.days(1))
    test_migrating.publish(tmp_path, ("name: {zh: ", "name: {zh: 新"), service="COIN-INN")
    done = cases.migrate("COIN-INN", actor=SYSTEM, at=test_migrating.LATER)
    assert (done.carried, done.kept) == (0, 1)
    assert cases.case(case.number, actor=village.me).agency == "MOOT"


# Whoever looked for a while


def test_nobody_reads_on_whose_answer_nobody_awaits_any_more(village):
    number = v.hand_in(village, "BORN-SITE", answers={"applicant.mobile": "13800001234"})
    number = number.matters[0].number
    cases.take_in(number, actor=village.officers["BORN"], at=v.AT)
    cases.page(number, actor=village.officers["CARD"], at=v.AT)
    cases.withdraw(number, reason="不办了", actor=village.me, at=v.AT)
    for look in (cases.page, cases.branches_of, cases.facts_of):
        with pytest.raises(cases.NotYours):
            look(number, actor=village.officers["CARD"])


def test_who_declined_reads_nothing_of_what_is_written_afterwards(village):
    draft = v.begin(village, "BOOK-PAIR", answers={"applicant.note": "一"})
    (asked,) = cases.ask_confirmations(draft.id, actor=village.me, at=v.AT)
    assert cases.confirmation(asked.id, actor=village.him, at=v.AT).contents
    cases.fill(draft.id, {"applicant.note": "二"}, actor=village.me, at=v.AT)
    assert not cases.confirmation(asked.id, actor=village.him, at=v.AT).contents
    (asked,) = cases.ask_confirmations(draft.id, actor=village.me, at=v.AT)
    cases.decline(asked.id, reason="不同意", actor=village.him, at=v.AT)
    assert not cases.confirmation(asked.id, actor=village.him, at=v.AT).contents


def test_of_two_clicks_at_once_one_asks_for_the_renewal(open_village):
    inn.grant(open_village, inn.hand_in(open_village))
    (licence,) = held(open_village)
    found = together(*[
        lambda: cases.renew(licence.id, actor=open_village.me, at=inn.days(300)) for _ in range(3)
    ])  # fmt: skip
    assert sorted(type(one).__name__ for one in found) == ["Case", "WrongStep", "WrongStep"]
