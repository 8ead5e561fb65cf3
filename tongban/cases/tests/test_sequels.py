"""After the decision and around the papers (后续): delivery, pledges, what follows, renewals."""

from datetime import date, timedelta

import pytest

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.cases.tests import inn
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.time import start_of
from tongban.ledger import api as ledger
from tongban.licences import api as licences

OWN = Purpose("own", "", "本人", "查看")


@pytest.fixture
def officer(village):
    return village.officers["COIN"]


def at_window(village):
    return Actor("officer", village.clerk.id, "王敏", "clerk", acting_for=village.mother.id)


def held(village, kind="L-INN"):
    return licences.held_by([village.mother.id], kinds={kind}, purpose=OWN, actor=village.me)


# Delivery


def test_what_was_handed_in_at_the_window_is_delivered_by_hand_within_ten_days(village, officer):
    matter = inn.hand_in(village, channel="window", actor=at_window(village))
    case = inn.grant(village, matter)
    assert (case.due, [one.name for one in case.clocks][-1]) == (date(2026, 3, 16), "delivery")
    assert {one.kind for one in ledger.work(case.id)} == {"deliver", "cases.overdue"}
    with pytest.raises(cases.ProofNeeded):
        cases.deliver(matter.number, method="direct", actor=officer, at=inn.days(1))
    case = cases.deliver(
        matter.number, method="direct", receiver="林晓舟", actor=at_window(village), at=inn.days(1)
    )
    assert (case.due, ledger.work(case.id)) == (None, [])
    assert_replays(case)


def test_a_delivery_that_is_late_is_marked(village):
    matter = inn.hand_in(village, channel="window", actor=at_window(village))
    inn.grant(village, matter)
    inn.ring(inn.days(15))
    assert cases.timeline(matter.number, actor=village.me)[-1].words.zh == "超过送达期限"


def test_a_corrected_calendar_moves_the_delivery_too(village):
    matter = inn.hand_in(village, channel="window", actor=at_window(village))
    case = inn.grant(village, matter)
    assert case.due == date(2026, 3, 16)
    agencies.publish_calendar(2026, [date(2026, 3, 10)], [], "更正", actor=SYSTEM, at=inn.days(1))
    v.settle_all()
    inn.ring(inn.days(1))
    case = cases.case(matter.number, actor=village.me)
    assert case.due == date(2026, 3, 17)
    assert cases.timeline(matter.number, actor=village.me)[-1].words.zh.startswith("送达期限改到")
    assert_replays(case)


# Pledge


def test_a_pledge_takes_the_place_of_a_paper_by_the_applicants_choice(village, officer):
    draft = inn.begin(village, files=(2,))
    form = cases.form(draft.id, actor=village.me, at=v.AT)
    assert [(one.kind, one.chosen) for one in form.offers] == [("pledge", False), ("later", False)]
    assert "COIN-INN:1" in form.missing
    cases.fill(draft.id, {inn.PLEDGE: True}, actor=village.me, at=v.AT)
    matter = cases.submit(draft.id, actor=village.me, at=v.AT).matters[0]
    case = inn.grant(village, matter)
    assert (case.pledged, case.due) == ((1,), date(2026, 3, 30))
    assert [one.kind for one in ledger.work(case.id) if one.queue == "COIN"] == ["check"]
    kept = cases.check_pledge(matter.number, kept=True, actor=officer, at=inn.days(3))
    assert ledger.work(kept.id) == []
    assert_replays(kept)


def test_a_broken_pledge_takes_the_licence_away_and_bars_from_pledging(village, officer):
    matter = inn.hand_in(village, {inn.PLEDGE: True}, files=(2,))
    inn.grant(village, matter)
    with pytest.raises(cases.FindingNeeded):
        cases.check_pledge(matter.number, kept=False, actor=officer, at=inn.days(3))
    case = cases.check_pledge(
        matter.number, kept=False, finding="没有灭火器", actor=officer, at=inn.days(3)
    )
    assert held(village)[0].state == "revoked"
    assert_replays(case)
    draft = inn.begin(village, files=(2,))
    offered = cases.form(draft.id, actor=village.me, at=v.AT).offers
    assert [one.kind for one in offered] == ["later"]
    with pytest.raises(cases.AnswersWrong):
        cases.fill(draft.id, {inn.PLEDGE: True}, actor=village.me, at=v.AT)
    cases.lift_bar(village.mother.id, reason="已整改", actor=officer, at=inn.days(9))
    assert len(cases.form(draft.id, actor=village.me, at=v.AT).offers) == 2
    assert ledger.rebuild("heads", mend=False).examples == []


def test_an_agency_may_bar_for_serious_bad_credit(village, officer):
    with pytest.raises(cases.NotYours):
        cases.bar(village.mother.id, agency="COIN", reason="失信", actor=village.nobody)
    cases.bar(village.mother.id, agency="COIN", reason="失信", actor=officer)
    draft = inn.begin(village, files=(2,))
    assert [one.kind for one in cases.form(draft.id, actor=village.me, at=v.AT).offers] == ["later"]


# What may follow


def test_what_lacks_may_follow_and_holds_the_grant_until_it_came(village, officer):
    matter = inn.hand_in(village, {inn.LATER: True}, files=(1,))
    case = cases.take_in(matter.number, actor=officer, at=v.AT)
    assert case.lacking == ("material:2",)
    with pytest.raises(cases.StillLacking):
        inn.grant(village, matter)
    photo = cases.Upload("房.png", v.PICTURE, material_no=2)
    case = cases.supply(matter.number, attachments=[photo], actor=village.me, at=inn.days(2))
    assert case.lacking == ()
    assert inn.grant(village, matter, at=inn.days(2)).status == "granted"
    assert_replays(case)


def test_a_reminder_comes_before_and_the_end_after_the_day(village, officer):
    matter = inn.hand_in(village, {inn.LATER: True}, files=(1,))
    cases.take_in(matter.number, actor=officer, at=v.AT)
    inn.ring(inn.days(12))
    assert cases.timeline(matter.number, actor=village.me)[-1].words.zh.startswith("提醒：")
    inn.ring(inn.days(14))
    assert cases.case(matter.number, actor=village.me).status == "accepted"
    inn.ring(inn.days(15))
    case = cases.case(matter.number, actor=village.me)
    assert case.status == "terminated"
    assert_replays(case)


# Renewal, change, taking away


@pytest.fixture
def licence(village):
    inn.grant(village, inn.hand_in(village))
    (found,) = held(village)
    assert found.valid_to == date(2027, 3, 1)
    return found


def test_a_renewal_in_time_is_granted_by_silence_and_adjoins_the_old_one(village, licence):
    case = cases.renew(licence.id, actor=village.me, at=start_of(date(2027, 1, 15)))
    assert (case.act, case.origin) == ("renewal", cases.case(licence.case, actor=village.me).number)
    for day in (date(2027, 3, 1), date(2027, 3, 2)):
        inn.ring(start_of(day))
    renewed = cases.case(case.number, actor=village.me)
    assert (renewed.status, renewed.decision.law) == ("granted", "行政许可法 第五十条")
    new, old = held(village)
    assert (old.state, new.valid_to) == ("replaced", date(2028, 3, 1))
    assert (new.version, old.successor) == (2, new.identifier)
    assert_replays(renewed)


def test_a_renewal_that_comes_late_waits_for_its_decision(village, licence):
    case = cases.renew(licence.id, actor=village.me, at=start_of(date(2027, 2, 20)))
    inn.ring(start_of(date(2027, 3, 2)))
    assert cases.case(case.number, actor=village.me).decision is None
    with pytest.raises(cases.NotRenewable):
        cases.renew(licence.id, actor=village.me, at=start_of(date(2027, 3, 3)))


def test_a_change_brings_its_own_facts_and_replaces_the_licence(village, licence):
    case = cases.renew(
        licence.id,
        act="change",
        answers={"applicant.note": "六间"},
        actor=village.me,
        at=inn.days(9),
    )
    facts = {one.ref: one.value for one in cases.facts_of(case.number, actor=village.me)}
    assert facts["applicant.note"] == "六间"
    inn.grant(village, case, at=inn.days(10))
    assert [one.state for one in held(village)] == ["valid", "replaced"]


@pytest.mark.parametrize(("act", "state"), [("suspension", "suspended"), ("revocation", "revoked")])
def test_an_agency_takes_away_by_a_case_with_a_decision(village, licence, officer, act, state):
    with pytest.raises(cases.NotYours):
        cases.open_against(licence.id, act=act, reason="违规", actor=village.officers["BOOK"])
    case = cases.open_against(licence.id, act=act, reason="违规", actor=officer, at=inn.days(5))
    assert [
        one.number for one in cases.applications(village.mother.id, actor=village.me)[0].matters
    ] == [case.number]
    inn.grant(village, case, at=inn.days(6), reason="查实")
    assert held(village)[0].state == state
    assert_replays(case)


def test_the_same_is_not_asked_twice_at_once(village, licence):
    first = cases.renew(licence.id, actor=village.me, at=start_of(date(2027, 1, 15)))
    with pytest.raises(cases.WrongStep, match=first.number):
        cases.renew(licence.id, actor=village.me, at=start_of(date(2027, 1, 16)))


def test_a_stranger_renews_nothing(village, licence):
    with pytest.raises(cases.NotYours):
        cases.renew(licence.id, actor=village.nobody, at=inn.days(9))


# Reconsideration


@pytest.fixture
def refused(village, officer):
    matter = inn.hand_in(village)
    cases.examine(matter.number, opinion="不行", actor=village.mate, at=v.AT)
    return cases.decide(
        matter.number, outcome="refused", reason="太小", remedy=cases.propose_remedy(v.DAY),
        actor=officer, at=v.AT,
    )  # fmt: skip


def moot(village):
    return v.officer(20, "复议员", "MOOT")


def test_reconsideration_is_a_case_of_another_office_with_its_own_clock(village, refused):
    case = cases.reconsider(refused.number, reason="量错了", actor=village.me, at=inn.days(10))
    assert (case.agency, case.origin, case.act) == ("MOOT", refused.number, "reconsideration")
    inn.ring(inn.days(19))
    case = cases.case(case.number, actor=village.me)
    # Five days of silence accept it on their last day, not on its arrival.
    assert (case.accepted_on, case.by_silence) == (date(2026, 3, 19), True)
    assert case.due == date(2026, 5, 18)
    assert_replays(case)


def test_a_ruling_reopens_the_case_and_a_second_decision_closes_it(village, refused, officer):
    case = cases.reconsider(refused.number, reason="量错了", actor=village.me, at=inn.days(10))
    office = moot(village)
    with pytest.raises(cases.UnknownRuling):
        cases.decide(case.number, outcome="granted", ruling="upheld", actor=office, at=inn.days(20))
    cases.decide(
        case.number,
        outcome="granted",
        ruling="redo",
        reason="事实不清",
        actor=office,
        at=inn.days(20),
    )
    again = cases.case(refused.number, actor=village.me, at=inn.days(20))
    assert (again.status, again.due) == ("accepted", date(2026, 4, 17))
    assert_replays(again, case)
    done = cases.decide(refused.number, outcome="granted", actor=officer, at=inn.days(21))
    assert done.status == "granted"
    assert_replays(done)


def test_the_office_sees_the_contested_case_until_it_has_ruled(village, refused):
    office = moot(village)
    with pytest.raises(cases.NotYours):
        cases.page(refused.number, actor=office, at=inn.days(10))
    case = cases.reconsider(refused.number, reason="量错了", actor=village.me, at=inn.days(10))
    assert cases.page(refused.number, actor=office, at=inn.days(10)).case.number == refused.number
    assert cases.timeline(refused.number, actor=village.me)[-1].words.zh == "申请人申请行政复议"
    cases.decide(
        case.number, outcome="refused", ruling="upheld", reason="无误", actor=office,
        remedy=cases.propose_remedy(v.DAY + timedelta(days=20)), at=inn.days(20),
    )  # fmt: skip
    with pytest.raises(cases.NotYours):
        cases.page(refused.number, actor=office, at=inn.days(21))
    assert_replays(cases.case(refused.number, actor=village.me))


def test_sixty_days_after_the_decision_it_is_too_late(village, refused):
    late = start_of(v.DAY + timedelta(days=64))
    with pytest.raises(cases.ReconsiderationTooLate):
        cases.reconsider(refused.number, reason="量错了", actor=village.me, at=late)


def test_a_ruling_against_a_grant_takes_the_licence_away(village, licence):
    number = cases.case(licence.case, actor=village.me).number
    case = cases.reconsider(number, reason="条件不合理", actor=village.me, at=inn.days(10))
    cases.decide(
        case.number,
        outcome="granted",
        ruling="revoked",
        reason="越权",
        actor=moot(village),
        at=inn.days(20),
    )
    assert held(village)[0].state == "revoked"
    told = cases.timeline(number, actor=village.me)[-1]
    assert told.words.zh == "行政复议：撤销原决定"
