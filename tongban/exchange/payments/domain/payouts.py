"""Pay-outs (拨付): money of the state to a person's account, once, and what a bank sends back.

A pay-out goes to the person the right belongs to. A bank may send it back (a wrong or closed
account), even days after it said yes; the money then waits until an account is named again, and
nothing is ordered anew.

>>> one = fold([PayOutOrdered(("proposal", "Z-1"), 7, "MZ", 10000, "高龄津贴", "…1234")])
>>> one = evolve(one, PayOutReturned("B1", "closed"))
>>> one.status, evolve(one, PayOutRedirected("…9876")).status
('returned', 'ordered')
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tongban.exchange.payments.domain.orders import About
from tongban.exchange.payments.domain.problems import BadAmount, NotToBePaid
from tongban.kernel.text import Text

ORDERED, PAID_OUT, RETURNED, STOPPED = "ordered", "paid_out", "returned", "stopped"
"""待拨、已到账、退汇、停拨."""
WRONG, CLOSED_ACCOUNT, OTHER = "wrong_account", "closed", "other"
WHY = {
    WRONG: Text("户名或账号不对", "the name or the account is not right"),
    CLOSED_ACCOUNT: Text("账户已销户", "the account is closed"),
    OTHER: Text("银行没有入账", "the bank did not take it"),
}


@dataclass(frozen=True, slots=True)
class PayOutOrdered:
    """Somebody is to be paid (拨付); `account` is only its last digits, the rest is sealed."""

    about: About
    payee: int
    agency: str
    amount: int
    label: str
    account: str


@dataclass(frozen=True, slots=True)
class PaidOut:
    """It arrived (到账)."""

    trade: str
    amount: int


@dataclass(frozen=True, slots=True)
class PayOutReturned:
    """The bank sent it back (退汇)."""

    trade: str
    why: str


@dataclass(frozen=True, slots=True)
class PayOutRedirected:
    """Another account was named (更正账户)."""

    account: str


@dataclass(frozen=True, slots=True)
class PayOutStopped:
    """It is not to be paid any more (停止拨付)."""

    reason: str


PayOutEvent = PayOutOrdered | PaidOut | PayOutReturned | PayOutRedirected | PayOutStopped


@dataclass(frozen=True, slots=True)
class PayOut:
    """A pay-out as it stands (拨付现状); `tries` counts the accounts named."""

    said: PayOutOrdered
    status: str = ORDERED
    account: str = ""
    why: str = ""
    tries: int = 1


def fold(events: Iterable[PayOutEvent]) -> PayOut:
    """Make a pay-out of its events."""
    found = iter(events)
    first = next(found)
    if not isinstance(first, PayOutOrdered):
        raise TypeError("a pay-out begins with PayOutOrdered")
    one = PayOut(first, account=first.account)
    for event in found:
        one = evolve(one, event)
    return one


def evolve(one: PayOut, event: PayOutEvent) -> PayOut:
    """Return the pay-out after an event."""
    match event:
        case PayOutOrdered():
            return PayOut(event, account=event.account)
        case PaidOut():
            return replace(one, status=PAID_OUT, why="")
        case PayOutReturned(_, why):
            return replace(one, status=RETURNED, why=why)
        case PayOutRedirected(account):
            return replace(one, status=ORDERED, account=account, why="", tries=one.tries + 1)
        case PayOutStopped(reason):
            return replace(one, status=STOPPED, why=reason)


def check(amount: int) -> None:
    """Raise BadAmount unless it is whole fen above nothing."""
    if amount <= 0:
        raise BadAmount


def arrived(one: PayOut, trade: str) -> Iterator[PayOutEvent]:
    """Say what it means that the bank took it; told again, nothing."""
    if one.status == ORDERED:
        yield PaidOut(trade, one.said.amount)


def came_back(one: PayOut, trade: str, why: str) -> Iterator[PayOutEvent]:
    """Say what it means that the bank sent it back; told again, nothing."""
    if one.status in (ORDERED, PAID_OUT):
        yield PayOutReturned(trade, why if why in WHY else OTHER)


def redirect(one: PayOut, account: str) -> Iterator[PayOutEvent]:
    """Name another account for what came back; raises NotToBePaid for anything else."""
    if one.status != RETURNED:
        raise NotToBePaid
    yield PayOutRedirected(account)


def stop(one: PayOut, reason: str) -> Iterator[PayOutEvent]:
    """Stop what came back and waits; raises NotToBePaid for what is under way."""
    if one.status != RETURNED:
        raise NotToBePaid
    yield PayOutStopped(reason)
