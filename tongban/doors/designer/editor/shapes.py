"""What a field of a definition is (字段形状), read off the published JSON Schema.

Nothing here knows a definition by name: a field that the schema gains has its place in the form
without a line of code.

>>> shape_of({"enum": ["a", "b", None]}).kind, shape_of({"type": ["integer", "null"]}).kind
('choice', 'whole')
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.domain.definitions import KINDS
from tongban.catalogue.domain.shape import schema

Node = Mapping[str, Any]
SCALAR = frozenset({"line", "long", "whole", "number", "choice", "truth", "day", "words", "any"})
LISTED = frozenset({"several", "sayings", "numbers"})
SIMPLE = SCALAR | LISTED
_WORDS = "#/$defs/text"
_WRAPPED = {"agency": "agencies", "law": "laws"}
"""Kinds that stand many in one file, with the key they stand under."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A node of the schema in one word (形状), with what stands inside it.

    `kind` is line, long, whole, number, choice, truth, day, words (one text in two languages),
    any, several (a list of short texts), numbers, sayings (a list of words), rows (a list of groups),
    group, map (entries by their own key) or free.
    """

    kind: str
    node: Node
    inside: Node | None = None


def is_known(kind: str) -> bool:
    """Whether there are definitions of a kind."""
    return kind in _WRAPPED or (kind in KINDS and kind not in _WRAPPED.values())


def schema_of(kind: str) -> Node:
    """Return the schema of one definition of a kind."""
    defs: Mapping[str, Node] = schema()["$defs"]
    if kind in _WRAPPED:
        within = defs[_WRAPPED[kind]]["properties"][_WRAPPED[kind]]
        found: Node = within["additionalProperties"]
        return found
    return defs[kind]


def inside_of(kind: str, ident: str) -> tuple[str, ...]:
    """Return where in its file a definition of a kind stands."""
    return (_WRAPPED[kind], ident) if kind in _WRAPPED else ()


def resolved(node: Node) -> Node:
    """Follow references, and leave out that nothing at all may stand there."""
    while True:
        if "$ref" in node:
            rest = {key: value for key, value in node.items() if key != "$ref"}
            node = {**schema()["$defs"][node["$ref"].rpartition("/")[2]], **rest}
        elif "anyOf" in node or "oneOf" in node:
            choices = node.get("anyOf") or node["oneOf"]
            real = [one for one in choices if one.get("type") != "null"]
            rest = {key: value for key, value in node.items() if key not in ("anyOf", "oneOf")}
            node = {**rest, **(real[-1] if real else {})}
        else:
            return node


def shape_of(node: Node) -> Shape:
    """Say in one word what a node of the schema is."""
    if node.get("$ref") == _WORDS:
        return Shape("words", resolved(node))
    found = resolved(node)
    if "enum" in found:
        return Shape("choice", found)
    types = found.get("type", ())
    types = {types} if isinstance(types, str) else set(types)
    if "array" in types or "items" in found:
        return _list(found)
    if "object" in types or "properties" in found:
        return _mapping(found, types)
    if "const" in found or "boolean" in types:
        return Shape("truth", found)
    return Shape(_scalar(found, types), found)


def _scalar(found: Node, types: set[str]) -> str:
    if types <= {"integer", "null"} and types:
        return "whole"
    if "string" not in types:
        return "number" if "number" in types else "any"
    return "day" if found.get("format") == "date" else "line"


def _list(found: Node) -> Shape:
    item = found.get("items") or {}
    inner = shape_of(item)
    if inner.kind == "words":
        return Shape("sayings", found, item)
    if inner.kind == "whole":
        return Shape("numbers", found, item)
    return Shape("several" if inner.kind in SCALAR else "rows", found, item)


def _mapping(found: Node, types: set[str]) -> Shape:
    if {"zh", "en"} == set(found.get("properties", ())):
        return Shape("words", found)
    if found.get("properties"):
        return Shape("group", found)
    more = found.get("additionalProperties")
    if isinstance(more, Mapping):
        return Shape("map", found, more)
    return Shape("free" if "object" in types else "any", found)


def properties(node: Node) -> Mapping[str, Node]:
    """Return the properties of a group by their keys."""
    found: Mapping[str, Node] = resolved(node).get("properties", {})
    return found


def step_into(node: Node, key: str | int) -> Node:
    """Return the schema of what stands under a key or a number."""
    found = resolved(node)
    if isinstance(key, int):
        return found.get("items") or {}
    return properties(found).get(key) or _more(found)


def _more(found: Node) -> Node:
    more = found.get("additionalProperties")
    return more if isinstance(more, Mapping) else {}
