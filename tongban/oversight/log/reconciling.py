"""Reconciling (夜间对账): what both parties of each call recorded; a difference is an incident.

Two nights are compared each time, so that a call across midnight and a city that was away are not
passed by. An incident whose rows agree again is settled, and stays counted.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tongban.exchange.federation import api as federation
from tongban.exchange.federation.api import Difference
from tongban.oversight.log import incidents

DIFFER, SILENT = "parties-differ", "city-silent"
REACH = timedelta(days=2)
RUNNING = timedelta(minutes=10)  # a call of just now may have come to one side only


def reconcile(at: datetime) -> int:
    """Compare within the city and with each city in accord; returns how many calls differ."""
    since, until = at - REACH, at - RUNNING
    found = list(federation.differences(since, until))
    for city in federation.cities():
        try:
            found += federation.differences_with(city.instance, since, until)
        except federation.CityAway:
            incidents.note(SILENT, f"{city.instance} {at:%Y-%m-%d}", "对账时联系不上", at)
    _note(found, at)
    return len(found)


def _note(found: Iterable[Difference], at: datetime) -> None:
    differ = {one.transaction: one for one in found}
    for noted in incidents.listed(open_only=True, limit=1000):
        is_recent = noted.what == DIFFER and noted.found_at > at - REACH
        if is_recent and noted.subject not in differ:
            incidents.settle(DIFFER, noted.subject, at)
    for one in differ.values():
        incidents.note(DIFFER, one.transaction, f"{one.service}: only {one.only}", at)
