"""Showing statements (展示): masked where they must be, whole for a reason that is kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue import api as catalogue
from tongban.facts import acts, closing, store
from tongban.facts.domain.grades import grade_of, masked, sees_whole
from tongban.facts.domain.problems import ReasonNeeded, UnknownStatement
from tongban.facts.domain.statements import Statement
from tongban.facts.store import Look
from tongban.kernel.actors import Actor, Purpose


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement as somebody may see it (展示项): its value, and whether some of it is starred."""

    statement: Statement
    grade: int
    value: Any = field(repr=False)
    masked: bool = False


def shown(found: Iterable[Statement], *, purpose: Purpose, actor: Actor) -> list[Shown]:
    """Mask what this actor does not see whole for this purpose."""
    kinds = catalogue.book().kinds
    made = []
    for each in found:
        kind = kinds.get(each.kind)
        grade = grade_of(kind)
        if sees_whole(actor, purpose, grade=grade):
            made.append(Shown(each, grade, each.value))
        else:
            type_ = kind.type if kind else "string"
            made.append(Shown(each, grade, masked(type_, each.value), masked=True))
    return made


def unmask(
    statement_id: int, *, reason: str, look: Look, subjects: Collection[int] | None
) -> Statement:
    """Read one statement whole, and write down why."""
    if not reason.strip():
        raise ReasonNeeded
    with closing.inside():
        found = store.by_id([statement_id], look=look, subjects=subjects)
        if not found:
            raise UnknownStatement
        said = {"kind": found[0].kind, "reason": reason.strip()[:500]}
        acts.write(found[0].subject, "unmask", said, actor=look.actor, at=look.at)
    return found[0]
