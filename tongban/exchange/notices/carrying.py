"""Carrying (发送): what is due is handed to its provider by the worker, the try written down first.

A sending is claimed in one statement that moves its next time and marks it as in doubt; the provider
is called outside every transaction. A worker that dies in between leaves a sending that is due
again, under the same key, which the provider carries once.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.exchange.gateway import sealed
from tongban.exchange.notices import opening, providers
from tongban.exchange.notices.domain import sending
from tongban.exchange.notices.domain.sending import Receipt, Sending
from tongban.exchange.notices.models import SendingRow
from tongban.exchange.notices.providers import Message, Provider
from tongban.kernel import ids
from tongban.ledger import api as ledger

log = logging.getLogger(__name__)
BEAT = timedelta(seconds=2)
LEASE = timedelta(minutes=2)
BATCH = 200
SOON = timedelta(seconds=1)
NONE = "no-provider"
PARCEL = "parcel"


def work_off(at: datetime, *, limit: int = BATCH) -> int:
    """Carry what is due; returns how many were taken up."""
    room = dict[str, int]()
    claimed = _claim(at, limit)
    for row in claimed:
        if row.state == sending.TAKEN:
            # A parcel nobody reported on is looked for by a person; it has not simply arrived.
            gone = replace(_read(row), state=sending.DEAD, why=sending.UNCONFIRMED, due_at=None)
            silent = gone if row.way == PARCEL else sending.unconfirmed(_read(row))
            settle(row, silent, at=at)
            continue
        chosen = providers.of(row.way)
        here = next(
            (one for one in chosen if one.name == row.provider), chosen[0] if chosen else None
        )
        if here is None:
            dead = replace(_read(row), state=sending.DEAD, in_doubt=False, why=NONE, due_at=None)
            settle(row, dead, at=at)
        elif room.setdefault(here.name, _pace(here)) <= 0:
            _wait(row, at)
        else:
            room[here.name] -= 1
            _try(row, here, chosen, at)
    return len(claimed)


def receive(provider: str, key: str, receipt: Receipt, *, at: datetime) -> bool:
    """Take a receipt; twice or late it changes nothing. Returns whether it was about ours."""
    number = int(key) if key.isdecimal() else 0
    with transaction.atomic():
        rows = SendingRow.objects.select_for_update()
        row = rows.filter(shard=ids.shard_of(number), id=number, provider=provider).first()
        if row is None:
            return False
        if row.state != sending.DROPPED:
            settle(row, sending.received(_read(row), receipt), at=at)
    return True


def settle(row: SendingRow, now: Sending, *, at: datetime) -> None:
    """Write where a sending stands; what is settled loses its words and its address."""
    row.state, row.provider, row.reference = now.state, now.provider, now.reference
    row.tries, row.in_doubt, row.why, row.due_at = now.tries, now.in_doubt, now.why[:80], now.due_at
    if now.state == sending.TAKEN and row.taken_at is None:
        row.taken_at = at
    wiped = row.secret and now.state != sending.QUEUED
    if (now.state in sending.SETTLED - {sending.DEAD} or wiped) and not _is_demo():
        row.sealed = None
    if now.state in sending.SETTLED:
        row.settled_at = row.settled_at or at
    row.save()
    if now.state == sending.DEAD and not now.in_doubt and _next_way(row, at):
        row.state = sending.DROPPED
        row.save(update_fields=["state"])


def _claim(at: datetime, limit: int) -> Sequence[SendingRow]:
    with transaction.atomic():
        claimed = ledger.locked(
            limit,
            "exchange_sending",
            "due_at <= %s",
            (at,),
            order="due_at",
            then="update exchange_sending s set due_at = %s,"
            " in_doubt = (s.state = 'queued') or s.in_doubt"
            " from t where s.shard = {shard} and s.shard = t.shard and s.id = t.id"
            " returning s.id, t.in_doubt",
            more=(at + LEASE,),
        )
    doubted = {int(number): bool(was) for number, was in claimed}
    rows = SendingRow.objects.filter(
        shard__in={ids.shard_of(number) for number in doubted}, id__in=doubted
    )
    found = sorted(rows, key=lambda row: (not row.urgent, row.id))
    for row in found:
        row.in_doubt = doubted[row.id]
    return found


def _try(row: SendingRow, here: Provider, chosen: Sequence[Provider], at: datetime) -> None:
    now, message, carrier = _read(row), message_of(row), opening.carrier(here)
    asks = row.in_doubt and (row.tries >= sending.TRIES_EACH or not carrier.repeats)
    outcome = carrier.settle_doubt(message) if asks else carrier.carry(message)
    names = tuple(one.name for one in chosen)
    after = sending.after(replace(now, provider=here.name), outcome, providers=names, at=at)
    if after.why:
        log.warning("sending %s by %s: %s", row.id, here.name, after.why)
    with transaction.atomic():
        fresh = SendingRow.objects.select_for_update().get(pk=row.pk)
        # A receipt may have been quicker than the answer to the request it is about.
        if fresh.state not in sending.SETTLED:
            settle(fresh, after, at=at)


def _wait(row: SendingRow, at: datetime) -> None:
    """Put off what the provider's pace leaves no room for, as it stood before."""
    SendingRow.objects.filter(pk=row.pk).update(due_at=at + SOON, in_doubt=row.in_doubt)


def _pace(provider: Provider) -> int:
    return max(1, provider.per_second * int(BEAT.total_seconds()))


def message_of(row: SendingRow) -> Message:
    """Open what a sending carries."""
    said: dict[str, Any] = json.loads(sealed.open_(bytes(row.sealed or b"")))
    if row.way == PARCEL:
        return Message(str(row.id), "", "", parcel=said)
    return Message(str(row.id), str(said["to"]), said["text"], said["subject"], row.secret)


def _next_way(row: SendingRow, at: datetime) -> bool:
    """Queue the person's next way where the first leads nowhere; False where there is none."""
    from tongban.exchange.notices import telling

    return not row.secret and row.way != PARCEL and telling.next_way(row, at)


def _read(row: SendingRow) -> Sending:
    return Sending(
        row.way,
        row.state,
        row.provider,
        row.reference,
        row.tries,
        row.in_doubt,
        row.why,
        row.due_at,
    )


def _is_demo() -> bool:
    return bool(getattr(settings, "TONGBAN_DEMO", False))
