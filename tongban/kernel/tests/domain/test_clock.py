"""Running limits: which day is the last, what is used, what a pause and an extension do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import CALENDAR_DAY, WORKING_DAY, Clock, Pause

MAY = WorkingCalendar(
    holidays=[date(2026, 5, day) for day in range(1, 6)], make_up=[date(2026, 5, 9)]
)
days = some.dates(date(2025, 12, 1), date(2027, 3, 1))
pauses = some.lists(
    some.builds(lambda day, n: Pause(day, day + timedelta(n)), days, some.integers(0, 20)),
    max_size=3,
).map(tuple)
clocks = some.builds(
    Clock, days, some.integers(0, 60), some.sampled_from([WORKING_DAY, CALENDAR_DAY]), pauses,
    some.lists(some.integers(0, 15), max_size=2).map(tuple), some.booleans(),
)  # fmt: skip


def test_the_start_day_is_not_counted():
    assert Clock(date(2026, 4, 13), 1).due(MAY) == date(2026, 4, 14)


def test_holidays_are_left_out_and_make_up_days_counted():
    assert Clock(date(2026, 4, 30), 4).due(MAY) == date(2026, 5, 9)


def test_calendar_days_know_no_holidays():
    assert Clock(date(2026, 4, 30), 4, CALENDAR_DAY).due(MAY) == date(2026, 5, 4)


def test_no_day_of_a_pause_counts_from_its_first_to_its_last():
    clock = Clock(date(2026, 4, 13), 3, pauses=(Pause(date(2026, 4, 14), date(2026, 4, 15)),))
    assert clock.due(MAY) == date(2026, 4, 20)


def test_pauses_that_overlap_are_left_out_once():
    first = Pause(date(2026, 4, 14), date(2026, 4, 15))
    second = Pause(date(2026, 4, 15), date(2026, 4, 16))
    assert Clock(date(2026, 4, 13), 1, pauses=(first, second)).due(MAY) == date(2026, 4, 17)


def test_an_extension_adds_days():
    assert Clock(date(2026, 4, 13), 3, extensions=(2,)).due(MAY) == date(2026, 4, 20)


def test_a_limit_of_no_days_ends_the_day_it_starts():
    assert Clock(date(2026, 4, 11), 0).due(MAY) == date(2026, 4, 11)


def test_overdue_begins_the_day_after_the_last():
    clock = Clock(date(2026, 4, 13), 2)
    assert not clock.is_overdue(date(2026, 4, 15), MAY)
    assert clock.is_overdue(date(2026, 4, 16), MAY)
    assert clock.left(date(2026, 4, 17), MAY) == -2


def test_the_explanation_names_every_reason():
    pause = Pause(date(2026, 4, 14), date(2026, 4, 15), "专家评审")
    clock = Clock(date(2026, 4, 13), 3, pauses=(pause,), extensions=(2,))
    said = "".join(clock.explain(MAY, date(2026, 4, 16)))
    for part in (
        "当天不计",
        "延长 2 个工作日",
        "专家评审",
        "2 个工作日不计",
        "2026 年 4 月 22 日(星期三)",
        "已用 1 个工作日",
    ):
        assert part in said


def test_the_explanation_speaks_english():
    said = " ".join(Clock(date(2026, 4, 13), 1).explain(MAY, date(2026, 4, 13), "en"))
    assert "The limit is 1 working day." in said
    assert "The last day is Tuesday, 14 April 2026." in said


def test_a_year_without_a_published_calendar_is_said_to_be_provisional():
    said = "".join(Clock(date(2026, 12, 30), 5).explain(MAY, date(2026, 12, 30)))
    assert "2027 年的放假安排还没有公布" in said
    assert MAY.is_provisional(date(2027, 1, 4))
    assert not MAY.is_provisional(date(2026, 1, 4))


@pytest.mark.parametrize(
    "wrong",
    [
        {"allowance": -1},
        {"allowance": 1, "extensions": (-1,)},
        {"allowance": 10**6},
        {"allowance": 1, "unit": "week"},
    ],
)
def test_a_limit_that_cannot_be_meant_is_refused(wrong):
    with pytest.raises(ValueError, match="limit"):
        Clock(date(2026, 4, 13), **wrong)


def test_a_pause_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        Pause(date(2026, 4, 15), date(2026, 4, 14))


@given(clocks)
def test_on_the_last_day_everything_is_used(clock):
    due = clock.due(MAY)
    assert clock.used(due, MAY) == clock.total
    assert clock.total == 0 or clock.rolls or clock.used(due - timedelta(1), MAY) == clock.total - 1


@given(clocks, days)
def test_used_and_left_make_the_whole(clock, today):
    assert clock.used(today, MAY) + clock.left(today, MAY) == clock.total


@given(clocks, some.integers(1, 10))
def test_more_time_never_ends_sooner(clock, more):
    longer = replace(clock, rolls=False, extensions=(*clock.extensions, more))
    clock = replace(clock, rolls=False)
    assert longer.due(MAY) > clock.due(MAY) or clock.total == 0


@given(days, some.integers(0, 90))
def test_adding_and_counting_working_days_agree(start, number):
    assert MAY.between(start, MAY.add(start, number)) == number


def test_a_limit_of_calendar_days_ends_on_its_last_day_even_if_that_is_a_sunday():
    assert Clock(date(2026, 4, 13), 6, CALENDAR_DAY).due(MAY) == date(2026, 4, 19)


def test_where_the_law_says_so_it_moves_past_the_days_of_rest():
    clock = Clock(date(2026, 4, 26), 5, CALENDAR_DAY, rolls=True)
    assert clock.due(MAY) == date(2026, 5, 6)
    assert (clock.left(date(2026, 5, 3), MAY), clock.left(date(2026, 5, 7), MAY)) == (0, -1)
    assert any("第二百零三条" in line for line in clock.explain(MAY, date(2026, 5, 1)))


def test_every_day_says_why_it_counts_or_does_not():
    clock = Clock(
        date(2026, 4, 29),
        3,
        pauses=(Pause(date(2026, 4, 30), date(2026, 4, 30), "听证", "第四十五条"),),
    )
    told = [(one.on.day, one.why, one.number) for one in clock.days(MAY)]
    assert told[:4] == [(29, "start", 0), (30, "paused", 0), (1, "holiday", 0), (2, "holiday", 0)]
    assert told[-3:] == [(6, "counted", 1), (7, "counted", 2), (8, "counted", 3)]
    assert "听证，第四十五条" in next(one.words.zh for one in clock.days(MAY) if one.pause)


@given(clocks)
def test_the_days_told_are_the_days_counted(clock):
    told = list(clock.days(MAY))
    assert told[-1].on == clock.due(MAY)
    assert sum(one.counts for one in told) == clock.total
