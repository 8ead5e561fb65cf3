"""Reading an item directory (读取来料): bytes in, records and faults out.

Four files, any of them absent: services.jsonl (a record a line), licences.json,
life-events.json and policies.json (a list of records each). A bad line costs itself only.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import BadJson, Parsed, field_name, parse
from tongban.catalogue.domain.shapes import EVENT, LICENCE, POLICY, SERVICE, Record, inspect

SERVICES, LICENCES = "services.jsonl", "licences.json"
EVENTS, POLICIES = "life-events.json", "policies.json"
FILES = (SERVICES, LICENCES, EVENTS, POLICIES)
_SHAPES = {SERVICES: SERVICE, LICENCES: LICENCE, EVENTS: EVENT, POLICIES: POLICY}

MAX_LINE = 2_000_000  # bytes; the longest real service is 8,000
MAX_FILE = 200_000_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_IDS = re.compile(r'"id"\s*:\s*"([^"\\]{1,80})"')
_CODES = re.compile(r'"(?:code|held_by|holder)"\s*:\s*"([^"\\]{1,80})"')


@dataclass(slots=True)
class Directory:
    """What was read (来料): the records of each file, and what was wrong with them.

    `named` holds the ids of all records, the faulty ones too, so that one fault is told once;
    `meant` and `agencies` what could be read off texts that are broken.
    """

    records: dict[str, list[Record]] = field(default_factory=dict)
    named: dict[str, dict[str, int]] = field(default_factory=dict)
    errors: list[Finding] = field(default_factory=list)
    unknown: list[Finding] = field(default_factory=list)
    meant: dict[str, set[str]] = field(default_factory=dict)
    agencies: set[str] = field(default_factory=set)


def read(sources: Mapping[str, bytes]) -> Directory:
    """Read the files given by name; every fault of every file is noted."""
    directory = Directory()
    for name in FILES:
        directory.records[name], directory.named[name] = [], {}
        if name in sources:
            _file(directory, name, sources[name])
    return directory


def _mentioned(directory: Directory, name: str, raw: bytes) -> None:
    """Note which record and which agencies a broken text means, read off the text itself.

    One broken line must not make everything that refers to its record an error too.
    """
    text = raw.decode("utf-16", "replace") if raw[:2] in _UTF16 else raw.decode("utf-8", "replace")
    directory.meant.setdefault(name, set()).update(_IDS.findall(text))
    directory.agencies.update(_CODES.findall(text))


def _file(directory: Directory, name: str, raw: bytes) -> None:
    if len(raw) > MAX_FILE:
        said = f"the file is larger than {MAX_FILE // 1_000_000} MB; send it in parts"
        directory.errors.append(Finding(name, 1, "", "import.size", said))
        return
    if raw[:2] in _UTF16:
        said = _encoding(raw, UnicodeDecodeError("utf-8", raw, 0, 1, ""))
        directory.errors.append(Finding(name, 1, "", "import.encoding", said))
        _mentioned(directory, name, raw)
        return
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    parts = _lines(raw) if name == SERVICES else iter([(1, raw)])
    for line, part in parts:
        parsed = _parse(directory, name, line, part)
        if parsed is None:
            continue
        for record in _records(directory, name, line, parsed):
            _take(directory, name, record)


def _lines(raw: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _parse(directory: Directory, name: str, line: int, raw: bytes) -> Parsed | None:
    if name == SERVICES and len(raw) > MAX_LINE:
        said = f"the line is longer than {MAX_LINE // 1_000_000} MB; nobody can have meant that"
        directory.errors.append(Finding(name, line, "", "import.size", said))
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        at = line + raw.count(b"\n", 0, fault.start)
        directory.errors.append(Finding(name, at, "", "import.encoding", _encoding(raw, fault)))
        _mentioned(directory, name, raw)
        return None
    try:
        parsed = parse(text, first_line=line)
    except BadJson as fault:
        directory.errors.append(_fault(name, fault))
        _mentioned(directory, name, raw)
        return None
    directory.errors.extend(_fault(name, fault) for fault in parsed.faults)
    return parsed


def _encoding(raw: bytes, fault: UnicodeDecodeError) -> str:
    said = f"byte {fault.start + 1} is not UTF-8"
    if raw[:2] in _UTF16:
        return f"{said}; the file is UTF-16: convert it with iconv -f UTF-16 -t UTF-8"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return f"{said}, nor is the text GB 18030; send the file again as UTF-8"
    return f"{said}; the text looks like GB 18030: convert it with iconv -f GB18030 -t UTF-8"


def _fault(name: str, fault: BadJson) -> Finding:
    return Finding(name, fault.line, field_name(fault.path), "import.json", fault.message)


def _records(directory: Directory, name: str, line: int, parsed: Parsed) -> Iterator[Record]:
    if name == SERVICES:
        values, bases = [parsed.value], [()]
    elif isinstance(parsed.value, list):
        values = parsed.value
        bases = [(no,) for no in range(len(values))]  # type: ignore[misc]
    else:
        said = "the file must hold one list of records"
        directory.errors.append(Finding(name, line, "", "import.shape", said))
        return
    for value, base in zip(values, bases, strict=True):
        at = parsed.line(base) if base else line
        if isinstance(value, dict):
            yield Record(name, at, value, parsed, base)
        else:
            said = "a record must be an object"
            directory.errors.append(Finding(name, at, "", "import.shape", said))


def _take(directory: Directory, name: str, record: Record) -> None:
    inspect(record, _SHAPES[name])
    identifier = record.value.get("id")
    named = directory.named[name]
    if isinstance(identifier, str) and identifier:
        if identifier in named:
            said = f"{identifier} is written twice; first in line {named[identifier]}"
            record.faults.append((("id",), said))
        named.setdefault(identifier, record.line)
    for path, message in record.faults:
        at = record.line_of(path)
        directory.errors.append(Finding(name, at, field_name(path), "import.shape", message))
    for key in record.unknown:
        directory.unknown.append(
            Finding(name, record.line, key, "import.unknown", f"{key} is kept under extra", "note")
        )
    if not record.faults:
        directory.records[name].append(record)
    else:
        _mentioned(directory, name, json.dumps(record.value, ensure_ascii=False).encode())
