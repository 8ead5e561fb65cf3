"""Where a case belongs (属地): the district that the facts of its applicant name.

A power that the districts have is theirs by where the applicant lives, or where the matter is:
the first address or region among the facts of the service that names a district of this city.

>>> told([("region", "350104001")], [("350104", "仓山区")])
'350104'
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef, PublicService

PLACED = ("address", "region")
"""Types of facts that name a place."""


def place_of(
    service: PublicService, bind: Mapping[str, str], values: Mapping[FactRef, Any], book: Book
) -> str:
    """Return the code of the district that a matter belongs to; "" where nothing tells it."""
    refs = [one.ref.under(bind) for one in service.needs]
    wanted = [ref for ref in (*refs, *values) if ref in values]
    return told(((book.kind(ref.kind).type, values[ref]) for ref in wanted), book.districts)


def told(said: Iterable[tuple[str, Any]], districts: Sequence[tuple[str, str]]) -> str:
    """Return the first district that a fact of a place names, by its code or by its name."""
    for type_, value in said:
        if type_ not in PLACED:
            continue
        text = str(value)
        for code, name in districts:
            if text.startswith(code) or name in text:
                return code
    return ""
