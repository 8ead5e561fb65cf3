import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.agencies.domain.duties import ACTS, EVERY_ACT, Post, judge

DUTIES = st.sampled_from(sorted(ACTS))
SOME_ACT = st.sampled_from(sorted(EVERY_ACT))


def test_who_receives_does_not_decide_and_who_supervises_does_neither():
    assert "decide" not in ACTS["clerk"]
    assert not {"take_in", "decide"} & ACTS["supervisor"]
    assert not {"decide", "read", "look_up"} & ACTS["designer"]


def test_a_reviewer_decides_in_their_own_agency_only():
    post = Post(1, "A", "reviewer")
    assert judge([post], act="decide", agency="A")
    assert judge([post], act="decide", agency="B").reason == "这件事属于另一个部门。"


def test_the_general_window_serves_every_agency():
    assert judge([Post(1, "", "clerk")], act="submit", agency="B")


@given(DUTIES, SOME_ACT)
def test_no_post_allows_more_than_its_duty(duty, act):
    assert bool(judge([Post(1, "A", duty)], act=act, agency="A")) == (act in ACTS[duty])


@given(st.lists(DUTIES), SOME_ACT)
def test_every_refusal_says_why(duties, act):
    answer = judge([Post(1, "A", duty) for duty in duties], act=act, agency="A")
    assert answer or answer.reason


def test_an_act_nobody_has_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="conjure"):
        judge([], act="conjure", agency=None)
