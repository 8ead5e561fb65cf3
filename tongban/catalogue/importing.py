"""Importing a package (导入数据包): the tables of the standards become definition files.

The outcome has the shape of any other import, so that the command line tells both alike.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tongban.catalogue import packages
from tongban.catalogue.domain import yamltext
from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.importer import Imported
from tongban.catalogue.domain.linters.context import FOREVER
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.standard import package
from tongban.catalogue.domain.standard.rows import Fault
from tongban.catalogue.workbooks.results import Unreadable

COUNTS = ("services", "life_events", "licences", "policies")


def import_package(
    path: Path, *, version: str, published: Callable[[], Iterable[Definition]]
) -> Imported:
    """Turn a package into definitions; whole or not at all, with every fault by table and row.

    Agencies are found by their credit codes among what is published; one that is not known is
    brought along as a definition of its own.
    """
    nothing = dict.fromkeys(COUNTS, 0)
    try:
        tables, rest = packages.read(path)
    except Unreadable as fault:
        return Imported({}, nothing, errors=(Finding(path.name, 0, "", "import.file", str(fault)),))
    book = compile_book(in_force(published(), FOREVER).values())
    made = package.read(tables, rest, book, version=version)
    errors = tuple(_finding(path, fault) for fault in made.faults)
    if not made.services and not errors:
        said = "没有一行事项数据(no rows of services)"
        errors = (Finding(path.name, 0, "", "import.nothing", said),)
    definitions = {
        f"{value['agency']}/{name}.yaml": value for name, value in sorted(made.services.items())
    }
    if made.agencies:
        definitions["shared/agencies-imported.yaml"] = {"agencies": dict(made.agencies)}
    counts = nothing | {"services": len(made.services)}
    errors = errors or _misshapen(definitions)
    return Imported({} if errors else definitions, counts, errors=errors)


def _misshapen(definitions: Mapping[str, Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Find what the rows leave out that a definition cannot do without (a situation's condition)."""
    return load({name: yamltext.write(value) for name, value in definitions.items()}).errors


def _finding(path: Path, fault: Fault) -> Finding:
    # The head of a table is its first line.
    return Finding(
        path.name, fault.row + 2, f"{fault.table}.{fault.column}", "import.cell", fault.message
    )
