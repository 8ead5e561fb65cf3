"""Where engines differ on NULL, numbers and days when rules are written plainly: none does here."""

from datetime import date

import pyarrow as pa
import pytest

from tongban.oversight.population.tests import agreeing

ON = date(2026, 11, 23)
ENGINES = ["polars", "duckdb", "blocks"]
FACTS = (
    {"key": "x", "type": "bool"}, {"key": "yes", "type": "bool"}, {"key": "no", "type": "bool"},
    {"key": "n", "type": "number", "range": [-99, 99]},
    {"key": "seven", "type": "number", "range": [-99, 99]},
    {"key": "half", "type": "number", "scale": 1, "range": [-99, 99]},
    {"key": "tenth", "type": "number", "scale": 1, "range": [0, 9]},
    {"key": "fifth", "type": "number", "scale": 1, "range": [0, 9]},
    {"key": "birth", "type": "date"},
    {
        "key": "kin", "type": "table",
        "columns": [
            {"key": "k", "type": "number", "range": [-9, 9]}, {"key": "kt", "type": "bool"},
            {"key": "kf", "type": "bool"},
        ],
    },
)  # fmt: skip
TRAPS = {
    "unknown and no": ("x 且 no", False),
    "unknown or yes": ("x 或 yes", True),
    "unknown and yes": ("x 且 yes", None),
    "not unknown": ("非 x", None),
    "unknown = 1": ("n = 1", None),
    "unknown + 1": ("n + 1", None),
    "if unknown then 1 else 2": ("如果 x 则 1 否则 2", None),
    "max(unknown, 5)": ("最大值(n, 5)", None),
    "min(unknown, 5)": ("最小值(n, 5)", None),
    "unknown in (1, 2)": ("n 属于 (1, 2)", None),
    "sum of (1, unknown)": ("kin 的 k 合计", None),
    "any of (no, unknown)": ("kin 中 有人 (kf)", None),
    "all of (yes, unknown)": ("kin 中 人人 (kt)", None),
    "how many of (yes, unknown)": ("如果 kin 中 kt 的 人数 ≥ 1 人 则 1 否则 0", None),
    "2.5 half up": ("取整(half, 1, 四舍五入)", 3),
    "2.5 half even": ("取整(half, 1, 五成双)", 2),
    "-2.5 half up": ("取整(-half, 1, 四舍五入)", -3),
    "7 / 2 downwards": ("取整(seven / 2, 0.1, 向下)", 35),
    "-7 / 3 downwards": ("取整(-seven / 3, 1, 向下)", -3),
    "-7 / 3 towards zero": ("取整(-seven / 3, 1, 截去)", -2),
    "0.1 + 0.2 = 0.3": ("tenth + fifth = 0.3", True),
    "born before 1970": ("birth ≤ 1955-11-01", True),
    "a year older on the first of March": ("周岁(birth, 2013-02-28) = 100 岁", True),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Every trap by every engine, and by the function for one person."""
    import pyarrow.parquet as pq

    from tongban.catalogue.domain.model import Book, Policy
    from tongban.kernel.text import Text
    from tongban.oversight.population.sheets import rule

    clauses = tuple(
        {"id": f"第{n}条", "gives": f"t{n}", "rule": text}
        for n, (text, _) in enumerate(TRAPS.values())
    )
    whole = Policy(
        "P-T",
        "2026-01-01",
        Text("陷阱"),
        {"code": "350100"},
        "verified",
        facts=FACTS,
        clauses=clauses,
    )
    rules = [rule(whole, Book(), on=ON)]
    table = pa.table({
        "person": [1, 2], "household": [1, 1], "x": pa.array([None, True], pa.bool_()),
        "yes": [True, True], "no": [False, False], "n": pa.array([None, 1], pa.int64()),
        "seven": [7, 7], "half": [25, 25], "tenth": [1, 1], "fifth": [2, 2],
        "birth": [date(1912, 2, 29)] * 2, "k": pa.array([1, None], pa.int64()),
        "kt": pa.array([True, None], pa.bool_()), "kf": pa.array([False, None], pa.bool_()),
    })  # fmt: skip
    folder = tmp_path_factory.mktemp("traps")
    pq.write_table(table, folder / "people.parquet")
    made = {"one": agreeing.one_by_one(rules, table, ON)}
    for engine in ENGINES:
        out = folder / f"{engine}.parquet"
        made[engine] = agreeing.by_engine(engine, rules, folder / "people.parquet", out, ON)
    return made


@pytest.mark.parametrize("engine", ["one", *ENGINES])
@pytest.mark.parametrize("trap", TRAPS)
def test_no_trap_catches(found, engine, trap):
    number = list(TRAPS).index(trap)
    assert found[engine][f"P-T.t{number}"][0] == TRAPS[trap][1]
