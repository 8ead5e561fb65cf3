"""Open work beside the agency's own (会办的待办): branches, the officer in charge, offers, reminders.

Functions of the state, as all work is, so that it can be held against the events at any time.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tongban.cases.domain.states import CaseState
from tongban.kernel import ids, time
from tongban.kernel.calendar import WorkingCalendar
from tongban.ledger.api import CLOCK, Task

BRANCH, STUCK, MOVE = "branch", "stuck", "move"
LATE, RETURNED = "late", "returned"
BRANCH_LATE = "cases.branch"
WORK = (BRANCH, STUCK, MOVE, LATE, RETURNED, BRANCH_LATE)
SUPERVISION = "supervision"
"""The queue of what a supervisor must look at (督办)."""


def officers_queue(officer: int) -> str:
    """Name the queue of an officer's own cases."""
    return f"officer:{officer}"


def attrs_of(state: CaseState) -> dict[str, Any]:
    """Return what lists and searches need to know of it."""
    attrs: dict[str, Any] = {}
    if state.assigned is not None:
        attrs["officer"] = state.assigned.officer
        attrs["officer_name"] = state.assigned.name
    if any(one.is_open and one.stuck for one in state.branches):
        attrs["stuck"] = True
    if len(state.notices) > 1:
        attrs["returned"] = len(state.notices)
    if state.moves:
        attrs["batch"] = state.moves[-1].moved.batch
    if state.offered is not None:
        attrs["offered"] = state.offered.batch
    return attrs


def work_of(
    stream: int, state: CaseState, own: Sequence[Task], calendar: WorkingCalendar
) -> list[Task]:
    """Return the work of everybody else who has a part in an open case."""
    found = [*_branches(stream, state, calendar)]
    if state.assigned is not None:
        queue = officers_queue(state.assigned.officer)
        found += [
            Task(_id(stream), queue, one.kind, one.due_at)
            for one in own
            if one.queue == state.filed.agency
        ]
    if state.offered is not None:
        found.append(Task(_id(stream), f"person:{state.filed.applicant}", MOVE, None))
    return [*found, *_watched(stream, state)]


def _watched(stream: int, state: CaseState) -> list[Task]:
    """Return what a supervisor looks at besides: a limit that ran out, a second notice."""
    found = []
    if state.overdue:
        due = min(one.due for one in state.overdue)
        found.append(Task(_id(stream), SUPERVISION, LATE, time.end_of(due)))
    if len(state.notices) > 1:
        since = state.notices[1].on
        found.append(Task(_id(stream), SUPERVISION, RETURNED, time.end_of(since)))
    return found


def _branches(stream: int, state: CaseState, calendar: WorkingCalendar) -> list[Task]:
    found, late = [], []
    for one in state.branches:
        if not one.is_open:
            continue
        due, data = one.due(calendar), {"key": one.asked.key}
        by = time.end_of(due) if due else None
        found.append(Task(_id(stream), one.asked.agency, BRANCH, by, data))
        if one.stuck is not None:
            found.append(Task(_id(stream), SUPERVISION, STUCK, by, data))
        elif due is not None:
            late.append(due)
    if late:
        rings = time.start_of(min(late) + timedelta(days=1))
        found.append(Task(_id(stream), CLOCK, BRANCH_LATE, rings))
    return found


def _id(stream: int) -> int:
    return ids.new(ids.shard_of(stream))
