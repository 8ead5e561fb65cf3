"""ClickHouse (ClickHouse 引擎), in this process by chDB; the same SQL runs on a city's server."""

from chdb import session

from tongban.oversight.population.engines import Job
from tongban.oversight.population.engines.writing import gather
from tongban.oversight.population.sql import DIALECTS, Query


def run(job: Job) -> None:
    """Write the results of a job."""
    dialect, registry = DIALECTS["clickhouse"], job.registry
    part = job.out.with_suffix(".part.parquet")
    part.unlink(missing_ok=True)
    source = f"file({dialect.string(str(registry.path))}, Parquet)"
    query = Query(dialect, source, job.keys, registry.household, registry.decimals)
    target = f"file({dialect.string(str(part))}, Parquet)"
    # Lazily worked out branches are worked out anew at every use, which grows beyond all bounds.
    settings = (
        "SETTINGS join_use_nulls = 1, schema_inference_make_columns_nullable = 1,"
        " short_circuit_function_evaluation = 'disable', max_memory_usage = 4000000000"
    )
    with session.Session() as chdb:
        chdb.query(f"INSERT INTO FUNCTION {target} {query.text(job.program)} {settings}")
    try:
        gather(part, job.out, job.program)
    finally:
        part.unlink(missing_ok=True)
