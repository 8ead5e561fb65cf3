"""Where calendars and clocks are awkward: leap days, year ends, summer time, years not published, skew."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.cases.domain import clocks, decisions
from tongban.cases.domain.events import Accepted, Limit
from tongban.cases.tests.domain.making import case
from tongban.kernel import ids
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import Clock
from tongban.kernel.time import city_date, end_of, start_of

PUBLISHED = WorkingCalendar(holidays={date(2026, 1, 1)}, published_years={2026})


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 365, date(2029, 2, 28)),
        (date(2027, 2, 28), 1, date(2027, 3, 1)),
        (date(2027, 12, 31), 60, date(2028, 2, 29)),
    ],
)
def test_a_leap_day_is_a_day(start, days, due):
    assert Clock(start, days, "calendar_day").due(WorkingCalendar()) == due


def test_a_limit_runs_over_the_end_of_a_year_that_is_not_published_yet_and_says_so():
    state = case(date(2026, 12, 28), Accepted(date(2026, 12, 28)), promised=Limit(5))
    due = clocks.due(state, PUBLISHED)
    assert due == date(2027, 1, 4)
    named = clocks.running(state, PUBLISHED)
    said = " ".join(named.clock.explain(PUBLISHED, date(2026, 12, 29)))
    assert "2027" in said
    assert PUBLISHED.is_provisional(due)


def test_a_year_published_later_moves_what_is_open_by_its_holidays():
    state = case(date(2026, 12, 28), Accepted(date(2026, 12, 28)), promised=Limit(5))
    later = PUBLISHED.with_year(2027, {date(2027, 1, 1)}, set())
    assert clocks.due(state, later) == date(2027, 1, 5)


@pytest.mark.parametrize("day", [date(1986, 5, 4), date(1991, 9, 15), date(2026, 3, 29)])
def test_a_day_begins_and_ends_once_whatever_summer_time_did(day):
    assert city_date(start_of(day)) == city_date(end_of(day)) == day
    assert start_of(day) < end_of(day)
    assert city_date(start_of(day) - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_midnight_in_the_city_is_not_midnight_in_greenwich():
    assert city_date(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert city_date(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_ids_rise_although_the_machines_clock_goes_back(monkeypatch):
    import time

    first = ids.new(7)
    monkeypatch.setattr(time, "time", lambda: 1.0)
    assert first < ids.new(7) < ids.new(7)


def test_an_officers_clock_that_is_a_day_behind_costs_the_applicant_nothing():
    state = case(date(2026, 3, 3))
    behind = date(2026, 3, 2)
    assert decisions.lapse(state, today=behind, calendar=PUBLISHED) is None
    for named in clocks.clocks(state):
        assert named.clock.used(behind, PUBLISHED) == 0
