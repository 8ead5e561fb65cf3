"""What does not leave the house (外发受阻): by way and kind, how much waits and since when; nobody in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

PATIENCE = timedelta(minutes=15)

_WAITING = """
select 'message ' || way, count(*), min(made_at) from exchange_sending
where due_at is not null and tries >= 3 and made_at < %(before)s group by way
union all
select 'payment ' || kind, count(*), min(made_at) from exchange_trade
where next_at is not null and tries >= 3 and made_at < %(before)s group by kind
order by 1
"""
_DAYS = "select day::text, differences from exchange_bank_day where differences > 0 order by day desc limit 5"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What waits for a provider that does not take it (受阻情况)."""

    what: str
    count: int
    since: datetime


def troubles(at: datetime) -> list[Trouble]:
    """Return what was tried three times in vain and is older than a quarter of an hour."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"before": at - PATIENCE})
        return [Trouble(*row) for row in cursor.fetchall()]


def days_that_differ() -> list[tuple[str, int]]:
    """Return the newest days on which our orders and the provider's statement differ, and how often."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS)
        return list(cursor.fetchall())
