"""Spark's protocol (Spark 协议): a city's own Spark by its address, else Sail, the light server.

The server reads and writes the files itself, so they lie where it can see them.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyspark.sql import SparkSession

from tongban.oversight.population.engines import Job
from tongban.oversight.population.engines.writing import gather
from tongban.oversight.population.sql import DIALECTS, Query

PEOPLE = "population_people"


def run(job: Job) -> None:
    """Write the results of a job."""
    parts = job.out.with_suffix(".parts")
    registry = job.registry
    query = Query(DIALECTS["spark"], PEOPLE, job.keys, registry.household, registry.decimals)
    try:
        with session(job.server) as spark:
            spark.read.parquet(str(registry.path)).createOrReplaceTempView(PEOPLE)
            spark.sql(query.text(job.program)).write.mode("overwrite").parquet(str(parts))
        gather(parts, job.out, job.program)
    finally:
        shutil.rmtree(parts, ignore_errors=True)


@contextmanager
def session(server: str | None) -> Iterator[Any]:
    """Open a session with a server of Spark's protocol; without an address Sail is started."""
    light = None
    if server is None:
        from pysail.spark import SparkConnectServer

        light = SparkConnectServer("127.0.0.1", 0)
        light.start()
        host, port = light.listening_address
        server = f"sc://{host}:{port}"
    spark = SparkSession.builder.remote(server).getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()
        if light is not None:
            light.stop()
