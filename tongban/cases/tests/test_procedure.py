"""The whole procedure (办理程序): turned away, put right, signed by two, decided by rule or silence."""

from datetime import date, timedelta

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import inn
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger

REMEDY = cases.propose_remedy(v.DAY)


@pytest.fixture
def officer(village):
    return village.officers["COIN"]


@pytest.fixture
def matter(village):
    return inn.hand_in(village)


def test_whoever_came_to_the_wrong_place_is_told_where_to_go(village, matter, officer):
    case = cases.turn_away(
        matter.number, ground="not_competent", reason="归户籍所管。", redirect="BOOK",
        remedy=REMEDY, actor=officer, at=v.AT,
    )  # fmt: skip
    assert (case.status, case.closed_on) == ("not_accepted", v.DAY)
    told = cases.timeline(matter.number, actor=village.me)[-2]
    assert "户籍所" in told.detail.zh
    assert_replays(case)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"ground": "lazy", "remedy": REMEDY}, cases.NoGround),
        ({"ground": "not_competent", "remedy": REMEDY}, cases.RedirectNeeded),
        ({"ground": "not_needed"}, cases.RefusalNeedsRemedy),
        ({"ground": "not_needed", "remedy": REMEDY, "reason": " "}, cases.RefusalNeedsReason),
    ],
)
def test_not_accepting_says_why_and_what_to_do(matter, officer, said, problem):
    with pytest.raises(problem):
        cases.turn_away(matter.number, actor=officer, at=v.AT, **({"reason": "无须许可。"} | said))


def test_what_silence_accepted_is_not_turned_away(matter, officer):
    late = v.AT + timedelta(days=10)
    with pytest.raises(cases.SilenceAccepted):
        cases.turn_away(
            matter.number, ground="not_needed", reason="无须许可。", actor=officer, at=late,
            remedy=cases.propose_remedy(city_date(late)),
        )  # fmt: skip


def test_a_slip_is_put_right_on_the_spot_and_the_day_of_arrival_stays(village, matter, officer):
    later = v.AT + timedelta(days=2)
    case = cases.correct(
        matter.number, answers={"applicant.note": "四间客房"}, actor=officer, at=later
    )
    assert case.due == date(2026, 3, 9)
    (changed,) = [one for one in cases.facts_of(matter.number, actor=officer) if one.changed]
    assert (changed.was, changed.value) == ("三间客房", "四间客房")
    assert_replays(case)
    with pytest.raises(cases.HeldByGovernment):
        cases.correct(matter.number, answers={"applicant.home": "别处"}, actor=officer, at=later)


def test_two_sign_before_one_decides(village, matter, officer):
    with pytest.raises(cases.InspectorsNeeded):
        cases.decide(matter.number, outcome="granted", actor=officer, at=v.AT)
    cases.examine(matter.number, opinion="到场看过", on_site=True, actor=officer, at=v.AT)
    with pytest.raises(cases.InspectorsNeeded):
        cases.decide(matter.number, outcome="granted", actor=officer, at=v.AT)
    case = inn.grant(village, matter)
    assert case.status == "granted"
    assert_replays(case)


def test_a_grant_in_part_says_what_is_left_out_with_reason_and_remedy(village, matter, officer):
    cases.examine(matter.number, opinion="看过", actor=village.mate, at=v.AT)
    said = {"outcome": "partly", "actor": officer, "at": v.AT, "refuses": "第三间"}
    with pytest.raises(cases.RefusalNeedsReason):
        cases.decide(matter.number, **said)
    with pytest.raises(cases.PartNeeded):
        cases.decide(matter.number, **(said | {"refuses": " ", "reason": "漏水", "remedy": REMEDY}))
    case = cases.decide(
        matter.number, **said, reason="漏水", remedy=REMEDY, conditions=["每月检查"]
    )
    assert (case.status, case.decision.refuses) == ("granted", "第三间")
    assert case.decision.conditions == ("每月检查",)
    assert "部分准予" in cases.timeline(matter.number, actor=village.me)[-2].words.zh


def test_a_grant_while_a_notice_is_open_says_why(village, matter, officer):
    cases.request_supplement(
        matter.number, gaps={"applicant.note": "不清楚"}, actor=officer, at=v.AT
    )
    with pytest.raises(cases.NoticeOpen):
        inn.grant(village, matter)
    case = inn.grant(village, matter, despite="已在现场核实。")
    assert case.decision.despite == "已在现场核实。"
    assert_replays(case)


def test_where_the_law_allows_a_notice_may_come_while_it_is_examined(village, matter, officer):
    cases.take_in(matter.number, actor=officer, at=v.AT)
    asked = cases.request_supplement(
        matter.number, gaps={"applicant.note": "不清楚"}, actor=officer, at=inn.days(1)
    )
    statutory = next(one for one in asked.clocks if one.name == "statutory")
    assert (asked.status, statutory.due) == ("supplement", None)
    case = cases.supplement(
        matter.number, answers={"applicant.note": "五间"}, actor=village.me, at=inn.days(8)
    )
    assert case.status == "accepted"
    # Twenty working days after 2 March, and six of them waited for the answer.
    assert case.due == date(2026, 4, 7)
    assert_replays(case)


def test_a_second_round_may_name_something_else_and_a_third_may_not(village, matter, officer):
    for n, gap in enumerate(["applicant.note", "material:1"]):
        cases.request_supplement(matter.number, gaps={gap: "补"}, actor=officer, at=inn.days(n))
        attach = [cases.Upload("新.png", v.PICTURE, material_no=1)] if n else []
        answers = {} if n else {"applicant.note": "五间"}
        cases.supplement(
            matter.number, answers=answers, attachments=attach, actor=village.me, at=inn.days(n)
        )
    first, second = cases.case(matter.number, actor=officer).rounds
    assert (first.changed, second.changed) == (("applicant.note",), ("material:1",))
    assert second.names["material:1"].zh == "消防证明"
    with pytest.raises(cases.NoticeAlreadyGiven):
        cases.request_supplement(
            matter.number, gaps={"material:2": "补"}, actor=officer, at=inn.days(2)
        )


def test_an_answer_that_never_comes_ends_the_matter_where_the_law_says_so(village, matter, officer):
    cases.request_supplement(matter.number, gaps={"applicant.note": "补"}, actor=officer, at=v.AT)
    inn.ring(inn.days(20))
    assert cases.case(matter.number, actor=village.me).status == "supplement"
    inn.ring(inn.days(22))
    case = cases.case(matter.number, actor=village.me)
    assert case.status == "terminated"
    assert "视为放弃申请" in cases.timeline(matter.number, actor=village.me)[-2].detail.zh
    assert_replays(case)


def badge(village):
    draft = cases.start(goal="COIN-BADGE", applicant=village.mother.id, actor=village.me, at=v.AT)
    return cases.submit(draft.id, actor=village.me, at=v.AT).matters[0]


def test_rules_decide_at_once_and_say_so(village):
    matter = badge(village)
    inn.ring(v.AT)
    case = cases.case(matter.number, actor=village.me)
    assert (case.status, case.decision.automatic) == ("granted", True)
    assert any("女性：符合" in one for one in case.decision.rules)
    assert "个人信息保护法 第二十四条" in case.decision.remedy
    assert case.decision.remedy_until == v.DAY + timedelta(days=60)
    assert "自动作出" in cases.timeline(matter.number, actor=village.me)[-2].words.zh
    assert_replays(case)


def test_what_rules_do_not_find_met_is_left_to_people(village):
    draft = cases.start(goal="COIN-BADGE", applicant=village.father.id, actor=village.him, at=v.AT)
    matter = cases.submit(draft.id, actor=village.him, at=v.AT).matters[0]
    inn.ring(v.AT)
    case = cases.case(matter.number, actor=village.him)
    assert case.status == "filed"
    assert [one.kind for one in ledger.work(case.id) if one.queue == "COIN"] == ["intake"]


def test_silence_decides_where_a_law_says_so_and_names_it(village, officer):
    matter = badge(village)
    cases.take_in(matter.number, actor=officer, at=v.AT)
    inn.ring(inn.days(7))
    assert cases.case(matter.number, actor=village.me).status == "accepted"
    inn.ring(inn.days(8))
    case = cases.case(matter.number, actor=village.me)
    assert (case.status, case.decision.deemed, case.decision.law) == (
        "granted",
        True,
        "村规 第九条",
    )
    assert_replays(case)
