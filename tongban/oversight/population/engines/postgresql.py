"""PostgreSQL (数据库引擎): the registry is copied into a table of this session, asked, and dropped.

For places whose people already stand in the database the same query runs there; here it reads a
file like the others, so that its answers can be held against theirs.
"""

import io
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
from psycopg import Connection, sql
from pyarrow import csv

from tongban.oversight.population.engines import Job
from tongban.oversight.population.engines.writing import Writer, results_schema
from tongban.oversight.population.layers import layered
from tongban.oversight.population.sql import DIALECTS, Query
from tongban.policy.domain.rules.program import Input

BATCH = 1 << 16
PEOPLE = "population_people"
TYPES = {"truth": "boolean", "day": "date", "text": "text"}


def run(job: Job) -> None:
    """Write the results of a job."""
    connection.ensure_connection()
    plain = connection.connection
    try:
        _load(plain, job)
        with Writer(job.out, job.program) as out:
            for table in _answers(plain, job):
                out.write(table)
    finally:
        connection.close()


def _load(plain: "Connection[tuple[object, ...]]", job: Job) -> None:
    """Copy the columns that are read into a temporary table."""
    file = pq.ParquetFile(job.registry.path)
    wanted = dict.fromkeys([*job.keys, *job.program.inputs])
    if layered(job.program).sums:
        wanted[job.registry.household] = None
    columns = [
        sql.SQL("{} {}").format(
            sql.Identifier(key), sql.SQL(_kind(file.schema_arrow.field(key).type, job, key))
        )
        for key in wanted
    ]
    # Compiling such a query costs more than it saves.
    plain.execute("SET jit = off")
    plain.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(PEOPLE)))
    plain.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} ({})").format(
            sql.Identifier(PEOPLE), sql.SQL(", ").join(columns)
        )
    )
    copy_in = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(sql.Identifier(PEOPLE))
    options = csv.WriteOptions(include_header=False, quoting_style="all_valid")
    done = 0
    with plain.cursor() as cursor, cursor.copy(copy_in) as copy:
        for batch in file.iter_batches(BATCH, columns=list(wanted)):
            text = io.BytesIO()
            csv.write_csv(batch, text, options)
            copy.write(text.getvalue())
            done += batch.num_rows
            job.progress(done // 2, job.registry.rows)


def _kind(type_: pa.DataType, job: Job, key: str) -> str:
    input_: Input | None = job.program.inputs.get(key)
    if key in job.registry.decimals:
        return "numeric"
    if input_ is None:
        return "bigint" if pa.types.is_integer(type_) else "text"
    return TYPES.get(input_.type.kind, "bigint")


def _answers(plain: "Connection[tuple[object, ...]]", job: Job) -> Iterator[pa.Table]:
    """Ask, and read the answers as they come."""
    registry = job.registry
    query = Query(
        DIALECTS["postgresql"], PEOPLE, job.keys, registry.household, registry.decimals
    ).text(job.program)
    schema = pq.ParquetFile(registry.path).schema_arrow
    types = {key: _read_as(schema.field(key).type) for key in job.keys}
    for field in results_schema(job.program):
        types[field.name] = field.type if field.type != pa.date32() else pa.int32()
    for one, key in job.program.results.items():
        if job.program.ops[key].type.kind == "truth":
            types[one] = pa.bool_()
    reading = csv.ConvertOptions(
        column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False,
        true_values=["t"], false_values=["f"], null_values=[""],
    )  # fmt: skip
    names = csv.ReadOptions(column_names=list(types))
    done = 0
    with plain.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
        for chunk in _lines(copy):
            table = csv.read_csv(io.BytesIO(chunk), read_options=names, convert_options=reading)
            done += table.num_rows
            job.progress((registry.rows + done) // 2, registry.rows)
            yield table


def _read_as(type_: pa.DataType) -> pa.DataType:
    return type_.value_type if pa.types.is_dictionary(type_) else type_


def _lines(copy: Iterable[bytes | bytearray | memoryview], size: int = 1 << 22) -> Iterator[bytes]:
    """Gather whole lines of the copy into pieces of some megabytes."""
    held: list[bytes] = []
    weight = 0
    for piece in copy:
        held.append(bytes(piece))
        weight += len(piece)
        if weight >= size:
            yield b"".join(held)
            held, weight = [], 0
    if held:
        yield b"".join(held)
