"""What an answer means (到账处理): of a provider, a notification or a statement, once in effect.

Whoever brings the word, it is written under the lock of the order or pay-out it is for; what was
told before changes nothing. A payment that nobody owes any more begins its own refund here, in
the same transaction.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.exchange.models import TradeRow
from tongban.exchange.payments import store
from tongban.exchange.payments.domain import orders, payouts
from tongban.exchange.payments.domain import trades as law
from tongban.exchange.payments.domain.orders import RefundOrdered
from tongban.exchange.payments.domain.trades import DONE, FAILED, OVER, Said
from tongban.kernel.actors import SYSTEM, Actor


def settle(number: str, said: Said, *, at: datetime) -> bool:
    """Write what is said of a trade; False where the number is none of ours."""
    found = store.trade(number)
    if found is None:
        return False
    with transaction.atomic():
        store.alone(found.stream)
        row = store.trade(number)
        if row is not None:
            _RULES[row.kind](row, said, at)
    return True


def change(
    stream: int, happened: Callable[[Any], Iterable[Any]], *, actor: Actor, at: datetime
) -> Any:
    """Change an order in the caller's transaction, under its lock; refunds are intended with it."""
    store.alone(stream)
    order, history = store.order(stream)
    made = list(happened(order))
    after = store.append(stream, history, made, actor=actor, at=at)
    for one in made:
        if isinstance(one, RefundOrdered):
            _intend_refund(stream, order, one, at)
    return orders.fold(store.read(one) for one in after)


def _intend_refund(stream: int, order: orders.Order, said: RefundOrdered, at: datetime) -> None:
    paid = store.trade(said.trade)
    if paid is not None and paid.kind == law.AT_WINDOW:
        # Cash goes back at the window it was paid at; the clerk notes it there.
        return
    store.intend(
        stream, law.REFUND, amount=said.amount, words=order.said.label, at=at, of=said.trade,
        means=orders.ONLINE, agency=order.said.agency, number=f"R{said.trade[1:]}",
    )  # fmt: skip


def _payment(row: TradeRow, said: Said, at: datetime) -> None:
    """Settle a payment: done counts whenever it comes, even after it was closed (迟到的成功)."""
    if said.state == law.SUCCESS and row.state != DONE:
        if said.amount != row.amount:
            # Not what was asked: a person looks, by the statement's difference.
            return
        store.settle(row, DONE, at)
        change(
            row.stream,
            lambda order: orders.arrived(order, row.number, row.amount, orders.ONLINE),
            actor=SYSTEM,
            at=at,
        )
    elif (said.state in (law.NO, law.UNKNOWN) and row.state == law.CLOSING) or (
        said.state == law.NO and row.state not in law.SETTLED
    ):
        store.settle(row, OVER, at)
    elif said.state == law.UNKNOWN and row.state == law.WAITING:
        # The provider has lost it: it is asked for again, under its number.
        row.state = law.MEANT
        store.save(row)
    elif said.state == law.PENDING and row.state == law.MEANT:
        row.state, row.pay_at = law.WAITING, said.pay_at or row.pay_at
        row.next_at, row.tries = at + law.rest(0), 0
        store.save(row)


def _refund(row: TradeRow, said: Said, at: datetime) -> None:
    if said.state == law.SUCCESS and row.state != DONE:
        store.settle(row, DONE, at)
        change(
            row.stream,
            lambda order: orders.went_back(order, row.of, row.amount),
            actor=SYSTEM,
            at=at,
        )
    elif said.state == law.PENDING and row.state == law.MEANT:
        row.state = law.WAITING
        store.save(row)


def _pay_out(row: TradeRow, said: Said, at: datetime) -> None:
    """Settle a pay-out: a bank may still send back what it took (退汇)."""
    if said.state == law.SUCCESS and row.state not in law.SETTLED:
        store.settle(row, DONE, at)
        _out(row, lambda one: payouts.arrived(one, row.number), at)
    elif said.state == law.NO and row.state != FAILED:
        store.settle(row, FAILED, at)
        _out(row, lambda one: payouts.came_back(one, row.number, said.why), at)
    elif said.state == law.PENDING and row.state == law.MEANT:
        row.state = law.WAITING
        store.save(row)


def _out(row: TradeRow, happened: Callable[[Any], Iterable[Any]], at: datetime) -> None:
    one, history = store.pay_out(row.stream)
    latest = store.trades(row.stream)[-1]
    if latest.number == row.number:
        store.append(row.stream, history, happened(one), actor=SYSTEM, at=at)


_RULES: dict[str, Callable[[TradeRow, Said, datetime], None]] = {
    law.PAY: _payment, law.REFUND: _refund, law.PAY_OUT: _pay_out,
}  # fmt: skip


def lapse(stream: int, *, at: datetime) -> None:
    """Let an order lapse whose time is over, and have what is open at the provider closed."""
    with transaction.atomic():
        change(stream, lambda order: orders.lapse(order, at), actor=SYSTEM, at=at)
        shut(stream, at=at)


def shut(stream: int, *, at: datetime) -> None:
    """Have every payment that is still open at the provider closed."""
    for row in store.trades(stream):
        if row.kind == law.PAY and not store.is_settled(row):
            row.state, row.next_at, row.tries = law.CLOSING, at, 0
            store.save(row)
