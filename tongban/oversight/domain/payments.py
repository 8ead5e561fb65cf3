"""What a payment comes to in figures (缴费拨付的计量): a fold of its events, an order, a pay-out or a difference.

Money itself is in no figure here: how many were ordered, came, went back, differ, and how long a
pay-out took.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongban.kernel.events import Event
from tongban.kernel.time import city_date

ORDERED, PAY_OUT, DIFFERENCE = (
    "exchange.Ordered", "exchange.PayOutOrdered", "exchange.DifferenceFound",
)  # fmt: skip
TYPES = (
    ORDERED, PAY_OUT, DIFFERENCE, "exchange.Paid", "exchange.Refunded", "exchange.OrderLapsed",
    "exchange.OrderClosed", "exchange.PaidOut", "exchange.PayOutReturned", "exchange.PayOutStopped",
    "exchange.DifferenceExplained",
)  # fmt: skip
BEGINS = 3
"""How many of the types begin a stream; they stand first."""
KINDS = {ORDERED: "order", PAY_OUT: "payout", DIFFERENCE: "difference"}


@dataclass(slots=True)
class PaymentFigures:
    """A payment in figures (缴费拨付计量): whose, what for, and what became of it."""

    payment: int
    seq: int = 0
    number: str = ""
    service: str = ""
    agency: str = ""
    channel: str = ""
    status: str = ""
    filed_on: date = date.min
    ended_on: date | None = None
    ordered: int = 0
    paid: int = 0
    refunded: int = 0
    out: int = 0
    arrived: int = 0
    returned: int = 0
    out_s: int = 0
    differs: int = 0
    explained: int = 0


def figures(payment: int, log: Sequence[Event]) -> PaymentFigures:
    """Fold the events of a payment into its figures."""
    first, types = log[0], [one.type for one in log]
    said = first.data
    number = str(said["about"][1]) if "about" in said else str(said.get("number", ""))
    made = PaymentFigures(payment, log[-1].seq, number)
    made.service, made.agency = str(said.get("service", "")), str(said.get("agency", ""))
    made.channel, made.filed_on = KINDS[first.type], city_date(first.at)
    made.status = log[-1].type.partition(".")[2]
    made.ordered = int(first.type == ORDERED)
    made.paid = int("exchange.Paid" in types)
    made.refunded = int(bool(made.paid) and "exchange.Refunded" in types)
    made.out = int(first.type == PAY_OUT)
    made.returned = int("exchange.PayOutReturned" in types)
    made.arrived = int(made.status == "PaidOut")
    made.differs = int(first.type == DIFFERENCE)
    made.explained = int("exchange.DifferenceExplained" in types)
    ends = ("exchange.Paid", "exchange.PaidOut", "exchange.DifferenceExplained")
    ended = next((one.at for one in reversed(log) if one.type in ends), None)
    made.ended_on = city_date(ended) if ended else None
    if made.arrived and ended is not None:
        made.out_s = int((ended - first.at).total_seconds())
    return made
