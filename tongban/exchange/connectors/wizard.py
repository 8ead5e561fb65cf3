"""The wizard (接入向导): look at a source, propose what its columns mean, show it masked, keep tests.

What a column may be is told by facts' own profiling and proposing, here among the fields of one
data service alone. Nothing of the rows that were looked at is kept: the contract tests say which
columns there must be and how what they hold is read, and no value of anybody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tongban.catalogue.domain.data_services import DataService
from tongban.catalogue.domain.terms import FactKind
from tongban.exchange.connectors.connection import (
    TESTS,
    BadConnection,
    Connection,
    Route,
    dump,
    folder,
)
from tongban.exchange.connectors.mapping import read
from tongban.exchange.connectors.sources import Place, Raw, Source, open_source
from tongban.facts.domain.grades import masked
from tongban.facts.domain.profiling import Table, profile
from tongban.facts.domain.proposing import SAME, near_kinds

PATIENCE = 10.0  # seconds a source may take while somebody connects it
NOBODY = "00000000000000000X"
"""A number that is nobody's; a source must know nothing about it."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a wizard proposes for one place and data service (对应建议).

    `near` names, for columns that were not mapped, the kinds they may be.
    """

    place: str
    find_by: str
    fields: Mapping[str, str]
    near: Mapping[str, tuple[str, ...]]

    @property
    def route(self) -> Route:
        """The route as it would be written."""
        return Route(self.place, self.find_by, self.fields)


def look(connection: Connection, home: Path) -> tuple[Source, Sequence[Place]]:
    """Open a source and say what it holds. Raises BadConnection, ConnectionError, TimeoutError."""
    source = open_source(connection, home)
    return source, source.places(seconds=PATIENCE)


def best_place(
    service: DataService, places: Sequence[Place], kinds: Mapping[str, FactKind]
) -> Place:
    """Return the place whose columns fit a data service best. Raises BadConnection without any."""
    if not places:
        raise BadConnection("the source holds nothing yet")
    return max(places, key=lambda one: len(propose(service, one, (), kinds).fields))


def propose(
    service: DataService, place: Place, rows: Sequence[Raw], kinds: Mapping[str, FactKind]
) -> Proposed:
    """Propose the key column and the fields of a data service, each kind for one column."""
    cells = tuple(tuple(_cell(row.get(name)) for name in place.columns) for row in rows)
    columns = profile(Table(place.columns, cells)).columns
    keys = {service.key: kinds[service.key]} if service.key in kinds else {}
    by = next(
        (one.name for one in columns if one.type == keys.get(service.key, one).type and one.key), ""
    )
    scored = [(near_kinds(one, keys), one.name) for one in columns]
    named = max(((near[0].score, name) for near, name in scored if near), default=(0.0, ""))
    find_by = by or named[1]
    wanted = {kind: kinds[kind] for kind in service.yields if kind in kinds}
    fields: dict[str, str] = {}
    near: dict[str, tuple[str, ...]] = {}
    for one in columns:
        found = [each for each in near_kinds(one, wanted) if each.kind not in fields.values()]
        if one.name == find_by:
            continue
        if found and found[0].score >= SAME:
            fields[one.name] = found[0].kind
        else:
            near[one.name] = tuple(each.kind for each in found)
    return Proposed(place.name, find_by, fields, near)


def preview(
    rows: Sequence[Raw], route: Route, kinds: Mapping[str, FactKind]
) -> list[dict[str, Any]]:
    """Return a few rows as they would be read, every value masked."""
    return [
        {
            kind: masked(kinds[kind].type, value)
            for kind, value in read(row, route.fields, kinds).row.items()
        }
        for row in rows
    ]


def add(connection: Connection, service: str, route: Route) -> Connection:
    """Return the connection with one more data service."""
    return replace(connection, services={**connection.services, service: route})


def record_tests(connection: Connection, source: Source, home: Path) -> Path:
    """Write the contract tests of a connection beside it."""
    said: dict[str, Any] = {"connection": connection.name, "services": {}}
    columns = {one.name: one.columns for one in source.places(seconds=PATIENCE)}
    for service, route in connection.services.items():
        said["services"][service] = {
            "from": route.place,
            "columns": sorted({route.find_by, *route.fields}),
            "seen_besides": sorted(
                {*columns.get(route.place, ())} - {route.find_by, *route.fields}
            ),
            "nobody": NOBODY,
        }
    return dump(folder(home) / f"{connection.name}{TESTS}", said)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a contract test found (契约测试结果): `level` is error, or note for what is merely new."""

    service: str
    what: str
    level: str = "error"


def test(connection: Connection, home: Path, kinds: Mapping[str, FactKind]) -> Iterator[Finding]:
    """Hold a source against its contract tests; yields what no longer fits."""
    from ruamel.yaml import YAML

    path = folder(home) / f"{connection.name}{TESTS}"
    if not path.exists():
        raise BadConnection(f"{connection.name} has no contract tests")
    said = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    try:
        source, places = look(connection, home)
    except (ConnectionError, TimeoutError) as fault:
        yield Finding("", f"the source does not answer ({fault})")
        return
    held = {one.name: one for one in places}
    for service, expected in said["services"].items():
        route = connection.services.get(service)
        place = held.get(str(expected["from"]))
        if route is None or place is None:
            yield Finding(service, f"{expected['from']} is no longer there")
            continue
        yield from _columns(service, expected, place)
        yield from _values(service, source, route, kinds)


def _columns(service: str, expected: Mapping[str, Any], place: Place) -> Iterator[Finding]:
    for column in expected["columns"]:
        if column not in place.columns:
            yield Finding(service, f"the column {column} is gone from {place.name}")
    for column in place.columns:
        if column not in expected["columns"] and column not in expected["seen_besides"]:
            yield Finding(service, f"{place.name} has a new column {column}", "note")


def _values(
    service: str, source: Source, route: Route, kinds: Mapping[str, FactKind]
) -> Iterator[Finding]:
    try:
        if source.find(route.place, route.find_by, NOBODY, seconds=PATIENCE):
            yield Finding(service, "the source answers about a number that is nobody's")
        rows = source.sample(route.place, seconds=PATIENCE)
    except (ConnectionError, TimeoutError, ValueError) as fault:
        yield Finding(service, f"the source does not answer ({fault})")
        return
    for column in sorted({one for row in rows for one in read(row, route.fields, kinds).bad}):
        yield Finding(service, f"values of {column} cannot be read as {route.fields[column]}")


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
