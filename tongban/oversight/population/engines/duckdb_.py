"""DuckDB (SQL 引擎): the same rules as SQL over the file itself, in bounded memory."""

import os

import duckdb

from tongban.oversight.population.engines import Job
from tongban.oversight.population.engines.pieces import Piece, pieces
from tongban.oversight.population.engines.writing import Writer
from tongban.oversight.population.layers import layered
from tongban.oversight.population.sql import DIALECTS, Query

MEMORY = os.environ.get("TONGBAN_POPULATION_MEMORY", "1GB")
ROWS = 1 << 18


def run(job: Job) -> None:
    """Write the results of a job."""
    connection = duckdb.connect(config={"memory_limit": MEMORY})
    connection.execute("SET preserve_insertion_order = false")
    done = 0
    whole = [((None, None), job.registry.rows)]
    parts = pieces(job.registry) if layered(job.program).sums else iter(whole)
    with Writer(job.out, job.program) as out:
        for piece, count in parts:
            reader = connection.sql(_text(job, piece)).to_arrow_reader(ROWS)
            for batch in reader:
                out.write_all([batch])
                if piece == (None, None):
                    done += batch.num_rows
                    job.progress(done, job.registry.rows)
            if piece != (None, None):
                done += count
                job.progress(done, job.registry.rows)


def _text(job: Job, piece: Piece) -> str:
    dialect = DIALECTS["duckdb"]
    source = f"read_parquet({dialect.string(str(job.registry.path))})"
    ends = [
        f"{dialect.name_of(job.registry.household)} {sign} {end}"
        for sign, end in zip((">=", "<"), piece, strict=True)
        if end is not None
    ]
    if ends:
        source += " WHERE " + " AND ".join(ends)
    query = Query(dialect, source, job.keys, job.registry.household, job.registry.decimals)
    return query.text(job.program)
