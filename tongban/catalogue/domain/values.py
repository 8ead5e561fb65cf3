"""Which literals are values of which type (取值与类型)."""

import re
from typing import Any

NUMERIC = frozenset({"number", "money"})
ORDERED = NUMERIC | {"date", "yearmonth", "datetime"}
CHOSEN = frozenset({"enum", "multi"})

_SHAPES = {
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "yearmonth": re.compile(r"\d{4}-\d{2}"),
    "datetime": re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?"),
}
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def fits(value: Any, type_: str) -> bool:
    """Tell whether a literal is a value of a type.

    >>> fits("2026-02-01", "date"), fits(True, "number"), fits("12.50", "money")
    (True, False, True)
    """
    if type_ == "bool":
        return isinstance(value, bool)
    if type_ in NUMERIC:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return is_number or (isinstance(value, str) and bool(_DECIMAL.fullmatch(value)))
    if shape := _SHAPES.get(type_):
        return isinstance(value, str) and bool(shape.fullmatch(value))
    return isinstance(value, str)


def judges(op: str | None, value: Any, type_: str) -> bool:
    """Tell whether a comparison can be judged of a fact of this type.

    >>> judges("<", "甲", "enum"), judges("in", ["甲"], "enum")
    (False, True)
    """
    if op in ("<", "<=", ">", ">=") and type_ not in ORDERED:
        return False
    if isinstance(value, list):
        return op == "in" and all(fits(each, type_) for each in value)
    return op not in (None, "in", "info") and fits(value, type_)
