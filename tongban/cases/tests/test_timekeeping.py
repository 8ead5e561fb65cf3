"""The clock as a ledger (期限台账): stops, extensions, hearings, calendars that change."""

from datetime import date

import pytest

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.cases.tests import inn
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.exchange.notices import api as notices
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import start_of
from tongban.ledger import api as ledger


@pytest.fixture
def officer(village):
    return village.officers["COIN"]


@pytest.fixture
def number(village, officer):
    """The inn, accepted on Monday 2 March: due on 30 March."""
    found = inn.hand_in(village).number
    assert cases.take_in(found, actor=officer, at=v.AT).due == date(2026, 3, 30)
    return found


def test_a_procedure_stops_the_clock_for_the_days_that_were_told(village, number, officer):
    case = cases.stop_clock(
        number, ground="expert_review", days=5, reason="结构复杂", actor=officer, at=inn.days(1)
    )
    assert case.due == date(2026, 4, 7)
    (stop,) = case.course.stopped
    assert (stop.until, stop.law) == (date(2026, 3, 10), "行政许可法 第四十五条")
    said = cases.timeline(number, actor=village.me)[-1]
    assert "专家评审" in said.words.zh
    assert "2026 年 3 月 10 日" in said.detail.zh
    assert_replays(case)


def test_it_runs_again_the_day_after_its_end_or_by_itself(village, number, officer):
    cases.stop_clock(number, ground="test", days=5, actor=officer, at=inn.days(1))
    case = cases.resume_clock(number, no=1, result="合格", actor=officer, at=inn.days(2))
    assert case.due == date(2026, 4, 1)
    cases.stop_clock(number, ground="test", days=3, actor=officer, at=inn.days(3))
    inn.ring(inn.days(9))
    case = cases.case(number, actor=village.me, at=inn.days(9))
    assert [one.on.day for one in case.course.resumed.values()] == [4, 10]
    assert_replays(case)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"ground": "lunch", "days": 3}, cases.UnknownGround),
        ({"ground": "test", "days": 0}, cases.DaysNeeded),
        ({"ground": "public_notice", "days": 7}, cases.LawNeeded),
    ],
)
def test_the_clock_does_not_stop_without_ground_days_and_law(number, officer, said, problem):
    with pytest.raises(problem):
        cases.stop_clock(number, actor=officer, at=v.AT, **said)


def test_more_time_is_asked_by_one_and_approved_by_another(village, number, officer):
    asked = cases.ask_extension(number, days=10, reason="等测绘", actor=officer, at=inn.days(3))
    assert [one.kind for one in ledger.work(asked.id) if one.queue == "COIN"] == [
        "decide",
        "approve",
    ]
    with pytest.raises(cases.NotYours):
        cases.approve_extension(number, actor=village.mate, at=inn.days(3))
    case = cases.approve_extension(number, actor=village.head, at=inn.days(3))
    assert case.due == date(2026, 4, 13)
    said = cases.timeline(number, actor=village.me)[-1]
    assert "等测绘" in said.detail.zh
    assert "周主任" in said.detail.zh
    assert_replays(case)


def test_who_asked_cannot_approve_and_nobody_gets_more_than_the_law_gives(village, number, officer):
    with pytest.raises(cases.ExtensionTooLong):
        cases.ask_extension(number, days=11, reason="等测绘", actor=officer, at=v.AT)
    agencies.appoint(account=officer.id, agency="COIN", duty="head", actor=SYSTEM)
    cases.ask_extension(number, days=5, reason="等测绘", actor=officer, at=v.AT)
    with pytest.raises(cases.SameOfficer):
        cases.approve_extension(number, actor=officer, at=v.AT)
    case = cases.decline_extension(number, reason="抓紧", actor=village.supervisor, at=v.AT)
    assert case.due == date(2026, 3, 30)


def test_what_has_run_out_is_not_extended(number, officer):
    with pytest.raises(cases.ExtensionTooLate):
        cases.ask_extension(number, days=5, reason="忘了", actor=officer, at=inn.days(40))


def test_a_hearing_is_told_asked_announced_and_held(village, number, officer):
    cases.offer_hearing(number, reason="邻居反对", actor=officer, at=inn.days(1))
    cases.examine(number, opinion="看过", actor=village.mate, at=inn.days(1))
    with pytest.raises(cases.WrongStep):
        cases.decide(number, outcome="granted", actor=officer, at=inn.days(2))
    cases.ask_hearing(number, actor=village.me, at=inn.days(3))
    with pytest.raises(cases.BadHearingDay):
        cases.set_hearing(number, day=date(2026, 3, 9), place="祠堂", actor=officer, at=inn.days(3))
    day = date(2026, 3, 20)
    cases.set_hearing(number, day=day, place="祠堂", actor=officer, at=inn.days(3))
    case = cases.hold_hearing(number, record="双方陈述", actor=officer, at=start_of(day))
    # From the request on Thursday the 5th to the hearing on Friday the 20th nothing counts.
    assert case.due == date(2026, 4, 15)
    decided = cases.decide(number, outcome="granted", actor=officer, at=start_of(day))
    assert decided.status == "granted"
    assert_replays(case)


def test_a_hearing_is_asked_for_within_five_days(village, number, officer):
    cases.offer_hearing(number, reason="邻居反对", actor=officer, at=v.AT)
    with pytest.raises(cases.HearingTooLate):
        cases.ask_hearing(number, actor=village.me, at=inn.days(8))


def test_a_calendar_that_is_corrected_moves_what_is_due_and_everybody_can_see_it(village, number):
    off = [date(2026, 3, 9), date(2026, 5, 1)]
    agencies.publish_calendar(2026, off, [date(2026, 3, 14)], "更正", actor=SYSTEM, at=v.AT)
    off.append(date(2026, 3, 10))
    agencies.publish_calendar(2026, off, [date(2026, 3, 14)], "再更正", actor=SYSTEM, at=v.AT)
    v.settle_all()
    inn.ring(v.AT)
    case = cases.case(number, actor=village.me)
    assert case.due == date(2026, 3, 31)
    said = cases.timeline(number, actor=village.me)[-1]
    assert said.words.zh == "法定期限改到 2026 年 3 月 31 日"
    assert "再更正" in said.detail.zh
    assert "原为 2026 年 3 月 30 日" in said.detail.zh
    assert_replays(case)


def test_every_day_of_a_clock_says_why_it_counts(village, number, officer):
    cases.stop_clock(number, ground="inspection", days=1, actor=officer, at=inn.days(1))
    (statutory, special) = cases.explain_clock(number, actor=village.me, at=inn.days(1))
    told = {one.on.day: one.words.zh for one in statutory.days if one.on.month == 3}
    assert told[2] == "起算当天，不计"
    assert told[3] == "不计：检验，行政许可法 第四十五条"
    assert (told[5], told[7]) == ("第 1 天", "周末，不计")
    assert special.name == "special"


def test_the_applicant_is_told_at_once_and_nothing_of_the_contents(village, number, officer):
    cases.ask_extension(number, days=5, reason="等邻居测绘", actor=officer, at=v.AT)
    cases.approve_extension(number, actor=village.head, at=v.AT)
    v.settle_all()
    told = notices.told(village.mother.id)[0].body
    assert number in told
    assert "经批准延长 5 个工作日" in told
    assert "等邻居测绘" not in told


@pytest.mark.parametrize("who", ["nobody", "me", "clerk"])
def test_only_officers_of_the_agency_touch_the_clock(village, number, who):
    actor = getattr(village, who)
    for call in (
        lambda: cases.stop_clock(number, ground="test", days=5, actor=actor, at=v.AT),
        lambda: cases.resume_clock(number, no=1, actor=actor, at=v.AT),
        lambda: cases.ask_extension(number, days=5, reason="忙", actor=actor, at=v.AT),
        lambda: cases.approve_extension(number, actor=actor, at=v.AT),
        lambda: cases.decline_extension(number, actor=actor, at=v.AT),
        lambda: cases.review_below(number, opinion="好", actor=actor, at=v.AT),
        lambda: cases.offer_hearing(number, reason="重大", actor=actor, at=v.AT),
        lambda: cases.set_hearing(number, day=v.DAY, place="祠堂", actor=actor, at=v.AT),
        lambda: cases.hold_hearing(number, record="好", actor=actor, at=v.AT),
        lambda: cases.examine(number, opinion="好", actor=actor, at=v.AT),
        lambda: cases.check_pledge(number, kept=True, actor=actor, at=v.AT),
        lambda: cases.deliver(number, method="direct", receiver="谁", actor=actor, at=v.AT),
        lambda: cases.turn_away(number, ground="not_needed", reason="不用", actor=actor, at=v.AT),
    ):
        with pytest.raises(cases.NotYours):
            call()


@pytest.mark.parametrize("who", ["nobody", "officer"])
def test_only_the_applicants_side_asks_answers_and_contests(village, number, officer, who):
    actor = {"nobody": village.nobody, "officer": officer}[who]
    photo = cases.Upload("房.png", v.PICTURE, material_no=2)
    for call in (
        lambda: cases.ask_hearing(number, actor=actor, at=v.AT),
        lambda: cases.supply(number, attachments=[photo], actor=actor, at=v.AT),
        lambda: cases.reconsider(number, reason="不服", actor=actor, at=v.AT),
    ):
        with pytest.raises(cases.NotYours):
            call()


def test_the_timeline_counts_the_days_and_not_those_that_do_not_count(village, number, officer):
    cases.stop_clock(number, ground="test", days=1, actor=officer, at=inn.days(1))
    cases.examine(number, opinion="看过", actor=village.mate, at=inn.days(3))
    told = [one.count.zh if one.count else None for one in cases.timeline(number, actor=village.me)]
    # Accepted on the day it arrived; stopped on Tuesday and Wednesday; Thursday is the first day.
    assert told == [None, None, None, "期限的第 1 个工作日"]
