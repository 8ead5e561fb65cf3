"""Now, and which day it is in the city (时间); the only place that reads the clock.

Instants are aware and in UTC; days are days of the city, which is all the law counts in.

>>> city_date(datetime(2026, 4, 9, 16, 30, tzinfo=UTC))
datetime.date(2026, 4, 10)
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

CITY = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def city_date(at: datetime) -> date:
    """Return the day it is in the city at this instant.

    Raises ValueError for an instant without a time zone, whose day nobody knows.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(CITY).date()


def start_of(day: date) -> datetime:
    """Return the instant at which this day begins in the city, in UTC."""
    return datetime.combine(day, time.min, CITY).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the last instant of this day in the city, in UTC."""
    return datetime.combine(day, time.max, CITY).astimezone(UTC)
