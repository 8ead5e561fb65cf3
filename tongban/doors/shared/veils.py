"""What staff see starred (脱敏展示): a value, and whether it may be shown whole for a reason.

The grade of a kind says what is starred (`facts.veiled`); numbers of people and of accounts are
never written out on a page that was not asked for it. To see one whole is an act of its own with a
reason (`facts.unmask`), which the person reads afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.domain.model import FactKind
from tongban.doors.shared import words
from tongban.facts import api as facts
from tongban.kernel.actors import Actor, Purpose

ASKED = "unmask"
NUMBERS = ("idno", "bankacct")


@dataclass(frozen=True, slots=True)
class Seen:
    """A value as the page shows it (展示值); `statement` is what may be asked for whole."""

    words: str = field(repr=False)
    statement: int | None = None


@dataclass(frozen=True, slots=True)
class Veil:
    """Through what this officer sees the values of a page (脱敏); `whole`: what they asked for."""

    purpose: Purpose
    actor: Actor
    whole: Mapping[int, Any] = field(default_factory=dict, repr=False)

    def see(self, kind: FactKind, value: Any, statement: int | None = None) -> Seen:
        """Say a value as this officer may see it."""
        if statement is not None and statement in self.whole:
            plain = self.whole[statement]
            return Seen(str(plain) if kind.type in NUMBERS else words.value(kind, plain))
        if value in (None, "", []):
            return Seen(words.value(kind, value))
        if kind.type == "file":
            return Seen(words.value(kind, value))
        starred = facts.veiled(kind, value, purpose=self.purpose, actor=self.actor)
        if starred is not None:
            return Seen(str(starred), statement)
        return Seen(words.value(kind, value), statement if kind.type in NUMBERS else None)
