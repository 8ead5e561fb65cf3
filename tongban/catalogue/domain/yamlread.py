r"""Reading YAML 1.2 as definitions need it (读定义文件): plain values, and the line of each.

Values are built from the parser's events by the core schema of YAML 1.2: `NO` is a word,
`2026-01-01` is a text, and nothing but null, booleans and numbers is guessed. What a definition
never needs is refused by name: anchors and aliases (which can unfold without end), tags,
repeated keys, several documents in a file, text beyond any sense.

>>> read("fact: age\nunit: NO\n").value
{'fact': 'age', 'unit': 'NO'}
"""

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from tongban.catalogue.domain.jsontext import Parsed, Path, broken_character

MAX_CHARACTERS = 300_000  # less than files.MAX_FILE bytes can hold
MAX_DEPTH = 30
MAX_NUMBER = 30

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_CORE: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class BadYaml(ValueError):  # noqa: N818 - the word of our field
    """The text is not YAML, or not the YAML of definitions (格式错误)."""

    def __init__(self, message: str, line: int, path: Path = ()) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.path = path


def read(text: str) -> Parsed:
    """Read one document; raises BadYaml at the first thing that cannot be read."""
    if len(text) > MAX_CHARACTERS:
        raise BadYaml(f"the file is longer than {MAX_CHARACTERS} characters", 1)
    if broken := broken_character(text):
        at = 1 + text.count("\n", 0, next(i for i, c in enumerate(text) if broken_character(c)))
        raise BadYaml(f"the text holds the character {broken}", at)
    parser = YAML(typ="safe", pure=True)
    try:
        return _Builder(parser.parse(text)).document()
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        said = " ".join(str(part) for part in (fault.context, fault.problem) if part)
        raise BadYaml(f"this is not YAML: {said}", mark.line + 1 if mark else 1) from None
    except (YAMLError, ValueError) as fault:
        if isinstance(fault, BadYaml):
            raise
        raise BadYaml(f"this is not YAML: {fault}", 1) from None
    except RecursionError:
        raise BadYaml(f"nested deeper than {MAX_DEPTH} levels", 1) from None


class _Builder:
    """Builds the value from the events of one document."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.parsed = Parsed(None)

    def document(self) -> Parsed:
        documents = 0
        for event in self.events:
            name = type(event).__name__
            if name in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent", "CommentEvent"):
                continue
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise BadYaml("a file holds one document; begin a new file", _line(event))
                continue
            self.parsed.value = self.value(event, ())
        return self.parsed

    def value(self, event: Any, path: Path) -> Any:
        line = _line(event)
        self.parsed.lines[path] = line
        if len(path) > MAX_DEPTH:
            raise BadYaml(f"nested deeper than {MAX_DEPTH} levels", line, path[:3])
        if getattr(event, "anchor", None) is not None:
            raise BadYaml("anchors and aliases (& and *) are not used in definitions", line, path)
        if getattr(event, "tag", None) is not None:
            raise BadYaml(f"tags such as {event.tag} are not used in definitions", line, path)
        match type(event).__name__:
            case "ScalarEvent":
                return _scalar(event, line, path)
            case "SequenceStartEvent":
                return self.sequence(path)
            case _:
                return self.mapping(path)

    def sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            items.append(self.value(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        items: dict[str, Any] = {}
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key, line = self.key(event, path), _line(event)
            if key in items:
                said = f"the key {key} is written twice, first in line"
                first = self.parsed.line((*path, key))
                raise BadYaml(f"{said} {first}", line, (*path, key))
            items[key] = self.value(next(self.events), (*path, key))
            # A person looks for a field where its key stands, not where its value begins.
            self.parsed.lines[(*path, key)] = line
        return items

    def key(self, event: Any, path: Path) -> str:
        line = _line(event)
        if type(event).__name__ != "ScalarEvent":
            raise BadYaml("a key must be a word", line, path)
        key = self.value(event, path)
        self.parsed.lines[path] = min(self.parsed.lines.get(path, line), line)
        # A year or a region's code may stand as a key without quotes.
        return key if isinstance(key, str) else str(event.value)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: Any, line: int, path: Path) -> Any:
    text: str = event.value
    if event.style is not None:
        return text
    if text in _CORE:
        return _CORE[text]
    if not _FLOAT.fullmatch(text):
        return text
    if len(text) > MAX_NUMBER:
        raise BadYaml("the number is too long to be meant; quote it if it is a text", line, path)
    if _INT.fullmatch(text):
        return int(text)
    number = float(text)
    if abs(number) == float("inf"):
        raise BadYaml("the number is too large", line, path)
    return number
