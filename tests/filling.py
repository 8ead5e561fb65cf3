"""What a person would type into a field, for the tests that fill in pages."""

from tongban.catalogue import api as catalogue
from tongban.cli.simulation.values import PICTURE, Values
from tongban.kernel.time import city_date, now

__all__ = ["PICTURE", "typed"]


def typed(name):
    """Return something that fits the field of this name ("child.birth")."""
    book = catalogue.book()
    fact = book.kinds.get(name.removesuffix(".from").removesuffix(".to").rpartition(".")[2])
    if fact is None or fact.type == "daterange":
        return "2026-01-05"
    said = Values(book, 3).of(fact, city_date(now()))
    return said if isinstance(said, str | int | float) else "照实填写"
