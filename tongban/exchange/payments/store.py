"""Between the domain of payments and its streams and rows (缴费存取)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection

from tongban.exchange.models import TradeRow
from tongban.exchange.payments.domain import orders, payouts
from tongban.exchange.payments.domain.orders import About, Line, Order, OrderEvent
from tongban.exchange.payments.domain.payouts import PayOut, PayOutEvent
from tongban.exchange.payments.domain.problems import NoSuchOrder
from tongban.exchange.payments.domain.trades import DONE, MEANT, SETTLED
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.identifiers import shard_in
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.ledger.api import Append, Head, Task

ORDER, PAY_OUT = "order", "payout"
LAPSE = "exchange.order-lapses"
TYPES: dict[str, type[Any]] = {
    f"exchange.{one.__name__}": one for union in (OrderEvent, PayOutEvent) for one in union.__args__
}
NAMES = {one: name for name, one in TYPES.items()}


def number_of(about: About, *, out: bool = False) -> str:
    """Return the number by which a payment is found: one for each thing it is for.

    That of a case carries the shard of its applicant, who pays.

    >>> number_of(("case", "260410-0417-00231-6")), number_of(("proposal", "Z-1"), out=True)
    ('F260410-0417-00231-6', 'B-proposal-Z-1')
    """
    letter, (kind, thing) = "B" if out else "F", about
    is_case = kind == "case" and shard_in(thing) is not None
    return f"{letter}{thing}" if is_case else f"{letter}-{kind}-{thing}"


def read(event: Event) -> Any:
    """Return an event of the log as the domain knows it."""
    said = dict(event.data)
    if "about" in said:
        said["about"] = tuple(said["about"])
    if "lines" in said:
        said["lines"] = tuple(
            Line(Text(**one["words"]), one["amount"], one["law"]) for one in said["lines"]
        )
    return TYPES[event.type](**said)


def order(stream: int) -> tuple[Order, Sequence[Event]]:
    """Return an order and its history."""
    found = ledger.events(stream)
    if not found or found[0].type != "exchange.Ordered":
        raise NoSuchOrder
    return orders.fold(read(one) for one in found), found


def pay_out(stream: int) -> tuple[PayOut, Sequence[Event]]:
    """Return a pay-out and its history."""
    found = ledger.events(stream)
    if not found or found[0].type != "exchange.PayOutOrdered":
        raise NoSuchOrder
    return payouts.fold(read(one) for one in found), found


def alone(stream: int) -> None:
    """Let nobody else change this stream until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [stream])


def append(
    stream: int, history: Sequence[Event], happened: Iterable[Any], *, actor: Actor, at: datetime
) -> list[Event]:
    """Write what happened; returns the history after it. Nothing happened: nothing is written."""
    fresh = [_event(stream, history, one, actor, at) for one in happened]
    if fresh:
        ledger.append(made(stream, history, fresh))
    return [*history, *fresh]


def made(stream: int, history: Sequence[Event], fresh: Sequence[Event]) -> Append:
    """Make the append of these events, with the row and the clock that follow from all."""
    every = [*history, *fresh]
    head, work = project(stream, every)
    if every[0].type == "exchange.Ordered":
        close = (LAPSE,) if history else ()
        return Append(stream, ORDER, len(history), fresh, head, work, close)
    return Append(stream, PAY_OUT, len(history), fresh, head, work)


def first(stream: int, happened: Any, *, actor: Actor, at: datetime) -> Append:
    """Make the append that begins a stream."""
    return made(stream, [], [_event(stream, [], happened, actor, at)])


def _event(
    stream: int, history: Sequence[Event], happened: Any, actor: Actor, at: datetime
) -> Event:
    said = json.loads(json.dumps(asdict(happened)))
    about, party = (
        (said["about"], said.get("payer", said.get("payee")))
        if not history
        else (history[0].data["about"], history[0].data.get("payer", history[0].data.get("payee")))
    )
    touched = (
        Ref(about[0], str(about[1]), "about"),
        Ref(
            "person",
            str(party),
            "payer" if "payer" in (said if not history else history[0].data) else "payee",
        ),
        Ref("payment", str(stream), "subject"),
    )
    return Event(NAMES[type(happened)], at, actor, said, touched, ids.new(ids.shard_of(stream)))


def project(stream: int, found: Sequence[Event]) -> tuple[Head, list[Task]]:
    """Make the row and the clock of an order or a pay-out from its events."""
    if found[0].type == "exchange.Ordered":
        one = orders.fold(read(each) for each in found)
        said, due = one.said, one.until
        attrs = {"about": list(said.about), "amount": one.amount, "agency": said.agency}
        head = Head(
            one.status, None, said.payer, number_of(said.about), said.label,
            time.city_date(due) if due else None, attrs,
        )  # fmt: skip
        waits = one.status == orders.OPEN and due is not None
        work = [Task(ids.new(ids.shard_of(stream)), ledger.CLOCK, LAPSE, due)] if waits else []
        return head, work
    out = payouts.fold(read(each) for each in found)
    attrs = {"about": list(out.said.about), "amount": out.said.amount, "agency": out.said.agency}
    number = number_of(out.said.about, out=True)
    return Head(out.status, None, out.said.payee, number, out.said.label, None, attrs), []


def intended(
    stream: int, kind: str, *, amount: int, words: str, at: datetime, of: str = "",
    means: str = "", agency: str = "", until: datetime | None = None, number: str = "",
    sealed: bytes | None = None, delay: Any = None,
) -> TradeRow:  # fmt: skip
    """Make the row of an instruction."""
    shard = ids.shard_of(stream)
    identifier = ids.new(shard)
    return TradeRow(
        id=identifier, shard=shard, stream=stream, kind=kind,
        number=number or f"{kind[0].upper()}{identifier}", of=of, amount=amount,
        words=words[:120], state=MEANT, sealed=sealed, means=means, agency=agency, until=until,
        made_at=at, next_at=at + delay if delay else at,
    )  # fmt: skip


def intend(stream: int, kind: str, **said: Any) -> TradeRow:
    """Write an instruction before anybody is called (意图先行); takes what `intended` takes."""
    row = intended(stream, kind, **said)
    keep_all([row])
    return row


def keep_all(rows: Sequence[TradeRow]) -> None:
    """Write instructions, in one statement."""
    TradeRow.objects.bulk_create(rows)


def trades(stream: int) -> list[TradeRow]:
    """Return the instructions of an order or a pay-out, oldest first."""
    rows = TradeRow.objects.filter(stream=stream, shard=ids.shard_of(stream))
    return list(rows.order_by("id"))


def trade(number: str) -> TradeRow | None:
    """Return the instruction of a number that a provider names: its id, or that of what it is of."""
    serial = number[1:]
    if not (serial.isascii() and serial.isdecimal()):
        return None
    return TradeRow.objects.filter(shard=ids.shard_of(int(serial)), number=number).first()


def settle(row: TradeRow, state: str, at: datetime) -> None:
    """Write how an instruction ended."""
    row.state, row.next_at, row.settled_at = state, None, at
    if state == DONE:
        row.settled_on = time.city_date(at)
    save(row)


def save(row: TradeRow) -> None:
    """Write what changed of an instruction, by the shard it lies on."""
    fields = ("state", "next_at", "settled_at", "settled_on", "pay_at", "tries")
    TradeRow.objects.filter(pk=row.pk, shard=row.shard).update(
        **{name: getattr(row, name) for name in fields}
    )


def is_settled(row: TradeRow) -> bool:
    """Whether an instruction has ended."""
    return row.state in SETTLED
