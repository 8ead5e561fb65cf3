"""Between figures and their tables: whole cases are written anew, sums and pages are read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import Field, dataclass, fields
from typing import Any, Generic, TypeVar

from django.db import connection

from tongban.kernel import ids
from tongban.oversight.domain.demands import DemandFigures
from tongban.oversight.domain.figures import CaseFigures, Stay
from tongban.oversight.domain.payments import PaymentFigures
from tongban.oversight.domain.ratings import RatingFigures

CASE_COLUMNS = tuple(
    one.name for one in fields(CaseFigures) if one.name not in ("case", "statements")
)
_NUMBERS = frozenset(
    one.name for one in fields(CaseFigures) if one.type in ("int", int) and one.name != "officer"
)
_TYPES = {"causes": "text[]", "officer": "bigint"} | dict.fromkeys(
    ("filed_on", "ended_on", "due_on"), "date"
)
STAY_COLUMNS = tuple(one.name for one in fields(Stay))


def query(statement: str, arguments: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows; none where it gives none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(arguments))
        return cursor.fetchall() if cursor.description else []


def _type(name: str) -> str:
    return _TYPES.get(name) or ("integer" if name in _NUMBERS else "text")


def write(cases: Sequence[tuple[CaseFigures, Sequence[Stay]]]) -> None:
    """Write these cases and their stays anew, in three statements."""
    if not cases:
        return
    _write_cases([one for one, _ in cases])
    query(
        'delete from oversight_stay where "case" = any(%s::bigint[])',
        [[one.case for one, _ in cases]],
    )
    rows = [(one.case, one.service, stay) for one, stays in cases for stay in stays]
    columns = ", ".join(f'"{name}"' if name == "on" else name for name in STAY_COLUMNS)
    query(
        f'insert into oversight_stay ("case", service, {columns}) '  # noqa: S608 - our own columns
        "select * from unnest(%s::bigint[], %s::text[], "
        + ", ".join(f"%s::{_STAY_TYPES.get(name, 'text')}[]" for name in STAY_COLUMNS)
        + ")",
        [
            [case for case, _, _ in rows],
            [service for _, service, _ in rows],
            *([getattr(stay, name) for _, _, stay in rows] for name in STAY_COLUMNS),
        ],
    )


_STAY_TYPES = {"seq": "integer", "line": "smallint", "seconds": "integer", "on": "date"}


def _write_cases(cases: Sequence[CaseFigures]) -> None:
    columns = ("id", "shard", *CASE_COLUMNS)
    # An array of arrays would have to be even, so causes travel joined.
    values = (
        ", ".join(
            f"string_to_array(nullif(u.{name}, ''), chr(31))" if name == "causes" else f"u.{name}"
            for name in columns
        )
        .replace("string_to_array", "coalesce(string_to_array")
        .replace("chr(31))", "chr(31)), '{}')")
    )
    types = ", ".join(
        "%s::bigint[]" if name == "id"
        else "%s::smallint[]" if name == "shard"
        else "%s::text[]" if name == "causes"
        else f"%s::{_type(name)}[]"
        for name in columns
    )  # fmt: skip
    query(
        f"insert into oversight_case ({', '.join(columns)}) "  # noqa: S608 - our own columns
        f"select {values} from unnest({types}) as u({', '.join(columns)}) "
        "on conflict (shard, id) do update set "
        + ", ".join(f"{name} = excluded.{name}" for name in CASE_COLUMNS),
        [
            [one.case for one in cases],
            [ids.shard_of(one.case) for one in cases],
            *(
                ["\x1f".join(one.causes) for one in cases]
                if name == "causes"
                else [getattr(one, name) for one in cases]
                for name in CASE_COLUMNS
            ),
        ],
    )


# Demands and ratings

T = TypeVar("T", DemandFigures, RatingFigures, PaymentFigures)


@dataclass(frozen=True, slots=True)
class Prepared(Generic[T]):
    """A table of prepared rows (计量表), a row for each `kind`, whose first field is its id."""

    table: str
    kind: type[T]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns beside the id and the shard."""
        return tuple(one.name for one in fields(self.kind))[1:]

    def write(self, several: Sequence[T]) -> None:
        """Write these anew, in one statement."""
        if not several:
            return
        keys = [self.id(one) for one in several]
        types = ["bigint", "smallint", *(self._type(one) for one in fields(self.kind)[1:])]
        columns = ", ".join(("id", "shard", *self.columns))
        query(
            f"insert into {self.table} ({columns}) select * from unnest("  # noqa: S608
            + ", ".join(f"%s::{one}[]" for one in types)
            + ") on conflict (shard, id) do update set "
            + ", ".join(f"{name} = excluded.{name}" for name in self.columns),
            [
                keys,
                [ids.shard_of(one) for one in keys],
                *([getattr(one, name) for one in several] for name in self.columns),
            ],
        )

    def stored(self, several: Collection[int]) -> dict[int, T]:
        """Read the figures of these as they are stored."""
        rows = query(
            f"select id, {', '.join(self.columns)} from {self.table} "  # noqa: S608
            "where shard = any(%s::smallint[]) and id = any(%s::bigint[])",
            [sorted({ids.shard_of(one) for one in several}), sorted(several)],
        )
        return {row[0]: self.kind(*row) for row in rows}

    def id(self, one: T) -> int:
        """Return which one it is."""
        found: int = getattr(one, fields(self.kind)[0].name)
        return found

    @staticmethod
    def _type(column: "Field[Any]") -> str:
        wide = {"theme": "bigint", "seq": "integer", "out_s": "integer"}
        if column.name.endswith("_on"):
            return "date"
        return wide.get(column.name) or ("smallint" if column.type in ("int", int) else "text")


DEMANDS = Prepared("oversight_demand", DemandFigures)
RATINGS = Prepared("oversight_rating", RatingFigures)
PAYMENTS = Prepared("oversight_payment", PaymentFigures)


# Cases as they are stored


def stored(cases: Collection[int]) -> dict[int, CaseFigures]:
    """Read the figures of these cases as they are stored."""
    rows = query(
        f"select id, {', '.join(CASE_COLUMNS)} from oversight_case "  # noqa: S608
        "where shard = any(%s::smallint[]) and id = any(%s::bigint[])",
        [sorted({ids.shard_of(one) for one in cases}), sorted(cases)],
    )
    found = {}
    for id_, *values in rows:
        said = dict(zip(CASE_COLUMNS, values, strict=True))
        found[id_] = CaseFigures(id_, **{**said, "causes": tuple(said["causes"])})
    return found
