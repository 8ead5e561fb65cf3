"""Writing what came out (写出): results as Arrow columns of fixed types, in one Parquet file."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from tongban.policy.domain.rules.program import Program, Type

GROUP = 1 << 18


def arrow_type(type_: Type) -> pa.DataType:
    """Return the type of a result's column: decisions are 1, 0 or NULL."""
    kinds = {"truth": pa.int8(), "day": pa.date32(), "text": pa.string()}
    return kinds.get(type_.kind, pa.int64())


def results_schema(program: Program) -> list[pa.Field]:
    """Return the fields of all results."""
    return [
        pa.field(key, arrow_type(program.ops[place].type)) for key, place in program.results.items()
    ]


class Writer:
    """One Parquet file in the making; the rows may come in any pieces (写手)."""

    def __init__(self, path: Path, program: Program) -> None:
        self.path, self.program = path, program
        self._file: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        """Add rows; the types of the results are made what they should be."""
        wanted = {field.name: field.type for field in results_schema(self.program)}
        fields = [pa.field(one.name, wanted.get(one.name, one.type)) for one in table.schema]
        schema = pa.schema(fields)
        if self._file is None:
            self._file = pq.ParquetWriter(self.path, schema, compression="zstd")
        for at, field in enumerate(schema):
            if pa.types.is_date32(field.type) and pa.types.is_integer(table.schema.types[at]):
                # Days come as whole numbers; Arrow makes dates of 32 bits only.
                table = table.set_column(at, field.name, table[at].cast(pa.int32()))
        self._file.write_table(table.cast(self._file.schema), row_group_size=GROUP)

    def write_all(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Add batches of rows as they come."""
        for batch in batches:
            self.write(pa.Table.from_batches([batch]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


def gather(parts: Path, out: Path, program: Program) -> None:
    """Put a file, or the files of a folder, into one of our form."""
    with Writer(out, program) as file:
        batches = ds.dataset(parts, format="parquet").to_batches()
        file.write_all(batch for batch in batches if batch.num_rows)
