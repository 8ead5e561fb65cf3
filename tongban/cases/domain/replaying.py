"""Finished cases played again under a changed definition (历史办件重演): what would have been otherwise.

Only what the law and the definition decide is played again: route, limits, questions, materials,
fee. What an officer judged is not, and whoever shows the result says so. A case is told by its
pinned inputs, the events; nothing is looked up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tongban.cases.domain import clocks, moving
from tongban.cases.domain.states import CaseState, Status
from tongban.catalogue.domain.model import FactRef, PublicService
from tongban.catalogue.domain.procedures import Transition
from tongban.kernel.calendar import WorkingCalendar

EXAMPLES = 5
KINDS = ("route", "fee", "deadline", "late", "question", "material", "conditions")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """How a finished case would have been otherwise (重演差异)."""

    number: str
    kinds: tuple[str, ...]
    due: date | None
    due_after: date | None


@dataclass(slots=True)
class Replayed:
    """What playing many again showed (重演结果): counts by kind of difference, with examples."""

    cases: int = 0
    otherwise: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    examples: dict[str, list[Otherwise]] = field(default_factory=dict)

    def note(self, one: Otherwise) -> None:
        """Count a case that was played again."""
        self.cases += 1
        self.otherwise += bool(one.kinds)
        for kind in one.kinds:
            self.counts[kind] += 1
            kept = self.examples.setdefault(kind, [])
            if len(kept) < EXAMPLES:
                kept.append(one)


class Proposal:
    """A changed definition against the version cases were filed under, compared once (拟议修改)."""

    __slots__ = ("_asked", "_kinds", "_limits", "_materials", "now")

    def __init__(self, was: PublicService, now: PublicService) -> None:
        self.now = now
        kinds = {one.kind for one in moving.changes(was, now, Transition())}
        self._kinds = tuple(kind for kind in ("route", "fee", "conditions") if kind in kinds)
        before = {one.ref for one in was.needs}
        self._asked: tuple[FactRef, ...] = tuple(
            one.ref for one in now.needs if one.required and not one.when and one.ref not in before
        )
        named = {one.name.zh for one in was.materials}
        self._materials = any(
            one.required and not one.is_held and not one.when and one.name.zh not in named
            for one in now.materials
        )
        self._limits = (moving.limit(now.statutory), moving.limit(now.promised))

    def play(self, state: CaseState, calendar: WorkingCalendar) -> Otherwise:
        """Play one finished case again."""
        filed, found = state.filed, list[str](self._kinds)
        due, after = self._dues(state, calendar)
        if due != after:
            found.append("deadline")
            ended = state.decided.on if state.decided else None
            if ended and _late(ended, due) != _late(ended, after):
                found.append("late")
        bind, said = filed.bind, state.statements
        if any(str(ref.under(bind)) not in said for ref in self._asked):
            found.append("question")
        if self._materials:
            found.append("material")
        return Otherwise(filed.number, tuple(found), due, after)

    def _dues(self, state: CaseState, calendar: WorkingCalendar) -> tuple[date | None, date | None]:
        """Return the day the decision was due, and the day it would have been."""
        if state.accepted is None:
            return None, None
        opened = replace(state, status=Status.ACCEPTED, decided=None)
        statutory, promised = self._limits
        filed = replace(state.filed, statutory=statutory, promised=promised)
        return clocks.due(opened, calendar), clocks.due(replace(opened, filed=filed), calendar)


def _late(day: date, due: date | None) -> bool:
    return due is not None and day > due


def play_all(
    states: Sequence[CaseState], proposal: Proposal, calendar: WorkingCalendar, into: Replayed
) -> None:
    """Play several again and count."""
    for state in states:
        into.note(proposal.play(state, calendar))
