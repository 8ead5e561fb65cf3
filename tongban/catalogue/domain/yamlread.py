r"""Reading YAML 1.2 as definitions need it (读定义文件): plain values, and the line of each.

Values are built from the parser's events by the core schema of YAML 1.2: `NO` is a word,
`2026-01-01` is a text, and nothing but null, booleans and numbers is guessed. What a definition
never needs is refused by name: anchors and aliases (which can unfold without end), tags,
repeated keys, several documents in a file, text beyond any sense.

A text is read three ways, each slower and more telling: by libyaml for its value alone; where
that meets anything odd, for the line of every part and every fault; what libyaml does not like,
by the parser of YAML 1.2, whose word counts.

>>> read("fact: age\nunit: NO\n").value
{'fact': 'age', 'unit': 'NO'}
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import yaml as libyaml

from tongban.catalogue.domain.jsontext import MAX_DIGITS, MAX_NUMBER, Parsed, Path, broken_character

MAX_CHARACTERS = 300_000  # less than files.MAX_FILE bytes can hold
MAX_DEPTH = 30
MAX_FAULTS = 20  # of one file; the rest is told after these are mended
# Line ends of YAML 1.1 that are plain characters in 1.2; libyaml would break lines at them.
_OLD_BREAKS = re.compile("[\x85\u2028\u2029]")

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_CORE: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class BadYaml(ValueError):  # noqa: N818 - the word of our field
    """The text is not YAML, or not the YAML of definitions (格式错误).

    `others` are further faults of the same text, found on the same reading.
    """

    def __init__(self, message: str, line: int, path: Path = ()) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.path = path
        self.others: tuple[BadYaml, ...] = ()


def read(text: str) -> Parsed:
    """Read one document; raises BadYaml with everything in it that cannot be read."""
    if len(text) > MAX_CHARACTERS:
        raise BadYaml(f"the file is longer than {MAX_CHARACTERS} characters", 1)
    if broken := broken_character(text):
        at = 1 + text.count("\n", 0, next(i for i, c in enumerate(text) if broken_character(c)))
        raise BadYaml(f"the text holds the character {broken}", at)
    if not _OLD_BREAKS.search(text):
        try:
            return Parsed(_Plain(text).document(), read_lines=partial(_lines, text))
        except (_OddError, libyaml.YAMLError):
            pass
        try:
            return _read_with_lines(text)
        except libyaml.YAMLError:
            pass
    return _read_slowly(text)


def _lines(text: str) -> dict[Path, int]:
    return _read_with_lines(text).lines


def _read_with_lines(text: str) -> Parsed:
    return _Builder(libyaml.parse(text, Loader=libyaml.CSafeLoader)).document()


_MENDS = {
    "mapping values are not allowed": "; put a text with a colon and a space into quotation marks",
    "'\\t'": "; indent with spaces, not tabs",
    "expected ',' or": "; a bracket, comma or quotation mark is missing before here",
    "expected <block end>": "; check that keys of one level begin in the same column",
}


def _read_slowly(text: str) -> Parsed:
    # Rarely needed, and slow to load: a process that only reads books never sees it.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    parser = YAML(typ="safe", pure=True)
    try:
        return _Builder(parser.parse(text)).document()
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        said = " ".join(str(part) for part in (fault.context, fault.problem) if part)
        said += next((mend for cause, mend in _MENDS.items() if cause in said), "")
        raise BadYaml(f"this is not YAML: {said}", mark.line + 1 if mark else 1) from None
    except BadYaml:
        raise
    except (YAMLError, ValueError) as fault:
        raise BadYaml(f"this is not YAML: {fault}", 1) from None
    except RecursionError:
        raise BadYaml(f"nested deeper than {MAX_DEPTH} levels", 1) from None


class _OddError(Exception):
    """There is something in the text that has to be told with its line."""


class _Plain:
    """Builds the value of a document in which nothing is odd, as quickly as Python can."""

    def __init__(self, text: str) -> None:
        self.loader = libyaml.CSafeLoader(text)
        self.next = self.loader.get_event

    def document(self) -> Any:
        try:
            self.next()
            if type(self.next()) is not libyaml.DocumentStartEvent:
                return None
            value = self.value(self.next(), MAX_DEPTH)
            self.next()
            if type(self.next()) is not libyaml.StreamEndEvent:
                raise _OddError
        finally:
            self.loader.dispose()
        return value

    def value(self, event: Any, depth: int) -> Any:
        kind = type(event)
        if kind is libyaml.AliasEvent or event.anchor is not None or event.tag is not None:
            raise _OddError
        if kind is libyaml.ScalarEvent:
            return event.value if event.style else _plain_scalar(event.value)
        if not depth:
            raise _OddError
        if kind is libyaml.MappingStartEvent:
            return self.mapping(depth)
        items = []
        while type(event := self.next()) is not libyaml.SequenceEndEvent:
            items.append(self.value(event, depth - 1))
        return items

    def mapping(self, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        following, scalar = self.next, libyaml.ScalarEvent
        while type(event := following()) is not libyaml.MappingEndEvent:
            if type(event) is not scalar or event.anchor is not None or event.tag is not None:
                raise _OddError
            key = event.value
            if key in made:
                raise _OddError
            event = following()
            # Most values are scalars; they are read here to spare a call for each.
            if type(event) is scalar and event.anchor is None and event.tag is None:
                made[key] = event.value if event.style else _plain_scalar(event.value)
            else:
                made[key] = self.value(event, depth - 1)
        return made


def _plain_scalar(text: str) -> Any:
    if text in _CORE:
        return _CORE[text]
    if text[0] not in "0123456789+-." or not _FLOAT.fullmatch(text):
        return text
    try:
        return _number(text)
    except ValueError:
        raise _OddError from None


class _Builder:
    """Builds the value from the events of one document; what is wrong is gathered."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.parsed = Parsed(None)
        self.lines = self.parsed.lines
        self.faults: list[BadYaml] = []

    def document(self) -> Parsed:
        documents = 0
        for event in self.events:
            name = type(event).__name__
            if name in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent", "CommentEvent"):
                continue
            if name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self.fault("a file holds one document; begin a new file", _line(event), ())
                    break
                continue
            self.parsed.value = self.value(event, ())
        if self.faults:
            self.raise_faults()
        return self.parsed

    def fault(self, message: str, line: int, path: Path) -> None:
        self.faults.append(BadYaml(message, line, path))
        if len(self.faults) >= MAX_FAULTS:
            self.raise_faults()

    def raise_faults(self) -> None:
        first, *others = self.faults
        first.others = tuple(others)
        raise first

    def value(self, event: Any, path: Path) -> Any:
        line = self.lines[path] = _line(event)
        name = type(event).__name__
        if event.anchor is not None:
            said = "anchors and aliases (& and *) are not used in definitions"
            self.fault(said, line, path)
        if name == "AliasEvent":
            return None
        if event.tag is not None:
            self.fault(f"tags such as {event.tag} are not used in definitions", line, path)
        if name == "ScalarEvent":
            return self.scalar(event, line, path)
        if len(path) >= MAX_DEPTH:
            self.fault(f"nested deeper than {MAX_DEPTH} levels", line, path[:3])
            self.raise_faults()
        return self.sequence(path) if name == "SequenceStartEvent" else self.mapping(path)

    def scalar(self, event: Any, line: int, path: Path) -> Any:
        try:
            return _scalar(event)
        except ValueError as fault:
            self.fault(str(fault), line, path)
            return None

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
            name = type(event).__name__
            if name == "MappingEndEvent":
                break
            line = _line(event)
            key = self.key(event, path) if name == "ScalarEvent" else self.odd_key(event, path)
            here = (*path, key)
            if key in items:
                first = self.lines[here]
                self.fault(f"the key {key} is written twice, first in line {first}", line, here)
                self.value(next(self.events), here)
            else:
                items[key] = self.value(next(self.events), here)
                # A person looks for a field where its key stands, not where its value begins.
                self.lines[here] = line
        return items

    def key(self, event: Any, path: Path) -> str:
        at = self.lines[path]
        found = self.value(event, path)
        self.lines[path] = at
        # A year or a region's code may stand as a key without quotes.
        return found if isinstance(found, str) else str(event.value)

    def odd_key(self, event: Any, path: Path) -> str:
        """Step over a key that is no word."""
        self.fault("a key must be a word", _line(event), path)
        return str(self.value(event, (*path, "?")))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: Any) -> Any:
    """Return the value of a scalar; raises ValueError for a number nobody can mean."""
    text: str = event.value
    if event.style:
        return text
    if text in _CORE:
        return _CORE[text]
    return _number(text) if _FLOAT.fullmatch(text) else text


def _number(text: str) -> int | float:
    whole = bool(_INT.fullmatch(text))
    if len(text) > MAX_NUMBER or (whole and len(text.lstrip("+-")) > MAX_DIGITS):
        raise ValueError("the number is too long to be meant; quote it if it is a text")
    if whole:
        return int(text)
    number = float(text)
    if abs(number) == float("inf"):
        raise ValueError("the number is too large")
    return number
