"""The night's run (夜间测算): everybody in the city's registry, every policy given without applying.

The registry is a file that the data authority delivers to `population/residents.parquet` of the
home. Where there is none, nothing is drawn. Run again in the same night, it makes nothing twice.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from django.conf import settings

from tongban.catalogue import api as catalogue
from tongban.kernel.time import city_date, now
from tongban.ledger import api as ledger
from tongban.oversight.benefits import drawing, lists
from tongban.oversight.benefits.lists import BenefitList
from tongban.oversight.benefits.terms import all_terms

FOLDER, RESIDENTS = "population", "residents.parquet"


@dataclass(frozen=True, slots=True)
class Night:
    """What a night came to (夜间测算结果)."""

    day: date
    persons: int
    lists: tuple[BenefitList, ...]
    seconds: float


def residents() -> Path:
    """Return where the registry of this city lies."""
    return Path(settings.HOME) / FOLDER / RESIDENTS


@ledger.beat("oversight.benefits", every=timedelta(days=1), at=time(2))
def each_night(at: datetime) -> None:
    """Draw the lists of the night."""
    if residents().exists():
        run(residents(), at=at)


def run(file: Path, *, at: datetime | None = None) -> Night:
    """Judge everybody in a file and keep the lists that came of it (夜间测算)."""
    began, at = perf_counter(), at or now()
    day = city_date(at)
    book = catalogue.book(day)
    terms = all_terms(book)
    if not terms:
        return Night(day, 0, (), 0.0)
    out = file.with_name(f"run-{day:%Y%m%d}.parquet")
    drawn = drawing.draw(terms, file, out, book=book, on=day, at=at)
    kept = [
        lists.keep(one, digest=lists.digest_of(day.isoformat(), one.terms.policy), at=at)
        for one in drawn
    ]
    persons = drawn[0].persons if drawn else 0
    made = tuple(one for one in kept if one is not None)
    return Night(day, persons, made, perf_counter() - began)
