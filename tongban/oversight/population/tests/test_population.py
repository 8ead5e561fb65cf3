"""A registry is judged: lines, the two lists, the legend; a bad file is refused whole."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tongban.oversight.population.comparing import Cell, _hidden, compare
from tongban.oversight.population.engines import engine
from tongban.oversight.population.evaluating import evaluate
from tongban.oversight.population.problems import BadRegistry, EngineMissing, NotByHousehold
from tongban.oversight.population.tests.conftest import ON

FACTS = [
    {"key": "months", "name_zh": "缴费月数", "type": "number", "unit": "月"},
    {"key": "left", "name_zh": "已离职", "type": "bool"},
    {"key": "wage", "name_zh": "月工资", "type": "money", "unit": "元/月"},
]
CLAUSES = {
    "eligible": "left 且 months ≥ 12 月",
    "amount": "取整(wage × 90%, 0.01 元/月, 四舍五入)",
}
ROWS = {
    "person": ["a", "b", "c", "d"],
    "months": pa.array([12, 3, None, None], pa.int64()),
    "left": pa.array([True, None, True, False]),
    "wage": pa.array([200_000, 100_000, 100_000, None], pa.int64()),
}


@pytest.fixture
def judged(policy, people, tmp_path):
    out = tmp_path / "out.parquet"
    return evaluate([policy(FACTS, **CLAUSES)], people(**ROWS), out, on=ON)


def test_each_person_has_a_line_with_decision_amount_and_mask(judged):
    lines = pq.read_table(judged.files.lines).to_pydict()
    assert lines["P-T.decision"] == [1, 0, None, 0]
    assert lines["P-T.amount"] == [180_000, 90_000, 90_000, None]
    assert lines["P-T.reasons"] == [0, (1 << 31) + 2, 1 << 32, 1 + (1 << 32)]


def test_a_line_to_be_confirmed_says_why(judged):
    (line,) = pq.read_table(judged.files.confirm).to_pylist()
    assert (line["person"], line["amount"]) == ("a", 180_000)
    assert line["reason"] == "已离职（第1条）；缴费月数 ≥ 12 月（第1条）"


def test_who_cannot_be_told_is_asked_the_one_question_that_matters(judged):
    (line,) = pq.read_table(judged.files.missing).to_pylist()
    assert (line["person"], line["fact"], line["undecided"]) == ("c", "months", "资格")
    assert line["question"] == "请提供：缴费月数"
    assert "缴费月数 ≥ 12 月" in line["reason"]


def test_the_legend_says_what_bits_and_questions_mean(judged):
    (one,) = json.loads(judged.files.legend.read_text("utf-8"))["policies"]
    assert [(bit["bit"], bit["means"], bit["condition"]) for bit in one["bits"]][::3] == [
        (0, "not met", "已离职"),
        (32, "unknown", "缴费月数 ≥ 12 月"),
    ]
    assert one["bits"][0]["article"] == "第1条"


def test_the_sum_of_what_is_granted_is_counted(judged):
    assert judged.granted == {"P-T": 1}
    assert judged.unknown == {"P-T": 1}
    assert judged.amounts["P-T"]["amount"] == 180_000


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"months": None}, "column 'months' (缴费月数) is missing, expected int64"),
        (
            {"left": pa.array(["y", "n", "y", "n"])},
            "column 'left' (已离职) is string, expected bool",
        ),
        ({"wage": pa.array([1.5] * 4)}, "is double, expected int64 (whole cents) or decimal"),
        ({"months": pa.array([12, 3, -1, 5])}, "column 'months' holds -1, outside 0 … 2400"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_whole(policy, people, tmp_path, change, said):
    rows = {key: value for key, value in {**ROWS, **change}.items() if value is not None}
    out = tmp_path / "out.parquet"
    with pytest.raises(BadRegistry) as told:
        evaluate([policy(FACTS, **CLAUSES)], people(**rows), out, on=ON)
    assert said in told.value.said("en")
    assert told.value.said("en").count("people.parquet") == 1
    assert [one.name for one in tmp_path.iterdir()] == ["people.parquet"]


def test_sums_over_a_household_need_its_column(policy, people, tmp_path):
    facts = [
        {"key": "kin", "type": "table", "columns": [{"key": "pay", "type": "money", "unit": "元"}]}
    ]
    rule = policy(facts, eligible="kin 的 pay 合计 < 100 元")
    with pytest.raises(BadRegistry, match="household"):
        evaluate([rule], people(person=[1], pay=[5]), tmp_path / "out.parquet", on=ON)


def test_the_blocked_kernel_wants_households_together(policy, people, tmp_path):
    facts = [
        {"key": "kin", "type": "table", "columns": [{"key": "pay", "type": "money", "unit": "元"}]}
    ]
    rule = policy(facts, eligible="kin 的 pay 合计 < 100 元")
    path = people(person=[1, 2, 3], household=[1, 2, 1], pay=[5, 6, 7])
    with pytest.raises(NotByHousehold):
        evaluate([rule], path, tmp_path / "out.parquet", using="blocks", on=ON)


def test_a_missing_engine_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(EngineMissing, match=r"pip install 'pyspark\[connect\]'"):
        engine("spark")


def test_two_versions_are_compared_by_group_above_the_least_cell(policy, people):
    before = policy(FACTS, **CLAUSES)
    later = {"eligible": "left 且 months ≥ 24 月", "amount": "取整(wage × 100%, 1 元/月, 向下)"}
    after = policy(FACTS, version="2027-01-01", **later)
    count = 60
    path = people(
        person=list(range(count)), months=[12 if n % 2 else 24 for n in range(count)],
        left=[True] * count, wage=[100_000] * count,
        place=["东"] * 40 + ["西"] * 17 + ["北"] * 3,
    )  # fmt: skip
    change = compare(before, after, path, on=ON, by=["place"], least=5)
    assert (change.total.gain, change.total.lose, change.total.more) == (0, 30, 30)
    assert change.total.cost == 30 * 10_000 - 30 * 90_000
    assert change.groups["place"]["东"]["lose"] == 20
    # 北 has three people; 西 would give them away, as what is left of the whole.
    assert change.groups["place"]["北"]["persons"] is None
    assert change.groups["place"]["西"]["persons"] is None


def test_what_is_hidden_is_not_the_difference_of_before_and_after():
    cells = {
        "东": Cell(persons=900, before=100, after=160, gain=60),
        "西": Cell(persons=800, before=100, after=107, gain=7),
        "北": Cell(persons=700, before=100, after=150, gain=50),
    }
    shown = _hidden(cells, 10)
    assert [shown[one]["gain"] for one in cells] == [60, None, None]
    assert [shown[one]["after"] for one in cells] == [160, None, None]
    assert [shown[one]["before"] for one in cells] == [100, 100, 100]


@pytest.mark.parametrize(
    ("eligible", "said"),
    [
        (
            "至少 2 项(left, months ≥ 12 月, wage > 5 元/月)",
            "至少 2 项(已离职, 缴费月数 ≥ 12 月, 月工资 > 5 元/月)",
        ),
        ("left 除非 months < 3 月 则 否", "如果 缴费月数 < 3 月 则 否 否则 已离职"),
    ],
)
def test_a_condition_made_of_others_is_said_as_it_is_meant(policy, eligible, said):
    assert [one.text for one in policy(FACTS, eligible=eligible).conditions] == [said]
