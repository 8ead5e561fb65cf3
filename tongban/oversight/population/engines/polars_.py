"""Polars (默认引擎): the file passes through as a stream."""

import polars as pl

from tongban.oversight.population import columns
from tongban.oversight.population.engines import Job
from tongban.oversight.population.engines.pieces import pieces
from tongban.oversight.population.engines.writing import Writer
from tongban.oversight.population.layers import layered
from tongban.policy.domain.rules.program import Program

KINDS = {"truth": pl.Int8, "day": pl.Date}


def run(job: Job) -> None:
    """Write the results of a job."""
    people = pl.scan_parquet(job.registry.path).with_columns(
        (pl.col(key).cast(pl.Decimal(38, scale)) * 10 ** _scale(job.program, key)).cast(pl.Int64)
        for key, scale in job.registry.decimals.items()
        if key in job.program.inputs
    )
    if not layered(job.program).sums:
        _frame(people, job).sink_parquet(job.out, compression="zstd")
        job.progress(job.registry.rows, job.registry.rows)
        return
    done = 0
    home = pl.col(job.registry.household)
    with Writer(job.out, job.program) as out:
        for (low, high), count in pieces(job.registry):
            piece = people if low is None else people.filter(home >= low)
            piece = piece if high is None else piece.filter(home < high)
            out.write(_frame(piece, job).collect(engine="streaming").to_arrow())
            done += count
            job.progress(done, job.registry.rows)


def _scale(program: Program, key: str) -> int:
    return program.inputs[key].type.scale


def _frame(people: pl.LazyFrame, job: Job) -> pl.LazyFrame:
    made = columns.frame(people, job.program, keys=job.keys, household=job.registry.household)
    kinds = {key: job.program.ops[place].type.kind for key, place in job.program.results.items()}
    return made.with_columns(
        pl.col(key).cast(pl.Int32 if kind == "day" else KINDS[kind]).cast(KINDS[kind])
        for key, kind in kinds.items()
        if kind in KINDS
    )
