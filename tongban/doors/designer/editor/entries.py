"""The form of a definition (定义表单): every field of a section with its value and what is wrong.

Made of the schema and the value alone. A list shows one empty row behind its last, so that adding
is typing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tongban.catalogue.domain.choice_words import CHOICES
from tongban.catalogue.domain.differences import identity, say
from tongban.catalogue.domain.field_words import words_of
from tongban.catalogue.domain.jsontext import Path
from tongban.doors.designer.editor.sections import COLUMNS, ORDER, ordered
from tongban.doors.designer.editor.shapes import (
    SIMPLE,
    Node,
    Shape,
    properties,
    resolved,
    shape_of,
)
from tongban.doors.shared.words import language, said
from tongban.kernel.text import Text

LONG = frozenset({"text", "note", "answer", "does", "flow", "content", "rule", "when_text", "law"})
TEXTUAL = 40  # characters; a longer line is given room
DEEP = 3  # groups within groups that are open without being asked for
NAMED = {
    "agency": "agencies", "held_by": "agencies", "holder": "agencies", "lead": "agencies",
    "owner": "agencies", "co": "agencies", "goes": "agencies", "agencies": "agencies",
    "licence": "licences", "from": "licences", "ends": "licences", "register": "licences",
    "fact": "kinds", "key": "kinds", "service": "services", "downstream": "services",
    "role": "roles", "about": "roles", "of": "roles",
}  # fmt: skip
"""Which fields name something that is defined elsewhere, and where that is listed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the form (表单字段), or a group, a list, an entry of it with fields inside.

    `wrong` is what the checks say of it; `names` the list it is chosen from; `also` the name of
    what it refers to; `empty` an entry that is not there yet; `rare` a field of an entry that is
    seldom used and says nothing.
    """

    path: Path
    kind: str
    label: str
    value: str = ""
    english: str = ""
    required: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    names: str = ""
    also: str = ""
    inside: tuple["Entry", ...] = ()
    wrong: tuple[Any, ...] = ()
    empty: bool = False
    columns: tuple[str, ...] = ()
    rare: bool = False

    @property
    def roomy(self) -> bool:
        """Whether the words are sentences, which are given room in both languages."""
        key = next((str(part) for part in reversed(self.path) if not isinstance(part, int)), "")
        return key in LONG or len(self.value) > TEXTUAL or len(self.english) > 2 * TEXTUAL

    @property
    def name(self) -> str:
        """Return the name by which the form sends it."""
        return "/".join(["v", *map(str, self.path)])

    @property
    def id(self) -> str:
        """Return the id by which the page links to it."""
        return "-".join(["v", *map(str, self.path)])

    @property
    def troubled(self) -> bool:
        """Whether anything is wrong in it, or in what stands inside."""
        return bool(self.wrong) or any(one.troubled for one in self.inside)

    def column(self, key: str) -> "Entry | None":
        """Return the field of a row that stands in a column."""
        return next((one for one in self.inside if one.path[-1] == key), None)


@dataclass(frozen=True, slots=True)
class Making:
    """What entries are made with: names of what is referred to, findings by place (填表依据)."""

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    wrong: Mapping[Path, Sequence[Any]] = field(default_factory=dict)


def label_of(path: Path, node: Node) -> str:
    """Name a field in plain words: as the field is called, else as the schema describes it."""
    keys = tuple(str(part) for part in path if not isinstance(part, int))
    words = words_of(keys)
    if keys and words == (keys[-1], keys[-1].replace("_", " ")):
        described = str(node.get("title") or node.get("description") or "")
        if described and language() == "zh":
            return described.partition("：")[0].partition(":")[0].partition("；")[0]
    name = said(Text(*words))
    return name[:1].upper() + name[1:]


def fields(
    node: Node, value: Mapping[str, Any], keys: Sequence[str], making: Making
) -> tuple[Entry, ...]:
    """Make the entries of some fields of a definition."""
    known, needed = properties(node), resolved(node).get("required", ())
    return tuple(
        made(known[key], value.get(key), (key,), making, required=key in needed) for key in keys
    )


def made(
    node: Node,
    value: Any,
    path: Path,
    making: Making,
    *,
    required: bool = False,
    empty: bool = False,
) -> Entry:
    """Make the entry of one node of the schema with what stands there."""
    shape = shape_of(node)
    label = label_of(path, {**shape.node, **node})
    entry = Entry(path, shape.kind, label, required=required, empty=empty)
    entry = replace(entry, wrong=tuple(making.wrong.get(path, ())), hint=_hint(node, label))
    if shape.kind in SIMPLE:
        return _simple(entry, shape, value, making)
    if shape.kind == "rows":
        return _rows(entry, shape, value, making)
    if shape.kind == "group":
        inside = _group(shape.node, value, path, making, empty=empty)
        return replace(entry, inside=inside)
    return _map(entry, shape, value, making)


def _hint(node: Node, label: str) -> str:
    described = str(node.get("description") or "")
    plain = described and not described.startswith(label) and language() == "zh"
    return described if plain else ""


def _simple(entry: Entry, shape: Shape, value: Any, making: Making) -> Entry:
    key = next((str(part) for part in reversed(entry.path) if not isinstance(part, int)), "")
    names = NAMED.get(key, "situations" if key == "situation" else "")
    also = making.names.get(names, {}).get(str(value), "") if names and value else ""
    entry = replace(entry, names=names, also=also, value=typed(shape.kind, value))
    if shape.kind == "words":
        pair = value if isinstance(value, Mapping) else {"zh": value}
        return replace(entry, value=str(pair.get("zh") or ""), english=str(pair.get("en") or ""))
    if shape.kind == "choice":
        return replace(entry, choices=_choices(shape, value))
    if shape.kind == "line" and not names and (key in LONG or len(entry.value) > TEXTUAL):
        return replace(entry, kind="long")
    return entry


def _choices(shape: Shape, value: Any) -> tuple[tuple[str, str], ...]:
    options = [str(one) for one in shape.node["enum"] if one is not None]
    if value is not None and str(value) not in options:
        options.append(str(value))
    return tuple((one, said(Text(*CHOICES[one])) if one in CHOICES else one) for one in options)


def typed(kind: str, value: Any) -> str:
    """Say a value as it is typed into its field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind in ("several", "numbers"):
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    if kind == "sayings":
        return "\n".join(_saying(one) for one in value)
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _saying(one: Any) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    return f"{one['zh']} | {one['en']}" if one.get("en") else str(one["zh"])


def _rows(entry: Entry, shape: Shape, value: Any, making: Making) -> Entry:
    item = shape.inside or {}
    standing = list(value or ())
    rows = [
        _row(item, one, (*entry.path, no), making)
        if isinstance(one, Mapping)
        else _simple(Entry((*entry.path, no), "line", ""), Shape("line", {}), one, making)
        for no, one in enumerate(standing)
    ]
    rows.append(_row(item, {}, (*entry.path, len(standing)), making, empty=True))
    key = str(entry.path[-1])
    simple = [k for k, n in properties(item).items() if shape_of(n).kind in SIMPLE]
    columns = [k for k in COLUMNS.get(key, simple[:6]) if k in simple]
    return replace(entry, inside=tuple(rows), columns=tuple(columns))


def _row(node: Node, value: Any, path: Path, making: Making, *, empty: bool = False) -> Entry:
    shape = shape_of(node)
    name = "" if empty else _known_by(value)
    inner = (*path, "") if shape.kind != "group" else path
    if shape.kind == "group":
        inside = _group(shape.node, value, path, making, empty=empty)
    else:
        inside = (made(node, value, inner, making),)
    if shape.kind == "group":
        inside = tuple(_rare(one, str(path[-2])) for one in inside)
    for listed in making.names.values():
        name = f"{listed[name]}　{name}" if name in listed and listed[name] != name else name
    return Entry(
        path, "row", name, inside=inside, empty=empty, wrong=tuple(making.wrong.get(path, ()))
    )


def _rare(entry: Entry, within: str) -> Entry:
    """Mark a field of a list's entry that people seldom need, where it says nothing."""
    usual = (*COLUMNS.get(within, ()), *ORDER.get(within, ()))
    if not usual or entry.path[-1] in usual or entry.required or entry.troubled:
        return entry
    return replace(entry, rare=not (entry.value or entry.english or entry.inside))


def _known_by(value: Any) -> str:
    """Tell by what a person knows an entry: its words, else what it refers to."""
    if isinstance(value, Mapping):
        for key in ("text", "name", "question", "trigger", "matter"):
            if value.get(key):
                return say(value[key], 1 if language() == "en" else 0)
        if (said_ := identity(value)).startswith("{"):
            return "　".join(say(one, 0) for one in value.values() if not isinstance(one, Mapping))
        return said_
    return identity(value)


def _group(
    node: Node, value: Any, path: Path, making: Making, *, empty: bool = False
) -> tuple[Entry, ...]:
    known, needed = properties(node), resolved(node).get("required", ())
    there = value if isinstance(value, Mapping) else {}
    within = next((str(part) for part in reversed(path) if not isinstance(part, int)), "")
    entries = []
    for key in ordered(list(known), within):
        if key == "extra" and key not in there:
            continue
        shape = shape_of(known[key])
        if key not in there and shape.kind not in SIMPLE and not _opens(shape, path, empty=empty):
            label = label_of((*path, key), {**shape.node, **known[key]})
            entries.append(Entry((*path, key), "absent", label))
            continue
        entries.append(
            made(known[key], there.get(key), (*path, key), making, required=key in needed)
        )
    return tuple(entries)


def _opens(shape: Shape, path: Path, *, empty: bool) -> bool:
    """Whether a group that is not there is offered open: it holds simple fields, near the top."""
    if empty or shape.kind != "group" or len(path) >= DEEP or isinstance(path[-1], int):
        return False
    return all(shape_of(one).kind in SIMPLE | {"free"} for one in properties(shape.node).values())


def _map(entry: Entry, shape: Shape, value: Any, making: Making) -> Entry:
    there = value if isinstance(value, Mapping) else {}
    node = shape.inside if shape.inside is not None else {}
    inside = []
    for key, one in there.items():
        under: Node = node or _guessed(one)
        found = made(under, one, (*entry.path, key), making)
        inside.append(replace(found, label=_key_words(entry.path, str(key), making)))
    return replace(entry, kind="map", inside=tuple(inside))


def _key_words(path: Path, key: str, making: Making) -> str:
    """Say what a key of a map is: a role, a fact, a field, else itself."""
    listed = making.names.get("roles" if path[-1] == "roles" else "kinds", {}).get(key)
    return listed or said(Text(*words_of((key,))))


def _guessed(value: Any) -> Node:
    """Guess the schema of what the schema leaves free, from what stands there."""
    if isinstance(value, Mapping):
        return {"type": "object"}
    if isinstance(value, list):
        of = [_guessed(one) for one in value]
        return {"type": "array", "items": of[0] if of else {"type": "string"}}
    if isinstance(value, bool):
        return {"type": "boolean"}
    return {} if isinstance(value, int | float) else {"type": "string"}
