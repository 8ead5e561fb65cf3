"""Facts as conditions read them (条件取值): of which type a fact is, and what a value says.

The type of a fact is that of its kind; where nobody has said, that of what it is compared with. A
value of another type says nothing; a month without its day, or an adult of whom only the number is
known, is known by bounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.catalogue.domain.model import FactKind, FactRef
from tongban.policy.domain.deriving import AtLeast
from tongban.policy.domain.rules import arithmetic, legacy
from tongban.policy.domain.rules.answer import Interval
from tongban.policy.domain.rules.problems import BadFact
from tongban.policy.domain.rules.program import Type
from tongban.policy.domain.rules.reading import reader
from tongban.policy.domain.rules.scope import declared

UNREADABLE = object()
"""A value that is not of the type its fact is compared as: it says nothing."""
_MONTH = len("2026-01")
_MOST = 10**12
WIDE = Type("number", 2, None, -_MOST, _MOST)
_DAYS = declared({"key": "day", "type": "date"}).type
_TYPES: Mapping[str, Type] = {
    "bool": Type("truth"),
    "sign": Type("truth"),
    "number": WIDE,
    "money": WIDE,
    "date": _DAYS,
    "datetime": _DAYS,
    "yearmonth": declared({"key": "month", "type": "yearmonth"}).type,
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where an input of a condition comes from (取值): a fact of somebody, or a licence held."""

    ref: FactRef
    type: Type
    licence: str | None = None
    among: tuple[str, ...] = ()

    def read(self, value: Any) -> Any:
        """Read a value that is known as the program wants it; bounds where only they are known."""
        if self.among:
            given = value if isinstance(value, list | tuple) else [value]
            return any(str(one) in self.among for one in given)
        if isinstance(value, AtLeast):
            high = self.type.high
            return Interval(value.least * 10**self.type.scale, high) if high else UNREADABLE
        if self.type.kind == "day" and isinstance(value, str) and len(value) == _MONTH:
            return _month(value)
        try:
            return reader(self.type, self.ref.kind, date.min)(value)
        except BadFact:
            return UNREADABLE


def _month(value: str) -> Any:
    """Bound a month of which the day is not known: from its first to its last."""
    try:
        first = arithmetic.day(date.fromisoformat(f"{value}-01"))
    except ValueError:
        return UNREADABLE
    return Interval(first, arithmetic.add_months(first, 1) - 1)


def type_of(kind: FactKind | None, value: Any) -> Type:
    """Say of which type a fact is: as its kind says, else as what it is compared with."""
    known = _TYPES.get(kind.type if kind else "")
    if known is not None:
        return known
    first = value[0] if isinstance(value, list | tuple) and value else value
    if isinstance(first, bool):
        return Type("truth")
    if isinstance(first, Mapping) or legacy.as_number(first) is not None:
        return WIDE
    if legacy.as_day(first) is not None:
        return _TYPES["date"]
    return Type("text")
