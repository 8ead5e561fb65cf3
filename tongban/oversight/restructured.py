"""Figures by the structure of a day (按机构沿革统计): the same rows, under the agencies of then or now.

A row stands under whoever had its case last. To read last year's figures by today's agencies, or
this year's by those before the reform, nothing is written anew: whose a row's service or matter is
on the day that was chosen follows from the moves of powers.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from tongban.agencies import api as agencies
from tongban.agencies.api import Lineage, Power
from tongban.agencies.domain.duties import split_unit
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.kernel import time
from tongban.oversight.domain.measures import DEMAND


class Structure:
    """The agencies as they were, are or will be on a day (某日的机构)."""

    def __init__(self, on: date) -> None:
        self.on, self.today = on, time.city_date(time.now())
        self.lineage: Lineage = agencies.lineage()
        self.book: Book = catalogue.book(self.today)
        self._matters: dict[str, list[Power]] = {}
        for code, one in (self.book.named or self.book.agencies).items():
            for matter in one.duties.handles:
                topic = matter.category.rpartition("/")[2]
                self._matters.setdefault(topic, []).append(Power(matter.name, code))

    def of(self, about: str, agency: str, key: str, district: str = "") -> str:
        """Return whose a row is on the day: by its service or topic, from whoever has it now."""
        place = split_unit(agency)[1] or district
        for power in self._powers(about, key):
            if agency in self._holders(power, place):
                return self.lineage.competent(power, on=self.on, place=place)
        return self.lineage.competent(Power(key, agency), on=self.on, place=place)

    def _powers(self, about: str, key: str) -> Iterable[Power]:
        if about == DEMAND:
            return self._matters.get(key, ())
        service = self.book.services.get(key)
        return (service.power,) if service else ()

    def _holders(self, power: Power, place: str) -> Iterator[str]:
        """Yield everybody who ever has a power, the first one first."""
        yield power.agency
        for day in self.lineage.days:
            yield self.lineage.competent(power, on=day, place=place)


@lru_cache(maxsize=1)
def _named(on: date, revision: int, today: date) -> Structure:
    del revision, today  # what it was made of; a newer one makes it anew
    return Structure(on)


def structure(on: date) -> Structure:
    """Return the structure of a day, worked out once."""
    return _named(on, catalogue.revision(), time.city_date(time.now()))
