"""The clause sheets that are measured, from `bench/policy/definitions`."""

from datetime import date
from pathlib import Path

from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.model import Book
from tongban.catalogue.files import definition_files
from tongban.oversight.population.assembling import Assembly, Rule, assemble
from tongban.oversight.population.building import HOUSEHOLD
from tongban.oversight.population.sheets import rule_of

DEFINITIONS = Path(__file__).parent / "definitions"
EPOCH = date(1970, 1, 1)


def rules(names: list[str], on: date) -> list[Rule]:
    """Compile the sheets of these names for a day."""
    definitions = book()
    return [rule_of(name, definitions, on=on) for name in names]


def book() -> Book:
    """Read the sheets; a wrong one is told."""
    loaded = load(definition_files(DEFINITIONS))
    if loaded.errors:
        raise AssertionError(str(loaded.errors[0]))
    return compile_book(loaded.definitions)


def assembly(names: list[str], on: date, always: list[str], *, bare: bool = True) -> Assembly:
    """Put sheets together; `always` are the facts known of everybody."""
    fixed = {"today": (on - EPOCH).days}
    return assemble(rules(names, on), fixed=fixed, always={*always, HOUSEHOLD}, bare=bare)
