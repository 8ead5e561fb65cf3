"""Definitions as YAML text (写出定义文件): short things on one line, long things beneath.

What is written here reads back as exactly the same value under YAML 1.2, whatever the text:
anything that is not plainly a word is quoted.

>>> print(write({"service": "A-1", "version": "2026-01-01", "needs": [{"fact": "name"}]}), end="")
service: A-1
version: "2026-01-01"
needs:
  - {fact: name}
"""

import json
import re
from collections.abc import Mapping
from typing import Any

WIDTH = 150  # columns; a Chinese character takes two

_PLAIN = re.compile(
    r"[A-Za-z\u3400-\u9fff《“(](?:[\w\u3400-\u9fff《》“”()()、，。；：·%+/.-]| (?! ))*", re.UNICODE
)
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def write(value: Mapping[str, Any]) -> str:
    """Write a mapping as a YAML document."""
    return "".join(f"{line}\n" for line in _mapping(value, ""))


def scalar(value: Any) -> str:
    """Write one value that is neither list nor mapping."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return json.dumps(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED and not text.endswith(" "):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return scalar(value)


def _wide(text: str) -> int:
    """Count the columns of a text: a Chinese character takes two."""
    return sum(2 if character >= "\u1100" else 1 for character in text)


def _mapping(value: Mapping[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for key, item in value.items():
        lines += _entry(f"{scalar(key)}:", item, indent)
    return lines


def _entry(head: str, item: Any, indent: str) -> list[str]:
    nested = isinstance(item, (Mapping, list, tuple)) and bool(item)
    listed = isinstance(item, (list, tuple)) and any(isinstance(i, Mapping) for i in item)
    flow = f"{indent}{head} {_flow(item)}"
    if not nested or (not listed and _wide(flow) <= WIDTH):
        return [flow]
    if isinstance(item, Mapping):
        return [f"{indent}{head}", *_mapping(item, indent + "  ")]
    return [f"{indent}{head}", *_sequence(item, indent + "  ")]


def _sequence(items: Any, indent: str) -> list[str]:
    lines: list[str] = []
    for item in items:
        flow = f"{indent}- {_flow(item)}"
        if not isinstance(item, Mapping) or not item or _wide(flow) <= WIDTH:
            lines.append(flow)
            continue
        first, *rest = _mapping(item, indent + "  ")
        lines += [f"{indent}- {first.strip()}", *rest]
    return lines
