"""Services that nobody wrote: every field of the published schema filled, in any shape it allows."""

import random
import re

from tongban.catalogue.domain import shape
from tongban.catalogue.domain.standard import codes
from tongban.catalogue.domain.standard.package import TABLES
from tongban.catalogue.domain.standard.paths import ABSENT, get, put
from tongban.catalogue.domain.standard.rows import objects

WORDS = (
    "茶摊",
    "=1+1",
    "-5℃",
    "'引号'",
    "甲、乙",
    "第一行\n第二行",
    "𠮷野 shop",
    " 前后空格 ",
    "@甲",
    "0012",
)


def service(seed: int, *, full: bool = True) -> dict:
    """A service of the schema; `full` fills every key, else each with an even chance."""
    chance = random.Random(seed)
    made = _value(chance, shape.schema()["$defs"]["service"], (), full)
    made |= {"service": f"S-{seed}", "version": "2026-01-01", "agency": "TEA"}
    for table in TABLES:
        for item in objects(table, made):
            for one in table.fields:
                if one.set and one.set != "day_unit" and chance.random() < 0.8:
                    _choose(chance, item, one)
    return made


def _choose(chance, item, one):
    """Say a word of the code set where the schema let us say anything."""
    if (found := get(item, one.path)) not in (ABSENT, None):
        word = chance.choice(codes.words(one.set))
        put(item, one.path, [word] if isinstance(found, list) else word)


def _value(chance, node, path, full):  # noqa: C901, PLR0911, PLR0912 - one branch for each word of JSON Schema
    while "$ref" in node:
        node = shape.schema()["$defs"][node["$ref"].rpartition("/")[2]]
    if len(path) > 6:
        return {} if node.get("type") == "object" else "深"
    if "anyOf" in node:
        return _value(chance, chance.choice(node["anyOf"]), path, full)
    if "enum" in node:
        return chance.choice(node["enum"])
    if "const" in node:
        return node["const"]
    kinds = node.get("type", "string")
    kind = chance.choice(kinds) if isinstance(kinds, list) else kinds
    match kind:
        case "object":
            return _object(chance, node, path, full)
        case "array":
            return [
                _value(chance, node["items"], (*path, 0), full) for _ in range(chance.randint(1, 3))
            ]
        case "integer":
            return chance.randint(node.get("minimum", 0), min(node.get("maximum", 99), 99))
        case "number":
            return chance.choice([0, 40, 12.5])
        case "boolean":
            return chance.random() < 0.5
        case "null":
            return None
    pattern = node.get("pattern", "")
    if "{4}" in pattern:
        return f"20{chance.randint(10, 30)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    if pattern:
        return (
            f"K{chance.randint(0, 999)}"
            if not pattern.startswith("^https")
            else "https://a.example/"
        )
    return chance.choice(WORDS)


def _object(chance, node, path, full):
    if "properties" not in node:
        return {"甲": chance.choice(WORDS)}
    needed = set(node.get("required", ()))
    made = {
        key: _value(chance, each, (*path, key), full)
        for key, each in node["properties"].items()
        if (full or key in needed or chance.random() < 0.5)
    }
    return {key: each for key, each in made.items() if not re.fullmatch("extra", key) or full}
