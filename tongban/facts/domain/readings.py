"""Readings (查阅记录): who read what about a subject, when, and what for."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading as the subject sees it (查阅记录): `kinds` were read, `missing` not found.

    `words` is the purpose in a sentence; `agency` the reader's, None for a person;
    `own` says that the person themself looked, and not somebody who has the same name.
    `withheld` are kinds that stand there and were not shown, since no consent stands; `ground` is
    the class of the basis. `id` finds the reading again, for a dispute about it.
    """

    at: datetime
    who: str
    agency: str | None
    words: str
    kinds: tuple[str, ...]
    missing: tuple[str, ...] = ()
    matter: str = ""
    reference: str = ""
    basis: str = ""
    own: bool = False
    id: int = 0
    who_kind: str = "person"
    ground: str = "duty"
    withheld: tuple[str, ...] = ()

    @property
    def case(self) -> str:
        """The number of the case it was read for, empty where it was for none."""
        return self.reference if self.matter == "case" else ""

    @property
    def official(self) -> str:
        """The official who read, empty for a person or the platform."""
        return self.who if self.who_kind == "officer" else ""
