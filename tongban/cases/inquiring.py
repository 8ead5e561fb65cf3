"""Asking the agencies (向部门归集): at once, within a deadline, and never in anybody's way.

What a draft lacks is asked of the agencies that hold it, all at the same time. Whoever answers by
the deadline has answered; whoever does not is told on the form, and the person goes on. An answer
that comes later is used all the same, before what the person said. No question is asked within a
transaction of the database, and none is asked that a purpose of law does not cover.
"""

import contextlib
import logging
import time as clock
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, transaction

from tongban.cases import drafting, entering
from tongban.cases.domain import inquiries as rules
from tongban.cases.domain.inquiries import ANSWERED, ASKED, NOTHING, REFUSED, SILENT, Inquiry
from tongban.cases.models import DraftRow
from tongban.exchange import api as exchange
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor

PATIENCE = timedelta(seconds=2)
"""How long a page waits for the agencies."""
LONGEST = timedelta(seconds=20)
"""How long a late answer is still waited for, with nobody waiting."""
_THREADS = 16
_NOBODY = frozenset({"subject.no_match"})
_REFUSALS = ("grant.", "purpose.", "basis.", "case.")

log = logging.getLogger(__name__)
_awaited: "set[Future[Reply]]" = set()
_pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="asking")


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one question (查询结果)."""

    inquiry: Inquiry
    state: str
    values: Mapping[str, Any]
    message: str = ""
    took_ms: float = 0.0


def gather(
    draft_id: int,
    *,
    actor: Actor,
    deadline: timedelta = PATIENCE,
    at: datetime | None = None,
) -> tuple[Reply, ...]:
    """Ask the agencies for what a draft lacks (归集), and record what they say.

    All are asked at once; what has not come by the deadline is recorded when it comes. Where a
    source knows nothing, the next one is asked in the time that is left. Returns what came in
    time. Nothing is asked that is fresh, or of a source that is not connected. Raises NotYours,
    Submitted.
    """
    at = at or time.now()
    row = entering.own_draft(draft_id, actor, "fill", open_=True, at=at)
    until = clock.monotonic() + deadline.total_seconds()
    replies: list[Reply] = []
    while (left := until - clock.monotonic()) > 0 and (asked := _wanted(row, actor, at)):
        replies += _round(row, asked, left, actor=actor, at=at)
    return tuple(replies)


def _round(
    row: DraftRow, asked: Sequence[Inquiry], seconds: float, *, actor: Actor, at: datetime
) -> list[Reply]:
    """Ask several at once; what is late is recorded when it comes."""
    _note(row, {one.key: _said(one, ASKED, at) for one in asked})
    # Each question keeps the trace of the request that asks it.
    running = {_pool.submit(copy_context().run, _ask, one, row, actor): one for one in asked}
    done, late = wait(running, timeout=seconds)
    replies = [one.result() for one in done]
    _record(row, replies, actor=actor, at=at)
    for one in late:
        _awaited.add(one)
        one.add_done_callback(lambda future: _late(future, row, actor, at))
    return replies


def _wanted(row: DraftRow, actor: Actor, at: datetime) -> list[Inquiry]:
    """Return what is to be asked now."""
    drawn = drafting.draw(row, actor=actor, at=at)
    known = {
        ref: value
        for ref, value in drawn.gathered.holdings.facts.items()
        if drawn.gathered.holdings.sources.get(ref) != "person"
    }
    found = rules.inquiries(
        drawn.plan,
        drawn.book,
        drawn.gathered.parties,
        known,
        goals=drawn.goals,
        held=drawn.gathered.holdings.licences,
        without=rules.in_vain(row.inquiries),
    )
    now = time.now()
    return [
        one
        for one in found
        if exchange.is_connected(one.service.id) and rules.due(row.inquiries, one, now)
    ]


def _ask(inquiry: Inquiry, row: DraftRow, actor: Actor) -> Reply:
    """Ask one agency, on a thread of its own; whatever goes wrong is a state, told to the person."""
    service = inquiry.service.id
    began = clock.monotonic()
    try:
        answer = exchange.ask(
            service=service,
            subject=inquiry.party,
            kinds=inquiry.kinds,
            purpose=inquiry.purpose.id,
            case=exchange.CaseRef(str(row.id), inquiry.role),
            actor=actor,
            deadline=LONGEST,
        )
    except exchange.ExchangeProblem as problem:
        return _not_answered(inquiry, problem, began)
    finally:
        connections.close_all()
    took = (clock.monotonic() - began) * 1000
    if isinstance(answer, exchange.Deferred):
        return Reply(inquiry, ASKED, {}, answer.message, took)
    values = _values(inquiry, answer.rows)
    return Reply(inquiry, ANSWERED if values else NOTHING, values, answer.message, took)


def _not_answered(inquiry: Inquiry, problem: exchange.ExchangeProblem, began: float) -> Reply:
    took = (clock.monotonic() - began) * 1000
    if problem.type in _NOBODY:
        return Reply(inquiry, NOTHING, {}, "", took)
    log.warning("%s did not answer: %s", inquiry.service.id, problem.type)
    refused = problem.type.startswith(_REFUSALS)
    return Reply(inquiry, REFUSED if refused else SILENT, {}, "", took)


def _values(inquiry: Inquiry, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what one entry says; of several nobody knows which is meant."""
    if len(rows) != 1:
        return {}
    return {kind: rows[0][kind] for kind in inquiry.kinds if rows[0].get(kind) is not None}


def _record(row: DraftRow, replies: Sequence[Reply], *, actor: Actor, at: datetime) -> None:
    """Record what came as statements of the agencies, and how each answered."""
    with transaction.atomic():
        for one in replies:
            if one.values:
                facts.record(
                    one.inquiry.party,
                    one.values,
                    source=facts.Source(
                        "register",
                        holder=one.inquiry.service.agency,
                        message=one.message,
                        law=_law(one.inquiry),
                    ),
                    actor=actor,
                    at=at,
                )
        _note(row, {one.inquiry.key: _said(one.inquiry, one.state, time.now()) for one in replies})


def wait_for_the_late() -> None:
    """Return once every answer that was still awaited has been recorded, or given up."""
    while _awaited:
        clock.sleep(0.01)


def _late(future: "Future[Reply]", row: DraftRow, actor: Actor, at: datetime) -> None:
    """Record an answer that came after the deadline; nobody waits for it any more."""
    try:
        _record(row, [future.result()], actor=actor, at=at)
    except Exception:
        log.exception("a late answer could not be recorded")
    finally:
        connections.close_all()
        _awaited.discard(future)


def _law(inquiry: Inquiry) -> str:
    first = next(iter(inquiry.purpose.law), None)
    return f"{first.law} {first.article}".strip() if first else ""


def _said(inquiry: Inquiry, state: str, at: datetime) -> dict[str, Any]:
    return {"state": state, "at": at.isoformat(), "kinds": list(inquiry.kinds)}


def _note(row: DraftRow, said: Mapping[str, Mapping[str, Any]]) -> None:
    """Note how questions of a draft stand; each answer changes its own lines alone."""
    with transaction.atomic(), contextlib.suppress(DraftRow.DoesNotExist):
        mine = (
            DraftRow.objects.select_for_update()
            .only("inquiries", "shard")
            .get(shard=row.shard, id=row.id)
        )
        mine.inquiries = {**mine.inquiries, **said}
        mine.save(update_fields=["inquiries"])
        row.inquiries = mine.inquiries
