"""The desk: what an officer sees of a case, and who sees nothing of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.staffing import SERVICE, hand_in
from tongban.cases import api as cases
from tongban.kernel.time import now
from tongban.ledger import api as ledger
from tongban.people import api as people

INBOX = "/desk/"


@pytest.fixture
def desk(client, staffed):
    """The first reviewer's browser, signed in."""
    client.force_login(staffed.reviewer)
    return client


def url(name, number, **query):
    if name == "case":
        return reverse("desk:case", args=[number])
    return reverse("desk:do", args=[number, name])


def text(response):
    return response.content.decode()


def test_the_inbox_lists_what_waits_for_the_agency_with_its_clock_in_words(desk, case):
    page = text(desk.get(INBOX))
    assert case in page
    assert "还有 5 天" in page
    assert 'class="bar' in page


def test_an_empty_inbox_says_so(desk):
    assert "没有等您办的" in text(desk.get(INBOX))


def test_a_case_shows_each_fact_with_its_source_and_the_number_masked(desk, case, resident):
    page = text(desk.get(url("case", case)))
    assert "居民户口簿" in page
    assert "申请人填写" in page or "申请人" in page
    assert resident.number not in page
    assert resident.number[:4] + "•" * 10 + resident.number[-4:] in page


def test_a_case_says_how_its_due_date_was_counted(desk, case):
    page = text(desk.get(url("case", case)))
    assert "到期日怎么来的" in page
    assert "第三十二条" in page


def test_reading_a_case_is_told_to_its_applicant(desk, case, resident, staffed):
    from tongban.facts import api as facts

    desk.get(url("case", case))
    assert any("陈立" in str(each) for each in facts.readers(resident.party.id))


def test_a_filter_keeps_only_one_service(desk, case):
    assert case in text(desk.get(INBOX, {"service": SERVICE}))
    assert case not in text(desk.get(INBOX, {"service": "GA-BIRTHREG"}))


def test_a_filter_of_late_cases_leaves_out_those_in_time(desk, case):
    page = text(desk.get(INBOX, {"tone": "late"}))
    assert case not in page
    assert "这里没有办件" in page


def test_an_officer_of_another_agency_is_told_that_the_case_is_not_theirs(client, staffed, case):
    client.force_login(staffed.elsewhere)
    page = client.get(url("case", case))
    assert page.status_code == 403
    assert "不在您的部门" in text(page)
    assert case not in text(client.get(INBOX))


@pytest.mark.parametrize("name", ["case", "grant", "refuse", "supplement"])
def test_no_deed_of_another_agency_can_be_opened(client, staffed, case, name):
    client.force_login(staffed.elsewhere)
    assert client.get(url(name, case)).status_code == 403


def test_a_clerk_at_the_desk_is_shown_the_way_to_the_window(client, staffed):
    client.force_login(staffed.clerk)
    page = client.get(INBOX)
    assert page.status_code == 403
    assert reverse("window:start") in text(page)


def test_a_resident_who_signed_in_gets_no_desk(client, resident):
    client.force_login(people.open_account(resident.party.id, actor=resident.actor))
    page = client.get(INBOX)
    assert page.status_code == 403
    assert "办事人" in text(page)


def test_nobody_signed_in_is_sent_to_the_staff_sign_in_and_back(client, db, case):
    page = client.get(url("case", case))
    assert page.status_code == 302
    assert page["Location"].startswith("/staff/sign-in?next=")
    assert case in page["Location"]


def test_a_case_number_that_is_none_is_no_case(desk):
    assert desk.get(url("case", "260410-0417-00231-7")).status_code in (403, 404)


def test_injected_markup_is_shown_as_text(desk, resident):
    number = hand_in(resident)
    gap = {"gap": ["applicant.reason"], "why.applicant.reason": "<img src=x onerror=alert(1)>"}
    desk.post(url("supplement", number), gap | {"seq": cases.case(number, actor=_actor()).seq})
    page = text(desk.get(url("case", number)))
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


def test_no_page_of_the_desk_carries_script_or_style_inside(desk, case):
    page = text(desk.get(url("case", case)))
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page
    assert "<script>" not in page


def test_a_supervisor_sees_what_is_late_and_no_case(client, staffed, case):
    client.force_login(staffed.supervisor)
    assert "没有超期的办件" in text(client.get("/desk/overdue"))
    assert client.get(url("case", case)).status_code == 403


def test_what_is_past_its_day_is_said_late_at_the_desk_and_to_the_supervisor(
    desk, client_class, resident, staffed
):
    then = now() - timedelta(days=120)
    number = hand_in(resident, at=then)
    cases.take_in(number, actor=_actor(), at=then + timedelta(days=1))
    desk_page = text(desk.get(INBOX, {"tone": "late"}))
    assert number in desk_page
    assert 'class="late' in desk_page
    supervisor = client_class()
    supervisor.force_login(staffed.supervisor)
    page = text(supervisor.get("/desk/overdue"))
    assert number in page
    assert (
        late_words(page) == late_words(desk_page) == late_words(text(desk.get(url("case", number))))
    )
    assert "公安机关户政部门" in page


def late_words(page):
    return re.search(r"超 \d+ 天", page).group()


@pytest.fixture
def client_class():
    """Another browser."""
    from django.test import Client

    return Client


def test_the_desk_speaks_english_where_asked(desk, case):
    page = text(desk.get(url("case", case), headers={"accept-language": "en"}))
    assert "How the due date was counted" in page
    assert "到期日怎么来的" not in page


def test_what_was_done_is_listed_with_its_outcome(desk, case, staffed):
    desk.post(url("refuse", case), refusal(desk, case))
    page = text(desk.get("/desk/done"))
    assert case in page
    assert "已不予" in page


def refusal(desk, case):
    seq = cases.case(case, actor=_actor()).seq
    return {
        "seq": seq,
        "reason": "照片不符合要求。",
        "remedy": "可在六十日内申请行政复议。",
        "until": "2099-01-01",
    }


def _actor():
    from tongban.kernel.actors import SYSTEM

    return SYSTEM


def test_a_page_of_the_desk_asks_the_database_few_times(
    desk, case, settings, django_assert_max_num_queries
):
    settings.TESTING = False  # what is kept for a moment is kept, as where it is served
    for address, most in ((INBOX, 8), (url("case", case), 19)):
        desk.get(address)
        with django_assert_max_num_queries(most):
            desk.get(address)


def test_the_inbox_asks_as_often_for_many_as_for_one(desk, resident, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hand_in(resident)
    with CaptureQueriesContext(connection) as one:
        desk.get(INBOX)
    for _ in range(3):
        hand_in(resident)
    with CaptureQueriesContext(connection) as many:
        desk.get(INBOX)
    assert len(many) == len(one)


def test_a_supervisor_sees_whom_a_case_waits_for(desk, client_class, resident, staffed):
    then = now() - timedelta(days=30)
    number = hand_in(resident, at=then)
    cases.take_in(number, actor=_actor(), at=then)
    asked = [cases.Asked("SJ", "是否属实", days=1)]
    cases.ask_opinion(number, asked=asked, actor=_actor(), at=then)
    ledger.due(now())
    supervisor = client_class()
    supervisor.force_login(staffed.supervisor)
    page = text(supervisor.get("/desk/overdue"))
    assert "需要督促的办件" in page
    assert number in page
