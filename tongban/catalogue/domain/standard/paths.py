"""Places in a definition (定义中的位置): "time_limit.statutory.days" read, set and taken out."""

from collections.abc import Mapping
from typing import Any

Value = dict[str, Any]

ABSENT = object()


def get(value: Any, path: str) -> Any:
    """Return what stands at a place, ABSENT where nothing does.

    >>> get({"fee": {"amount": 0}}, "fee.amount"), get({}, "fee.amount") is ABSENT
    (0, True)
    """
    for part in path.split(".") if path else ():
        if not isinstance(value, Mapping) or part not in value:
            return ABSENT
        value = value[part]
    return value


def put(value: Value, path: str, what: Any) -> None:
    """Write something at a place, making what is around it."""
    *way, last = path.split(".")
    for part in way:
        inner = value.get(part)
        if not isinstance(inner, dict):
            inner = value[part] = {}
        value = inner
    value[last] = what


def take(value: Value, path: str) -> None:
    """Remove what stands at a place, and the mappings that are empty after it."""
    *way, last = path.split(".")
    around: list[tuple[Value, str]] = []
    for part in way:
        inner = value.get(part)
        if not isinstance(inner, dict):
            return
        around.append((value, part))
        value = inner
    value.pop(last, None)
    for outer, part in reversed(around):
        if not outer[part]:
            del outer[part]


def put_said(value: Value, path: str, text: str) -> None:
    """Write the Chinese of a text, leaving its other languages where they are."""
    found = get(value, path)
    if isinstance(found, str):
        put(value, path, text)
    elif isinstance(found, dict):
        found["zh"] = text
    else:
        put(value, path, {"zh": text})


def take_said(value: Value, path: str) -> None:
    """Take the Chinese of a text out; a text of one language stays as the mark that it is one."""
    found = get(value, path)
    if isinstance(found, dict):
        take(value, f"{path}.zh")
