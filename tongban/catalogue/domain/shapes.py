"""The shape of the item-directory format (来料格式): which keys there are, and of what type.

A shape says for every key its type; a mark after it says how firmly: `!` must be there and not
be empty, without a mark it may be absent or null. What a shape does not know is kept, never an
error: a city's directory has always more columns than its manual.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.domain.jsontext import Parsed, Path, field_name

ID = re.compile(r"[^\W_](?:[\w-]|\.(?=[\w-])){0,79}")
MAX_COUNT, MAX_AMOUNT = 1_000_000, 1e15
KEY = re.compile(r"[^\W\d](?:[\w-]){0,79}")


@dataclass(frozen=True, slots=True)
class OneOf:
    """A word from a closed list (枚举)."""

    words: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """A list of objects of one shape (列表)."""

    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class One:
    """An object of one shape (对象)."""

    shape: Mapping[str, Any]
    required: bool = False


DAY_UNITS = ("working_day", "calendar_day")
MATERIAL_KINDS = ("licence", "data", "form", "applicant_prepared", "third_party_issued")
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "info")

_AGENCY = {"code": "id!", "name_zh": "text", "name_en": "text"}

SERVICE: Mapping[str, Any] = {
    "id": "id!",
    "name_zh": "text!",
    "name_en": "text",
    "item_type": "text",
    "item_type_en": "text",
    "scope": "text",
    "reference_region": One({"code": "text", "note_zh": "text"}),
    "department": One(_AGENCY, required=True),
    "cooperating": Each(
        {**_AGENCY, "role_zh": "text", "order": "int", "mode": OneOf(("serial", "parallel"))}
    ),
    "applicants": "text",
    "conditions": Each(
        {
            "no": "int",
            "text_zh": "text!",
            "fact": "key",
            "op": OneOf(OPERATORS),
            "value": "any",
            "value_zh": "text",
            "unit": "text",
            "any_group": "text",
        }
    ),
    "materials": Each(
        {
            "no": "int",
            "name_zh": "text!",
            "name_en": "text",
            "kind": OneOf(MATERIAL_KINDS, required=True),
            "licence_id": "id",
            "is_government_held": "bool",
            "held_by": "id",
            "held_by_zh": "text",
            "required": "bool",
            "when_zh": "text",
            "issuer_zh": "text",
        }
    ),
    "form_fields": Each(
        {
            "key": "key!",
            "name_zh": "text!",
            "name_en": "text",
            "type": "text!",
            "known_from": One(
                {"licence": "id!", "name_zh": "text", "held_by": "id", "held_by_zh": "text"}
            ),
        }
    ),
    "legal_basis": Each({"law_zh": "text!", "article_zh": "text", "status": "text"}),
    "time_limit": One(
        {
            "statutory_days": "int",
            "statutory_unit": OneOf(DAY_UNITS),
            "statutory_text_zh": "text",
            "promised_days": "int",
            "promised_unit": OneOf(DAY_UNITS),
            "promised_text_zh": "text",
        }
    ),
    "steps": Each({"no": "int", "text_zh": "text!"}),
    "special_procedures": Each(
        {"type": "text!", "days": "int", "unit": OneOf(DAY_UNITS), "text_zh": "text"}
    ),
    "fee": One({"amount": "number", "unit": "text", "text_zh": "text"}),
    "result": One({"name_zh": "text!", "licence_id": "id", "validity_zh": "text"}),
    "on_site_visits": One({"expected": "int", "text_zh": "text"}),
    "cross_region": One({"available": "bool", "scope_zh": "text", "text_zh": "text"}),
    "downstream_items": "ids",
    "conditions_basis": "text",
    "materials_basis": "text",
    "compiled_fields": "texts",
    "sources": "texts",
    "unverified": "texts",
}

LICENCE: Mapping[str, Any] = {
    "id": "id!",
    "name_zh": "text!",
    "name_en": "text",
    "holder": "id!",
    "holder_zh": "text",
    "kind": OneOf(("licence", "data")),
    "validity_zh": "text",
}

EVENT: Mapping[str, Any] = {
    "id": "id!",
    "name_zh": "text!",
    "name_en": "text",
    "official_listing_zh": "text",
    "lead_department": One(_AGENCY),
    "items": Each({"item_id": "id!", "required": "bool", "trigger_zh": "text", "stage": "int"}),
    "dependencies": Each(
        {
            "from_item": "id!",
            "to_item": "id!",
            "via_licence": "id",
            "kind": OneOf(("material", "data")),
            "text_zh": "text",
        }
    ),
    "promised_zh": "text",
    "note_zh": "text",
    "sources": "texts",
    "unverified": "texts",
}

POLICY: Mapping[str, Any] = {
    "id": "id!",
    "name_zh": "text!",
    "name_en": "text",
    "region": One({"code": "text", "name_zh": "text"}),
    "year": "int",
    "status": "text",
    "facts": Each(
        {"key": "key!", "name_zh": "text!", "type": "text!", "unit": "text", "known_from": "id"}
    ),
    "rule": "object",
    "benefit": "object",
    "examples": Each({"facts": "object", "expected": "object", "note_zh": "text"}),
    "related_items": "ids",
    "sources": "texts",
    "note_zh": "text",
    "unverified": "texts",
}


@dataclass(slots=True)
class Record:
    """One record of the input (来料记录): a service, licence, event or policy with its places.

    `extras` holds, for the record itself and for each object of its lists, the keys that the
    format does not know.
    """

    file: str
    line: int
    value: dict[str, Any]
    parsed: Parsed
    base: Path = ()
    extras: dict[Path, dict[str, Any]] = field(default_factory=dict)
    faults: list[tuple[Path, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """Return the line of a part of this record."""
        return self.parsed.line((*self.base, *path)) if self.base else self.line

    def kept(self, *path: str | int) -> dict[str, Any]:
        """Return the entry `extra` for an object of this record, empty where nothing is."""
        found = self.extras.get(path)
        return {"extra": found} if found else {}


def inspect(record: Record, shape: Mapping[str, Any]) -> None:
    """Hold a record against its shape and note every fault and every unknown key in it."""
    _object(record, record.value, shape, ())


def _object(record: Record, value: Mapping[str, Any], shape: Mapping[str, Any], path: Path) -> None:
    for key, kind in shape.items():
        _key(record, value, key, kind, path)
    for key in value:
        if key not in shape:
            keep_at = _nearest_item(path)
            name = field_name((*path[len(keep_at) :], key))
            record.extras.setdefault(keep_at, {})[name] = value[key]
            record.unknown.append(_general(*path, key))


def _nearest_item(path: Path) -> Path:
    while path and not isinstance(path[-1], int):
        path = path[:-1]
    return path


def _general(*path: str | int) -> str:
    """Name a key without the numbers of its lists: `materials[].colour`."""
    return re.sub(r"\[\d+\]", "[]", field_name(path))


def _key(record: Record, value: Mapping[str, Any], key: str, kind: Any, path: Path) -> None:
    here = (*path, key)
    found = value.get(key)
    required = kind.endswith("!") if isinstance(kind, str) else getattr(kind, "required", False)
    if found is None or (required and found == ""):
        if required:
            said = "is empty" if key in value else "is missing"
            record.faults.append((here, f"{key} {said}, and a record cannot do without it"))
        return
    match kind:
        case OneOf(words):
            if found not in words:
                record.faults.append(
                    (here, f"{key} is {_said(found)}; it can be {', '.join(words)}")
                )
        case Each(shape):
            _each(record, found, shape, here)
        case One(shape):
            if isinstance(found, dict):
                _object(record, found, shape, here)
            else:
                record.faults.append((here, f"{key} must be an object, not {_said(found)}"))
        case str():
            _simple(record, found, kind.rstrip("!"), here)


def _each(record: Record, found: Any, shape: Mapping[str, Any], path: Path) -> None:
    if not isinstance(found, list):
        record.faults.append((path, f"{path[-1]} must be a list, not {_said(found)}"))
        return
    for no, item in enumerate(found):
        if isinstance(item, dict):
            _object(record, item, shape, (*path, no))
        else:
            record.faults.append(((*path, no), f"must be an object, not {_said(item)}"))


_MEANT = {
    "text": "a text",
    "id": "a code of letters, digits, - _ . (80 characters at most)",
    "key": "a key of letters, digits, - _ that begins with a letter (80 characters at most)",
    "ids": "a list of codes",
    "texts": "a list of texts",
    "int": "a whole number from 0 to 1000000",
    "number": "a number",
    "bool": "true or false",
    "object": "an object",
}


def _simple(record: Record, found: Any, kind: str, path: Path) -> None:
    if not _TESTS[kind](found):
        record.faults.append((path, f"must be {_MEANT[kind]}, not {_said(found)}"))


_TESTS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda found: isinstance(found, str),
    "id": lambda found: isinstance(found, str) and bool(ID.fullmatch(found)),
    "key": lambda found: isinstance(found, str) and bool(KEY.fullmatch(found)),
    "ids": lambda found: isinstance(found, list) and all(_TESTS["id"](each) for each in found),
    "texts": lambda found: isinstance(found, list) and all(isinstance(e, str) for e in found),
    "bool": lambda found: isinstance(found, bool),
    "int": lambda found: type(found) is int and 0 <= found <= MAX_COUNT,
    "number": lambda found: type(found) in (int, float) and abs(found) < MAX_AMOUNT,
    "object": lambda found: isinstance(found, dict),
    "any": lambda _found: True,
}


def _said(value: Any) -> str:
    """Say a value shortly, whatever its size."""
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    said = repr(value) if isinstance(value, str) else str(value)
    return said if len(said) <= 40 else said[:38] + "…"  # noqa: PLR2004
