"""chinesecalendar and our calendar files agree on every day of every year both know."""

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

from tongban.kernel.calendar import WorkingCalendar

years = json.loads((Path(os.environ["TONGBAN_SAMPLES"]) / "calendar.json").read_text())
calendar = WorkingCalendar(
    holidays=frozenset(date.fromisoformat(day) for year in years for day in year["holidays"]),
    make_up=frozenset(date.fromisoformat(day) for year in years for day in year["make_up"]),
    published_years=frozenset(int(year["year"]) for year in years),
)
different, compared = [], 0
for year in years:
    day = date(int(year["year"]), 1, 1)
    while day.year == int(year["year"]):
        try:
            theirs = chinese_calendar.is_workday(day)
        except NotImplementedError:
            break
        compared += 1
        if theirs != calendar.is_working(day):
            different.append(day.isoformat())
        day += timedelta(days=1)
print(f"    {compared} days compared")
if different or not compared:
    print(f"different: {different}")
sys.exit(bool(different) or not compared)
