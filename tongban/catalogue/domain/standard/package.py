"""Packages of items (事项数据包): services as the tables of the standards, there and back.

A package holds the rows of every table, the frame that the hub wants on every row (row_guid,
cd_operation, cd_time, version…), and beside them what no standard has a column for, so that a
definition comes back equal. A package of somebody else, without that, is read as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tongban.catalogue.domain.model import Book
from tongban.catalogue.domain.standard import aggregation, gb, rows
from tongban.catalogue.domain.standard.fields import Table
from tongban.catalogue.domain.standard.paths import get, put
from tongban.catalogue.domain.standard.rows import Cells, Fault

TABLES: tuple[Table, ...] = (*gb.TABLES, *aggregation.TABLES)
BY_ID: Mapping[str, Table] = {table.id: table for table in TABLES}
FORMAT, EDITION = "tongban-39046", 1
SERVICE, REST = "service_id", "definition"
FRAME = (
    SERVICE, "row_guid", "task_guid", "order_num", "cd_batch", "cd_operation", "cd_time",
    "data_source", "update_time", "version", "task_version",
)  # fmt: skip
INSERT, UPDATE, DELETE = "I", "U", "D"

Row = dict[str, str | None]
Value = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exported:
    """A package as it was made (导出结果): rows by table, what is beside them, what was noticed."""

    tables: Mapping[str, list[Row]]
    rest: Mapping[str, Value]
    notes: tuple[tuple[str, Fault], ...] = ()

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return sum(len(found) for found in self.tables.values())

    def to_json(self) -> dict[str, Any]:
        """Return the package as one JSON value."""
        return {
            "format": FORMAT,
            "edition": EDITION,
            "standards": [gb.NAME, aggregation.NAME],
            "tables": dict(self.tables),
            REST: dict(self.rest),
        }


@dataclass(frozen=True, slots=True)
class Stamp:
    """The frame of an export (批次信息): when, under which batch, and what each service is now.

    `versions` says which version of each service this is, counted from 1; a first is handed up
    as I (insert), a later one as U, one whose end has come as D.
    """

    at: datetime
    batch: str = "1"
    source: str = "2"
    versions: Mapping[str, int] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()

    def operation(self, service: str) -> str:
        """Return what the hub is to do with the rows of a service."""
        if service in self.ended:
            return DELETE
        return UPDATE if self.versions.get(service, 1) > 1 else INSERT


def export(services: Iterable[Value], book: Book, stamp: Stamp) -> Exported:
    """Make the package of services given as their definitions say them."""
    tables: dict[str, list[Row]] = {table.id: [] for table in TABLES}
    rest: dict[str, Value] = {}
    notes: list[tuple[str, Fault]] = []
    for value in services:
        name = str(value["service"])
        for table in TABLES:
            made, faults = rows.write(table, value, book)
            faults += list(rows.too_long(table, made))
            notes += [(name, fault) for fault in faults]
            tables[table.id] += [
                _framed(table, value, no, cells, stamp) for no, cells in enumerate(made)
            ]
        rest[name] = rows.strip(TABLES, value, book)
    return Exported(tables, rest, tuple(notes))


def guid(service: str, table: Table, no: int) -> str:
    """Return the identity we give a row: the same in every export, other in every other row."""
    return str(uuid5(NAMESPACE_URL, f"tongban:{service}:{table.rows or 'item'}:{no}"))


def _framed(table: Table, value: Value, no: int, cells: Cells, stamp: Stamp) -> Row:
    name = str(value["service"])
    at = stamp.at.strftime("%Y-%m-%d %H:%M:%S")
    item = rows.objects(table, value)[no]
    record = get(item, table.record or "standard.record") if table.record or not table.rows else {}
    record = record if isinstance(record, Mapping) else {}
    return {
        SERVICE: name,
        "row_guid": str(record.get("guid") or guid(name, table, no)),
        "task_guid": _task_guid(value),
        "order_num": str(no + 1),
        "cd_batch": stamp.batch,
        "cd_operation": stamp.operation(name),
        "cd_time": at,
        "data_source": stamp.source,
        "update_time": at,
        "version": str(record.get("version") or 1),
        "task_version": str(stamp.versions.get(name, 1)),
        **cells,
    }


def _task_guid(value: Value) -> str:
    known = get(value, "standard.record.guid")
    return known if isinstance(known, str) else guid(str(value["service"]), gb.ITEM, 0)


@dataclass(frozen=True, slots=True)
class Read:
    """A package as it was read (导入结果): definitions by service, agencies it brought, faults."""

    services: Mapping[str, dict[str, Any]]
    agencies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def read(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    rest: Mapping[str, Value],
    book: Book,
    *,
    version: str,
) -> Read:
    """Read a package; `version` dates the services that bring no version themselves."""
    by_service, faults = _sorted(tables)
    agencies: dict[str, Mapping[str, Any]] = {}
    made: dict[str, dict[str, Any]] = {}
    for name, of in by_service.items():
        value = deepcopy(dict(rest.get(name) or {}))
        known = rows.Reading(book, faults)
        value.setdefault("service", name)
        value.setdefault("version", version)
        if "agency" not in value:
            _agency(value, of, agencies, known)
        known.faults += _uneven(of)
        for table in TABLES:
            if table.id in of and not table.derived:
                of[table.id] = _aligned(table, name, value, of[table.id])
        for late in (False, True):
            for table in TABLES:
                if table.id in of and not table.derived:
                    rows.merge(table, value, of[table.id], known, late=late)
        made[name] = value
    return Read(made, agencies, tuple(faults))


def _sorted(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
) -> tuple[dict[str, dict[str, list[Row]]], list[Fault]]:
    """Sort rows by service and table; tell of tables and columns nobody knows."""
    found: dict[str, dict[str, list[Row]]] = {}
    faults: list[Fault] = []
    for name, given in tables.items():
        table = BY_ID.get(name)
        if table is None:
            said = f"没有数据表 {name},有 {'、'.join(BY_ID)}"
            faults.append(Fault(name, 0, "", said))
            continue
        columns = {one.column for one in table.fields} | set(FRAME)
        for no, row in enumerate(given):
            faults += [
                Fault(name, no, str(column), f"{table.name}没有 {column} 这一列")
                for column in row
                if column not in columns
            ]
            service = (
                _text(row.get(SERVICE)) or _text(row.get("SSBM")) or _text(row.get("task_code"))
            )
            if service is None:
                faults.append(Fault(name, no, SERVICE, "这一行没有写是哪个事项(service_id)"))
                continue
            faults += [
                Fault(name, no, str(column), f"{column} 要是一段文字或一个数,不是列表或对象")
                for column, value in row.items()
                if isinstance(value, (dict, list))
            ]
            of = found.setdefault(service, {})
            of.setdefault(name, []).append({str(k): _text(v) for k, v in row.items()})
    return found, faults


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (dict, list)) or value is None or str(value) == "":
        return None
    return str(value)


def _agency(
    value: dict[str, Any],
    of: Mapping[str, list[Row]],
    agencies: dict[str, Mapping[str, Any]],
    reading: rows.Reading,
) -> None:
    """Find the agency of a service by its credit code; one that nobody knows is brought along."""
    said = {k: v for given in of.values() for row in given for k, v in row.items() if v}
    code = said.get("SSZTDM") or said.get("dept_code")
    title = said.get("SSZT") or said.get("dept_name") or code
    known = [
        one.id
        for one in reading.book.agencies.values()
        if (one.uscc == code if code else title in (one.name.zh, one.local and one.local.zh))
    ]
    value["agency"] = (
        known[0] if known else code or f"A-{uuid5(NAMESPACE_URL, title or '').hex[:8]}"
    )
    if title is None:
        table = next(iter(of))
        reading.faults.append(
            Fault(table, 0, SERVICE, f"{value['service']} 没有写实施主体和它的代码")
        )
    elif not known:
        agencies[value["agency"]] = {"name": {"zh": title}} | ({"uscc": code} if code else {})


def _uneven(of: dict[str, list[Row]]) -> list[Fault]:
    """Take out a table that has more or fewer of the same rows than one before it, and tell of it."""
    faults: list[Fault] = []
    known: dict[str, Table] = {}
    for table in TABLES:
        if not table.rows or table.derived or table.id not in of:
            continue
        first = known.setdefault(table.rows, table)
        there, here = len(of[first.id]), len(of[table.id])
        if there != here:
            said = f"{table.name}有 {here} 行,而{first.name}有 {there} 行,两张表要一行对一行"
            faults.append(Fault(table.id, 0, "", said))
            del of[table.id]
    return faults


def _aligned(table: Table, service: str, value: dict[str, Any], given: list[Row]) -> list[Row]:
    """Lay the objects of a definition beside the rows that speak of them, by their identity.

    A second table of the same rows under identities of its own goes by the order.
    """
    if not table.rows:
        return given[:1]
    before = list(rows.objects(table, value))
    places: dict[str, list[int]] = {}
    for no, item in enumerate(before):
        places.setdefault(_guid_of(table, service, no, item), []).append(no)
    marks = [row.get("row_guid") or "" for row in given]
    strange = before and not places.keys() & set(marks) and len(before) == len(given)
    after = []
    for no, mark in enumerate(marks):
        left = places.get(mark)
        place = no if strange else left.pop(0) if left else None
        item = before[place] if place is not None else {}
        if mark and table.record and not strange and mark != _guid_of(table, service, no, item):
            put(item, f"{table.record}.guid", mark)
        after.append(item)
    if after or before:
        put(value, table.rows, after)
    return given


def _guid_of(table: Table, service: str, no: int, item: Any) -> str:
    found = get(item, f"{table.record}.guid") if table.record else None
    return found if isinstance(found, str) else guid(service, table, no)
