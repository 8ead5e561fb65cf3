"""What the exchange does as time passes (定时): ends what has no outcome, answers what was deferred, tidies."""

from datetime import datetime, timedelta

from tongban.exchange.gateway import deferred, records
from tongban.ledger import api as ledger


@ledger.beat("exchange.sweep", every=timedelta(seconds=10))
def sweep(now: datetime) -> None:
    """Make every call whose deadline passed without an outcome a row the person sees."""
    records.sweep(at=now)


@ledger.beat("exchange.deferred", every=timedelta(seconds=5))
def answer_deferred(now: datetime) -> None:
    """Answer the questions whose askers come back for it."""
    deferred.work_off(at=now)


@ledger.beat("exchange.tidy", every=timedelta(hours=1))
def tidy(now: datetime) -> None:
    """Delete nonces, keys and counters that can no longer matter, and open the log's next days."""
    records.tidy(at=now)
