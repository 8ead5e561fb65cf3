"""Readings (查阅记录): who read what about a subject, when, and what for."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading as the subject sees it (查阅记录): `kinds` were read, `missing` not found.

    `words` is the purpose in a sentence; `agency` the reader's, None for a person;
    `own` says that the person themself looked, and not somebody who has the same name.
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
