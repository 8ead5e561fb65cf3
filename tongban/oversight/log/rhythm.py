"""What the log does again and again (日志的节奏): take in, publish, have itself stamped."""

from datetime import datetime, time, timedelta

from tongban.ledger import api as ledger
from tongban.oversight.log import integrating, neighbouring, publishing, reconciling, stamping


@ledger.beat("oversight.log", every=timedelta(seconds=2))
def grow(at: datetime) -> None:
    """Give new rows their places and publish the tree they make."""
    integrating.integrate(at)
    publishing.publish(at)


@ledger.beat("oversight.stamp", every=timedelta(seconds=60))
def stamp(at: datetime) -> None:
    """Have the newest checkpoint stamped."""
    del at  # the authorities say the time
    stamping.stamp()


@ledger.beat("oversight.neighbours", every=timedelta(seconds=30))
def neighbours(at: datetime) -> None:
    """Watch the logs of the cities in accord, and have ours watched by them."""
    del at
    neighbouring.cosign_all()


@ledger.beat("oversight.reconcile", every=timedelta(days=1), at=time(3))
def reconcile(at: datetime) -> None:
    """Compare both parties' records of each call, at night."""
    reconciling.reconcile(at)
