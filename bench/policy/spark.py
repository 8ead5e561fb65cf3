"""The cluster route: the same published rule by Sail and by Spark, processor time of a run.

Both speak Spark's protocol or SQL and read and write the same Parquet files on this machine; a
first run warms up what each of them compiles. Spark needs Java 17.
"""

import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from bench.policy import peers

GOES = 3
GOAL = 1 / 4


def run(*, full: bool = False) -> list:
    """Measure the household rule at a million persons (ten with `full`)."""
    from bench.policy.stream import write
    from tongban.cli.commands.bench import row

    millions = 10 if full else 2
    if shutil.which("java") is None:
        raise peers.PeerMissingError("Spark needs Java 17: apt install openjdk-17-jre-headless.")
    interpreter = peers.python("clusters")
    with tempfile.TemporaryDirectory(prefix="tongban-spark-") as folder:
        path = Path(folder) / "people.parquet"
        write(path, millions)
        path.with_suffix(".sql").write_text(_text(path))
        sail, spark = (peers.child(interpreter, Path(__file__), one, path) for one in ENGINES)
    if sail["rows"] != spark["rows"] or sail["total"] != spark["total"]:
        raise AssertionError(f"Sail and Spark differ: {sail} {spark}")
    what = f"household rule, {millions} M persons, Parquet to Parquet: Sail against Spark"
    return [row(what, sail["cpu"], spark["cpu"], goal=GOAL, unit="CPU s", at_most=True)]


def _text(path: Path) -> str:
    """Write the published rule in Spark's dialect."""
    from bench.policy.sheets import rules
    from tongban.oversight.population.evaluating import prepared
    from tongban.oversight.population.sql import DIALECTS, Query

    on = date(2016, 11, 1)
    _, assembly = prepared(rules(["T-HOUSEHOLD"], on), path, on=on, bare=True)
    return Query(DIALECTS["spark"], "people", ("person",)).text(assembly.program)


def _cpu() -> float:
    """Return the processor seconds of this process and of those it started."""
    import psutil

    here = psutil.Process()
    times = [one.cpu_times() for one in (here, *here.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _spark(work) -> None:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "4g").config("spark.sql.shuffle.partitions", 4)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    work(session)


def _sail(work) -> None:
    from tongban.oversight.population.engines.spark import session

    with session(None) as opened:
        work(opened)


ENGINES = {"sail": _sail, "spark": _spark}


def main(engine: str, path: Path) -> None:
    """Run one of them and print what it cost."""
    from bench.policy.measuring import tell

    text = path.with_suffix(".sql").read_text()
    out = str(path.with_name(engine))
    costs = []

    def work(session) -> None:
        session.read.parquet(str(path)).createOrReplaceTempView("people")
        for _ in range(GOES):
            began = _cpu()
            session.sql(text).write.mode("overwrite").parquet(out)
            costs.append(_cpu() - began)
        found = session.read.parquet(out)
        found.createOrReplaceTempView("found")
        asked = "SELECT count(*), sum(`T-HOUSEHOLD.disposable`) FROM found"
        rows, total = session.sql(asked).collect()[0]
        tell(cpu=min(costs[1:]), rows=rows, total=int(total))
        sys.stdout.flush()
        os._exit(0)

    ENGINES[engine](work)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
