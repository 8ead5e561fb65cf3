"""Derived facts (推出的信息): what follows from facts already known, so that nobody is asked.

From a citizen number follow birth, gender and region (GB 11643); from a birth date the age in
complete years on a day (周岁: 过生日的当天起算); from the licence library whether somebody holds
a licence. A fact kind says in its definition how it is derived:

* {"from": "idno", "by": "gender" | "birth" | "region"}
* {"from": "birth" or "idno", "by": "age"}, with "on" naming the fact that says the day
* {"holds": licence, "role": role}

>>> complete_years(date(2000, 2, 29), date(2018, 2, 28)), complete_years(
...     date(2000, 2, 29), date(2018, 3, 1)
... )
(17, 18)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef
from tongban.kernel.identifiers import BadIdentifier, check_citizen_number
from tongban.policy.domain.holdings import Holdings
from tongban.policy.domain.roles import APPLICANT, standing_of
from tongban.policy.domain.rules.arithmetic import complete_years


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number of which only a lower bound is known (下限)."""

    least: int


ADULT = AtLeast(18)
"""The age of an adult of whom only the number is known (民法典 第十七条)."""
NO_BIND: Mapping[str, str] = {}


def as_date(value: Any) -> date | None:
    """Read a day from "YYYY-MM-DD" (or a date); None for anything else."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    return None


def _born(value: Any) -> date | None:
    """Read the day of birth off a citizen number, or off the day itself."""
    # The digits of a number read as a date of their own; so the number is tried first.
    return as_date(from_number(value, "birth")) or as_date(value)


def from_number(number: Any, by: str) -> str | None:
    """Read birth, gender or region off a citizen number; None where it is not a right one."""
    if not isinstance(number, str):
        return None
    try:
        checked = check_citizen_number(number)
    except BadIdentifier:
        return None
    match by:
        case "birth":
            return checked.birth.isoformat()
        case "gender":
            return checked.gender
        case "region":
            return checked.region
    return None


def derive(
    ref: FactRef,
    book: Book,
    *,
    holdings: Holdings,
    today: date | None = None,
    bind: Mapping[str, str] = NO_BIND,
) -> Any:
    """Derive the value of a fact from what is known; None where it cannot be derived.

    `bind` maps the roles a definition names to those of the holdings.
    """
    kind = book.kinds.get(ref.kind)
    if kind is None or not kind.derive:
        return None
    if "holds" in kind.derive:
        role = kind.derive.get("role")
        return holds(
            bind.get(role, role) if role else ref.role, kind.derive["holds"], book, holdings
        )
    base = FactRef(ref.role, kind.derive["from"])
    value = holdings.facts.get(base)
    if value is None:
        value = derive(base, book, holdings=holdings, today=today, bind=bind)
    if value is None:
        return _presumed_age(ref, holdings) if kind.derive["by"] == "age" else None
    if kind.derive["by"] != "age":
        return from_number(value, kind.derive["by"])
    born = _born(value)
    on = kind.derive.get("on")
    day = as_date(holdings.facts.get(FactRef(ref.role, on))) if on else today
    return None if born is None or day is None else complete_years(born, day)


def _presumed_age(ref: FactRef, holdings: Holdings) -> "int | AtLeast | None":
    """Say the age of somebody whose birthday is not known: the newborn's, an adult's."""
    if ref.role in holdings.fresh:
        return 0
    if holdings.anonymous and ref.role == APPLICANT:
        return ADULT
    return None


def value_of(
    ref: FactRef,
    book: Book,
    *,
    holdings: Holdings,
    today: date | None = None,
    bind: Mapping[str, str] = NO_BIND,
) -> Any:
    """Return what is known or follows about a fact; None where neither."""
    value = holdings.facts.get(ref)
    if value is None:
        return derive(ref, book, holdings=holdings, today=today, bind=bind)
    return value


def missing_for(
    ref: FactRef,
    book: Book,
    *,
    holdings: Holdings,
    today: date | None = None,
    bind: Mapping[str, str] = NO_BIND,
) -> tuple[FactRef, ...]:
    """Return the facts to ask for in place of an unknown one: nobody is asked an age.

    An age is asked as the day of birth, and as the day it is counted on where a fact says that.
    """
    kind = book.kinds.get(ref.kind)
    if kind is None or not kind.derive or kind.derive.get("by") != "age":
        return (ref,)
    keys = [key for key in (kind.derive["from"], kind.derive.get("on")) if key]
    bases = [FactRef(ref.role, key) for key in keys]
    found = tuple(
        base
        for base in bases
        if value_of(base, book, holdings=holdings, today=today, bind=bind) is None
    )
    return found or (ref,)


def holds(role: str, licence: str, book: Book, holdings: Holdings) -> bool | None:
    """Whether somebody holds a valid licence of this kind; None where nobody has looked.

    The library is complete for whoever is named in it, so what it does not list is not held.
    """
    if (role, licence) in holdings.licences:
        return True
    return None if standing_of(role, book, holdings) == "presumed" else False
