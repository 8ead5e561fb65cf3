"""Refreshing (更新): directories and services of other cities before they expire, parcels delivered."""

import logging
from datetime import datetime, timedelta

import httpx2

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.federation import granting, joining, peers, posting
from tongban.exchange.federation.models import PeerRow
from tongban.exchange.federation.problems import CityAway, FederationProblem
from tongban.exchange.registry import members
from tongban.ledger import api as ledger

EVERY = timedelta(seconds=30)
_log = logging.getLogger(__name__)


@ledger.beat("exchange.federation", every=EVERY)
def refresh_all(at: datetime) -> None:
    """Refresh every city in accord; one that is away is tried again at the next beat."""
    for row in peers.all_agreed():
        try:
            refresh(row, at)
        except (FederationProblem, ExchangeProblem) as problem:
            _log.warning("the city %s: %s", row.pk, problem.code)


def refresh(row: PeerRow, at: datetime) -> None:
    """Take a city's statement, directory and services anew, and deliver what waits for it."""
    statement, key = peers.fetch_statement(row.statement["address"], at)
    joining.renew(row, statement, key)
    members.take_directory(_directory(statement.gateway), key=key, at=at)
    granting.mirror(row, peers.ask(row, "services", {}, at), at)
    posting.deliver(row, at)
    PeerRow.objects.filter(pk=row.pk).update(refreshed_at=at)


def _directory(gateway: str) -> str:
    """Fetch the signed directory from its static address."""
    try:
        came = httpx2.get(f"{gateway}/directory", timeout=peers.PATIENCE)
        came.raise_for_status()
    except httpx2.HTTPError as error:
        raise CityAway(f"{gateway} {error}"[:200]) from error
    return came.text
