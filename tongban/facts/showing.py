"""Showing statements (展示): masked where they must be, whole for a reason that is kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.terms import FactKind
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
        grade, starred = grade_of(kind), veiled(kind, each.value, purpose=purpose, actor=actor)
        if starred is None:
            made.append(Shown(each, grade, each.value))
        else:
            made.append(Shown(each, grade, starred, masked=True))
    return made


def veiled(kind: FactKind | None, value: Any, *, purpose: Purpose, actor: Actor) -> Any:
    """Return the starred value where this actor does not see it whole, None where they do."""
    if value is None or isinstance(value, bool) or sees_whole(actor, purpose, grade=grade_of(kind)):
        return None
    return masked(kind.type if kind else "string", value)


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
