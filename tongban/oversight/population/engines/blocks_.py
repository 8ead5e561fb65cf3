"""The blocked kernel (分块引擎): a registry sorted by household, a few batches at a time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tongban.oversight.population import blocks
from tongban.oversight.population.arrays import Value
from tongban.oversight.population.engines import Job
from tongban.oversight.population.engines.writing import Writer, arrow_type
from tongban.oversight.population.layers import layered
from tongban.oversight.population.problems import NotByHousehold
from tongban.policy.domain.rules.program import Op, Program, Type

BATCH = 1 << 18


def run(job: Job) -> None:
    """Write the results of a job."""
    words: dict[str, int] = {}
    program = _coded(job.program, words)
    made = blocks.kernel(program)
    summed = bool(layered(program).sums)
    done = 0
    with Writer(job.out, job.program) as out:
        for table in _tables(job, summed=summed):
            out.write(_judged(job, made, table, words, summed=summed))
            done += table.num_rows
            job.progress(done, job.registry.rows)


def _tables(job: Job, *, summed: bool) -> Iterator[pa.Table]:
    """Yield batches; with sums, such as end where a household ends, in order."""
    wanted = dict.fromkeys([*job.keys, *job.program.inputs])
    if summed:
        wanted[job.registry.household] = None
    file = pq.ParquetFile(job.registry.path, pre_buffer=False)
    rest: pa.Table | None = None
    last = None
    for table in _groups(file, list(wanted)):
        if not summed:
            yield table
            continue
        homes = table[job.registry.household]
        last = _ordered(job, homes, last)
        whole = table if rest is None else pa.concat_tables([rest, table])
        ends = _last_household(whole[job.registry.household])
        rest = whole.slice(ends)
        if ends:
            yield whole.slice(0, ends)
    if rest is not None and rest.num_rows:
        yield rest


def _groups(file: pq.ParquetFile, wanted: list[str]) -> Iterator[pa.Table]:
    """Read row group after row group, so that none is kept once it is done with."""
    for number in range(file.metadata.num_row_groups):
        for batch in file.iter_batches(BATCH, row_groups=[number], columns=wanted):
            yield pa.Table.from_batches([batch])
        pa.default_memory_pool().release_unused()


def _ordered(job: Job, homes: pa.ChunkedArray, last: Any) -> Any:
    """Return the last household; raise where one stands after a greater one, or is unknown."""
    if homes.null_count:
        raise NotByHousehold(f"{job.registry.path.name}: somebody has no household")
    plain = homes.combine_chunks()
    fine = len(plain) < 2 or pc.all(pc.less_equal(plain[:-1], plain[1:])).as_py()  # noqa: PLR2004
    first = plain[0].as_py() if len(plain) else last
    if not fine or (last is not None and first < last):
        raise NotByHousehold(job.registry.path.name)
    return plain[-1].as_py() if len(plain) else last


def _last_household(homes: pa.ChunkedArray) -> int:
    """Return where the last household of a table begins."""
    plain = homes.combine_chunks()
    return int(pc.index(plain, plain[-1]).as_py()) if len(plain) else 0


def _judged(
    job: Job, made: blocks.Kernel, table: pa.Table, words: dict[str, int], *, summed: bool
) -> pa.Table:
    columns: dict[str, Value] = {
        key: _column(job, key, one.type, table[key].combine_chunks(), words)
        for key, one in job.program.inputs.items()
    }
    if summed:
        homes = table[job.registry.household].combine_chunks().dictionary_encode().indices
        parts = blocks.cuts(homes.to_numpy(zero_copy_only=False))
    else:
        parts = blocks.plain_cuts(table.num_rows)
    found = blocks.run(made, columns, {}, parts)
    levels = made.levels_of_results()
    results = {key: table[key] for key in job.keys}
    for key, (data, known) in found.items():
        if levels[key] == blocks.HOME:
            sizes = _sizes(parts, table.num_rows)
            spread = np.repeat(data, sizes)
            told = np.repeat(known, sizes) if isinstance(known, np.ndarray) else known
        else:
            spread, told = data, known
        results[key] = _arrow(spread, told, _type(job.program, key), words)
    return pa.table(results)


def _sizes(parts: list[blocks.Cut], persons: int) -> Any:
    starts = np.concatenate([cut.starts + cut.low for cut in parts])
    return np.diff(np.append(starts, persons))


def _type(program: Program, key: str) -> Type:
    return program.ops[program.results[key]].type


def _column(job: Job, key: str, type_: Type, column: pa.Array, words: dict[str, int]) -> Value:
    known = None if not column.null_count else column.is_valid().to_numpy(zero_copy_only=False)
    if type_.kind == "text":
        return _codes(column, words), known
    if key in job.registry.decimals:
        column = pc.cast(pc.multiply(column, pa.scalar(10**type_.scale)), pa.int64())
    if type_.kind == "day":
        column = column.cast(pa.int32())
    if column.null_count:
        column = pc.fill_null(
            column, pa.scalar(0, column.type) if type_.kind != "truth" else pa.scalar(value=False)
        )
    return column.to_numpy(zero_copy_only=False), known


def _codes(column: pa.Array, words: dict[str, int]) -> Any:
    """Return words as numbers, the same number for the same word in every batch."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    table = [words.setdefault(one, len(words)) for one in column.dictionary.to_pylist()]
    numbers = np.array([*table, -1], np.int64)
    places = column.indices.fill_null(len(table)) if column.null_count else column.indices
    return numbers[places.to_numpy(zero_copy_only=False)]


def _coded(program: Program, words: dict[str, int]) -> Program:
    """Return a program in which every word is its number."""

    def code(op: Op) -> Op:
        if op.op == "const" and isinstance(op.value, str):
            return replace(op, value=words.setdefault(op.value, len(words)))
        if op.op == "is_in" and program.ops[op.args[0]].type.kind == "text":
            return replace(op, value=tuple(words.setdefault(one, len(words)) for one in op.value))
        return op

    return replace(program, ops=tuple(map(code, program.ops)))


def _arrow(data: Any, known: Any, type_: Type, words: dict[str, int]) -> pa.Array:
    mask = None if known is None else ~np.broadcast_to(known, len(data))
    if type_.kind == "text":
        spelled = {number: word for word, number in words.items()}
        values = [spelled.get(int(one)) for one in data]
        return pa.array(values, pa.string(), mask=mask)
    kind = {"truth": np.int8, "day": np.int32}.get(type_.kind, np.int64)
    made = pa.array(data.astype(kind), mask=mask)
    return made.cast(arrow_type(type_))
