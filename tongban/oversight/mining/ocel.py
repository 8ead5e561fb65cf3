"""OCEL 2.0 (对象中心事件日志), written by hand: JSON, and SQLite with a table a type.

After the standard's own text: events and objects with types, relations with qualifiers; in SQLite
`event`, `object`, `event_object`, `object_object`, the two maps of types, and a table for each
type whose columns are its attributes.
"""

import json
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tongban.kernel.events import Event
from tongban.oversight.mining.anonymous import Names, attributes

EPOCH = "1970-01-01T00:00:00+00:00"


@dataclass(slots=True)
class Written:
    """What an export wrote (导出结果)."""

    events: int = 0
    objects: int = 0
    relations: int = 0
    cases: int = 0
    types: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Log:
    """A log read into the shape of the standard."""

    events: list[dict[str, Any]] = field(default_factory=list)
    objects: dict[str, str] = field(default_factory=dict)
    event_types: dict[str, set[str]] = field(default_factory=dict)


def _read(pages: Iterable[list[Event]], names: Names) -> _Log:
    made = _Log()
    for page in pages:
        for event in page:
            word = event.type.partition(".")[2] if event.type.startswith("cases.") else event.type
            related = _related(event, names)
            if not related:
                continue  # what touches no object is no event of an object-centric log
            for name, (kind, _) in related.items():
                made.objects[name] = kind
            said = attributes(event)
            made.event_types.setdefault(word, set()).update(said)
            made.events.append(
                {
                    "id": names.of("event", str(event.id)),
                    "type": word,
                    "time": event.at.isoformat(timespec="microseconds"),
                    "attributes": [{"name": key, "value": value} for key, value in said.items()],
                    "relationships": [
                        {"objectId": name, "qualifier": role} for name, (_, role) in related.items()
                    ],
                }
            )
    made.events.sort(key=lambda one: (one["time"], one["id"]))
    return made


def _related(event: Event, names: Names) -> dict[str, tuple[str, str]]:
    """Return the objects of an event, each once with its first role; readers take no second one."""
    related: dict[str, tuple[str, str]] = {}
    for one in event.objects:
        related.setdefault(names.of(one.type, one.id), (one.type, one.role))
    if event.actor.agency:
        related.setdefault(names.of("agency", event.actor.agency), ("agency", "actor"))
    return related


def _told(made: _Log) -> Written:
    told = Written(events=len(made.events), objects=len(made.objects))
    told.relations = sum(len(one["relationships"]) for one in made.events)
    for kind in made.objects.values():
        told.types[kind] = told.types.get(kind, 0) + 1
    told.cases = told.types.get("case", 0)
    return told


def write_json(pages: Iterable[list[Event]], out: Path, *, names: Names | None = None) -> Written:
    """Write the log as OCEL 2.0 JSON."""
    made = _read(pages, names or Names())
    said = {
        "objectTypes": [
            {"name": one, "attributes": []} for one in sorted({*made.objects.values()})
        ],
        "eventTypes": [
            {
                "name": one,
                "attributes": [{"name": name, "type": "string"} for name in sorted(known)],
            }
            for one, known in sorted(made.event_types.items())
        ],
        "objects": [
            {"id": name, "type": kind, "attributes": [], "relationships": []}
            for name, kind in sorted(made.objects.items())
        ],
        "events": made.events,
    }
    out.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return _told(made)


def write_sqlite(pages: Iterable[list[Event]], out: Path, *, names: Names | None = None) -> Written:
    """Write the log as OCEL 2.0 SQLite; a file that is there is replaced."""
    made = _read(pages, names or Names())
    out.unlink(missing_ok=True)
    with closing(sqlite3.connect(out)) as base, base:
        base.executescript(
            "create table event_map_type (ocel_type text primary key, ocel_type_map text);"
            "create table object_map_type (ocel_type text primary key, ocel_type_map text);"
            "create table event (ocel_id text primary key, ocel_type text);"
            "create table object (ocel_id text primary key, ocel_type text);"
            "create table event_object (ocel_event_id text, ocel_object_id text, "
            "ocel_qualifier text, primary key (ocel_event_id, ocel_object_id, ocel_qualifier));"
            "create table object_object (ocel_source_id text, ocel_target_id text, "
            "ocel_qualifier text, primary key (ocel_source_id, ocel_target_id, ocel_qualifier));"
        )
        _events(base, made)
        _objects(base, made)
    return _told(made)


def _events(base: sqlite3.Connection, made: _Log) -> None:
    for kind, known in sorted(made.event_types.items()):
        names, table = sorted(known), _table(kind)
        base.execute("insert into event_map_type values (?, ?)", (kind, table))
        columns = "".join(f', "{name}" text' for name in names)
        base.execute(
            f'create table "event_{table}" (ocel_id text primary key, ocel_time timestamp{columns})'
        )
        marks = ", ".join("?" * (len(names) + 2))
        rows = (
            [one["id"], one["time"], *(said.get(name) for name in names)]
            for one in made.events
            if one["type"] == kind
            for said in [{each["name"]: each["value"] for each in one["attributes"]}]
        )
        base.executemany(f'insert into "event_{table}" values ({marks})', rows)  # noqa: S608
    base.executemany("insert into event values (?, ?)", ((e["id"], e["type"]) for e in made.events))
    base.executemany(
        "insert into event_object values (?, ?, ?)",
        (
            (one["id"], each["objectId"], each["qualifier"])
            for one in made.events
            for each in one["relationships"]
        ),
    )


def _objects(base: sqlite3.Connection, made: _Log) -> None:
    for kind in sorted({*made.objects.values()}):
        table = _table(kind)
        base.execute("insert into object_map_type values (?, ?)", (kind, table))
        base.execute(
            f'create table "object_{table}" (ocel_id text, ocel_time timestamp, ocel_changed_field text)'
        )
        base.executemany(
            f'insert into "object_{table}" values (?, ?, null)',  # noqa: S608 - letters and digits
            ((name, EPOCH) for name, one in made.objects.items() if one == kind),
        )
    base.executemany("insert into object values (?, ?)", made.objects.items())


def _table(kind: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", kind)
