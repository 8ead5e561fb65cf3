"""Halls: when they are open by the calendar, which line a service is waited for in."""

from datetime import date, datetime, time

import pytest

from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.linters import lint
from tongban.catalogue.domain.loader import load
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.time import CITY

HALL = """
hall: H-ONE
version: "2026-01-01"
name: {zh: 一厅, en: One}
address: {zh: 一路一号, en: One road}
hours:
  - {days: working, opens: "09:00", closes: "10:30"}
  - {days: saturday, opens: "09:00", closes: "10:00"}
lines:
  - {letter: A, name: 水井, agencies: [WELL], every: 30, places: 2}
  - {letter: Z, name: 其他}
windows: [{no: "1", lines: [A, Z]}]
"""
AGENCY = "agencies:\n  WELL: {name: 水井署}\n"
CALENDAR = WorkingCalendar(holidays={date(2026, 10, 1)}, make_up={date(2026, 10, 10)})


@pytest.fixture
def hall():
    loaded = load({"agencies.yaml": AGENCY, "hall.yaml": HALL})
    assert not loaded.errors
    return compile_book(loaded.definitions).halls["H-ONE"]


@pytest.mark.parametrize(
    ("day", "times"),
    [
        (date(2026, 11, 23), 3),  # a Monday
        (date(2026, 11, 28), 2),  # a Saturday
        (date(2026, 11, 29), 0),
        (date(2026, 10, 1), 0),  # a holiday, though a Thursday
        (date(2026, 10, 10), 3),  # a Saturday that is worked
    ],
)
def test_the_times_of_a_day_are_those_of_its_kind(hall, day, times):
    assert len(hall.times(hall.line("A"), day, CALENDAR)) == times


def test_a_time_ends_before_the_hall_closes(hall):
    last = hall.times(hall.line("A"), date(2026, 11, 23), CALENDAR)[-1]
    assert last == datetime(2026, 11, 23, 10, 0, tzinfo=CITY)
    assert not hall.is_open(datetime.combine(date(2026, 11, 23), time(10, 30), CITY), CALENDAR)


def test_a_service_waits_in_the_line_of_its_agency_else_in_the_general_one(hall):
    assert hall.line_for("S", "WELL").letter == "A"
    assert hall.line_for("S", "MILL").letter == "Z"


def test_a_line_of_an_agency_nobody_defined_is_a_finding():
    loaded = load({"agencies.yaml": AGENCY, "hall.yaml": HALL.replace("[WELL]", "[MILL]")})
    assert "references.agency" in {one.rule for one in lint(loaded.definitions)}
