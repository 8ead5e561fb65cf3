"""Laying our book beside the provider's statement (对账): every day, every row, and a person for the rest.

What the statement has and we missed is settled as if it had been told; a payment that nobody
expected any more goes back. What neither side can explain becomes a difference: a task of the
city's cashiers, closed by a person with words. Run again, a day says the same once.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.exchange.models import BankDayRow, TradeRow
from tongban.exchange.payments import settling
from tongban.exchange.payments.domain import trades as law
from tongban.exchange.payments.domain.problems import NoSuchOrder
from tongban.exchange.payments.domain.trades import Difference, Provider, Row, Said
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.ledger.api import Append, Head, Task

STREAM = "payment_difference"
FOUND, EXPLAINED = "exchange.DifferenceFound", "exchange.DifferenceExplained"
TASK, QUEUE = "exchange.difference", "exchange:cashiers"
LOOKED_AT = timedelta(days=1)
WHY = {
    "extra": Text("对账单有，我们没有", "on the statement, not in our book"),
    "missing": Text("我们有，对账单没有", "in our book, not on the statement"),
    "amount": Text("金额不一样", "the amounts differ"),
}


@dataclass(frozen=True, slots=True)
class OpenDifference:
    """A difference that somebody must explain (待核对差异)."""

    stream: int
    day: date
    said: Difference
    due: datetime

    @property
    def words(self) -> Text:
        """Say what differs."""
        return WHY[self.said.why]


@dataclass(frozen=True, slots=True)
class BankDay:
    """A day as it was laid beside the statement (对账日): sums in fen."""

    day: date
    rows: int
    paid: int
    back: int
    out: int
    differences: int


def reconcile(provider: Provider, day: date, *, at: datetime) -> BankDay:
    """Lay one day beside its statement. Raises ProviderAway where there is none."""
    theirs = provider.statement(day)
    _catch_up(theirs, at)
    _ask_again(provider, theirs, day, at)
    found = law.compare(_ours(day, theirs), theirs)
    with transaction.atomic():
        for one in found:
            _raise_once(day, one, at)
        paid, back, out = (sum(r.amount for r in theirs if r.kind == kind) for kind in _KINDS)
        made = BankDay(day, len(theirs), paid, back, out, len(found))
        BankDayRow.objects.update_or_create(
            day=day, defaults={**{k: v for k, v in asdict(made).items() if k != "day"}, "at": at}
        )
    return made


_KINDS = (law.PAY, law.REFUND, law.PAY_OUT)


def _catch_up(theirs: Sequence[Row], at: datetime) -> None:
    """Settle what succeeded and nobody told us of (掉单补记)."""
    known = {row.number: row for row in _rows(theirs)}
    for one in theirs:
        row = known.get(one.number)
        if row is not None and row.state != law.DONE and row.amount == one.amount:
            settling.settle(one.number, Said(law.SUCCESS, one.amount), at=at)


def _ask_again(provider: Provider, theirs: Sequence[Row], day: date, at: datetime) -> None:
    """Ask about pay-outs that a statement no longer has: a bank may have sent them back."""
    listed = {one.number for one in theirs}
    rows = TradeRow.objects.filter(settled_on=day, kind=law.PAY_OUT, state=law.DONE)
    for row in rows.exclude(number__in=listed):
        settling.settle(row.number, provider.paid_out(row.number), at=at)


def _ours(day: date, theirs: Sequence[Row]) -> dict[tuple[str, str], int]:
    """Return what succeeded by our book: that day, or on the statement and a moment apart."""
    done = TradeRow.objects.filter(settled_on=day, kind__in=_KINDS, state=law.DONE)
    near = [row for row in _rows(theirs) if row.state == law.DONE]
    other_days = {row.number for row in near if row.settled_on != day}
    mine = {(row.kind, row.number): row.amount for row in [*done, *near]}
    earlier = {key for key in mine if key[1] in other_days}
    listed = {(one.kind, one.number) for one in theirs}
    return {key: amount for key, amount in mine.items() if key not in earlier or key in listed}


def _rows(theirs: Sequence[Row]) -> list[TradeRow]:
    return list(TradeRow.objects.filter(number__in=[one.number for one in theirs]))


def _raise_once(day: date, said: Difference, at: datetime) -> None:
    number = f"D-{day:%Y%m%d}-{said.why}-{said.number}"
    if ledger.find_number(number) is not None:
        return
    stream = ids.new(ids.draw_shard())
    data = {"day": day.isoformat(), "found": number, "due": (at + LOOKED_AT).isoformat()}
    event = _event(stream, FOUND, {**data, **asdict(said)}, SYSTEM, at)
    head, work = project(stream, [event])
    ledger.append(Append(stream, STREAM, 0, [event], head, work))


def differences(*, limit: int = 100) -> tuple[OpenDifference, ...]:
    """Return what waits to be explained, oldest first (待核对差异)."""
    found = ledger.tasks(queue=QUEUE, limit=limit).items
    return tuple(_open(head) for task, head in found if task.kind == TASK)


def explain(stream: int, *, words: str, actor: Actor, at: datetime | None = None) -> None:
    """Say where a difference lies and close it (核对说明). Raises NoSuchOrder."""
    history = ledger.events(stream)
    if not history or history[0].type != FOUND or len(history) > 1:
        raise NoSuchOrder
    event = _event(stream, EXPLAINED, {"words": words}, actor, at or time.now())
    head, _ = project(stream, [*history, event])
    ledger.append(Append(stream, STREAM, len(history), [event], head, (), (TASK,)))


def days(*, limit: int = 31) -> tuple[BankDay, ...]:
    """Return the days that were laid beside their statement, newest first (对账记录)."""
    rows = BankDayRow.objects.order_by("-day")[:limit]
    return tuple(BankDay(r.day, r.rows, r.paid, r.back, r.out, r.differences) for r in rows)


def project(stream: int, found: Sequence[Event]) -> tuple[Head, list[Task]]:
    """Make the row and the open work of a difference."""
    said: dict[str, Any] = dict(found[0].data)
    is_open = len(found) == 1
    head = Head(
        "open" if is_open else "explained", QUEUE if is_open else None, 0, said["found"],
        said["why"], date.fromisoformat(said["day"]), said,
    )  # fmt: skip
    due = datetime.fromisoformat(said["due"])
    task = Task(ids.new(ids.shard_of(stream)), QUEUE, TASK, due)
    return head, [task] if is_open else []


def _open(head: Head) -> OpenDifference:
    said = head.attrs
    one = Difference(said["why"], said["kind"], said["number"], said["ours"], said["theirs"])
    return OpenDifference(
        head.stream, date.fromisoformat(said["day"]), one, datetime.fromisoformat(said["due"])
    )


def _event(stream: int, type_: str, said: dict[str, Any], actor: Actor, at: datetime) -> Event:
    touched = (Ref("payment_difference", str(stream), "subject"),)
    return Event(type_, at, actor, said, touched, ids.new(ids.shard_of(stream)))
