"""Lists as streams of the ledger (清单): drawn, looked at by one officer, confirmed by another, carried.

Nothing is granted by a run. The first officer of the agency has looked at the counts, the sample and
what was held back; the second, never the same, confirms; then the worker carries it a batch at a
time, each line once whatever breaks off. A newer list of the same policy takes an open one's place.
"""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.agencies.api import Power
from tongban.cases.proposals import accounts
from tongban.exchange import api as exchange
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.ledger.api import Append, Head, Task
from tongban.oversight.benefits import drawing
from tongban.oversight.benefits.drawing import Drawn, List
from tongban.oversight.benefits.models import LineRow
from tongban.oversight.benefits.problems import (
    ListMoved,
    NoSuchList,
    NotYourList,
    ReasonNeeded,
    SecondOfficerNeeded,
)

STREAM = "benefit_list"
DRAWN, SEEN, CONFIRMED, CARRIED, REPLACED = (
    "oversight.ListDrawn", "oversight.ListSeen", "oversight.ListConfirmed",
    "oversight.ListCarried", "oversight.ListReplaced",
)  # fmt: skip
CONFIRM, CARRY = "oversight.confirm-list", "oversight.carry-list"
IN, HELD, OUT, DONE = "in", "held", "out", "done"
SAMPLE = 12
OPEN = ("drawn", "seen")


@dataclass(frozen=True, slots=True)
class BenefitList:
    """A list as officers see it (清单): whose it is, how it stands, its counts, sums in fen."""

    id: int
    number: str
    status: str
    agency: str
    policy: str
    name: str
    period: str
    said: dict[str, Any]
    seen_by: int
    done: dict[str, int]
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A line as officers see it (清单行)."""

    no: int
    kind: str
    state: str
    person: int
    payee: int
    amount: int
    why: str
    note: str


def keep(drawn: List, *, digest: str, at: datetime) -> BenefitList | None:
    """Keep a list as it was drawn; None where there is nothing on it, or it stands already."""
    terms = drawn.terms
    number = f"L-{terms.policy}-{drawn.period}-{digest}"
    if not drawn.lines or ledger.find_number(number) is not None:
        return None
    stream = ids.new(ids.draw_shard())
    whys = {why: no for no, why in enumerate(dict.fromkeys(one.why for one in drawn.lines))}
    said = {
        "policy": terms.policy, "version": terms.version, "name": terms.name.zh,
        "agency": terms.agency, "service": terms.service, "period": drawn.period,
        "steps": terms.steps, "law": terms.law, "claim_law": terms.claim_law, "number": number,
        "persons": drawn.persons, "unknown": drawn.unknown, "nobody": drawn.nobody,
        "counts": drawing.counts(drawn.lines), "whys": list(whys),
        "sum": sum(one.amount for one in drawn.lines if one.kind == drawing.GRANT),
    }  # fmt: skip
    with transaction.atomic():
        _replace(terms.policy, terms.agency, at)
        LineRow.objects.bulk_create(
            [_row(stream, no, one, whys[one.why]) for no, one in enumerate(drawn.lines, 1)],
            batch_size=2000,
        )
        _append(stream, [], DRAWN, said, actor=SYSTEM, at=at)
    return view(stream)


def _replace(policy: str, agency: str, at: datetime) -> None:
    for former in agencies.lineage().around(agency):
        found = ledger.heads(kind=STREAM, queue=queue_of(former), status=OPEN, limit=200).items
        for head in (one for one in found if one.attrs["policy"] == policy):
            _append(head.stream, ledger.events(head.stream), REPLACED, {}, actor=SYSTEM, at=at)


def _row(stream: int, no: int, one: Drawn, why: int) -> LineRow:
    sealed = accounts.seal(exchange.Payee(one.account, one.name)) if one.account else ""
    return LineRow(
        shard=ids.shard_of(stream), list=stream, no=no, kind=one.kind,
        state=HELD if one.note else IN, person=one.person, payee=one.payee, holder=one.holder,
        amount=one.amount, why=why, fact=one.fact, sealed=sealed, note=one.note,
        latest=one.latest, members=list(one.members),
    )  # fmt: skip


def view(stream: int) -> BenefitList:
    """Return a list. Raises NoSuchList."""
    found = ledger.events(stream)
    if not found or found[0].type != DRAWN:
        raise NoSuchList
    return _view(stream, found)


def _view(stream: int, found: Sequence[Event]) -> BenefitList:
    said = dict(found[0].data)
    done = {"granted": 0, "offered": 0, "asked": 0, "stopped": 0, "skipped": 0}
    for one in found:
        if one.type == CARRIED:
            done = {key: value + one.data.get(key, 0) for key, value in done.items()}
    seen = next((int(one.data["officer"]) for one in reversed(found) if one.type == SEEN), 0)
    return BenefitList(
        stream, said["number"], _status(found), said["agency"], said["policy"], said["name"],
        said["period"], said, seen, done, found[0].at,
    )  # fmt: skip


def lists(agency: str, *, actor: Actor, limit: int = 50) -> tuple[BenefitList, ...]:
    """Return an agency's lists, newest first (清单). Raises NotYourList."""
    _ensure(actor, agency)
    found = ledger.heads(kind=STREAM, limit=200).items
    mine = [one.stream for one in found if _office(one.attrs) == agency][:limit]
    histories = ledger.history(mine)
    return tuple(_view(one, histories[one]) for one in mine)


def one(stream: int, *, actor: Actor) -> BenefitList:
    """Return a list to an officer of its agency. Raises NoSuchList, NotYourList."""
    found = view(stream)
    _ensure(actor, found.agency)
    return found


def lines(
    stream: int, *, actor: Actor, state: str = "", kind: str = "", limit: int = 100
) -> tuple[Line, ...]:
    """Return lines of a list, by state or kind. Raises NotYourList."""
    now = one(stream, actor=actor)
    rows = LineRow.objects.filter(shard=ids.shard_of(stream), list=stream).order_by("no")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(kind=kind) if kind else rows
    return tuple(_line(row, now) for row in rows[:limit])


def sample(stream: int, *, actor: Actor) -> tuple[Line, ...]:
    """Return the sample that is looked at: drawn by the list's own number, so all see the same."""
    now = one(stream, actor=actor)
    most = sum(now.said["counts"].values())
    chosen = random.Random(now.number).sample(range(1, most + 1), min(SAMPLE, most))  # noqa: S311
    rows = LineRow.objects.filter(shard=ids.shard_of(stream), list=stream, no__in=chosen)
    return tuple(_line(row, now) for row in rows.order_by("no"))


def _line(row: LineRow, now: BenefitList) -> Line:
    return Line(
        row.no, row.kind, row.state, row.person, row.payee, row.amount,
        now.said["whys"][row.why], row.note,
    )  # fmt: skip


def settle_line(stream: int, no: int, *, take: bool, reason: str, actor: Actor) -> None:
    """Take a line in or leave it out, with the reason (例外处理). Raises ReasonNeeded, ListMoved."""
    now = one(stream, actor=actor)
    if now.status not in OPEN:
        raise ListMoved
    if not reason.strip():
        raise ReasonNeeded
    rows = LineRow.objects.filter(shard=ids.shard_of(stream), list=stream, no=no)
    rows.exclude(state=DONE).update(state=IN if take else OUT, note=reason.strip()[:200])


def see(stream: int, *, actor: Actor, at: datetime | None = None) -> BenefitList:
    """Say that the list was looked at and is right (初核). Raises ListMoved."""
    now = one(stream, actor=actor)
    if now.status != "drawn":
        raise ListMoved
    history = ledger.events(stream)
    _append(stream, history, SEEN, {"officer": actor.id}, actor=actor, at=at or time.now())
    return view(stream)


def confirm(stream: int, *, actor: Actor, at: datetime | None = None) -> BenefitList:
    """Confirm a list that a colleague has looked at (复核确认); the worker carries it.

    Raises ListMoved, SecondOfficerNeeded.
    """
    now = one(stream, actor=actor)
    if now.status != "seen":
        raise ListMoved
    if now.seen_by == actor.id:
        raise SecondOfficerNeeded
    history = ledger.events(stream)
    _append(stream, history, CONFIRMED, {"officer": actor.id}, actor=actor, at=at or time.now())
    return view(stream)


def carried(stream: int, said: dict[str, Any], at: datetime) -> None:
    """Note how far it was carried."""
    _append(stream, ledger.events(stream), CARRIED, said, actor=SYSTEM, at=at)


def queue_of(agency: str) -> str:
    """Return the queue of an agency's lists."""
    return f"lists:{agency}"


def digest_of(day: str, policy: str) -> str:
    """Return the short name of a night, so that a night that is run twice makes one list."""
    return hashlib.sha256(f"{day}|{policy}".encode()).hexdigest()[:8]


def _office(said: Mapping[str, Any]) -> str:
    """Return who confirms a list today: the agency it was drawn for, or whoever has all it had."""
    return agencies.competent(Power("", str(said["agency"])), on=time.city_date(time.now()))


def _ensure(actor: Actor, agency: str) -> None:
    if not agencies.may(actor, "decide", agency=agency):
        raise NotYourList


def _status(found: Sequence[Event]) -> str:
    types = [one.type for one in found]
    if REPLACED in types:
        return "replaced"
    if types[-1] == CARRIED and found[-1].data["after"] is None:
        return "done"
    if CONFIRMED in types:
        return "carrying"
    return "seen" if SEEN in types else "drawn"


def _append(
    stream: int,
    history: Sequence[Event],
    type_: str,
    said: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    agency = (history[0].data if history else said)["agency"]
    touched = (Ref("benefit_list", str(stream), "subject"), Ref("agency", agency, "agency"))
    event = Event(type_, at, actor, said, touched, ids.new(ids.shard_of(stream)))
    every = [*history, event]
    head, work = project(stream, every)
    close = (CONFIRM, CARRY) if history else ()
    ledger.append(Append(stream, STREAM, len(history), [event], head, work, close))


def project(stream: int, found: Sequence[Event]) -> tuple[Head, list[Task]]:
    """Make the row and the open work of a list from its events."""
    said, status = found[0].data, _status(found)
    shard, queue = ids.shard_of(stream), queue_of(said["agency"])
    attrs = {"policy": said["policy"], "agency": said["agency"], "period": said["period"]}
    head = Head(
        status, queue if status in OPEN else None, 0, said["number"], said["name"], None, attrs
    )
    if status in OPEN:
        return head, [Task(ids.new(shard), queue, CONFIRM, None)]
    if status == "carrying":
        after = found[-1].data.get("after", 0) if found[-1].type == CARRIED else 0
        return head, [Task(ids.new(shard), ledger.CLOCK, CARRY, found[-1].at, {"after": after})]
    return head, []
