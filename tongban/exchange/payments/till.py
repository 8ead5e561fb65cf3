"""Paying at the window (窗口收费): cash and card are noted by the clerk, the day closed by two.

One counts what lies in the till, another confirms: never the same person (双人扎账). What was
counted must be what was noted, or the difference is said in words and stands there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from tongban.exchange.models import TradeRow
from tongban.exchange.payments import settling, store
from tongban.exchange.payments.api import Order, order_of
from tongban.exchange.payments.domain import orders
from tongban.exchange.payments.domain import trades as law
from tongban.exchange.payments.domain.orders import CARD, CASH, About
from tongban.exchange.payments.domain.problems import (
    NoSuchOrder,
    SecondPersonNeeded,
    TillDiffers,
)
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.ledger.api import Append, Head, Task

STREAM = "till"
COUNTED, CONFIRMED = "exchange.TillCounted", "exchange.TillConfirmed"
TASK = "exchange.till"


@dataclass(frozen=True, slots=True)
class Till:
    """A window's day of money (窗口收费日): what was noted in fen, how it stands."""

    agency: str
    day: date
    cash: int
    card: int
    count: int
    status: str
    counted: int = 0
    words: str = ""


def take(
    about: About, *, means: str, actor: Actor, agency: str, at: datetime | None = None
) -> Order:
    """Note that it was paid at the window in cash or by card (窗口收款).

    What is open online is closed; raises NoSuchOrder, NotToBePaid.
    """
    found, at = order_of(about), at or time.now()
    if found is None or actor.kind != "officer" or means not in (CASH, CARD):
        raise NoSuchOrder
    with transaction.atomic():
        store.alone(found.stream)
        now, _ = store.order(found.stream)
        orders.may_pay(now, at)
        row = store.intend(
            found.stream, law.AT_WINDOW, amount=now.amount, words=now.said.label, at=at,
            means=means, agency=agency,
        )  # fmt: skip
        store.settle(row, law.DONE, at)
        settling.change(
            found.stream,
            lambda one: orders.arrived(one, row.number, row.amount, means),
            actor=actor,
            at=at,
        )
        settling.shut(found.stream, at=at)
    return order_of(about) or found


def give_back(about: About, *, actor: Actor, at: datetime | None = None) -> None:
    """Note that cash went back to the payer at the window (窗口退款). Raises NoSuchOrder."""
    found, at = order_of(about), at or time.now()
    if found is None or actor.kind != "officer":
        raise NoSuchOrder
    rows = {
        row.number: row.amount for row in store.trades(found.stream) if row.means in (CASH, CARD)
    }

    def gone(one: orders.Order) -> list[orders.OrderEvent]:
        waiting = (one.going_back - one.gone_back) & rows.keys()
        return [each for no in sorted(waiting) for each in orders.went_back(one, no, rows[no])]

    with transaction.atomic():
        settling.change(found.stream, gone, actor=actor, at=at)


def day(agency: str, on: date) -> Till:
    """Return what a window noted on a day, and whether it is closed (窗口收费日)."""
    rows = TradeRow.objects.filter(
        kind=law.AT_WINDOW, agency=agency, settled_on=on, means__in=(CASH, CARD)
    )
    sums = {one["means"]: one["sum"] for one in rows.values("means").annotate(sum=Sum("amount"))}
    stream = ledger.find_number(_number(agency, on))
    history = ledger.events(stream) if stream is not None else []
    status = {0: "open", 1: "counted"}.get(len(history), "closed")
    said = history[0].data if history else {}
    return Till(
        agency, on, sums.get(CASH, 0), sums.get(CARD, 0), rows.count(), status,
        said.get("counted", 0), said.get("words", ""),
    )  # fmt: skip


def count(
    agency: str, on: date, *, counted: int, words: str = "", actor: Actor,
    at: datetime | None = None,
) -> Till:  # fmt: skip
    """Say what lies in the till at the end of the day (清点). Raises TillDiffers."""
    now = day(agency, on)
    if now.status != "open" or (counted != now.cash and not words.strip()):
        raise TillDiffers
    stream = ids.new(ids.draw_shard())
    said = {
        "agency": agency, "day": on.isoformat(), "counted": counted, "noted": now.cash,
        "card": now.card, "words": words.strip(), "by": actor.id,
    }  # fmt: skip
    event = _event(stream, COUNTED, said, actor, at or time.now())
    head, work = project(stream, [event])
    ledger.append(Append(stream, STREAM, 0, [event], head, work))
    return day(agency, on)


def confirm(agency: str, on: date, *, actor: Actor, at: datetime | None = None) -> Till:
    """Confirm a colleague's count and close the day (复核). Raises SecondPersonNeeded."""
    stream = ledger.find_number(_number(agency, on))
    history = ledger.events(stream) if stream is not None else []
    if stream is None or len(history) != 1:
        raise NoSuchOrder
    if history[0].data["by"] == actor.id:
        raise SecondPersonNeeded
    event = _event(stream, CONFIRMED, {"by": actor.id}, actor, at or time.now())
    head, _ = project(stream, [*history, event])
    ledger.append(Append(stream, STREAM, 1, [event], head, (), (TASK,)))
    return day(agency, on)


def project(stream: int, found: Sequence[Event]) -> tuple[Head, list[Task]]:
    """Make the row and the open work of a till's day."""
    said, is_open = found[0].data, len(found) == 1
    queue = f"till:{said['agency']}"
    head = Head(
        "counted" if is_open else "closed", queue if is_open else None, 0,
        _number(said["agency"], date.fromisoformat(said["day"])), "till",
        date.fromisoformat(said["day"]), {"agency": said["agency"], "counted": said["counted"]},
    )  # fmt: skip
    return head, [Task(ids.new(ids.shard_of(stream)), queue, TASK, None)] if is_open else []


def _number(agency: str, on: date) -> str:
    return f"T-{agency}-{on:%Y%m%d}"


def _event(stream: int, type_: str, said: dict[str, object], actor: Actor, at: datetime) -> Event:
    return Event(
        type_, at, actor, said, (Ref("till", str(stream), "subject"),),
        ids.new(ids.shard_of(stream)),
    )  # fmt: skip
