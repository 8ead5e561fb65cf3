"""A definition as it was read (定义): its kind, id and version, its value, its place."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Parsed, Path, field_name

KINDS = (
    "agencies",
    "laws",
    "roles",
    "same_as",
    "city",
    "demands",
    "calendar",
    "fact",
    "licence",
    "data_service",
    "notice",
    "phrases",
    "service",
    "life_event",
    "policy",
    "parameters",
    "supervision",
    "hall",
    "reorganisation",
)
"""The kinds of files; the first key of a file tells which it is."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition (定义): `kind` and `id` name it, `version` dates it, `value` is what it says.

    The agencies' file is one definition for each agency, so that another directory can add its
    own. `at` is the path within the file where the definition begins; `raw` is the digest of the
    file's bytes where the file holds this definition alone.
    """

    kind: str
    id: str
    version: str
    value: Mapping[str, Any]
    file: str = ""
    parsed: Parsed = field(default_factory=lambda: Parsed(None), compare=False, repr=False)
    at: Path = ()
    source: str = field(default="", compare=False, repr=False)
    raw: str = field(default="", compare=False, repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """Return kind and id."""
        return self.kind, self.id

    @property
    def said(self) -> str:
        """Return what the definition says as JSON, in the order of the file."""
        return json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))

    @property
    def until(self) -> str | None:
        """Return the last day on which this version holds; None where none is named."""
        found: str | None = self.value.get("until")
        return found

    @property
    def digest(self) -> str:
        """Return the digest of what the definition says, whatever its layout and comments."""
        said = json.dumps(self.value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(said.encode()).hexdigest()

    def finding(self, path: Path, rule: str, message: str, level: str = "error") -> Finding:
        """Make a finding about a part of this definition."""
        line = self.parsed.line((*self.at, *path))
        return Finding(self.file, line, field_name((*self.at, *path)), rule, message, level)


def kind_of(value: Any) -> str | None:
    """Tell the kind of file from its keys, None where there is none."""
    if not isinstance(value, dict):
        return None
    first = next(iter(value), None)
    return first if first in KINDS else next((key for key in value if key in KINDS), None)


def split(kind: str, parsed: Parsed, file: str, source: str, raw: str = "") -> Iterator[Definition]:
    """Yield the definitions of one file whose shape is already known to be right."""
    value: Mapping[str, Any] = parsed.value
    match kind:
        case "agencies":
            for code, agency in value["agencies"].items():
                yield Definition(
                    "agency",
                    code,
                    "",
                    {"agency": code, **agency},
                    file,
                    parsed,
                    ("agencies", code),
                    excerpt(parsed, source, ("agencies", code)),
                )
        case "laws":
            for name, law in value["laws"].items():
                yield Definition(
                    "law",
                    name,
                    "",
                    {"law": name, **law},
                    file,
                    parsed,
                    ("laws", name),
                    excerpt(parsed, source, ("laws", name)),
                )
        case "calendar":
            yield Definition(kind, str(value[kind]), "", value, file, parsed, (), source, raw)
        case "roles" | "same_as" | "city" | "demands":
            yield Definition(kind, kind, "", value, file, parsed, (), source, raw)
        case _:
            version = value["version"]
            yield Definition(kind, value[kind], version, value, file, parsed, (), source, raw)


def excerpt(parsed: Parsed, source: str, at: Path) -> str:
    """Return one entry of a file of many as a file of its own, with its comments (摘录)."""
    if not source:
        return ""
    whole: Mapping[str, Any] = parsed.value
    siblings = [*whole[str(at[0])]]
    after = siblings[siblings.index(at[1]) + 1 :][:1]
    later = [key for key in whole if parsed.line((key,)) > parsed.line(at)][:1]
    ends = [parsed.line((at[0], key)) for key in after] or [parsed.line((key,)) for key in later]
    lines = source.splitlines()[parsed.line(at) - 1 : ends[0] - 1 if ends else None]
    return "\n".join([f"{at[0]}:", *lines, ""])
