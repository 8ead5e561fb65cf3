from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tongban.people.domain.limits import Limit

NOON = datetime(2026, 4, 10, 12, tzinfo=UTC)
LIMIT = Limit(free=3, first=timedelta(seconds=30), longest=timedelta(minutes=10))


def test_the_first_tries_are_free():
    assert LIMIT.wait([NOON, NOON], NOON) == timedelta(0)


def test_tries_outside_the_window_do_not_count():
    assert LIMIT.wait([NOON - timedelta(hours=2)] * 50, NOON) == timedelta(0)


@given(st.integers(3, 60))
def test_the_wait_grows_with_each_try_up_to_its_longest(tries):
    wait = LIMIT.wait([NOON] * tries, NOON)
    assert LIMIT.first <= wait <= LIMIT.longest
    assert wait <= LIMIT.wait([NOON] * (tries + 1), NOON)


@given(st.integers(0, 60), st.integers(0, 3600))
def test_whoever_waits_as_told_may_try(tries, seconds):
    now = NOON + timedelta(seconds=seconds)
    made = [NOON] * tries
    assert LIMIT.wait(made, now + LIMIT.wait(made, now)) == timedelta(0)
