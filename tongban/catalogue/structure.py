"""The city's structure as published (机构设置): reorganisations, names of agencies of any day."""

from collections.abc import Collection, Mapping

from tongban.agencies.domain.duties import split_unit
from tongban.catalogue import editions, store
from tongban.catalogue.domain.reforms import Reform
from tongban.kernel import time
from tongban.kernel.text import Text


def reforms() -> Mapping[str, Reform]:
    """Return the newest version of every reorganisation, to come, in force or taken back."""
    known = store.revision()
    return editions.reforms(known) if known.number else {}


def agency_name(code: str) -> Text:
    """Name an agency of any day: of today, of one that ended, of one a reorganisation had created."""
    book = editions.book(time.city_date(time.now()))
    if code in book.agencies or book.unit_name(code):
        return book.agency_name(code)
    function, district = split_unit(code)
    for one in reforms().values():
        if (found := one.agencies.get(function)) is not None:
            where = next((name for place, name in book.districts if place == district), "")
            return Text(f"{where}{found.name.zh}", found.name.en)
    return Text(code)


def reform_words(reform: str) -> str:
    """Say a reorganisation in a line, with its legal basis; "" for none."""
    found = reforms().get(reform)
    if found is None:
        return ""
    cited = "、".join(f"《{one.law}》{one.article}" for one in found.law)
    return f"{found.name.zh}（依据{cited}）"


def units_of(agencies: Collection[str]) -> list[str]:
    """Return the codes of agencies and of units of theirs in the districts, in one order."""
    places = [code for code, _ in editions.book(time.city_date(time.now())).districts]
    return [code for one in sorted(agencies) for code in (one, *(f"{one}-{at}" for at in places))]
