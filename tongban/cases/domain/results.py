"""What a result states (办理结果): each fact of the licence, from where the definition says.

A value is copied from the case, numbered by the authority, today's date, a constant, or entered
by the officer. What the officer leaves out is named, all at once.

>>> from tongban.kernel.text import Text
>>> output = Output(Text("证"), "L", states={"name": {"fact": "child.name"}, "on": {"today": True}})
>>> given = {FactRef("child", "name"): "林小满"}
>>> resolve(output, Book(), bind={}, values=given, numbers={}, entered={}, today=date(2026, 3, 2))
{'name': '林小满', 'on': '2026-03-02'}
"""

import calendar
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tongban.cases.domain.answers import Bad, check, is_empty
from tongban.cases.domain.problems import ResultMissing
from tongban.catalogue.domain.model import Book, FactKind, FactRef, Output

NUMBERS = ("idno", "uscc", "serial")


def entered_by_officer(output: Output) -> Iterator[str]:
    """Yield the kinds the officer enters."""
    yield from (kind for kind, origin in output.states.items() if origin.get("official"))


def issued(output: Output) -> dict[str, str]:
    """Return which number the authority issues for which kind."""
    return {
        kind: str(origin["issue"])
        for kind, origin in output.states.items()
        if origin.get("issue") in NUMBERS
    }


def resolve(
    output: Output,
    book: Book,
    *,
    bind: Mapping[str, str],
    values: Mapping[FactRef, Any],
    numbers: Mapping[str, str],
    entered: Mapping[str, Any],
    today: date,
) -> dict[str, Any]:
    """Return what the result states. Raises ResultMissing naming every field to be entered.

    A fact of the case that nobody knows is left out: a licence states nothing unknown.
    """
    found: dict[str, Any] = {}
    wrong: list[str] = []
    for kind_id, origin in output.states.items():
        if "fact" in origin:
            ref = book.ref(origin["fact"], role=output.of)
            value = values.get(ref.under(bind))
            value = _copied(value, origin.get("as"))
        elif "issue" in origin:
            value = numbers.get(kind_id)
        elif origin.get("today"):
            value = today.isoformat()
        elif "value" in origin:
            value = origin["value"]
        else:
            kind = book.kind(kind_id)
            value = _entered(kind, entered.get(kind_id))
            if value is None:
                wrong.append(kind.name.zh)
        if value is not None:
            found[kind_id] = value
    if wrong:
        raise ResultMissing("、".join(wrong))
    return found


def _copied(value: Any, form: str | None) -> Any:
    """Return a copied value as the licence states it: the day of a moment, a list as one line."""
    if value is not None and form == "date":
        return str(value)[:10]
    if form == "text" and isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return value


def _entered(kind: FactKind, raw: Any) -> Any:
    """Return what the officer entered in the form it is stored in, None where it is no answer."""
    if is_empty(raw):
        return None
    judged = check(kind, raw)
    return None if isinstance(judged, Bad) else judged.value


def valid_to(today: date, months: int | None) -> date | None:
    """Return the last day of so many months from today, None for long-term.

    >>> valid_to(date(2026, 1, 31), 1), valid_to(date(2026, 3, 2), 60)
    (datetime.date(2026, 2, 27), datetime.date(2031, 3, 1))
    """
    if months is None:
        return None
    years, month = divmod(today.month - 1 + months, 12)
    year, month = today.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return date.fromordinal(date(year, month, min(today.day, last)).toordinal() - 1)


def born(role: str, values: Mapping[FactRef, Any], book: Book) -> date | None:
    """Return the birth date the case knows of a role (出生日期).

    Of the kind that a citizen number tells too, else the earliest day stated about them.
    """
    days = {
        ref: date.fromisoformat(str(value)[:10])
        for ref, value in values.items()
        if ref.role == role and book.kind(ref.kind).type in ("date", "datetime")
    }
    told = [day for ref, day in days.items() if _derives(ref.kind, "birth", book)]
    return min(told or days.values(), default=None)


def told(role: str, by: str, values: Mapping[FactRef, Any], book: Book) -> Any:
    """Return a value that a citizen number tells too (gender, region), as the case knows it."""
    found = (
        value for ref, value in values.items() if ref.role == role and _derives(ref.kind, by, book)
    )
    return next(found, None)


def _derives(kind_id: str, by: str, book: Book) -> bool:
    derive = book.kind(kind_id).derive or {}
    return derive.get("by") == by
