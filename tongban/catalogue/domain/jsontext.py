r"""JSON as people send it (来料 JSON): strict, bounded, and every value knows its line.

The standard decoder stops at the first fault, loses line numbers and lets a repeated key win in
silence. A directory of services comes from many hands, so all its faults are told at once.

>>> parsed = parse('{"a": 1,\n "b": [true]}')
>>> parsed.value, parsed.line(("b", 0)), parsed.faults
({'a': 1, 'b': [True]}, 2, [])
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

MAX_DEPTH = 40
MAX_NUMBER = 30  # characters; a float written whole needs 24
MAX_DIGITS = 18  # of a whole number; more digits are a code, and codes are texts

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?P<fraction>\.\d+)?(?P<exponent>[eE][+-]?\d+)?", re.ASCII)
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None}
_WORD = re.compile(r"[A-Za-z_]+")
# What no text of a definition may hold: control characters, halves of characters, non-characters.
_BROKEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)


class BadJson(ValueError):  # noqa: N818 - the word of our field
    """The text is not JSON, or is JSON that nobody can mean (格式错误)."""

    def __init__(self, message: str, line: int, path: Path = ()) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.path = path


@dataclass(slots=True)
class Parsed:
    """A parsed text (解析结果): its value, the line of each part, and faults that did not stop it.

    Who read in haste leaves `read_lines` to find the lines once somebody asks for one.
    """

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[BadJson] = field(default_factory=list)
    read_lines: Callable[[], dict[Path, int]] | None = None

    def line(self, path: Path) -> int:
        """Return the line of a part, or of the nearest part around it."""
        if self.read_lines is not None:
            self.lines, self.read_lines = self.read_lines(), None
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def broken_character(text: str) -> str | None:
    """Name the first character that no text may hold, or None."""
    found = _BROKEN.search(text)
    return f"U+{ord(found.group()):04X}" if found else None


def field_name(path: Path) -> str:
    """Write a path as people read it.

    >>> field_name(("materials", 0, "kind"))
    'materials[0].kind'
    """
    said = ""
    for part in path:
        said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else str(part)
    return said


def parse(text: str, *, first_line: int = 1) -> Parsed:
    """Parse one JSON value; raises BadJson where the text cannot be read on."""
    reader = _Reader(text, first_line)
    end = reader.skip(0)
    value, end = reader.value(end, ())
    if reader.skip(end) != len(text):
        raise BadJson("there is more text after the value", reader.line_at(reader.skip(end)))
    return Parsed(value, reader.lines, reader.faults)


class _Reader:
    """One pass over a text, by recursion no deeper than MAX_DEPTH."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self.breaks = [m.start() for m in re.finditer("\n", text)]
        self.lines: dict[Path, int] = {}
        self.faults: list[BadJson] = []

    def line_at(self, position: int) -> int:
        return self.first_line + bisect_right(self.breaks, position - 1)

    def skip(self, position: int) -> int:
        found = _SPACE.match(self.text, position)
        return found.end() if found else position

    def stop(self, message: str, position: int, path: Path) -> BadJson:
        return BadJson(message, self.line_at(position), path)

    def value(self, position: int, path: Path) -> tuple[Any, int]:
        self.lines[path] = self.line_at(position)
        if len(path) > MAX_DEPTH:
            raise self.stop(f"nested deeper than {MAX_DEPTH} levels", position, path[:3])
        start = self.text[position : position + 1]
        if start == "{":
            return self.mapping(position + 1, path)
        if start == "[":
            return self.sequence(position + 1, path)
        if start == '"':
            return self.string(position, path)
        return self.word(position, path)

    def word(self, position: int, path: Path) -> tuple[Any, int]:
        if found := _NUMBER.match(self.text, position):
            return self.number(found, path), found.end()
        found = _WORD.match(self.text, position)
        if found and found.group() in _WORDS:
            return _WORDS[found.group()], found.end()
        seen = self.text[position : position + 12]
        message = f"a value was expected, not {seen!r}" if seen else "the text ends too early"
        raise self.stop(message, position, path)

    def number(self, found: re.Match[str], path: Path) -> int | float:
        said = found.group()
        whole = found["fraction"] is None and found["exponent"] is None
        if len(said) > MAX_NUMBER or (whole and len(said.lstrip("-")) > MAX_DIGITS):
            self.faults.append(self.stop("the number is too long to be meant", found.start(), path))
            return 0
        if whole:
            return int(said)
        value = float(said)
        if abs(value) == float("inf"):
            self.faults.append(self.stop("the number is too large", found.start(), path))
            return 0
        return value

    def string(self, position: int, path: Path) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, position + 1, True)  # noqa: FBT003 - its signature
        except ValueError as fault:
            message = "a string holds a line break or is not closed"
            where = getattr(fault, "pos", position)
            raise self.stop(message, min(where, len(self.text)), path) from None
        if "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        if broken := broken_character(value):
            fault_here = self.stop(f"the text holds the character {broken}", position, path)
            self.faults.append(fault_here)
        return value, end

    def sequence(self, position: int, path: Path) -> tuple[list[Any], int]:
        items: list[Any] = []
        position = self.skip(position)
        if self.text.startswith("]", position):
            return items, position + 1
        while True:
            value, position = self.value(position, (*path, len(items)))
            items.append(value)
            position = self.skip(position)
            if self.text.startswith("]", position):
                return items, position + 1
            position = self.comma(position, (*path, len(items) - 1))

    def mapping(self, position: int, path: Path) -> tuple[dict[str, Any], int]:
        items: dict[str, Any] = {}
        position = self.skip(position)
        if self.text.startswith("}", position):
            return items, position + 1
        while True:
            # A fault between two values is told at the value before it.
            near = (*path, next(reversed(items))) if items else path
            if not self.text.startswith('"', position):
                raise self.stop("a key in double quotes was expected", position, near)
            key, end = self.string(position, near)
            if key in items:
                message = f"the key {key!r} is written twice in one object"
                self.faults.append(self.stop(message, position, (*path, key)))
            position = self.skip(end)
            if not self.text.startswith(":", position):
                raise self.stop(f"a colon was expected after {key!r}", position, (*path, key))
            items[key], position = self.value(self.skip(position + 1), (*path, key))
            position = self.skip(position)
            if self.text.startswith("}", position):
                return items, position + 1
            position = self.comma(position, (*path, key))

    def comma(self, position: int, path: Path) -> int:
        if not self.text.startswith(",", position):
            raise self.stop("a comma or a closing bracket was expected", position, path)
        return self.skip(position + 1)
