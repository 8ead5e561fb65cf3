"""The engines (测算引擎): each takes a job and writes one Parquet file, or nothing at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from tongban.oversight.population.problems import EngineMissing, UnknownEngine
from tongban.oversight.population.registry import Registry
from tongban.policy.domain.rules.program import Program

ENGINES: Mapping[str, str] = {
    "polars": "polars_", "duckdb": "duckdb_", "postgresql": "postgresql", "blocks": "blocks_",
    "spark": "spark", "clickhouse": "clickhouse",
}  # fmt: skip
HINTS: Mapping[str, str] = {
    "pyspark": "pip install 'pyspark[connect]'",
    "pysail": "pip install pysail",
    "chdb": "pip install chdb",
}


@dataclass(frozen=True, slots=True)
class Job:
    """What an engine is to do (任务): read the registry, run the program, write to `out`.

    `progress` is told how many persons are done of how many. `server` is the address of a Spark
    server; without it a light one is started here.
    """

    registry: Registry
    program: Program
    out: Path
    progress: Callable[[int, int], None]
    server: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the columns that come first in every line."""
        return self.registry.keys


class Engine(Protocol):
    """An engine: a module with this function."""

    def run(self, job: Job) -> None:
        """Write the results of a job."""


def engine(name: str) -> Engine:
    """Return an engine by its name; say what to install where it is not there."""
    if name not in ENGINES:
        raise UnknownEngine(name)
    try:
        return import_module(f"{__name__}.{ENGINES[name]}")
    except ModuleNotFoundError as error:
        package = (error.name or name).partition(".")[0]
        hint = HINTS.get(package, "pip install 'tongban[population]'")
        raise EngineMissing(f"{name} ({package}: {hint})") from error
