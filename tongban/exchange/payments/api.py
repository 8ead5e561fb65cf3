"""The face of payments (缴费与拨付), joined to the face of the room in `exchange.api`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.exchange.gateway import sealed
from tongban.exchange.models import TradeRow
from tongban.exchange.payments import settling, store
from tongban.exchange.payments.domain import orders, payouts
from tongban.exchange.payments.domain import trades as law
from tongban.exchange.payments.domain.orders import About, Line, Ordered
from tongban.exchange.payments.domain.payouts import PayOutOrdered
from tongban.exchange.payments.domain.problems import NoSuchOrder
from tongban.exchange.payments.domain.trades import Payee
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.ledger import api as ledger
from tongban.people import api as people


@dataclass(frozen=True, slots=True)
class Order:
    """An order as others see it (缴费单).

    `status` is open, paid, refunding, refunded, lapsed or closed; `pay_at` is where to pay it,
    empty until the provider has said so; `amount` and `back` are fen; `trades` are the numbers
    the provider knows its payments by.
    """

    stream: int
    about: About
    payer: int
    agency: str
    label: str
    lines: tuple[Line, ...]
    amount: int
    status: str
    until: datetime | None
    begun: bool
    pay_at: str
    paid_at: datetime | None
    means: str
    back: int
    reason: str
    trades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PayOut:
    """A pay-out as others see it (拨付): status is ordered, paid_out, returned or stopped."""

    stream: int
    about: About
    payee: int
    amount: int
    label: str
    status: str
    account: str
    why: str
    arrived_on: date | None


def order(
    *,
    about: About,
    payer: int,
    lines: Sequence[Line],
    actor: Actor,
    label: str = "",
    agency: str = "",
    service: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
) -> Order:
    """Order a payment (开具缴费单), once for each thing it is for: told again, the first stands.

    Takes part in the caller's transaction; announces `exchange.Ordered`, later `exchange.Paid`,
    `exchange.OrderLapsed` or `exchange.Refunded`. Raises BadAmount.
    """
    orders.check(lines)
    at = at or time.now()
    said = Ordered(
        about, payer, agency, service, tuple(lines), until.isoformat() if until else "", label
    )
    with transaction.atomic():
        found = ledger.find_number(store.number_of(about))
        if found is None:
            found = ids.new(ids.shard_of(payer))
            ledger.append(store.first(found, said, actor=actor, at=at))
    return _order(found)


def order_of(about: About) -> Order | None:
    """Return the order for a thing, None where nothing is to be paid for it."""
    stream = ledger.find_number(store.number_of(about))
    return _order(stream) if stream is not None else None


def orders_of(payer: int, *, actor: Actor, limit: int = 50) -> tuple[Order, ...]:
    """Return what somebody is or was to pay, newest first (我的缴费).

    To the payer, whoever may act for them, and the platform. Raises NoSuchOrder.
    """
    if actor.kind == "officer" or (
        actor.kind == "person" and not people.may_act_for(actor.id, payer)
    ):
        raise NoSuchOrder
    found = ledger.heads(kind=store.ORDER, subject=payer, limit=limit)
    return tuple(_order(one.stream) for one in found.items)


def begin_payment(about: About, *, actor: Actor, at: datetime | None = None) -> Order:
    """Begin to pay online (发起支付): the worker asks the provider for the page to pay at.

    Begun twice, the first goes on; whoever may act for the payer may begin. Raises NoSuchOrder,
    NotToBePaid.
    """
    at = at or time.now()
    found = theirs(about, actor=actor, at=at)
    with transaction.atomic():
        store.alone(found.stream)
        now, history = store.order(found.stream)
        orders.may_pay(now, at)
        rows = [one for one in store.trades(found.stream) if one.kind == law.PAY]
        if not any(not store.is_settled(one) for one in rows):
            row = store.intend(
                found.stream, law.PAY, amount=now.amount, words=now.said.label, at=at,
                means=orders.ONLINE, agency=now.said.agency, until=now.until,
            )  # fmt: skip
            store.append(found.stream, history, [orders.PayBegun(row.number)], actor=actor, at=at)
    return _order(found.stream)


def theirs(about: About, *, actor: Actor, at: datetime | None = None) -> Order:
    """Return an order to its payer or whoever may act for them. Raises NoSuchOrder."""
    found = order_of(about)
    if found is None or actor.kind != "person":
        raise NoSuchOrder
    if not people.may_act_for(actor.id, found.payer, at=at):
        raise NoSuchOrder
    return found


def refund(
    about: About, *, reason: str, law: str, actor: Actor, at: datetime | None = None
) -> Order:
    """Send back what was paid, in full (退款). Raises NoSuchOrder, NothingToRefund."""
    stream = _stream(about)
    with transaction.atomic():
        settling.change(
            stream,
            lambda now: orders.refund(now, reason=reason, law=law),
            actor=actor,
            at=at or time.now(),
        )
    return _order(stream)


def close_order(
    about: About, *, reason: str, law: str, actor: Actor, at: datetime | None = None
) -> Order:
    """Take an order back (不用缴了): unpaid it is closed, paid it goes back. Raises NoSuchOrder."""
    stream, at = _stream(about), at or time.now()
    with transaction.atomic():
        settling.change(
            stream, lambda now: orders.close(now, reason=reason, law=law), actor=actor, at=at
        )
        settling.shut(stream, at=at)
    return _order(stream)


def pay_out(
    *,
    about: About,
    payee: int,
    account: Payee,
    amount: int,
    actor: Actor,
    label: str = "",
    agency: str = "",
    at: datetime | None = None,
) -> PayOut:
    """Pay somebody (拨付), once for each thing it is for: told again, the first stands.

    Takes part in the caller's transaction; announces `exchange.PaidOut` or
    `exchange.PayOutReturned`. The account is kept encrypted until it is used. Raises BadAmount.
    """
    payouts.check(amount)
    at = at or time.now()
    said = PayOutOrdered(about, payee, agency, amount, label, shortened(account.account))
    with transaction.atomic():
        found = ledger.find_number(store.number_of(about, out=True))
        if found is None:
            found = ids.new(ids.shard_of(payee))
            ledger.append(store.first(found, said, actor=actor, at=at))
            _intend_out(found, said, account, at)
    return _pay_out(found)


@dataclass(frozen=True, slots=True)
class ToPay:
    """One of many pay-outs (批量拨付之一)."""

    about: About
    payee: int
    account: Payee
    amount: int
    label: str = ""
    agency: str = ""


def pay_out_all(several: Sequence[ToPay], *, actor: Actor, at: datetime | None = None) -> None:
    """Pay many at once, in a few statements (批量拨付): of things that were never paid for.

    Takes part in the caller's transaction; the numbers of what they are for keep two of them from
    being one thing's. Raises BadAmount.
    """
    at = at or time.now()
    appends, rows = [], []
    for one in several:
        payouts.check(one.amount)
        said = PayOutOrdered(
            one.about, one.payee, one.agency, one.amount, one.label, shortened(one.account.account)
        )
        stream = ids.new(ids.shard_of(one.payee))
        appends.append(store.first(stream, said, actor=actor, at=at))
        rows.append(_out_row(stream, said, one.account, at))
    if appends:
        with transaction.atomic():
            ledger.append(*appends)
            store.keep_all(rows)


def pay_out_of(about: About) -> PayOut | None:
    """Return the pay-out for a thing, None where there is none."""
    stream = ledger.find_number(store.number_of(about, out=True))
    return _pay_out(stream) if stream is not None else None


def redirect(about: About, *, account: Payee, actor: Actor, at: datetime | None = None) -> PayOut:
    """Name another account for what the bank sent back (更正账户). Raises NoSuchOrder, NotToBePaid."""
    stream, at = _stream(about, out=True), at or time.now()
    with transaction.atomic():
        store.alone(stream)
        one, history = store.pay_out(stream)
        happened = list(payouts.redirect(one, shortened(account.account)))
        store.append(stream, history, happened, actor=actor, at=at)
        _intend_out(stream, one.said, account, at)
    return _pay_out(stream)


def stop_pay_out(about: About, *, reason: str, actor: Actor, at: datetime | None = None) -> PayOut:
    """Stop what the bank sent back and waits (停止拨付). Raises NoSuchOrder, NotToBePaid."""
    stream = _stream(about, out=True)
    with transaction.atomic():
        store.alone(stream)
        one, history = store.pay_out(stream)
        happened = payouts.stop(one, reason)
        store.append(stream, history, happened, actor=actor, at=at or time.now())
    return _pay_out(stream)


def shortened(account: str) -> str:
    """Say an account by its last digits.

    >>> shortened("6222 0000 1111 1234")
    '…1234'
    """
    return f"…{''.join(account.split())[-4:]}"


def _intend_out(stream: int, said: PayOutOrdered, account: Payee, at: datetime) -> None:
    store.keep_all([_out_row(stream, said, account, at)])


def _out_row(stream: int, said: PayOutOrdered, account: Payee, at: datetime) -> TradeRow:
    kept = json.dumps({"account": account.account, "name": account.name}).encode()
    return store.intended(
        stream, law.PAY_OUT, amount=said.amount, words=said.label, at=at, means=orders.ONLINE,
        agency=said.agency, sealed=sealed.seal(kept),
    )  # fmt: skip


def _stream(about: About, *, out: bool = False) -> int:
    found = ledger.find_number(store.number_of(about, out=out))
    if found is None:
        raise NoSuchOrder
    return found


def _order(stream: int) -> Order:
    one, history = store.order(stream)
    rows = [each for each in store.trades(stream) if each.kind == law.PAY]
    waiting = next((each for each in rows if not store.is_settled(each)), None)
    paid: Any = next((each for each in history if each.type == "exchange.Paid"), None)
    said = one.said
    return Order(
        stream, said.about, said.payer, said.agency, said.label, said.lines, one.amount,
        one.status, one.until, waiting is not None, waiting.pay_at if waiting else "",
        paid.at if paid else None, one.means, one.back, one.reason,
        tuple(each.number for each in rows),
    )  # fmt: skip


def _pay_out(stream: int) -> PayOut:
    one, history = store.pay_out(stream)
    arrived = next((e.at for e in reversed(history) if e.type == "exchange.PaidOut"), None)
    day = time.city_date(arrived) if arrived and one.status == payouts.PAID_OUT else None
    said = one.said
    return PayOut(
        stream, said.about, said.payee, said.amount, said.label, one.status, one.account,
        one.why, day,
    )  # fmt: skip
