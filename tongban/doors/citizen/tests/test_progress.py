import re

import pytest

from tests.staffing import AGENCY, hand_in
from tongban.cases import api as cases
from tongban.doors.citizen.tests.browsing import text
from tongban.people import api as people


@pytest.fixture
def officer(staffed):
    return people.actor_of(staffed.reviewer, capacity="reviewer", agency=AGENCY)


def at(number, step=""):
    return f"/case/{number}{'/' + step if step else ''}"


def refuse(number, officer):
    from tongban.kernel.time import city_date, now

    cases.take_in(number, actor=officer)
    remedy = cases.propose_remedy(city_date(now()))
    cases.decide(number, outcome="refused", actor=officer, reason="照片不符合要求。", remedy=remedy)


def test_progress_says_when_and_who(me, resident, case):
    application = cases.applications(resident.party.id, actor=resident.actor)[0]
    page = me.get("/mine", follow=True)
    there = re.search(r'href="(/application/[^"]+)"', text(page))[1]
    html = text(me.get(there))
    assert f"/case/{application.matters[0].number}" in html
    assert re.search(r"<h1>(预计|正在办)", html)


def test_a_case_shows_how_its_days_are_counted_and_what_it_rests_on(me, case):
    html = text(me.get(at(case)))
    assert "日子是怎么算的" in html
    assert "居民身份证" in html
    assert case in html


def test_a_supplement_asks_only_what_the_notice_named(me, case, officer):
    cases.request_supplement(case, gaps={"applicant.reason": "请写明在哪里丢的"}, actor=officer)
    html = text(me.get(at(case, "supplement")))
    assert "请写明在哪里丢的" in html
    assert re.findall(r' name="(applicant\.[^"]+)"', html) == ["applicant.reason"]


def test_a_supplement_goes_back_and_the_clock_runs_again(me, case, officer, resident):
    cases.request_supplement(case, gaps={"applicant.reason": "请写明在哪里丢的"}, actor=officer)
    answer = me.post(at(case, "supplement"), {"applicant.reason": "在公交车上丢失"})
    assert answer.status_code == 302
    assert cases.case(case, actor=resident.actor).status != "supplement"


def test_an_empty_supplement_is_told(me, case, officer):
    cases.request_supplement(case, gaps={"applicant.reason": "请写明在哪里丢的"}, actor=officer)
    assert me.post(at(case, "supplement"), {"applicant.reason": ""}).status_code == 400


def test_a_refusal_says_why_and_what_can_be_done(me, case, officer):
    refuse(case, officer)
    html = text(me.get(at(case)))
    assert "照片不符合要求。" in html
    assert "行政复议" in html


def test_progress_too_says_why_a_matter_was_refused(me, case, officer):
    refuse(case, officer)
    there = re.search(r'href="(/application/[^"]+)"', text(me.get("/mine")))[1]
    html = text(me.get(there))
    assert "照片不符合要求。" in html
    assert "行政复议" in html


def test_withdrawing_needs_a_reason_and_then_it_is_withdrawn(me, case, resident):
    assert me.post(at(case, "withdraw"), {"reason": ""}).status_code == 400
    me.post(at(case, "withdraw"), {"reason": "找到了"})
    assert cases.case(case, actor=resident.actor).status == "withdrawn"


def test_a_finished_case_is_rated_once(me, case, officer):
    refuse(case, officer)
    assert me.post(at(case, "rate"), {"level": ""}).status_code == 400
    assert me.post(at(case, "rate"), {"level": "4", "words": "没说清楚"}).status_code == 302
    assert "评价已经收到" in text(me.get(at(case)))
    assert me.post(at(case, "rate"), {"level": "1"}).status_code == 400


def test_an_open_case_asks_for_no_rating(me, case):
    assert "办得怎么样" not in text(me.get(at(case)))


@pytest.mark.parametrize("step", ["", "supplement", "withdraw"])
def test_a_stranger_finds_no_case_of_somebody_else(other, case, step):
    assert other.get(at(case, step)).status_code == 404


def test_a_stranger_rates_and_withdraws_nothing(other, case, resident):
    assert other.post(at(case, "withdraw"), {"reason": "不要"}).status_code == 404
    assert other.post(at(case, "rate"), {"level": "1"}).status_code == 404
    assert cases.case(case, actor=resident.actor).status == "filed"


def test_the_receipt_is_a_document(me, resident, case):
    there = re.search(r'href="(/application/[^"]+)"', text(me.get("/mine")))[1]
    answer = me.get(f"{there}/receipt.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_stranger_gets_no_receipt(me, other, case):
    there = re.search(r'href="(/application/[^"]+)"', text(me.get("/mine")))[1]
    assert other.get(there).status_code == 404
    assert other.get(f"{there}/receipt.pdf").status_code == 404


def test_a_case_is_shown_in_a_stated_number_of_queries(me, case, django_assert_max_num_queries):
    me.get(at(case))
    # Many of them ask which revision it is, once in half a second elsewhere.
    with django_assert_max_num_queries(36):
        me.get(at(case))


def test_progress_is_shown_in_a_stated_number_of_queries(me, case, django_assert_max_num_queries):
    there = re.search(r'href="(/application/[^"]+)"', text(me.get("/mine")))[1]
    with django_assert_max_num_queries(11):
        me.get(there)


def test_two_matters_stand_under_each_other(me, resident, case):
    hand_in(resident)
    assert text(me.get("/mine")).count('href="/application/') == 2
