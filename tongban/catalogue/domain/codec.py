"""Compiled definitions as JSON and back (编成形式的存取).

A case keeps the version it was opened under, resolved as it was then: later changes of the
vocabulary must not reach into it. So a compiled service is kept as it is, field by field. Fields
the stored form does not have take their defaults, as a newer program reads an older row.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Made = TypeVar("Made")


def encode(value: Any) -> Any:
    """Turn a compiled definition into JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: encode(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return value


def decode(kind: type[Made], value: Mapping[str, Any]) -> Made:
    """Make a compiled definition of JSON values."""
    made: Made = _decode(kind, value)
    return made


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, UnionType):
        hint = next(choice for choice in get_args(hint) if choice is not NoneType)
    if get_origin(hint) is tuple:
        return tuple(_decode(get_args(hint)[0], item) for item in value)
    if is_dataclass(hint) and isinstance(hint, type):
        hints = _hints(hint)
        return hint(**{name: _decode(hints[name], value[name]) for name in hints if name in value})
    return value
