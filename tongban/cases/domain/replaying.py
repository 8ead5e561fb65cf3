"""Finished cases played again under a changed definition (历史办件重演): what would have been otherwise.

Only what the law and the definition decide is played again: route, limits, questions, materials,
fee. What an officer judged is not, and whoever shows the result says so. A case is told by its
pinned inputs, the events; nothing is looked up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from tongban.cases.domain import clocks, moving
from tongban.cases.domain.states import CaseState, Status
from tongban.catalogue.domain.model import FactRef, PublicService
from tongban.catalogue.domain.procedures import Transition
from tongban.kernel.calendar import WorkingCalendar

EXAMPLES = 5
KINDS = (
    "route", "fee", "deadline", "late", "question", "material", "conditions", "eligible", "agency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Otherwise:
    """How a finished case would have been otherwise (重演差异)."""

    number: str
    kinds: tuple[str, ...]
    due: date | None
    due_after: date | None
    agency: str = ""
    agency_after: str = ""
    late: bool = False
    late_after: bool = False
    asked: tuple[str, ...] = ()
    asked_after: tuple[str, ...] = ()


@dataclass(slots=True)
class Effect:
    """What a change does to one agency (对部门的影响): cases, late ones, parts in others' cases.

    `days` sums by how many days its due dates move, later is positive.
    """

    before: int = 0
    after: int = 0
    late_before: int = 0
    late_after: int = 0
    asked_before: int = 0
    asked_after: int = 0
    days: int = 0


@dataclass(slots=True)
class Replayed:
    """What playing many again showed (重演结果): counts by kind of difference, with examples."""

    cases: int = 0
    otherwise: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    examples: dict[str, list[Otherwise]] = field(default_factory=dict)
    effects: dict[str, Effect] = field(default_factory=dict)

    def note(self, one: Otherwise) -> None:
        """Count a case that was played again."""
        self.cases += 1
        self.otherwise += bool(one.kinds)
        for kind in one.kinds:
            self.counts[kind] += 1
            kept = self.examples.setdefault(kind, [])
            if len(kept) < EXAMPLES:
                kept.append(one)
        self._work(one)

    def _work(self, one: Otherwise) -> None:
        was, now = self._effect(one.agency), self._effect(one.agency_after)
        was.before += 1
        now.after += 1
        was.late_before += one.late
        now.late_after += one.late_after
        if one.due and one.due_after:
            now.days += (one.due_after - one.due).days
        for code in one.asked:
            self._effect(code).asked_before += 1
        for code in one.asked_after:
            self._effect(code).asked_after += 1

    def _effect(self, agency: str) -> Effect:
        return self.effects.setdefault(agency, Effect())

    def join(self, other: "Replayed") -> None:
        """Take in what playing another service's cases showed."""
        self.cases += other.cases
        self.otherwise += other.otherwise
        for kind, number in other.counts.items():
            self.counts[kind] += number
        for kind, found in other.examples.items():
            self.examples[kind] = [*self.examples.get(kind, []), *found][:EXAMPLES]
        for agency, effect in other.effects.items():
            mine = self._effect(agency)
            for one in fields(Effect):
                setattr(mine, one.name, getattr(mine, one.name) + getattr(effect, one.name))


class Proposal:
    """A changed definition against the version cases were filed under, compared once (拟议修改)."""

    __slots__ = ("_asked", "_kinds", "_limits", "_materials", "_parts", "judges", "now", "was")

    def __init__(self, was: PublicService, now: PublicService) -> None:
        self.was, self.now = was, now
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
        self._parts = _others(was), _others(now)
        self.judges = "conditions" in kinds

    def play(
        self,
        state: CaseState,
        calendar: WorkingCalendar,
        after_: WorkingCalendar | None = None,
        *,
        eligible: bool = False,
    ) -> Otherwise:
        """Play one finished case again, under another calendar too; `eligible` where that differs."""
        filed, found = state.filed, list[str](self._kinds)
        if eligible:
            found.append("eligible")
        if filed.agency != self.now.agency:
            found.append("agency")
        due, after = self._dues(state, calendar, after_ or calendar)
        ended = state.decided.on if state.decided else None
        late, late_after = (bool(ended and _late(ended, one)) for one in (due, after))
        if due != after:
            found.append("deadline")
            if late != late_after:
                found.append("late")
        bind, said = filed.bind, state.statements
        if any(str(ref.under(bind)) not in said for ref in self._asked):
            found.append("question")
        if self._materials:
            found.append("material")
        parts, parts_after = self._parts
        return Otherwise(
            filed.number, tuple(found), due, after, filed.agency, self.now.agency, late, late_after,
            parts, parts_after,
        )  # fmt: skip

    def _dues(
        self, state: CaseState, calendar: WorkingCalendar, after: WorkingCalendar
    ) -> tuple[date | None, date | None]:
        """Return the day the decision was due, and the day it would have been."""
        if state.accepted is None:
            return None, None
        opened = replace(state, status=Status.ACCEPTED, decided=None)
        due, filed = clocks.due(opened, calendar), state.filed
        if after is calendar and (filed.statutory, filed.promised) == self._limits:
            return due, due
        statutory, promised = self._limits
        filed = replace(filed, statutory=statutory, promised=promised)
        return due, clocks.due(replace(opened, filed=filed), after)


def _others(service: PublicService) -> tuple[str, ...]:
    """Name the agencies that have a part in each case of a service beside the one that decides."""
    procedure = service.procedure
    joint = procedure.joint.agencies if procedure.joint else ()
    return tuple(
        dict.fromkeys(
            one
            for one in (*joint, *(each.agency for each in procedure.opinions))
            if one != service.agency
        )
    )


def _late(day: date, due: date | None) -> bool:
    return due is not None and day > due


def play_all(
    states: Sequence[CaseState],
    proposal: Proposal,
    calendar: WorkingCalendar,
    into: Replayed,
    *,
    after: WorkingCalendar | None = None,
    eligible: Collection[str] = (),
) -> None:
    """Play several again and count; `eligible` are the numbers whose eligibility differs."""
    for state in states:
        told = state.filed.number in eligible
        into.note(proposal.play(state, calendar, after, eligible=told))
