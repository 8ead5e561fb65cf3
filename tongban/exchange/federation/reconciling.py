"""Reconciling (对账): what both parties of each call recorded, compared by transaction.

A call that one side has and the other lacks is a difference: somebody's row is gone, or was never
written. A call that never reached the provider has an end on the asking side that says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from tongban.exchange.federation import peers

NEVER_ARRIVED = ("provider.unreachable", "provider.timeout", "conf.outdated", "auth.", "limit.")
_SIDES = """
select c.tx, c.side, c.service, coalesce(o.result, ''), coalesce(o.problem, '')
from exchange_call c left join exchange_outcome o on o.shard = c.shard and o.id = c.id
where c.at >= %s and c.at < %s and split_part(c.client, '/', 2) = 'GOV'
  and split_part(c.client, '/', 1) = %s and split_part(c.service, '/', 1) = %s
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A call that only one party has (记录差异): its transaction, which side has it, the service."""

    transaction: str
    only: str
    service: str


def differences(since: datetime, until: datetime) -> list[Difference]:
    """Compare this city's own askers and providers over a time."""
    here = settings.EXCHANGE_INSTANCE
    return compared(_rows(since, until, here, here, "out"), _rows(since, until, here, here, "in"))


def differences_with(peer: str, since: datetime, until: datetime) -> list[Difference]:
    """Compare with another city, both ways; raises CityAway."""
    row, here = peers.agreed(peer), settings.EXCHANGE_INSTANCE
    said = peers.ask(
        row, "records", {"since": since.isoformat(), "until": until.isoformat()}, until
    )
    asked = compared(_rows(since, until, here, peer, "out"), said["in"])
    answered = compared(said["out"], _rows(since, until, peer, here, "in"))
    return [*asked, *answered]


def tell(peer: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Tell another city what this one recorded of the calls between the two."""
    since, until = (datetime.fromisoformat(said[name]) for name in ("since", "until"))
    here = settings.EXCHANGE_INSTANCE
    return {
        "in": _rows(since, until, peer, here, "in"),
        "out": _rows(since, until, here, peer, "out"),
    }


def compared(out: Mapping[str, list[str]], in_: Mapping[str, list[str]]) -> list[Difference]:
    """Compare the asking side's calls with the answering side's.

    >>> compared({"a": ["S", "ok", ""], "b": ["S", "failed", "provider.unreachable"]}, {})
    [Difference(transaction='a', only='out', service='S')]
    """
    lost = [
        Difference(tx, "out", row[0])
        for tx, row in out.items()
        if tx not in in_ and not row[2].startswith(NEVER_ARRIVED)
    ]
    return lost + [Difference(tx, "in", row[0]) for tx, row in in_.items() if tx not in out]


def _rows(
    since: datetime, until: datetime, client: str, provider: str, side: str
) -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(_SIDES, [since, until, client, provider])
        return {row[0]: list(row[2:]) for row in cursor.fetchall() if row[1] == side}
