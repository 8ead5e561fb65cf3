"""What may follow (容缺与补正期限): materials handed in after the acceptance, answers that never come.

A service may accept a case although something it names is lacking; the applicant is reminded, and
what has not come by its day ends the matter. Where the law says so, so does an unanswered notice.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from tongban.cases.domain import clocks
from tongban.cases.domain.events import Closed
from tongban.cases.domain.guards import ensure_undecided
from tongban.cases.domain.problems import NotAsked, NothingAnswered, WrongStep
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.domain.turns import Reminded, Supplied, Terminated
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text


class StillLacking(Problem):
    """A grant while something is lacking (容缺材料未补齐)."""

    code = "cases.still-lacking"
    words = Text("容缺的材料还没有补齐，不能准予。", "Something is still lacking, so no grant.")
    advice = Text("请等申请人补齐，或者依法不予许可。", "Wait for it, or refuse with reasons.")
    status = 409


def supply(
    state: CaseState, *, attachments: Mapping[str, tuple[int, ...]], today: date
) -> tuple[Supplied, ...]:
    """Hand in what was lacking (补齐容缺材料)."""
    ensure_suppliable(state, attachments)
    return (Supplied(today, dict(attachments)),)


def ensure_suppliable(state: CaseState, keys: Mapping[str, object]) -> None:
    """Raise unless all of these are lacking and the case is open."""
    ensure_undecided(state)
    if not state.status.is_open or not state.lacking:
        raise WrongStep("没有等待补交的容缺材料。")
    if not keys:
        raise NothingAnswered
    if extra := keys.keys() - set(state.lacking):
        raise NotAsked("、".join(sorted(extra)))


def due(state: CaseState, calendar: WorkingCalendar) -> date | None:
    """Return until when what is lacking may come."""
    return clocks.due_of(state, "lacking", calendar) if state.lacking else None


def remind_on(state: CaseState, calendar: WorkingCalendar) -> date | None:
    """Return the day of the reminder, None where it was given or nothing is lacking."""
    by = due(state, calendar)
    if by is None or state.course.reminded or state.accepted is None:
        return None
    return max(by - timedelta(days=state.filed.terms.remind), state.accepted.on)


def strike(
    state: CaseState, *, today: date, calendar: WorkingCalendar
) -> tuple[Reminded | Terminated | Closed, ...]:
    """Say what the clock brings: a reminder, or the end of the matter."""
    by, remind = due(state, calendar), remind_on(state, calendar)
    if by is not None and today > by:
        return _end(today, f"容缺材料到 {by.isoformat()} 没有补齐")
    if by is not None and remind is not None and today >= remind:
        return (Reminded(today, state.lacking, by),)
    waits = state.status is Status.SUPPLEMENT and state.filed.terms.lapses
    answer = clocks.due_of(state, "answer", calendar) if waits else None
    if answer is not None and today > answer:
        return _end(today, f"到 {answer.isoformat()} 没有补正，视为放弃申请")
    return ()


def _end(today: date, reason: str) -> tuple[Terminated | Closed, ...]:
    return (Terminated(today, reason), Closed(today))
