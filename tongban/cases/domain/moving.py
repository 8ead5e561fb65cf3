"""Versions in flight (过渡办理): an open case moved to a newer version of its service.

A case keeps the definition it was filed under. Moving it is a decision with a note for each kind
of change: *carry* (沿用: what is there stands and the new rule applies from here), *ask* (征询: only
with the applicant's consent), *forbid* (仍按原规定). Form, route, materials and clock move together or
not at all. A clock that moves keeps its start and everything used and paused; it never leaves the
applicant with a later due date without their consent (法不溯及既往; 立法法 第一百零四条).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tongban.cases.domain.limits import UNPUBLISHED, Limit
from tongban.cases.domain.terms import GENERAL, Terms, terms_of
from tongban.catalogue.domain.model import Days, PublicService
from tongban.catalogue.domain.procedures import Transition

CARRY, ASK, FORBID = "carry", "ask", "forbid"
KINDS = ("form", "route", "materials", "clock", "fee", "conditions")
DEFAULTS: Mapping[str, str] = {
    "form": CARRY,
    "route": CARRY,
    "materials": CARRY,
    "clock": CARRY,
    "fee": FORBID,
    "conditions": FORBID,
}
"""What holds where a definition says nothing: what would burden the applicant stays as it was."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """The case moved to another version (适用新版本), in a batch that can be taken back."""

    on: date
    batch: str
    version: str
    book_on: date
    agency: str
    name: str
    statutory: Limit = UNPUBLISHED
    promised: Limit = UNPUBLISHED
    demo_days: int | None = None
    changes: tuple[str, ...] = ()
    was: str = ""
    note: str = ""
    by: str = ""
    terms: Terms = GENERAL


@dataclass(frozen=True, slots=True)
class MovedBack:
    """A move was taken back, or the offer of one (恢复原版本)."""

    on: date
    batch: str
    version: str
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class MoveOffered:
    """The applicant is asked whether the newer version shall apply (征询是否适用新版本)."""

    on: date
    batch: str
    version: str
    changes: tuple[str, ...] = ()
    note: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class MoveAnswered:
    """The applicant answered (答复): with the newer version, or on with the old one."""

    on: date
    batch: str
    agreed: bool = False
    by: str = ""


MoveEvent = Migrated | MovedBack | MoveOffered | MoveAnswered


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change between two versions (变化), with what becomes of open cases."""

    kind: str
    note: str
    words: str


def changes(old: PublicService, new: PublicService, transition: Transition) -> tuple[Change, ...]:
    """Compare two versions by kind of change, each with its transitional note."""
    found = {
        "form": _names((one.key for one in old.needs), (one.key for one in new.needs)),
        "route": _differs(_route(old), _route(new)),
        "materials": _names(
            (one.name.zh for one in old.materials), (one.name.zh for one in new.materials)
        ),
        "clock": _differs(_limits(old), _limits(new)),
        "fee": _differs(_fee(old), _fee(new)),
        "conditions": _differs(_conditions(old), _conditions(new)),
    }
    return tuple(
        Change(kind, transition.changes.get(kind, DEFAULTS[kind]), said)
        for kind in KINDS
        if (said := found[kind])
    )


def _names(old: Any, new: Any) -> str:
    before, after = list(old), list(new)
    gone = [one for one in before if one not in after]
    come = [one for one in after if one not in before]
    parts = (["增加" + "、".join(come)] if come else []) + (
        ["取消" + "、".join(gone)] if gone else []
    )
    return "；".join(parts)


def _differs(old: str, new: str) -> str:
    return "" if old == new else f"{old or '无'} → {new or '无'}"


def _route(service: PublicService) -> str:
    steps = "、".join(f"{one.text.zh}({one.agency or service.agency})" for one in service.steps)
    return f"{service.agency}：{steps}"


def _limits(service: PublicService) -> str:
    return "、".join(
        f"{name}{days.days}{'个工作日' if days.unit == 'working_day' else '天'}"
        for name, days in (("法定", service.statutory), ("承诺", service.promised))
        if days.days is not None
    )


def _fee(service: PublicService) -> str:
    # Another language is no other fee.
    said = service.fee.get("text")
    told = {"text": said["zh"]} if isinstance(said, Mapping) else {}
    return str({**service.fee, **told})


def _conditions(service: PublicService) -> str:
    return "；".join(f"{one.text}{dict(one.test or {})}" for one in service.requirements)


def verdict(found: tuple[Change, ...]) -> str:
    """Say what becomes of a case: carried, asked or kept back, by the strictest note."""
    notes = {one.note for one in found}
    return FORBID if FORBID in notes else ASK if ASK in notes else CARRY


def limit(days: Days) -> Limit:
    """Write a published limit as an event keeps it."""
    return Limit(days.days, days.unit or "working_day")


def move(
    service: PublicService,
    *,
    book_on: date,
    batch: str,
    found: tuple[Change, ...],
    was: str,
    agency: str,
    before: Terms,
    today: date,
) -> Migrated:
    """Make the event that moves a case to this version of its service, everything together.

    What was pledged, is lacking, or is delivered by hand stays as the case was taken in.
    """
    now = terms_of(service, by_hand=before.by_hand)
    kept = {name: getattr(before, name) for name in ("later", "remind", "check", "renews")}
    return Migrated(
        on=today,
        batch=batch,
        version=service.version,
        book_on=book_on,
        agency=agency,
        name=service.name.zh,
        statutory=limit(service.statutory),
        promised=limit(service.promised),
        demo_days=service.demo_days,
        changes=tuple(one.kind for one in found),
        was=was,
        note=service.procedure.transition.note,
        terms=replace(now, **kept),
    )
