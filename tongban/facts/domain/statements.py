"""Statements (陈述): what a source says about a subject, and which of several one goes by.

What an agency stated goes before what the person said, since nobody may be asked for what the
government holds and nobody's word undoes a register's (国务院令第716号 第七条); among equals the
newest wins. A disputed statement is still shown, with its flag, until the source answers.

>>> said = Statement(2, 7, "name", "李明", Source("person"), datetime(2026, 2, 1))
>>> held = Statement(1, 7, "name", "李铭", Source("licence", licence=5), datetime(2026, 1, 1))
>>> choose([said, held], on=date(2026, 3, 1)).value
'李铭'
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tongban.facts.domain.problems import NoPurpose, UnknownSource
from tongban.kernel.actors import Purpose

PERSON = "person"
OTHER = "other"
SAID = (PERSON, OTHER)
SOURCES = ("derived", "account", "licence", "case", *SAID, "register", "company")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from (来源).

    `kind` is derived (computed from others), account (said by the identity itself), licence
    (stated by a licence), case (established by a decision), person (said by the person), other
    (said by somebody else about them, which counts in that matter alone), register (an
    agency's register) or company (a company's dataset); `holder` the agency, `licence` and `licence_kind` the
    licence, `case` the case it was said or established in, `message` the message of the exchange
    it came with, `dataset` the dataset it is a row of, `law` what it is held under. `consent` is
    the scope without whose standing consent nobody reads it.
    """

    kind: str
    holder: str | None = None
    licence: int | None = None
    licence_kind: str | None = None
    case: int | None = None
    message: str | None = None
    dataset: int | None = None
    law: str | None = None
    consent: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in SOURCES:
            raise UnknownSource(self.kind)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement (陈述) about a subject; its value stays out of every representation.

    It holds from `valid_from` to `valid_to`, both included, and no longer from `ended_on`,
    the day it was corrected or its licence revoked. `erased` says that the value is gone for
    good and only the trace is left that there was one.
    """

    id: int
    subject: int
    kind: str
    value: Any = field(repr=False)
    source: Source
    recorded_at: datetime
    valid_from: date | None = None
    valid_to: date | None = None
    disputed: bool = False
    ended_on: date | None = None
    erased: bool = False

    def is_valid(self, on: date) -> bool:
        """Whether the statement holds on this day."""
        return (
            (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
            and (self.ended_on is None or on < self.ended_on)
        )

    @property
    def is_held(self) -> bool:
        """Whether the government holds it, rather than the person having said it."""
        return self.source.kind not in SAID

    @property
    def rank(self) -> int:
        """How much its source counts: the person's word, a company's data, what the state holds."""
        return 0 if not self.is_held else 1 if self.source.kind == "company" else 2


def choose(statements: Iterable[Statement], *, on: date) -> Statement | None:
    """Return the statement one goes by on this day, None where none holds."""
    valid = [each for each in statements if each.is_valid(on) and not each.erased]
    return max(valid, key=lambda s: (s.rank, s.recorded_at, s.id), default=None)


def check_purpose(purpose: Purpose) -> Purpose:
    """Return the purpose where it says matter, basis and words, or raise NoPurpose.

    The words are what the subject will read, so they may not be empty.
    """
    said = (purpose.matter, purpose.basis, purpose.words)
    if not all(part.strip() for part in said):
        raise NoPurpose
    return purpose
