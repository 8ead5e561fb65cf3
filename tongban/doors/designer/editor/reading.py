"""What was typed, as changes of the definition (读回表单): only what differs is written.

Nothing is refused here: a word where a number belongs is kept as a word, and the checks say at
its field what is wrong with it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tongban.catalogue.domain.editing import REMOVE, Insert
from tongban.catalogue.domain.jsontext import Path
from tongban.doors.designer.editor.entries import Entry
from tongban.doors.designer.editor.shapes import Node, shape_of, step_into
from tongban.doors.shared.keys import natural

LONGEST = 20_000  # characters of one field
_INT = re.compile(r"-?\d{1,18}")
_FLOAT = re.compile(r"-?\d{1,15}\.\d{1,10}")
_TRUTH = {"true": True, "false": False, "是": True, "否": False}


def changes(entries: Sequence[Entry], post: Mapping[str, str]) -> dict[Path, Any]:
    """Return what of these entries was typed otherwise than it stands."""
    found: dict[Path, Any] = {}
    for entry in entries:
        _read(entry, post, found)
    return found


def _read(entry: Entry, post: Mapping[str, str], found: dict[Path, Any]) -> None:
    if entry.kind == "row" and entry.empty:
        fresh: dict[str, Any] = {}
        for path, value in _values(entry, post, at=len(entry.path)):
            _put(fresh, path, value)
        if fresh:
            found[entry.path] = fresh
    elif entry.inside:
        for one in entry.inside:
            _read(one, post, found)
    elif entry.name in post and (said := value_of(entry, post)) != _standing(entry):
        found[entry.path] = REMOVE if said is None else said
    if entry.kind == "map" and (key := post.get(f"{entry.name}/+", "").strip()):
        found[(*entry.path, key)] = plain(post.get(f"{entry.name}/+value", ""))


def _values(entry: Entry, post: Mapping[str, str], at: int) -> Iterator[tuple[Path, Any]]:
    for one in entry.inside:
        if one.inside:
            yield from _values(one, post, at)
        elif one.name in post and (value := value_of(one, post)) is not None:
            yield one.path[at:], value


def _put(into: dict[str, Any], path: Path, value: Any) -> None:
    for part in path[:-1]:
        into = into.setdefault(str(part), {})
    into[str(path[-1])] = value


def _standing(entry: Entry) -> Any:
    """Return what the field would say if nobody typed."""
    return value_of(entry, {entry.name: entry.value, f"{entry.name}/en": entry.english})


def value_of(entry: Entry, post: Mapping[str, str]) -> Any:
    """Return what was typed into a field, in the shape the definition takes; None where nothing."""
    typed = post.get(entry.name, "").replace("\r\n", "\n").strip()[:LONGEST]
    english = post.get(f"{entry.name}/en", "").strip()[:LONGEST]
    if entry.kind == "words":
        if not typed and not english:
            return None
        return {"zh": typed, "en": english} if english else typed
    return _typed(entry.kind, typed) if typed else None


def _typed(kind: str, typed: str) -> Any:
    match kind:
        case "whole" if _INT.fullmatch(typed):
            return int(typed)
        case "number" | "any":
            return plain(typed)
        case "truth":
            return _TRUTH.get(typed, typed)
        case "several" | "numbers":
            lines = [line.strip() for line in typed.split("\n") if line.strip()]
            return lines if kind == "several" else [plain(line) for line in lines]
        case "sayings":
            return [_saying(line) for line in typed.split("\n") if line.strip()]
        case _:
            return typed


def _saying(line: str) -> Any:
    zh, _, en = (part.strip() for part in line.partition("|"))
    return {"zh": zh, "en": en} if en else zh


def plain(typed: str) -> Any:
    """Read a value whose type nobody says: a truth, a number, else the words themselves."""
    typed = typed.strip()
    if typed in _TRUTH:
        return _TRUTH[typed]
    if _INT.fullmatch(typed):
        return int(typed)
    return float(typed) if _FLOAT.fullmatch(typed) else typed


def told(do: str, value: Any, node: Node) -> dict[Path, Any]:
    """Return the change that a button asks for: add:…, remove:…, up:… with a path behind it.

    `value` is the definition, `node` its schema.
    """
    act, _, where = do.partition(":")
    path = tuple(part if (no := natural(part)) is None else no for part in where.split("/")[1:])
    if not path:
        return {}
    here = _at(value, path[:-1])
    match act:
        case "remove":
            return {path: REMOVE}
        case "add":
            for part in path:
                node = step_into(node, part)
            return {path: [] if shape_of(node).kind == "rows" else {}}
        case "up" if isinstance(path[-1], int) and isinstance(here, list) and path[-1] > 0:
            item = here[path[-1]]
            return {path: REMOVE, (*path[:-1], path[-1] - 1): Insert(item)}
        case _:
            return {}


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part] if isinstance(part, int) else value.get(part, {})
    return value
