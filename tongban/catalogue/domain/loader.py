"""Loading definition files (载入定义): texts in, definitions and findings out.

>>> from tongban.catalogue.domain.loader import load
>>> loaded = load({"a.yaml": 'same_as: {baby: child.name}'})
>>> loaded.definitions[0].kind, loaded.errors
('same_as', ())
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

from tongban.catalogue.domain import shape
from tongban.catalogue.domain.definitions import KINDS, Definition, kind_of, split
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import field_name
from tongban.catalogue.domain.yamlread import MAX_CHARACTERS, BadYaml, read
from tongban.kernel.memory import building


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a set of files holds (载入结果): its definitions, and why others could not be read.

    `unread` are the words of those others: what any of them names it may well define.
    """

    definitions: tuple[Definition, ...]
    errors: tuple[Finding, ...] = ()
    unread: frozenset[str] = frozenset()


Raw = str | bytes | OSError
"""A file's content, or why it could not be read."""


def load(texts: Mapping[str, Raw]) -> Loaded:
    """Load files given by name; every file that can be read is."""
    definitions: list[Definition] = []
    errors: list[Finding] = []
    with building():
        for name in sorted(texts):
            _file(name, texts[name], definitions, errors)
    unread = (words for name in {one.file for one in errors} for words in _words(name, texts[name]))
    found = frozenset(unread)
    errors += twice(definitions)
    return Loaded(tuple(definitions), tuple(errors), found)


def _words(name: str, raw: Raw) -> Iterable[str]:
    """Yield the words of a file that could not be read, its own name among them."""
    yield PurePath(name).stem
    if not isinstance(raw, OSError):
        text = raw if isinstance(raw, str) else raw[:MAX_CHARACTERS].decode(errors="replace")
        yield from re.findall(r"[\w-]+", text[:MAX_CHARACTERS])


def _file(name: str, raw: Raw, definitions: list[Definition], errors: list[Finding]) -> None:
    if isinstance(raw, OSError):
        said = f"the file cannot be read: {raw.strerror}"
        errors.append(Finding(name, 1, "", "files.unreadable", said))
        return
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8-sig")
        parsed = read(text)
    except UnicodeDecodeError as fault:
        errors.append(Finding(name, 1, "", "yaml.encoding", _encoding(fault)))
        return
    except BadYaml as fault:
        errors += [
            Finding(name, one.line, field_name(one.path), "yaml", one.message)
            for one in (fault, *fault.others)
        ]
        return
    kind = kind_of(parsed.value)
    if kind is None:
        said = "the file is empty: " if parsed.value is None else ""
        said += f"the first key must tell what the file defines: {', '.join(KINDS)}"
        errors.append(Finding(name, 1, "", "yaml.kind", said))
        return
    if found := list(shape.faults(kind, parsed, name)):
        errors += found
        return
    bytes_ = raw if isinstance(raw, bytes) else raw.encode()
    definitions += split(kind, parsed, name, text, sha256(bytes_).hexdigest())


def _encoding(fault: UnicodeDecodeError) -> str:
    """Say that a text is not UTF-8, and what it probably is."""
    said = f"byte {fault.start + 1} is not UTF-8; save the file as UTF-8"
    try:
        fault.object.decode("gb18030")
    except UnicodeDecodeError:
        return said
    return f"{said} (it looks like GB 18030)"


def twice(definitions: Iterable[Definition]) -> list[Finding]:
    """Find versions that are defined more than once."""
    seen: dict[tuple[str, str, str], Definition] = {}
    found = []
    for definition in definitions:
        key = (*definition.key, definition.version)
        first = seen.setdefault(key, definition)
        if first is not definition:
            said = (
                f"{definition.id} {definition.version} is defined twice, first in {first.file}; "
                "take another id, or a later version for a change"
            ).replace("  ", " ")
            found.append(definition.finding((definition.kind,), "ids.twice", said))
    return found
