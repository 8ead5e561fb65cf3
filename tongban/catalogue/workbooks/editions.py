"""From edited cells to new versions (改动成为新版本): the definition's own text, comments and all."""

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.differences import compare
from tongban.catalogue.domain.editing import changed
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.yamlread import read as read_yaml
from tongban.catalogue.workbooks import reading, writing
from tongban.catalogue.workbooks.results import Edition, Returned, WrongCell


def workbook(definitions: Iterable[Definition], only: Iterable[str] = ()) -> bytes:
    """Return the workbook of the services among these definitions, each in its newest version."""
    found = newest(definitions)
    chosen = sorted(only) or sorted(found)
    return writing.write([found[name].value for name in chosen])


def newest(definitions: Iterable[Definition]) -> dict[str, Definition]:
    """Return each service in its newest version."""
    found: dict[str, Definition] = {}
    for one in definitions:
        if one.kind == "service" and (one.id not in found or found[one.id].version < one.version):
            found[one.id] = one
    return found


def returned(
    content: bytes, definitions: Iterable[Definition], sources: Mapping[str, str], *, version: str
) -> Returned:
    """Read a workbook back; `sources` has the text of each service's file by its id.

    What was edited becomes the version of that day: the text of the file changes where the cell
    did and nowhere else. A wording that is no definition any more is told by its service's row.
    Raises Unreadable.
    """
    known = newest(definitions)
    edits = reading.read(content, {name: one.value for name, one in known.items()})
    wrong = list(edits.wrong)
    editions = []
    for name in edits.services():
        one = known[name]
        if one.version > version:
            said = f"{name} 已有 {one.version} 起施行的版本,新版本不能早于它"
            wrong.append(WrongCell("事项", "A1", said))
            continue
        text = _edited(sources[name], edits, name, version)
        faults = load({one.file or f"{name}.yaml": text}).errors
        wrong += [
            WrongCell("事项", "A1", f"{name} {fault.field}:{fault.message}") for fault in faults
        ]
        if not faults:
            words = _words(one.value, read_yaml(text).value)
            editions.append(Edition(name, version, one.file, text, words))
    if wrong:
        return Returned(wrong=tuple(wrong))
    return Returned(tuple(editions), edits.unchanged, files={e.file: e.text for e in editions})


def _edited(source: str, edits: reading.Edits, name: str, version: str) -> str:
    text = changed(source, {**edits.values.get(name, {}), ("version",): version})
    return changed(text, edits.inserted[name]) if name in edits.inserted else text


def _words(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(one.words.zh for one in compare(before, after) if one.path != ("version",))
