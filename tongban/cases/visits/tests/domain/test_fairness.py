"""The queue is fair: said in one sentence, true for every queue."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tongban.cases.visits.domain.queue import NEEDS, Place, ahead, credit, following, rule
from tongban.catalogue.domain.halls import Precedence

OPENED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
minutes = st.integers(0, 480).map(lambda at: OPENED + timedelta(minutes=at))
rules = st.builds(
    Precedence,
    elder=st.integers(0, 60),
    disabled=st.integers(0, 60),
    booked=st.integers(0, 60),
    late=st.integers(0, 60),
)
comers = st.tuples(
    minutes, st.sets(st.sampled_from(NEEDS)), st.none() | minutes, st.sampled_from("AB")
)


def queue_of(law, people):
    return [
        Place(no, line, came, came - credit(law, came, needs=needs, booked_for=begins))
        for no, (came, needs, begins, line) in enumerate(people)
    ]


@given(rules, st.lists(comers, min_size=2, max_size=12))
def test_who_comes_later_than_the_largest_credit_never_goes_before(law, people):
    places = queue_of(law, people)
    first = following(places, "AB")
    for other in places:
        if other.line == first.line:
            assert first.came <= other.came + timedelta(minutes=law.most)


@given(rules, st.lists(comers, min_size=1, max_size=12))
def test_everybody_is_called_once_and_whoever_is_ahead_goes_first(law, people):
    places, called = queue_of(law, people), []
    said = {one.id: ahead(one, places) for one in places}
    while (one := following([each for each in places if each not in called], "AB")) is not None:
        before = sum(each.line == one.line for each in called)
        assert before == said[one.id]
        called.append(one)
    assert sorted(one.id for one in called) == sorted(said)


@given(rules, minutes, minutes)
def test_an_appointment_never_makes_anybody_wait_longer(law, came, begins):
    assert credit(law, came, booked_for=begins) >= timedelta(0)


def test_the_rule_on_the_wall_says_the_largest_credit():
    assert "30 分钟以上的人" in rule(Precedence()).zh
