"""What follows when a watch rule is hit (监测处置): slower, then stopped, and the data authority told.

It follows the official, under one purpose of one client, for a day: the first hit makes them slow,
repeated hits stop them. Every gateway learns it with the registry's next version.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from tongban.exchange.models import RefusalRow, StateRow
from tongban.exchange.registry import matters
from tongban.exchange.registry.changing import changed
from tongban.kernel import ids

SLOW, STOPPED = 1, 2
HITS_THAT_STOP = 3
LASTS = timedelta(hours=24)
AGENCIES_PER_DAY = 6  # agencies that may ask about one person in a day before somebody looks
_PREFIX = "watch:"

_BY_MANY = """
select subject, count(distinct client) from exchange_call
where id >= %s and side = 'in' and visible_from is null
group by subject having count(distinct client) > %s limit 100
"""


def key(client: str, purpose: str, official: str) -> str:
    """Return the name under which an official's rung is kept."""
    digest = hashlib.sha256(f"{client}|{purpose}|{official}".encode()).hexdigest()
    return f"{_PREFIX}{digest[:32]}"


def hit(*, client: str, service: str, purpose: str, official: str, at: datetime) -> int:
    """Take the next rung after a watch rule was hit and tell the data authority; returns the rung."""
    since = ids.first_of(at - LASTS)
    hits = RefusalRow.objects.filter(
        id__gte=since, type="limit.subject_watch", client=client, purpose=purpose, official=official
    ).count()
    rung = STOPPED if hits >= HITS_THAT_STOP else SLOW
    name = key(client, purpose, official)
    with transaction.atomic():
        row, made = StateRow.objects.get_or_create(name=name, defaults={"version": 0})
        alive = not made and row.at is not None and row.at > at
        if alive and row.version >= rung:
            return row.version
        StateRow.objects.filter(name=name).update(version=rung, at=at + LASTS)
        changed("directory", at=at, act="watch", rung=rung, client=client, purpose=purpose)
        about = {"rule": "subject_watch", "client": client, "service": service, "purpose": purpose,
                 "official": official, "rung": rung}  # fmt: skip
        matters.raise_alarm(f"{name}:{rung}", about=about, at=at)
    return rung


def rungs() -> Mapping[str, tuple[int, datetime]]:
    """Return the rung of each official who is on one, and until when."""
    rows = StateRow.objects.filter(name__startswith=_PREFIX, at__isnull=False)
    return {row.name: (row.version, row.at) for row in rows if row.at is not None}


def asked_by_many(*, at: datetime) -> int:
    """Tell the data authority of people whom many agencies asked about today; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_MANY, [ids.first_of(at - LASTS), AGENCIES_PER_DAY])
        found = cursor.fetchall()
    return sum(
        matters.raise_alarm(
            "asked-by-many",
            subject=subject,
            about={"rule": "asked_by_many", "clients": clients},
            at=at,
        )
        for subject, clients in found
    )


def forget_old(*, at: datetime) -> None:
    """Drop the rungs whose day is over."""
    StateRow.objects.filter(name__startswith=_PREFIX, at__lt=at).delete()
