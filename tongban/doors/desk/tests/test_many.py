"""Many at once: never more than was chosen, none twice, each judged by itself."""

import itertools

import pytest
from django.urls import reverse

from tests.staffing import hand_in
from tongban.cases import api as cases
from tongban.kernel.actors import SYSTEM

INBOX = "/desk/"


@pytest.fixture
def desk(client, staffed):
    """The first reviewer's browser, signed in."""
    client.force_login(staffed.reviewer)
    return client


@pytest.fixture
def three(resident):
    """Three cases of one service, in clock order."""
    return [hand_in(resident) for _ in range(3)]


def text(response):
    return response.content.decode()


def now(number):
    return cases.case(number, actor=SYSTEM)


def chosen(numbers, **more):
    return {"case": numbers, **{f"seq.{one}": now(one).seq for one in numbers}, **more}


def test_the_chosen_are_shown_before_anything_is_done(desk, three):
    page = text(desk.post(reverse("desk:many"), chosen(three[:2], deed="accept")))
    assert [one in page for one in three] == [True, True, False]
    assert {now(one).status for one in three} == {"filed"}


@pytest.mark.parametrize(
    "picked", [p for n in (1, 2, 3) for p in itertools.combinations(range(3), n)]
)
def test_never_more_than_what_was_chosen_and_none_twice(desk, three, picked):
    numbers = [three[one] for one in picked]
    sent = chosen(numbers + numbers)
    before = {one: now(one).seq for one in three}
    for _ in range(2):  # a double click
        page = text(desk.post(reverse("desk:many-do", args=["accept"]), sent))
        assert f"办好 {len(numbers)} 件" in page
    moved = {one: now(one).seq - before[one] for one in three}
    assert moved == {one: int(one in numbers) for one in three}


def test_what_moved_meanwhile_is_left_and_says_why(desk, three):
    sent = chosen(three)
    cases.take_in(three[1], actor=SYSTEM)
    page = text(desk.post(reverse("desk:many-do", args=["accept"]), sent))
    assert "办好 2 件" in page
    assert "没办 1 件" in page
    assert page.index("没办的，和原因") < page.index(three[1]) < page.index("办好的</h2>")


def test_what_all_of_them_may_lack_is_offered_once(desk, three):
    page = text(desk.post(reverse("desk:many"), chosen(three[:2], deed="supplement")))
    assert page.count('name="gap" value="applicant.reason"') == 1


def test_the_same_notice_goes_to_each_with_its_reason(desk, three):
    gap = {"gap": ["applicant.reason"], "why.applicant.reason": "原因没有写清楚"}
    desk.post(reverse("desk:many-do", args=["supplement"]), chosen(three[:2], **gap))
    asked = [now(one).notice and dict(now(one).notice.gaps) for one in three]
    assert asked == [{"applicant.reason": "原因没有写清楚"}] * 2 + [None]


def test_words_for_one_service_are_not_said_to_another():
    from types import SimpleNamespace as Some

    from tongban.doors.desk import many
    from tongban.doors.desk.table import DEEDS

    sights = [Some(case=Some(service=Some(id=one))) for one in ("A", "B")]
    assert "同一事项" in many._unlike(DEEDS["refuse"], sights)
    assert many._unlike(DEEDS["refuse"], sights[:1]) == ""
    assert many._unlike(DEEDS["accept"], sights) == ""


def test_what_is_asked_of_all_is_answered_before_any_is_decided(desk, three):
    answer = desk.post(reverse("desk:many-do", args=["refuse"]), chosen(three, reason="不符合"))
    assert answer.status_code == 400
    assert {now(one).decision for one in three} == {None}


def test_alike_refusals_carry_the_same_words(desk, three):
    words = {
        "reason": "照片不合标准。",
        "remedy": "可在六十日内申请行政复议。",
        "until": "2099-01-01",
    }
    desk.post(reverse("desk:many-do", args=["refuse"]), chosen(three[:2], **words))
    assert [now(one).status for one in three] == ["refused", "refused", "filed"]


def test_another_agencys_case_among_them_is_left(client, staffed, three):
    client.force_login(staffed.elsewhere)
    page = text(client.post(reverse("desk:many-do", args=["accept"]), chosen(three)))
    assert "办好 0 件" in page
    assert {now(one).status for one in three} == {"filed"}


# What is looked at


def numbers(page, among):
    return [one for one in among if f">{one}</a>" in text(page)]


def test_filters_stand_in_the_address_and_narrow_the_inbox(desk, staffed, three):
    actor = staffed.reviewer
    cases.take_in(three[0], actor=SYSTEM)
    mine = desk.post(
        reverse("desk:do", args=[three[1], "claim"]), {"seq": now(three[1]).seq, "reason": "先办"}
    )
    assert mine.status_code == 302, actor
    looked = {
        "state=accepted": [three[0]],
        "state=filed": [three[1], three[2]],
        "hand=mine": [three[1]],
        "hand=free": [three[0], three[2]],
        "tone=late": [],
        f"q={three[2]}": [three[2]],
        "q=林晓舟 身份证": three,
        "q=周遥": [],
        "state=nonsense": three,
        "agency=SJ": [],
    }
    found = {query: numbers(desk.get(f"{INBOX}?{query}"), three) for query in looked}
    assert found == looked


def test_a_view_that_was_kept_is_one_click_away_and_keeps_only_filters(desk):
    sent = {"name": "快到期的", "query": "?tone=soon&next=https://evil.example&after=zz"}
    assert desk.post(reverse("desk:views"), sent)["Location"] == "/desk/?tone=soon"
    assert 'href="/desk/?tone=soon">快到期的' in text(desk.get(INBOX))
    desk.post(reverse("desk:views"), {"drop": "快到期的"})
    assert "快到期的</a>" not in text(desk.get(INBOX))


def test_whether_something_came_is_told_by_a_word(desk, three, resident):
    before = desk.get(reverse("desk:news")).json()
    assert f'data-stand="{before["stand"]}"' in text(desk.get(INBOX))
    hand_in(resident)
    assert desk.get(reverse("desk:news")).json()["stand"] != before["stand"]
