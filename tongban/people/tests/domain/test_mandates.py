from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.people.domain.mandates import (
    GUARDIAN,
    Mandate,
    grant,
    judge,
    last_day_of_childhood,
)
from tongban.people.domain.problems import BadMandate

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def mandate(**changes):
    fields = {"id": 1, "holder": 7, "principal": 8, "scope": "*", "since": date(2026, 1, 1)}
    return Mandate(**fields | changes)


def ask(*mandates, today=date(2026, 6, 1), scope="*", holder=7):
    return judge(mandates, holder=holder, principal=8, scope=scope, today=today)


def test_everybody_acts_for_themselves_without_a_mandate():
    assert judge([], holder=8, principal=8, scope="*", today=date(2026, 1, 1))


def test_a_stranger_is_refused_with_a_reason():
    assert ask(mandate(), holder=9).reason == "没有查到代办授权。"


def test_a_mandate_for_one_matter_allows_no_other():
    only = mandate(scope="A")
    assert ask(only, scope="A")
    assert not ask(only, scope="B")
    assert not ask(only, scope="*")


@given(DAYS, DAYS)
def test_nobody_acts_after_the_last_day(until, today):
    granted = mandate(since=date(2019, 1, 1), until=until)
    assert bool(ask(granted, today=today)) == (today <= until)


def test_a_withdrawn_mandate_is_over_on_its_day():
    assert not ask(mandate(ended=date(2026, 6, 1)))


def test_a_guardian_is_one_until_the_day_before_the_child_comes_of_age():
    granted = grant(mandate(kind=GUARDIAN), birth=date(2010, 5, 4))
    assert ask(granted, today=date(2028, 5, 3))
    assert not ask(granted, today=date(2028, 5, 4))


def test_a_guardian_of_an_adult_needs_a_last_day_of_their_own():
    with pytest.raises(BadMandate):
        grant(mandate(kind=GUARDIAN), birth=date(1950, 1, 1))
    assert grant(mandate(kind=GUARDIAN, until=date(2030, 1, 1)), birth=date(1950, 1, 1))


def test_a_child_of_the_leap_day_comes_of_age_in_march():
    assert last_day_of_childhood(date(2008, 2, 29)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "changes", [{"principal": 7}, {"kind": "friend"}, {"scope": ""}, {"until": date(2025, 1, 1)}]
)
def test_a_mandate_that_could_never_be_used_does_not_stand(changes):
    with pytest.raises(BadMandate):
        grant(mandate(**changes))
