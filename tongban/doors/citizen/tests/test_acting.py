"""What one can do in one's own case: hearing, reconsideration, later materials, papers, confirming."""

import pytest
from django.urls import reverse

from tests.staffing import AGENCY
from tongban.cases import api as cases
from tongban.cases.delivering.api import NotDeliverable
from tongban.doors.citizen.tests.browsing import text
from tongban.doors.citizen.views import problem_words
from tongban.doors.shared.doings import DOINGS
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import city_date, now
from tongban.people import api as people


@pytest.fixture
def officer(staffed):
    return people.actor_of(staffed.reviewer, capacity="reviewer", agency=AGENCY)


@pytest.fixture
def accepted(case, officer):
    cases.take_in(case, actor=officer)
    return case


def at(number, act):
    return reverse("citizen:act", args=[number, act])


def page(browser, number):
    return text(browser.get(reverse("citizen:case", args=[number])))


def refuse(number, officer):
    remedy = cases.propose_remedy(city_date(now()))
    cases.decide(number, outcome="refused", actor=officer, reason="照片不符合要求。", remedy=remedy)


def test_a_hearing_that_is_offered_is_asked_for(me, accepted, officer):
    assert "申请听证" not in page(me, accepted)
    cases.offer_hearing(accepted, reason="涉及第三人。", actor=officer)
    assert "您可以要求听证" in page(me, accepted)
    assert "不需要的话什么也不用做" in text(me.get(at(accepted, "hearing")))
    me.post(at(accepted, "hearing"))
    assert "您要求了听证" in page(me, accepted)
    assert cases.case(accepted, actor=SYSTEM).course.hearing.asked


def test_a_refusal_is_contested_within_its_time_and_leads_to_the_new_case(me, accepted, officer):
    refuse(accepted, officer)
    assert "不服，申请行政复议" in page(me, accepted)
    assert me.post(at(accepted, "reconsider"), {"reason": " "}).status_code == 400
    answer = me.post(at(accepted, "reconsider"), {"reason": "照片是合格的。"}, follow=True)
    assert "行政复议" in text(answer)
    assert "正在行政复议" in page(me, accepted)
    assert me.get(at(accepted, "reconsider")).status_code == 302


def test_what_stopped_and_what_prolonged_the_clock_is_told_with_its_reason(me, accepted, officer):
    cases.stop_clock(accepted, ground="test", days=3, reason="比对人像", actor=officer)
    html = page(me, accepted)
    assert "日子暂停计算" in html
    assert "比对人像" in html
    assert "接下来：特别程序" in html


def test_the_limit_can_be_seen_day_by_day(me, accepted):
    assert 'class="days"' in page(me, accepted)


def test_papers_are_there_to_keep_and_nobody_elses(me, other, accepted):
    assert "受理通知书" in page(me, accepted)
    no = cases.papers(accepted, actor=SYSTEM)[0].no
    there = reverse("citizen:paper", args=[accepted, no])
    assert me.get(there).content.startswith(b"%PDF")
    assert other.get(there).status_code in (403, 404)


def test_a_round_of_correction_is_shown_as_a_difference(me, case, officer, resident):
    gaps = {"applicant.reason": "写清在哪里丢的", "applicant.mobile": "少一位"}
    cases.request_supplement(case, gaps=gaps, actor=officer)
    cases.supplement(case, answers={"applicant.reason": "公交车上"}, actor=resident.actor)
    html = page(me, case)
    assert "您补正过" in html
    assert "已补" in html
    assert "没有改" in html


def test_withdrawing_says_first_what_it_means(me, case):
    assert "不再办" in text(me.get(at(case, "withdraw")))
    assert me.post(at(case, "withdraw"), {"reason": ""}).status_code == 400
    me.post(at(case, "withdraw"), {"reason": "找到了"})
    assert cases.case(case, actor=SYSTEM).status == "withdrawn"


@pytest.mark.parametrize("act", sorted(DOINGS))
def test_nobody_acts_in_somebody_elses_case(other, accepted, act):
    assert other.post(at(accepted, act), {"reason": "x"}).status_code in (403, 404)


def test_what_only_a_clerk_may_do_is_no_page_of_the_applicant(me, accepted):
    assert me.get(at(accepted, "deliver")).status_code == 404


def test_a_licence_that_was_issued_here_can_be_changed_or_given_up(me, accepted, officer):
    kinds = [one.kind.id for one in cases.page(accepted, actor=officer).enter]
    cases.decide(accepted, outcome="granted", actor=officer, states=dict.fromkeys(kinds, "汉族"))
    licence = cases.case(accepted, actor=SYSTEM).decision.licence
    html = text(me.get(reverse("citizen:licence", args=[licence])))
    assert "申请变更" in html
    follow = reverse("citizen:follow", args=[licence, "cancellation"])
    answer = me.post(follow, {"reason": "不再需要"}, follow=True)
    assert "注销" in text(answer)
    assert me.post(follow, {"reason": "再来一次"}).status_code == 400
    assert me.get(reverse("citizen:follow", args=[licence, "sale"])).status_code == 404


def test_a_file_nobody_asked_for_is_left_alone(me, case, accepted, officer):
    from django.core.files.uploadedfile import SimpleUploadedFile

    cases.offer_hearing(accepted, reason="涉及第三人。", actor=officer)
    odd = {"material:abc": SimpleUploadedFile("a.png", b"x")}
    assert me.post(at(accepted, "hearing"), odd).status_code == 302


def test_a_word_of_programs_is_kept_from_people():
    said = problem_words(NotDeliverable("address"))
    assert said == f"{NotDeliverable.words.zh}{NotDeliverable.advice.zh}"
