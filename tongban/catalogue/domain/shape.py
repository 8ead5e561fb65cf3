"""Definitions against their published schema (定义的格式), said in sentences.

The schema is `catalogue/schema/definition.json` (JSON Schema 2020-12); editors can use it too.
"""

import difflib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import jsonschema_rs

from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Parsed, Path, field_name


@cache
def schema() -> Mapping[str, Any]:
    """Return the published schema of definition files."""
    text = (
        resources.files("tongban.catalogue").joinpath("schema/definition.json").read_text("utf-8")
    )
    made: Mapping[str, Any] = json.loads(text)
    return made


@cache
def _validator(kind: str) -> Any:
    whole = schema()
    return jsonschema_rs.validator_for(
        {"$schema": whole["$schema"], "$ref": f"#/$defs/{kind}", "$defs": whole["$defs"]},
        validate_formats=True,
    )


def faults(kind: str, parsed: Parsed, file: str) -> Iterator[Finding]:
    """Yield what the schema has against a file of this kind."""
    validator = _validator(kind)
    if validator.is_valid(parsed.value):
        return
    for fault in validator.iter_errors(parsed.value):
        path: Path = tuple(fault.instance_path)
        for where, said in _said(kind, parsed.value, path, fault):
            at = parsed.line(where)
            yield Finding(file, at, field_name(where), f"schema.{fault.kind.name}", said)


def _said(kind: str, value: Any, path: Path, fault: Any) -> Iterator[tuple[Path, str]]:
    what = fault.kind
    match what.name:
        case "additionalProperties":
            for key in what.unexpected:
                yield (*path, key), f"no key {key} belongs here{_near(key, _known(kind, path))}"
        case "required":
            yield path, f"the key {what.property} is missing"
        case "enum":
            words = ", ".join("null" if word is None else str(word) for word in what.options)
            yield path, f"{_short(_at(value, path))} is not one of {words}"
        case "type":
            types = " or ".join(_WORDS.get(name, name) for name in what.types)
            found = _at(value, path)
            yield path, f"{_short(found)} must be {types}{_quote(what, found)}{_narrow(found)}"
        case "format":
            yield path, f"{_short(_at(value, path))} is not a day of the calendar"
        case "pattern" | "propertyNames":
            found, said = _at(value, path), "is not written as it must be"
            yield path, f"{_short(found)} {said}{_narrow(found) or f': {_how(fault)}'}"
        case _:
            yield path, str(fault.message)


def _how(fault: Any) -> str:
    """Say how a text is written, as the schema describes it; else what the pattern wants."""
    node: Any = schema()
    for step in fault.schema_path[:-1]:
        node = node.get(step) if isinstance(node, Mapping) else None
    return str(node["description"] if node and "description" in node else fault.message)


_WORDS = {
    "string": "a text",
    "object": "a mapping",
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}


def _narrow(found: Any) -> str:
    """Propose the half-width writing of digits and signs typed at full width."""
    if not isinstance(found, str) or (narrow := unicodedata.normalize("NFKC", found)) == found:
        return ""
    return f"; its characters are full-width, write {narrow}"


def _quote(what: Any, found: Any) -> str:
    is_number = isinstance(found, (int, float)) and "string" in what.types
    return "; put it in quotes" if is_number else ""


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


def _known(kind: str, path: Path) -> list[str]:
    node: Any = schema()["$defs"][kind]
    for part in path:
        node = _resolved(node)
        node = node.get("items", {}) if isinstance(part, int) else _property(node, part)
    return list(_resolved(node).get("properties", ()))


def _property(node: Mapping[str, Any], part: str) -> Any:
    found = node.get("properties", {}).get(part)
    if found is None:
        found = node.get("additionalProperties")
    return found if isinstance(found, dict) else {}


def _resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        node = schema()["$defs"][node["$ref"].rpartition("/")[2]]
    for choice in node.get("anyOf", ()):
        if choice.get("type") == "object":
            return dict(choice)
    return node


def _near(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, 1)
    return f"; did you mean {near[0]}?" if near else "; put what is your own under extra"


def _short(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 60 else said[:58] + "…"  # noqa: PLR2004
