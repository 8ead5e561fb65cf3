"""What payments do as time passes (支付定时): drive what is open, let lapse, reconcile each morning."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from tongban.exchange.payments import connecting, reconciling, settling, store, till, working
from tongban.kernel.events import Event
from tongban.kernel.time import city_date
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task

SOON = timedelta(seconds=1)


@ledger.beat("exchange.payments", every=SOON)
def drive(now: datetime) -> None:
    """Take every payment, refund and pay-out that is due a step on."""
    provider = connecting.provider()
    if provider is not None:
        while working.work(provider, at=now) == working.BATCH:
            pass


@ledger.beat("exchange.reconcile", every=timedelta(days=1), at=time(6))
def reconcile(now: datetime) -> None:
    """Lay yesterday, and the day before again, beside the provider's statement (每日对账)."""
    provider = connecting.provider()
    if provider is not None:
        for back in (2, 1):
            reconciling.reconcile(provider, city_date(now) - timedelta(days=back), at=now)


@ledger.clock(store.LAPSE)
def lapse(_task: Task, head: Head, at: datetime) -> None:
    """Let an order lapse that nobody has paid."""
    settling.lapse(head.stream, at=at)


@ledger.projector(store.ORDER, begins=("exchange.Ordered",))
def project_order(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the clock of an order."""
    return store.project(stream, found)


@ledger.projector(store.PAY_OUT, begins=("exchange.PayOutOrdered",))
def project_pay_out(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a pay-out."""
    return store.project(stream, found)


@ledger.projector(reconciling.STREAM, begins=(reconciling.FOUND,))
def project_difference(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the task of a difference."""
    return reconciling.project(stream, found)


@ledger.projector(till.STREAM, begins=(till.COUNTED,))
def project_till(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the task of a till's day."""
    return till.project(stream, found)
