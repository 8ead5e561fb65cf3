from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tongban.catalogue.domain.model import Book, Policy
from tongban.kernel.text import Text
from tongban.oversight.population.sheets import rule

ON = date(2026, 11, 23)


@pytest.fixture
def policy():
    """Make a rule of clauses: `policy(facts, eligible="…", amount="…")`."""

    def make(facts, name="P-T", version="2026-01-01", **clauses):
        rules = tuple(
            {"id": f"第{n}条", "gives": gives, "rule": text, "article": f"第{n}条"}
            for n, (gives, text) in enumerate(clauses.items(), 1)
        )
        made = Policy(
            name, version, Text("测试补贴"), {"code": "350100"}, "verified",
            facts=tuple(facts), clauses=rules,
        )  # fmt: skip
        return rule(made, Book(), on=ON)

    return make


@pytest.fixture
def people(tmp_path: Path):
    """Write a registry of columns; return its path."""

    def write(name="people.parquet", **columns):
        path = tmp_path / name
        pq.write_table(pa.table(columns), path)
        return path

    return write
