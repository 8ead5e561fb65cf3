"""Reorganisations and cases (机构改革与办件): who has a case, who has it now, moved on the day.

A case keeps its number, its clock and its history; what changes is who has it. Its power is that
of its service; what follows an earlier matter at an office of its own follows that office.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from tongban.agencies import api as agencies
from tongban.agencies.api import Foreseen, Moved, Power, Shift
from tongban.cases import bulk, store
from tongban.cases.domain import acts
from tongban.cases.domain.branches import BranchMoved
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.handovers import Transferred
from tongban.cases.domain.states import CaseState
from tongban.cases.store import CASE
from tongban.cases.together import BRANCH
from tongban.cases.views import Whom
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import PublicService
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger

BATCH = 200
ASKED = "asked:"


def office(service: PublicService, *, place: str, on: date) -> str:
    """Return who has a service on a day, for a matter of this place (主管机关)."""
    return agencies.competent(service.power, place=place, on=on)


def belongs(state: CaseState, lineage: agencies.Lineage, on: date) -> str:
    """Return who has a case on a day: whoever has its service, or its own office's heir."""
    filed = state.filed
    if filed.act != acts.RECONSIDERATION:
        service = catalogue.service(filed.service, filed.version)
        return lineage.competent(service.power, place=filed.place, on=on)
    return lineage.heir(lineage.standing(filed.agency, on=on), on=on)


def whom(state: CaseState, at: datetime) -> Whom | None:
    """Say whom to ask now where it is not the agency that had it first; None where nothing moved."""
    filed, on = state.filed, time.city_date(at)
    lineage = agencies.lineage()
    if state.status.is_open:
        now = belongs(state, lineage, on) if lineage.changes else filed.agency
    else:
        now = lineage.competent(Power(filed.service, filed.agency), place=filed.place, on=on)
    last = state.transfers[-1] if state.transfers else None
    was = filed.agency if now != filed.agency else last.was if last else now
    if now == was:
        return None
    since = last.on if last and now == filed.agency else on
    reform = last.reform if last and now == filed.agency else _reform(was, now, lineage, on)
    return Whom(
        agency=now,
        name=catalogue.agency_name(now),
        was=catalogue.agency_name(was),
        since=_since(reform) or since,
        why=catalogue.reform_words(reform),
    )


def _reform(was: str, now: str, lineage: agencies.Lineage, on: date) -> str:
    """Return which reorganisation brought it from one to the other."""
    found = [one for one in lineage.in_force(on) if one.to in (now, now.rpartition("-")[0])]
    return next((one.reform for one in reversed(found) if one.agency in was), "")


def _since(reform: str) -> date | None:
    found = catalogue.reforms().get(reform)
    return found.since if found and found.holds(time.city_date(time.now())) else None


@agencies.mover("cases")
def move(shift: Shift, after: str) -> Moved:
    """Move the next open cases, and what other agencies were asked in cases, to whoever has them."""
    mine = catalogue.units_of(shift.touched)
    place, asked = _read(after)
    step = _step(shift, frozenset(mine))
    result = bulk.Result()
    if asked is None:
        found = next(ledger.busy(kind=CASE, after=place, limit=BATCH), [])
        theirs = [one.stream for one in found if one.queue in mine]
        bulk.change(theirs, step, actor=SYSTEM, at=shift.at, result=result)
        following: str | None = f"{found[-1].stream}" if found else f"{ASKED}0"
    else:
        bulk.change(list(_asked(mine[asked])), step, actor=SYSTEM, at=shift.at, result=result)
        following = f"{ASKED}{asked + 1}" if asked + 1 < len(mine) else None
    return Moved(result.done, following, result.left)


def foresee(shift: Shift) -> Foreseen:
    """Say which open cases would move, by the very step that moves them; changes nothing."""
    mine = catalogue.units_of(shift.touched)
    step, seen = _step(shift, frozenset(mine)), Foreseen("cases")
    for heads in ledger.busy(kind=CASE, limit=BATCH):
        running = {one.stream: one.due is not None for one in heads if one.queue in mine}
        for stream, state in store.load_all(list(running)).items():
            for event in step(stream, state, shift.on):
                if isinstance(event, Transferred):
                    said = (state.filed.number, event.was, event.agency)
                    seen.add(*said, clock=running[stream])
    return seen


def _read(after: str) -> tuple[int, int | None]:
    """Read how far a shift came: behind which case, or at which queue of what was asked."""
    if after.startswith(ASKED):
        return 0, int(after.removeprefix(ASKED))
    return int(after or 0), None


def _asked(queue: str) -> Iterator[int]:
    """Yield the cases in which an agency was asked for its part and has not answered."""
    following: str | None = None
    while True:
        page = ledger.tasks(queue=queue, after=following, limit=BATCH)
        yield from (head.stream for task, head in page.items if task.kind == BRANCH)
        following = page.next
        if following is None:
            return


def _step(shift: Shift, mine: frozenset[str]) -> bulk.Step:
    """Return the step that brings a case, and what is asked in it, to where it belongs."""

    def step(_stream: int, state: CaseState, today: date) -> Sequence[CaseEvent]:
        happened: list[CaseEvent] = []
        if state.status.is_open and state.filed.agency in mine:
            was, now = state.filed.agency, belongs(state, shift.lineage, shift.on)
            if now != was:
                reform = _moved_by(was, now, shift)
                happened.append(Transferred(today, now, was, _why(reform), "", reform))
        for one in state.branches:
            was = one.asked.agency
            now = shift.lineage.heir(shift.lineage.standing(was, on=shift.on), on=shift.on)
            if one.is_open and was in mine and now != was:
                why = _why(_moved_by(was, now, shift))
                happened.append(BranchMoved(today, one.asked.key, now, was, why))
        return happened

    return step


def _moved_by(was: str, now: str, shift: Shift) -> str:
    """Return the reorganisation that moved it, or the one that was taken back."""
    named = {one.rpartition("-")[0] or one for one in (was, now)} | {was, now}
    found = [one for one in shift.lineage.changes if {one.agency, one.to} <= named]
    return found[-1].reform if found else ""


def _why(reform: str) -> str:
    return catalogue.reform_words(reform) or "机构职责调整"
