"""The clocks of a demand, held against an oracle that counts minute by minute and day by day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kernel.time import CITY, city_date
from tongban.voice.domain.clocks import DAY, HOUR, SHARES, Running

START = datetime(2026, 2, 27, 9, 30, tzinfo=UTC)
MINUTE, ONE = timedelta(minutes=1), timedelta(days=1)


def stopped_minutes(pauses):
    return {
        START + MINUTE * at
        for begin, end in pauses
        for at in range(int((begin - START) / MINUTE), int((end - START) / MINUTE))
    }


def hours_oracle(limit, pauses, share):
    """Walk minute by minute; count those that do not stand still."""
    still, at, left = stopped_minutes(pauses), START, limit * 60 * share / 100
    while left > 0:
        left -= at not in still
        at += MINUTE
    return at


def days_oracle(start, limit, pauses):
    """Walk day by day from the day after; the last one runs to its end."""
    still = set()
    for begin, end in pauses:
        day = city_date(begin)
        while day <= city_date(end):
            still.add(day)
            day += ONE
    day, left = city_date(start), limit
    while left:
        day += ONE
        left -= day not in still
    return day


def pauses_of(raw, unit):
    found, at = [], START
    for gap, length in raw:
        begin = at + unit * gap
        at = begin + unit * length
        found.append((begin, at))
        at += unit
    return tuple(found)


RAW = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 90)), max_size=2)


@settings(max_examples=60, deadline=None)
@given(limit=st.sampled_from([1, 2, 24]), raw=RAW, share=st.sampled_from(SHARES))
def test_hours_are_counted_through_night_and_holiday_but_not_while_a_question_waits(
    limit, raw, share
):
    asked, due = [], START + timedelta(hours=limit)
    for begin, end in pauses_of(raw, MINUTE):
        if begin < due:  # a question is asked while the clock runs
            asked.append((begin, end))
            due += end - begin
    clock = Running(START, limit, HOUR, tuple(asked))
    assert clock.due == due == hours_oracle(limit, asked, 100)
    reached, oracle = clock.at(share), hours_oracle(limit, asked, share)
    still = stopped_minutes(asked)
    while reached in still and share < 100:  # the same amount is used all through a pause
        reached += MINUTE
    while oracle in still and share < 100:
        oracle += MINUTE
    assert reached == oracle


@settings(max_examples=60, deadline=None)
@given(
    limit=st.sampled_from([7, 15]),
    raw=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=2),
    more=st.integers(0, 15),
)
def test_days_are_calendar_days_and_those_of_a_question_are_left_out(limit, raw, more):
    pauses = pauses_of(raw, ONE)
    clock = Running(START, limit, DAY, pauses, more)
    assert city_date(clock.due) == days_oracle(START, limit + more, pauses)
    assert clock.due.astimezone(CITY).time().hour == 23


@pytest.mark.parametrize(
    ("limit", "unit", "due"),
    [
        (1, HOUR, datetime(2026, 2, 27, 10, 30, tzinfo=UTC)),
        (2, HOUR, datetime(2026, 2, 27, 11, 30, tzinfo=UTC)),
        (24, HOUR, datetime(2026, 2, 28, 9, 30, tzinfo=UTC)),
        (7, DAY, date(2026, 3, 6)),
        (15, DAY, date(2026, 3, 14)),
    ],
)
def test_each_limit_of_the_standard_ends_when_it_should(limit, unit, due):
    found = Running(START, limit, unit).due
    assert (found if unit == HOUR else city_date(found)) == due


def test_days_that_were_granted_are_days_on_a_clock_of_hours_too():
    asked = (START + MINUTE * 10, START + MINUTE * 40)
    clock = Running(START, 2, HOUR, (asked,), more=3)
    assert clock.due == hours_oracle(2 + 3 * 24, [asked], 100)
    assert clock.due - START == timedelta(days=3, hours=2, minutes=30)


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-04-30T23:59:59.999999+08:00", "2026-05-07"),  # over a holiday: calendar days
        ("2026-05-01T00:00:00+08:00", "2026-05-08"),
        ("2026-02-28T00:00:00+08:00", "2026-03-07"),  # a Saturday to a Saturday
        ("2028-02-22T16:00:00+00:00", "2028-03-01"),  # midnight in the city, over a leap day
    ],
)
def test_a_week_begins_after_the_citys_own_day_and_ends_with_one_holiday_or_not(sent, day):
    clock = Running(datetime.fromisoformat(sent), 7, DAY)
    last = datetime.fromisoformat(f"{day}T23:59:59.999999+08:00")
    assert clock.due == last
    assert clock.used(last) == 100
    assert clock.used(last + timedelta(hours=12)) > 100


@pytest.mark.parametrize("unit", [HOUR, DAY])
def test_a_mark_is_reached_at_its_instant_and_not_before(unit):
    clock = Running(START, {HOUR: 24, DAY: 7}[unit], unit)
    for share in SHARES:
        assert clock.used(clock.at(share) - timedelta(seconds=10)) < share
        assert clock.used(clock.at(share) + timedelta(seconds=1)) >= share


def test_half_four_fifths_and_all_come_in_order_and_a_late_one_is_above_a_hundred():
    clock = Running(START, 24, HOUR)
    marks = [clock.at(one) for one in SHARES]
    assert marks == [START + timedelta(hours=24) * one / 100 for one in SHARES]
    assert [clock.used(one) for one in marks] == [50, 80, 100]
    assert clock.used(clock.due + timedelta(hours=12)) == 150
