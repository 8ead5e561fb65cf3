"""The deeds of an officer: each once, nothing typed is lost, whoever comes second is told."""

import pytest
from django.urls import reverse

from tongban.cases import api as cases
from tongban.kernel.actors import SYSTEM


@pytest.fixture
def desk(client, staffed):
    """The first reviewer's browser, signed in."""
    client.force_login(staffed.reviewer)
    return client


def url(name, number):
    return reverse("desk:do", args=[number, name])


def text(response):
    return response.content.decode()


def now(number):
    return cases.case(number, actor=SYSTEM)


REFUSAL = {
    "reason": "照片不符合标准，按居民身份证法不予补领。",
    "remedy": "可在收到之日起六十日内申请行政复议。",
    "until": "2099-01-01",
}


def test_accepting_starts_the_clock(desk, case):
    answer = desk.post(url("accept", case), {"seq": now(case).seq}, follow=True)
    assert now(case).status == "accepted"
    assert "已受理" in text(answer)


def test_accepting_twice_ends_where_accepting_once_does(desk, case):
    seq = now(case).seq
    for _ in range(2):
        answer = desk.post(url("accept", case), {"seq": seq})
        assert answer.status_code == 302
    assert now(case).seq == seq + 1


def test_a_supplement_names_every_gap_with_its_reason(desk, case):
    seq = now(case).seq
    answer = desk.post(
        url("supplement", case),
        {"seq": seq, "gap": ["applicant.reason"], "why.applicant.reason": "原因没有写清楚"},
        follow=True,
    )
    assert now(case).notice.gaps == {"applicant.reason": "原因没有写清楚"}
    assert "补正告知已发出" in text(answer)
    assert "原因没有写清楚" in text(answer)


def test_a_supplement_without_a_reason_is_not_sent_and_keeps_the_tick(desk, case):
    answer = desk.post(url("supplement", case), {"seq": now(case).seq, "gap": ["applicant.reason"]})
    assert answer.status_code == 400
    assert "逐项写明" in text(answer)
    assert 'value="applicant.reason" checked' in text(answer)
    assert now(case).notice is None


def test_what_the_government_holds_is_not_offered_as_a_gap(desk, case):
    page = text(desk.get(url("supplement", case)))
    assert 'value="applicant.reason"' in page
    assert 'value="applicant.idno"' not in page
    assert 'value="applicant.hukou_addr"' not in page


def test_asking_for_what_the_government_holds_is_refused_by_the_law(desk, case):
    answer = desk.post(
        url("supplement", case),
        {
            "seq": now(case).seq,
            "gap": ["applicant.hukou_addr"],
            "why.applicant.hukou_addr": "请再写一遍",
        },
    )
    assert answer.status_code == 400
    assert "国务院令第716号" in text(answer)
    assert now(case).notice is None


def test_a_second_notice_offers_only_what_the_first_one_named(desk, case, resident):
    gap = {"gap": ["applicant.reason"], "why.applicant.reason": "原因没有写清楚"}
    desk.post(url("supplement", case), gap | {"seq": now(case).seq})
    cases.supplement(case, answers={"applicant.reason": "还是遗失"}, actor=resident.actor)
    page = text(desk.get(url("supplement", case)))
    assert 'value="applicant.reason"' in page
    assert 'value="applicant.mobile"' not in page


def test_what_a_supplement_changed_is_shown_beside_what_was_there(desk, case, resident):
    gap = {"gap": ["applicant.reason"], "why.applicant.reason": "原因没有写清楚"}
    desk.post(url("supplement", case), gap | {"seq": now(case).seq})
    cases.supplement(case, answers={"applicant.reason": "在公交车上遗失"}, actor=resident.actor)
    page = text(desk.get(reverse("desk:case", args=[case])))
    assert "补正后有改动" in page
    assert "<del>" in page


def test_granting_shows_what_the_licence_will_state(desk, case):
    page = text(desk.get(url("grant", case)))
    assert "证照将载明" in page
    assert "林晓舟" in page


def test_granting_issues_the_licence(desk, case, resident):
    form = text(desk.get(url("grant", case)))
    answer = desk.post(
        url("grant", case),
        {"seq": now(case).seq, "reason": "符合条件。", "seen": ["1"], **entered(form)},
        follow=True,
    )
    assert now(case).status == "granted"
    assert now(case).decision.licence
    assert "已准予" in text(answer)


def entered(form):
    """Fill in what the officer has to enter, whatever it is."""
    import re

    return dict.fromkeys(re.findall(r'name="(r\.[\w.]+)"', form), "汉族")


def test_what_the_officer_judged_is_kept_as_a_reason(desk, case):
    form = text(desk.get(url("grant", case)))
    if 'name="seen"' not in form:
        pytest.skip("this service leaves nothing to the officer's judgement")
    data = {"seq": now(case).seq, "reason": "", "seen": ["1"], **entered(form)}
    desk.post(url("grant", case), data)
    assert "审查人核对" in now(case).decision.reason


def test_refusing_needs_a_reason(desk, case):
    answer = desk.post(url("refuse", case), REFUSAL | {"seq": now(case).seq, "reason": " "})
    assert answer.status_code == 400
    assert "要书面说明理由" in text(answer)
    assert REFUSAL["remedy"] in text(answer)
    assert now(case).status == "filed"


def test_refusing_needs_a_remedy_with_a_day(desk, case):
    answer = desk.post(url("refuse", case), REFUSAL | {"seq": now(case).seq, "until": "soon"})
    assert answer.status_code == 400
    assert REFUSAL["reason"] in text(answer)
    assert now(case).status == "filed"


def test_the_remedy_of_the_general_law_is_proposed(desk, case):
    assert "行政复议" in text(desk.get(url("refuse", case)))


def test_a_refusal_is_kept_word_for_word(desk, case):
    desk.post(url("refuse", case), REFUSAL | {"seq": now(case).seq})
    decision = now(case).decision
    assert (decision.outcome, decision.reason) == ("refused", REFUSAL["reason"])
    assert decision.remedy == REFUSAL["remedy"]


def test_a_double_click_decides_once(desk, case):
    seq = now(case).seq
    for _ in range(2):
        answer = desk.post(url("refuse", case), REFUSAL | {"seq": seq})
        assert answer.status_code == 302
        assert answer["Location"].endswith("?said=refuse")
    assert now(case).decision.by == "陈立"


def test_the_second_of_two_officers_is_told_who_decided_and_loses_nothing(
    desk, client_class, staffed, case
):
    seq = now(case).seq
    desk.post(url("refuse", case), REFUSAL | {"seq": seq})
    second = client_class()
    second.force_login(staffed.colleague)
    answer = second.post(
        url("refuse", case), REFUSAL | {"seq": seq, "reason": "我写了很久的另一个理由。"}
    )
    assert answer.status_code == 409
    assert "陈立" in text(answer)
    assert "我写了很久的另一个理由。" in text(answer)
    assert now(case).decision.reason == REFUSAL["reason"]


def test_who_looked_before_somebody_acted_is_told_that_it_moved(desk, client_class, staffed, case):
    seq = now(case).seq
    desk.post(url("accept", case), {"seq": seq})
    second = client_class()
    second.force_login(staffed.colleague)
    answer = second.post(url("refuse", case), REFUSAL | {"seq": seq})
    assert answer.status_code == 409
    assert "有了变化" in text(answer)
    assert now(case).status == "accepted"


@pytest.fixture
def client_class():
    """Another browser."""
    from django.test import Client

    return Client


def test_markup_in_a_reason_is_shown_as_text(desk, case):
    answer = desk.post(
        url("refuse", case),
        REFUSAL | {"seq": now(case).seq, "reason": "<script>alert(1)</script>"},
        follow=True,
    )
    assert "<script>alert(1)" not in text(answer)
    assert "&lt;script&gt;alert(1)" in text(answer)


def test_words_that_are_too_long_are_given_back(desk, case):
    words = "长" * 2001
    answer = desk.post(url("refuse", case), REFUSAL | {"seq": now(case).seq, "reason": words})
    assert answer.status_code == 400
    assert "文字太长" in text(answer)
    assert words in text(answer)


@pytest.mark.parametrize("name", ["accept", "grant", "refuse", "supplement"])
def test_no_deed_reaches_another_agencys_case(client, staffed, case, name):
    client.force_login(staffed.elsewhere)
    answer = client.post(url(name, case), REFUSAL | {"seq": now(case).seq, "gap": ["x"]})
    assert answer.status_code == 403
    assert now(case).status == "filed"


def test_a_deed_without_a_token_is_turned_away(staffed, case):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staffed.reviewer)
    assert strict.post(url("accept", case), {"seq": now(case).seq}).status_code == 403
    assert now(case).status == "filed"
