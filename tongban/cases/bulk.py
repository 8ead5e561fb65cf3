"""Many cases at once (批量办理): the same step for each, a batch in one round trip.

What cannot be taken is left out with its problem and stops nobody else. Called from outside, each
batch is a transaction of its own, and what was done is not done again: stopped anywhere, it goes
on. What the worker does to many it does as an errand (`errands`), a batch for each clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases import store
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.states import CaseState
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.ledger import api as ledger

Step = Callable[[int, CaseState, date], Sequence[CaseEvent]]
"""What happens to a case of many: nothing for one that is not meant."""


@dataclass(slots=True)
class Result:
    """What came of it (批量结果): how many changed, and what was left out, by case number."""

    done: int = 0
    left: dict[str, str] = field(default_factory=dict)


def change(
    streams: Sequence[int], step: Step, *, actor: Actor, at: datetime, result: Result
) -> None:
    """Take a step for these cases in one transaction; one that moved meanwhile is tried alone."""
    try:
        _together(streams, step, actor=actor, at=at, result=result)
    except ledger.VersionConflict:
        for stream in streams:
            try:
                _together([stream], step, actor=actor, at=at, result=result)
            except ledger.VersionConflict as conflict:
                result.left[str(stream)] = conflict.said()


def _together(
    streams: Sequence[int], step: Step, *, actor: Actor, at: datetime, result: Result
) -> None:
    today, calendar = time.city_date(at), agencies.calendar()
    appends, left = [], {}
    for stream, state in store.load_all(streams).items():
        try:
            happened = step(stream, state, today)
        except Problem as problem:
            left[state.filed.number] = problem.said()
            continue
        if happened:
            appended, _ = store.change(
                stream, state, happened, actor=actor, at=at, calendar=calendar
            )
            appends.append(appended)
    with transaction.atomic():
        ledger.append(*appends)
    result.done += len(appends)
    result.left |= left
