"""Keeping and erasing (保存与删除): what goes at once when somebody asks, what the law keeps, till when.

Deleted on request is what the person themself said and no open matter rests on, and what a company
gave on consent (个人信息保护法 第四十七条第一款). What an agency holds under a law stays for the law's term, and
then goes by itself (第四十七条第二款: meanwhile it is stored and nothing else). A register without a term
stays as long as its matter lasts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tongban.catalogue.domain.terms import FactKind
from tongban.facts.domain.statements import Statement

ERASABLE = ("person", "derived", "company", "account")
_DECEMBER = 12
BY_DUTY = "法定职责期间保存"
LOG_YEARS = (
    3  # readings are kept so long before their leaves are unlinked, 个人信息保护法 第五十六条
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a statement when its subject asks for deletion (处理结论)."""

    statement: int
    kind: str
    erased: bool
    law: str = ""
    until: date | None = None


def fate(
    statement: Statement, kind: FactKind | None, *, matters: Mapping[int, str], on: date
) -> Fate:
    """Say whether a statement goes at once, or which law keeps it and until when.

    `matters` are those whose files keep what was said in them, each with why.
    """
    until = None if statement.source.consent else kept_until(statement, kind)
    if why := matters.get(statement.source.case or 0):
        return Fate(statement.id, statement.kind, erased=False, law=why)
    if until is not None and until > on:
        law = (kind.kept_by if kind else "") or statement.source.law or BY_DUTY
        return Fate(statement.id, statement.kind, erased=False, law=law, until=until)
    if statement.source.kind in ERASABLE or (until is not None and until <= on):
        return Fate(statement.id, statement.kind, erased=True)
    return Fate(statement.id, statement.kind, erased=False, law=statement.source.law or BY_DUTY)


def kept_until(statement: Statement, kind: FactKind | None) -> date | None:
    """Return the last day the law keeps a statement, None where it names no term."""
    if statement.source.dataset is not None:
        return statement.valid_to  # the term of the dataset itself
    if kind is None or kind.months is None:
        return None
    began = statement.ended_on or statement.valid_to or statement.recorded_at.date()
    return months_after(began, kind.months)


def months_after(day: date, months: int) -> date:
    """Return the day so many months later; the last of the month where there is none such.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, _DECEMBER)
    year, month = day.year + years, month + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError
