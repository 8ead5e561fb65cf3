"""Who asked about me (findUsage): the person's own rows of the message log, newest first.

Calls of this city's providers stand on the provider's side; calls of this city to another city's
providers on the asking side. A sealed access shows itself on its end date, by itself.
"""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tongban.exchange.domain.asking import Usage
from tongban.exchange.gateway import records
from tongban.kernel import time
from tongban.kernel.leaves import Leaf

_ROWS = """
select c.id, c.tx, c.at, c.client, c.service, c.purpose, c.said, c.until,
       o.result, o.problem, l.place
from exchange_call c
left join exchange_outcome o on o.shard = c.shard and o.id = c.id
left join exchange_leaf l on l.shard = c.shard and l.call = c.id and l.kind = 'intent'
where c.subject = %s and (c.side = 'in' or c.service not like %s)
  and (c.visible_from is null or c.visible_from <= %s) and (%s = 0 or c.id < %s)
order by c.id desc limit %s
"""
_PLACES = """
with waiting as (
    select shard, id from exchange_leaf where place is null order by id limit %s
), last as (
    select coalesce(max(place), 0) as place from exchange_leaf
), placed as (
    select w.shard, w.id, last.place + row_number() over (order by w.id) as place from waiting w, last
)
update exchange_leaf l set place = p.place from placed p where l.shard = p.shard and l.id = p.id
"""
_LOCK = 0x746F6E67  # one reader at a time gives places


def of_subject(number: str, *, after: int, limit: int, at: datetime) -> list[Usage]:
    """Return the rows about a person below this id (0: the newest)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ROWS,
            [
                records.subject_digest(number), f"{settings.EXCHANGE_INSTANCE}/%",
                time.city_date(at), after, after, limit,
            ],
        )  # fmt: skip
        return [_usage(row, at) for row in cursor.fetchall()]


def _usage(row: Any, at: datetime) -> Usage:
    said = json.loads(row[6])
    result = row[8] or (records.UNKNOWN if row[7] < at else "running")
    return Usage(
        row[0], row[1], row[2], row[4], row[3], row[4].rpartition("/")[2], row[5], said["title"],
        said["basis"], said["law"], said["case"], tuple(said["fields"]), said["reason"], result,
        row[10],
    )  # fmt: skip


def told(row: Usage) -> dict[str, Any]:
    """Return a row as another city's platform is told it (findUsage)."""
    return {**asdict(row), "id": str(row.id), "at": row.at.isoformat()}


def leaves(*, after: int, limit: int, at: datetime) -> list[Leaf]:
    """Return the leaves above a place; what is new gets its place now, in the order it was committed.

    Ids are made before a commit, so that a later one may be seen first; places never are.
    """
    records.sweep(at=at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_PLACES, [limit])
    with connection.cursor() as cursor:
        cursor.execute(
            "select place, kind, said from exchange_leaf where place > %s order by place limit %s",
            [after, limit],
        )
        return [Leaf(place, kind, json.loads(said)) for place, kind, said in cursor.fetchall()]
