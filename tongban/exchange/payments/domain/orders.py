"""Orders (缴费单): what somebody is to pay, whether it is paid, and what has gone back.

Money is whole fen. An order is paid once: whatever arrives besides (a second payment, one after
the order was over) is noted and goes back in full. Nothing is charged that no law or public
standard names (行政许可法 第五十八条、第五十九条), so every line says what it rests on.

>>> lines = (Line(Text("工本费"), 4000, "发改价格〔2003〕2322号"),)
>>> one = fold([Ordered(("case", "A-1"), 7, "GA", "GA", lines, "", "")])
>>> one.status, one.amount
('open', 4000)
>>> evolve(one, Paid("F1", 4000, "online")).status
'paid'
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tongban.exchange.payments.domain.problems import BadAmount, NothingToRefund, NotToBePaid
from tongban.kernel.text import Text

OPEN, PAID, REFUNDING, REFUNDED, LAPSED, CLOSED = (
    "open", "paid", "refunding", "refunded", "lapsed", "closed",
)  # fmt: skip
"""待缴、已缴、退款中、已退、逾期、不用缴了."""
ONLINE, CASH, CARD = "online", "cash", "card"
About = tuple[str, str]
"""What a payment is for: kind and number, as ("case", "A-…")."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is charged (收费项目): its name, whole fen, and what it rests on."""

    words: Text
    amount: int
    law: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """Somebody is to pay (开具缴费单); `until` is the instant it lapses at, empty: never."""

    about: About
    payer: int
    agency: str
    service: str
    lines: tuple[Line, ...]
    until: str
    label: str


@dataclass(frozen=True, slots=True)
class PayBegun:
    """A payment was begun with the provider (发起支付)."""

    trade: str


@dataclass(frozen=True, slots=True)
class Paid:
    """It was paid (已缴)."""

    trade: str
    amount: int
    means: str


@dataclass(frozen=True, slots=True)
class PaidAgain:
    """Money came that was not owed any more (重复或逾期到账); it goes back."""

    trade: str
    amount: int


@dataclass(frozen=True, slots=True)
class RefundOrdered:
    """What a payment brought is to go back (决定退款), for a reason, by a law."""

    trade: str
    amount: int
    reason: str
    law: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """It has gone back (已退款)."""

    trade: str
    amount: int


@dataclass(frozen=True, slots=True)
class OrderLapsed:
    """Nobody paid in time (逾期未缴)."""

    amount: int


@dataclass(frozen=True, slots=True)
class OrderClosed:
    """It need not be paid any more (不用缴了)."""

    reason: str


OrderEvent = (
    Ordered | PayBegun | Paid | PaidAgain | RefundOrdered | Refunded | OrderLapsed | OrderClosed
)


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it stands (缴费单现状)."""

    said: Ordered
    status: str = OPEN
    trades: tuple[str, ...] = ()
    paid_by: str = ""
    means: str = ""
    going_back: frozenset[str] = frozenset()
    gone_back: frozenset[str] = frozenset()
    back: int = 0
    """How much has gone back altogether."""
    reason: str = ""
    law: str = ""

    @property
    def amount(self) -> int:
        """How much is to be paid, in fen."""
        return sum(one.amount for one in self.said.lines)

    @property
    def until(self) -> datetime | None:
        """When it lapses."""
        return datetime.fromisoformat(self.said.until) if self.said.until else None


def fold(events: Iterable[OrderEvent]) -> Order:
    """Make an order of its events."""
    found = iter(events)
    first = next(found)
    if not isinstance(first, Ordered):
        raise TypeError("an order begins with Ordered")
    order = Order(first)
    for event in found:
        order = evolve(order, event)
    return order


def evolve(order: Order, event: OrderEvent) -> Order:  # noqa: PLR0911 - one line for each event
    """Return the order after an event."""
    match event:
        case Ordered():
            return Order(event)
        case PayBegun(trade):
            return replace(order, trades=(*order.trades, trade))
        case Paid(trade, _, means):
            return replace(order, status=PAID, paid_by=trade, means=means)
        case PaidAgain():
            return order
        case RefundOrdered(trade, _, reason, law):
            status = REFUNDING if trade == order.paid_by else order.status
            back = order.going_back | {trade}
            return replace(order, status=status, going_back=back, reason=reason, law=law)
        case Refunded(trade, amount):
            status = REFUNDED if trade == order.paid_by else order.status
            done = order.gone_back | {trade}
            return replace(order, status=status, gone_back=done, back=order.back + amount)
        case OrderLapsed():
            return replace(order, status=LAPSED)
        case OrderClosed(reason):
            return replace(order, status=CLOSED, reason=reason)


def check(lines: Sequence[Line]) -> None:
    """Raise BadAmount unless every line is whole fen above nothing and names what it rests on."""
    if not lines or any(one.amount <= 0 or not one.law.strip() for one in lines):
        raise BadAmount


def arrived(order: Order, trade: str, amount: int, means: str) -> Iterator[OrderEvent]:
    """Say what it means that this payment succeeded; told again, nothing."""
    if trade == order.paid_by or trade in order.going_back:
        return
    if order.status == OPEN and amount == order.amount:
        yield Paid(trade, amount, means)
        return
    yield PaidAgain(trade, amount)
    yield RefundOrdered(trade, amount, "多付的钱，全额退回", "民法典 第九百八十五条（未核实）")


def went_back(order: Order, trade: str, amount: int) -> Iterator[OrderEvent]:
    """Say what it means that a payment has gone back; told again, nothing."""
    if trade in order.going_back and trade not in order.gone_back:
        yield Refunded(trade, amount)


def refund(order: Order, *, reason: str, law: str) -> Iterator[OrderEvent]:
    """Send back what was paid; raises NothingToRefund where nothing is there."""
    if order.status != PAID:
        raise NothingToRefund
    yield RefundOrdered(order.paid_by, order.amount, reason, law)


def lapse(order: Order, at: datetime) -> Iterator[OrderEvent]:
    """Say that the time to pay is over, where it is."""
    if order.status == OPEN and order.until is not None and order.until <= at:
        yield OrderLapsed(order.amount)


def close(order: Order, *, reason: str, law: str) -> Iterator[OrderEvent]:
    """Take an order back: what is unpaid need not be paid, what was paid goes back."""
    if order.status == OPEN:
        yield OrderClosed(reason)
    elif order.status == PAID:
        yield from refund(order, reason=reason, law=law)


def may_pay(order: Order, at: datetime) -> None:
    """Raise NotToBePaid unless it is open and in time."""
    if order.status != OPEN or (order.until is not None and order.until <= at):
        raise NotToBePaid
