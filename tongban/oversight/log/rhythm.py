"""What the log does again and again (日志的节奏): take in, publish, have itself stamped."""

from datetime import datetime, timedelta

from tongban.ledger import api as ledger
from tongban.oversight.log import integrating, publishing, stamping


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
