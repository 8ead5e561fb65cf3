"""The file of people (人员文件): whether it holds what the rules read, before anybody is judged.

Columns are named by the keys of the facts: truths as booleans, numbers as whole numbers at the
scale of the fact (money in cents) or as decimals, days as dates, words as text. What the file's
own statistics tell is believed; where they are absent the column is looked through.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tongban.oversight.population.problems import BadRegistry
from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.program import Input, Program, Type

ID = "person"
HOUSEHOLD = "household"
INT64 = 2**63


@dataclass(frozen=True, slots=True)
class Registry:
    """A file of people that was looked over (人员名册)."""

    path: Path
    rows: int
    columns: frozenset[str]
    always: frozenset[str]
    """Columns without a single unknown value."""
    decimals: dict[str, int] = field(default_factory=dict)
    """Columns that are decimals, with their places after the point."""
    key: str | None = None
    household: str = HOUSEHOLD
    also: tuple[str, ...] = ()
    """Further columns that every line carries."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the columns that come first in every line."""
        home = self.household if self.key and self.household in self.columns else None
        return tuple(dict.fromkeys(one for one in (self.key, home, *self.also) if one))


def look_over(path: Path, *, key: str | None = None, household: str = HOUSEHOLD) -> Registry:
    """Open a file and read what it says about itself."""
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise BadRegistry(f"{path.name}: {' '.join(str(error).split())}") from error
    schema = file.schema_arrow
    names = frozenset(schema.names)
    if key is not None and key not in names:
        raise BadRegistry(f"{path.name}: column {key!r} is missing (the person's number)")
    decimals = {one.name: one.type.scale for one in schema if pa.types.is_decimal(one.type)}
    key = key or (ID if ID in names else schema.names[0])
    always = frozenset(_never_null(file))
    return Registry(path, file.metadata.num_rows, names, always, decimals, key, household)


def check(registry: Registry, program: Program, *, sums: bool) -> None:
    """Raise one clear problem that names every column that is missing or unfit."""
    file = pq.ParquetFile(registry.path)
    schema = file.schema_arrow
    found = []
    if sums and registry.household not in registry.columns:
        found.append(f"column {registry.household!r} is missing (the number of the household)")
    unfit = set()
    for input_ in program.inputs.values():
        fault = _fault(schema, input_)
        if fault:
            found.append(fault)
            unfit.add(input_.key)
    fit = [one for one in program.inputs.values() if one.key not in unfit]
    if not found:
        found = list(_out_of_bounds(file, fit, registry))
    if found:
        raise BadRegistry(f"{registry.path.name}: {'; '.join(found)}.")


def expected(type_: Type) -> str:
    """Say which type a column must have."""
    if type_.kind == "number" and type_.scale:
        return f"int64 (whole {_step(type_)}) or decimal with up to {type_.scale} places"
    return {"truth": "bool", "number": "int64", "day": "date32", "text": "string"}[type_.kind]


def _step(type_: Type) -> str:
    money = (type_.unit or "").startswith("元") and type_.scale == 2  # noqa: PLR2004 - cents
    return "cents" if money else f"steps of 1/{10**type_.scale}"


def _fault(schema: pa.Schema, input_: Input) -> str | None:
    name = f"{input_.key!r}" + (f" ({input_.name})" if input_.name else "")
    at = schema.get_field_index(input_.key)
    if at < 0:
        return f"column {name} is missing, expected {expected(input_.type)}"
    type_ = schema.field(at).type
    fits = _fits(type_, input_.type)
    return None if fits else f"column {name} is {type_}, expected {expected(input_.type)}"


def _fits(type_: pa.DataType, wanted: Type) -> bool:
    is_ = pa.types
    if is_.is_dictionary(type_):
        type_ = type_.value_type
    match wanted.kind:
        case "truth":
            return bool(is_.is_boolean(type_))
        case "day":
            return bool(is_.is_date32(type_))
        case "text":
            return bool(
                is_.is_string(type_) or is_.is_large_string(type_) or is_.is_string_view(type_)
            )
        case "number":
            whole = is_.is_integer(type_) and not is_.is_uint64(type_)
            return bool(whole or (is_.is_decimal(type_) and type_.scale <= wanted.scale))
        case _:
            return False


def _never_null(file: pq.ParquetFile) -> Iterator[str]:
    meta = file.metadata
    places = {meta.schema.column(n).path: n for n in range(meta.num_columns)}
    for name, at in places.items():
        groups = (meta.row_group(n).column(at).statistics for n in range(meta.num_row_groups))
        if all(one is not None and one.has_null_count and not one.null_count for one in groups):
            yield name


def _out_of_bounds(file: pq.ParquetFile, inputs: list[Input], registry: Registry) -> Iterator[str]:
    """Name the first value of each column that lies outside the bounds of its fact."""
    for input_ in inputs:
        low, high = input_.type.low, input_.type.high
        low, high = -INT64 if low is None else low, INT64 if high is None else high
        if input_.type.kind not in ("number", "day") or (low, high) == (-INT64, INT64):
            continue
        ends = (one for pair in _bounds(file, input_.key) for one in pair)
        whole = (_whole(one, registry, input_) for one in ends)
        if (outside := next((one for one in whole if not low <= one <= high), None)) is not None:
            yield (
                f"column {input_.key!r} holds {outside}, outside {low} … {high}"
                f" (as {expected(input_.type)})"
            )


def _whole(value: Any, registry: Registry, input_: Input) -> int:
    """Return a statistic in the steps that rules count in."""
    if hasattr(value, "toordinal"):
        return arithmetic.day(value)
    if input_.key in registry.decimals:
        return int(value * 10**input_.type.scale)
    return int(value)


def _bounds(file: pq.ParquetFile, column: str) -> Iterator[tuple[Any, Any]]:
    """Yield least and most of a column, by row group; looked through where nothing is noted."""
    meta = file.metadata
    at = next(n for n in range(meta.num_columns) if meta.schema.column(n).path == column)
    for group in range(meta.num_row_groups):
        noted = meta.row_group(group).column(at).statistics
        if noted is not None and noted.has_min_max:
            yield noted.min, noted.max
        elif noted is None or noted.null_count != meta.row_group(group).num_rows:
            found = pc.min_max(file.read_row_group(group, columns=[column])[column]).as_py()
            if found["min"] is not None:
                yield found["min"], found["max"]
