"""The table of deeds: what is possible is offered, each deed reaches its face, words survive a no."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.staffing import AGENCY, OTHER, officer
from tongban.cases import api as cases
from tongban.doors.desk.table import DEEDS
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import city_date
from tongban.kernel.time import now as clock


@pytest.fixture
def desk(client, staffed):
    """The first reviewer's browser, signed in."""
    client.force_login(staffed.reviewer)
    return client


@pytest.fixture
def head(staffed):
    """The head of the first agency, in a browser of their own."""
    from django.test import Client

    browser = Client()
    browser.force_login(officer("zhouzhuren", "周主任", "head", AGENCY))
    return browser


@pytest.fixture
def accepted(case):
    """A case that was taken in."""
    cases.take_in(case, actor=SYSTEM)
    return case


def now(number):
    return cases.case(number, actor=SYSTEM)


def send(browser, number, deed, **data):
    sent = {"seq": now(number).seq} | data
    return browser.post(reverse("desk:do", args=[number, deed]), sent)


def text(answer):
    return answer.content.decode()


def page(browser, number):
    return text(browser.get(reverse("desk:case", args=[number])))


def shown(browser, number):
    """The deeds a case's page offers."""
    said = page(browser, number)
    return {name for name in DEEDS if f"/case/{number}/{name}" in said}


REMEDY = {"remedy": "可申请行政复议。", "until": "2099-01-01"}
SIMPLE = {
    "sign": ({"opinion": "照片与本人一致。", "agrees": "1"}, lambda c: c.course.examined),
    "stop": (
        {"ground": "test", "days": "3", "unit": "working_day", "reason": "比对人像"},
        lambda c: c.course.stopped,
    ),
    "hearing": ({"reason": "涉及第三人。"}, lambda c: c.course.hearing.offered),
    "opinion": ({"agency": OTHER, "about": "是否有异议", "days": "3"}, lambda c: True),
    "claim": ({}, lambda c: c.officer_name == "陈立"),
    "draw": ({"what": "检查人员", "candidates": "甲\n乙", "count": "1"}, lambda c: True),
    "partly": (
        {"refuses": "加急", "reason": "不属于加急。", "seen": ["1"], "r.nation": "汉族"} | REMEDY,
        lambda c: c.decision.refuses == "加急",
    ),
    "refuse": ({"reason": "照片不符。"} | REMEDY, lambda c: c.status == "refused"),
}


@pytest.mark.parametrize("deed", sorted(SIMPLE))
def test_a_deed_reaches_its_face_and_says_so(desk, accepted, deed):
    data, happened = SIMPLE[deed]
    form = text(desk.get(reverse("desk:do", args=[accepted, deed])))
    if DEEDS[deed].asks:
        assert DEEDS[deed].label.zh in form
    answer = send(desk, accepted, deed, **data | entered(form))
    assert answer.status_code == 302, text(answer)
    assert happened(now(accepted))
    assert DEEDS[deed].done.zh in text(desk.get(answer["Location"]))


def entered(form):
    """Fill in what the licence states and the points to be judged, whatever they are."""
    import re

    seen = re.findall(r'name="seen" value="(\d+)"', form)
    return dict.fromkeys(re.findall(r'name="(r\.[\w.]+)"', form), "汉族") | {"seen": seen}


def test_what_is_not_possible_is_not_offered(desk, case, accepted):
    offered = shown(desk, case)
    assert {"grant", "refuse", "stop", "extend", "hearing", "opinion", "reassign"} <= offered
    assert not offered & {"accept", "turn-away", "resume", "approve", "deliver", "hearing-set"}


def test_before_the_acceptance_it_can_be_turned_away_or_put_right(desk, case):
    assert {"accept", "supplement", "turn-away", "correct"} <= shown(desk, case)


def test_turning_away_names_the_agency_to_go_to(desk, case):
    data = {"ground": "not_competent", "reason": "属于税务。", "redirect": ""} | REMEDY
    assert "请选择有权办理的机关" in text(send(desk, case, "turn-away", **data))
    send(desk, case, "turn-away", **data | {"redirect": OTHER})
    assert now(case).course.not_accepted.redirect == OTHER
    assert "不予受理" in page(desk, case)


def test_a_slip_is_put_right_on_the_spot(desk, case):
    send(desk, case, "correct", **{"slip.applicant.mobile": "13800005678"})
    found = cases.facts_of(case, actor=SYSTEM)
    assert next(one.value for one in found if one.ref == "applicant.mobile") == "13800005678"


def test_a_clock_that_was_stopped_can_run_again(desk, accepted):
    send(desk, accepted, "stop", ground="test", days="3", unit="working_day")
    assert "停表" in page(desk, accepted)
    send(desk, accepted, "resume", no="1", result="合格")
    assert not now(accepted).course.stopped


def test_a_procedure_article_45_does_not_name_needs_its_law_and_keeps_what_was_typed(
    desk, accepted
):
    data = {"ground": "site_check", "days": "3", "unit": "working_day", "reason": "要上门看看"}
    answer = send(desk, accepted, "stop", **data)
    assert answer.status_code == 400
    assert "许可法第四十五条没有列出这一程序" in text(answer)
    assert "要上门看看" in text(answer)


def test_a_number_that_is_none_is_said_at_the_field(desk, accepted):
    answer = send(desk, accepted, "extend", days="很多", reason="案情复杂")
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in text(answer)
    assert "案情复杂" in text(answer)


def test_another_than_who_asked_approves_more_time(desk, head, accepted):
    send(desk, accepted, "extend", days="5", reason="要到外地核实")
    assert "approve" not in shown(desk, accepted)
    assert {"approve", "decline"} <= shown(head, accepted)
    send(head, accepted, "approve")
    assert now(accepted).course.extensions[0].days == 5


def test_a_hearing_goes_from_telling_the_right_to_its_record(desk, accepted, resident):
    send(desk, accepted, "hearing", reason="涉及第三人重大利益。")
    assert "grant" not in shown(desk, accepted)
    cases.ask_hearing(accepted, actor=resident.actor)
    late = (clock().date() + timedelta(days=400)).isoformat()
    assert "听证要在举行七日前通知" in text(
        send(desk, accepted, "hearing-set", day=late, place="一号会议室")
    )
    day = city_date(clock()) + timedelta(days=15)
    while send(desk, accepted, "hearing-set", day=day.isoformat(), place="一号").status_code == 400:
        day += timedelta(days=1)
    assert "听证定在" in page(desk, accepted)
    assert "hearing-hold" not in shown(desk, accepted)


def test_the_agency_that_is_asked_sees_this_case_until_it_answers(desk, accepted, staffed):
    from django.test import Client

    other = Client()
    other.force_login(staffed.elsewhere)
    assert other.get(reverse("desk:case", args=[accepted])).status_code == 403
    send(desk, accepted, "opinion", agency=OTHER, about="是否有异议", days="3")
    assert "grant" not in shown(desk, accepted)
    assert shown(other, accepted) == {"answer"}
    key = cases.branches_of(accepted, actor=SYSTEM)[0].key
    send(other, accepted, "answer", branch=key, outcome="agree", words="没有异议")
    assert other.get(reverse("desk:case", args=[accepted])).status_code == 403
    assert "没有异议" in page(desk, accepted)


def test_a_request_is_taken_back_with_a_reason(desk, accepted):
    send(desk, accepted, "opinion", agency=OTHER, about="是否有异议")
    key = cases.branches_of(accepted, actor=SYSTEM)[0].key
    assert send(desk, accepted, "recall", branch=key, reason=" ").status_code == 400
    send(desk, accepted, "recall", branch=key, reason="已电话核实")
    assert "grant" in shown(desk, accepted)


def test_a_case_is_given_to_a_colleague_of_the_agency_alone(desk, accepted, staffed):
    elsewhere = str(staffed.elsewhere.pk)
    assert send(desk, accepted, "reassign", to=elsewhere, reason="出差").status_code == 400
    send(desk, accepted, "reassign", to=str(staffed.colleague.pk), reason="出差")
    assert now(accepted).officer == staffed.colleague.pk


def test_conditions_of_a_grant_are_kept_one_a_line(desk, accepted):
    form = text(desk.get(reverse("desk:do", args=[accepted, "grant"])))
    send(desk, accepted, "grant", conditions="本人领取\n\n交回旧证", **entered(form))
    assert now(accepted).decision.conditions == ("本人领取", "交回旧证")
    assert "交回旧证" in page(desk, accepted)


def test_a_decision_is_delivered_with_its_proof_and_prints_as_papers(desk, accepted):
    send(desk, accepted, "refuse", reason="照片不符。", **REMEDY)
    assert send(desk, accepted, "deliver", method="direct").status_code == 400
    send(desk, accepted, "deliver", method="direct", receiver="林晓舟")
    assert now(accepted).course.delivered.receiver == "林晓舟"
    papers = cases.papers(accepted, actor=SYSTEM)
    assert {"受理通知书", "送达回证"} <= {one.title for one in papers}
    answer = desk.get(reverse("desk:paper", args=[accepted, papers[-1].no]))
    assert answer.content.startswith(b"%PDF")
    assert desk.get(reverse("desk:paper", args=[accepted, 999])).status_code == 403


def test_a_deed_nobody_knows_is_no_page(desk, accepted):
    assert desk.get(reverse("desk:do", args=[accepted, "bribe"])).status_code == 404


def test_a_deed_that_is_not_possible_now_leads_back_to_the_case(desk, accepted):
    answer = desk.get(reverse("desk:do", args=[accepted, "accept"]))
    assert answer["Location"].endswith(f"/case/{accepted}")


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_no_deed_reaches_a_case_of_another_agency(client, staffed, accepted, deed):
    client.force_login(staffed.elsewhere)
    assert send(client, accepted, deed, reason="x").status_code == 403


def test_the_turn_and_what_is_in_hand_have_their_pages(desk, accepted):
    assert desk.get(reverse("desk:next"))["Location"].endswith(accepted)
    assert "手里没有办件" in text(desk.get(reverse("desk:mine")))
    send(desk, accepted, "claim")
    assert accepted in text(desk.get(reverse("desk:mine")))


def test_the_limit_is_drawn_day_by_day(desk, accepted):
    assert 'class="days"' in page(desk, accepted)
