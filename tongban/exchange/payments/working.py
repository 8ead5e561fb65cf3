"""The worker's part (支付驱动): what is intended is asked for, what is open is asked about.

A trade is claimed in one statement that moves its next time; the provider is called outside every
transaction; what comes back is settled. A worker that dies in between leaves a trade that is due
again, under the same number, which the provider does once.
"""

import json
import logging
from datetime import datetime

from django.db import transaction

from tongban.exchange.gateway import sealed
from tongban.exchange.models import TradeRow
from tongban.exchange.payments import settling, store
from tongban.exchange.payments.domain import trades as law
from tongban.exchange.payments.domain.problems import ProviderAway
from tongban.exchange.payments.domain.trades import Payee, Provider, Said
from tongban.ledger import api as ledger

_log = logging.getLogger(__name__)
BATCH = 200


def work(provider: Provider, *, at: datetime, limit: int = BATCH) -> int:
    """Take every trade that is due one step on; returns how many were taken."""
    claimed = _claim(at, limit)
    for row in claimed:
        step(provider, row, at=at)
    return len(claimed)


def step(provider: Provider, row: TradeRow, *, at: datetime) -> None:
    """Take one trade a step on: ask, ask again, or have it closed."""
    try:
        said = _ASK[row.kind](provider, row)
    except ProviderAway as error:
        _log.warning("trade %s: no answer (%s)", row.number, error.detail)
        _later(row, at)
        return
    settling.settle(row.number, said, at=at)
    now = store.trade(row.number)
    if now is not None and now.next_at is not None:
        _later(now, at)


def _claim(at: datetime, limit: int) -> list[TradeRow]:
    with transaction.atomic():
        claimed = ledger.locked(
            limit,
            "exchange_trade",
            "next_at <= %s",
            (at,),
            order="next_at",
            then="update exchange_trade s set next_at = %s"
            " from t where s.shard = {shard} and s.shard = t.shard and s.id = t.id"
            " returning s.shard, s.id",
            more=(at + law.LEASE,),
        )
    shards, found = {shard for shard, _ in claimed}, {identifier for _, identifier in claimed}
    return list(TradeRow.objects.filter(shard__in=shards, id__in=found))


def _later(row: TradeRow, at: datetime) -> None:
    """Ask again later, each time a little later; a payment past its time is closed first."""
    over = row.until is not None and row.until <= at
    if row.kind == law.PAY and row.state in (law.MEANT, law.WAITING) and over:
        row.state, row.tries = law.CLOSING, 0
    row.next_at, row.tries = at + law.rest(row.tries), min(row.tries + 1, 1000)
    TradeRow.objects.filter(pk=row.pk, shard=row.shard, next_at__isnull=False).update(
        state=row.state, next_at=row.next_at, tries=row.tries
    )


def _pay(provider: Provider, row: TradeRow) -> Said:
    if row.state == law.MEANT:
        return provider.create(row.number, row.amount, row.words, row.until)
    if row.state == law.CLOSING:
        return provider.close(row.number)
    return provider.payment(row.number)


def _refund(provider: Provider, row: TradeRow) -> Said:
    said = provider.refunded(row.number) if row.state == law.WAITING else Said(law.UNKNOWN)
    if said.state in (law.UNKNOWN, law.NO):
        return provider.refund(row.number, row.of, row.amount)
    return said


def _pay_out(provider: Provider, row: TradeRow) -> Said:
    if row.state == law.WAITING:
        said = provider.paid_out(row.number)
        if said.state != law.UNKNOWN:
            return said
    kept = json.loads(sealed.open_(bytes(row.sealed or b"")))
    return provider.pay_out(row.number, Payee(**kept), row.amount, row.words)


_ASK = {law.PAY: _pay, law.REFUND: _refund, law.PAY_OUT: _pay_out}
