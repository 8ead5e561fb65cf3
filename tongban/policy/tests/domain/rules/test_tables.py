"""Decision tables: cells, gaps and overlaps, DMN there and back, CEL."""

import pytest
from hypothesis import given, settings

from tongban.policy.domain.rules import cel, dmn, feel
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.clauses import sheet
from tongban.policy.domain.rules.problems import BadTable, RuleFault
from tongban.policy.domain.rules.scope import Scope
from tongban.policy.domain.rules.tables import faults, read, read_csv
from tongban.policy.domain.rules.writing import written
from tongban.policy.tests.domain.rules.worlds import BOOK, clause, of, policy, sheet_of, truths

CARE = """level,size,→care
一级,< 3,119
一级,>= 3,115
"二级、三级",[1..3),99
"二级、三级",0,0
"二级、三级",>=3,85
"""
KINDS = {"level": "text", "size": "number"}


def names():
    return sheet(policy(), BOOK).names


def scope():
    made = sheet(policy(), BOOK)
    return Scope(made.facts, lambda _key: None, made.columns)


def care(text: str = CARE, **more):
    return read_csv(text, names=names(), kinds=KINDS, **more)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("-", "number", None),
        ("< 18", "number", "x < 18"),
        ("[18..65)", "number", "x 介于 [18..65)"),
        ("]18..65[", "number", "x 介于 (18..65)"),
        ("［１８..６５）", "number", "x 介于 [18..65)"),
        ('"甲", "乙"', "text", 'x 属于 ("甲", "乙")'),
        ("甲、乙", "text", 'x 属于 ("甲", "乙")'),
        ("not(甲)", "text", '非 x = "甲"'),
        ("< 5, > 10", "number", "x < 5 或 x > 10"),
        ("true", "truth", "x"),
        ("否", "truth", "非 x"),
        ('>= date("2025-01-01")', "day", "x ≥ 2025-01-01"),
    ],
)
def test_a_cell_asks_what_s_feel_asks(text, kind, said):
    made = feel.cell(text, t.Fact("x"), kind)
    assert (None if made is None else written(made)) == said
    if made is not None:
        again = feel.written_cell(made, t.Fact("x"))
        assert feel.cell(again, t.Fact("x"), kind) == made


def test_a_table_gives_the_value_of_its_row():
    made = of(clause(written(care().expression("care")), "care"))
    for level, size, value in (("一级", 2, 119), ("一级", 3, 115), ("三级", 0, 0), ("二级", 9, 85)):
        assert made.explain({"level": level, "size": size}).values == {"care": value}


def test_a_right_table_has_neither_gap_nor_overlap():
    assert faults(care(), scope()) == []


def test_a_gap_is_found_with_an_example():
    (fault,) = faults(care(CARE.replace("[1..3)", "[2..3)")), scope())
    assert fault.rule == "table.gap"
    assert "家庭人数 1" in fault.words.zh


def test_an_overlap_is_found_with_both_rows():
    (fault,) = faults(care(CARE.replace("< 3", "<= 3")), scope())
    assert (fault.rule, fault.at[0]) == ("table.overlap", 3)
    assert "第2行和第3行" in fault.words.zh


def test_first_takes_the_first_row_and_collect_adds_up():
    first = care("size,→n\n< 5,1\n< 9,2\n-,3\n", hit="F")
    summed = care("size,→n\n< 5,1\n< 9,2\n-,3\n", hit="C+")
    assert faults(first, scope()) == faults(summed, scope()) == []
    made = of(
        clause(written(first.expression("n")), "a"), clause(written(summed.expression("n")), "b")
    )
    assert made.explain({"size": 3}).values == {"a": 1, "b": 6}
    assert made.explain({"size": 8}).values == {"a": 2, "b": 5}


@pytest.mark.parametrize("hit", ["U", "F", "C+"])
def test_dmn_goes_out_and_comes_back_equal(hit):
    table = care(hit=hit)
    again = dmn.load(dmn.export(table, key="care", name="护理补贴"))
    assert (again.columns, again.results, again.rows) == (table.columns, table.results, table.rows)
    assert again.hit == hit


def test_dmn_with_entities_is_refused():
    with pytest.raises(BadTable):
        dmn.load('<!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>')
    with pytest.raises(BadTable):
        dmn.load("<definitions")


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("", 1, 1),
        ("size\n1\n", 1, 1),
        ("size,→n\n1,2,3\n", 2, 3),
        ("size,→n\n[1..,2\n", 2, 1),
        ("registered,→n\nmaybe,2\n", 2, 1),
    ],
)
def test_a_wrong_table_is_told_by_its_cell(text, row, column):
    with pytest.raises(BadTable) as caught:
        read_csv(text, kinds={"registered": "truth", "size": "number"})
    assert (caught.value.row, caught.value.column) == (row, column)


def test_a_wide_table_is_read_from_rows_of_a_workbook():
    rows = [["size", "→n"], *([str(n), str(n)] for n in range(199))]
    with pytest.raises(BadTable):
        read([*rows, ["200", "1"], ["201", "1"]])
    made = of(clause(written(read(rows, names=names()).expression("n")), "n"))
    assert made.explain({"size": 42}).values == {"n": 42}


@settings(max_examples=40, deadline=None)
@given(truths())
def test_every_truth_is_said_in_cel(tree):
    sheet_ = sheet_of(tree)
    if sheet_ is not None:
        made = cel.export(sheet_.program, "r0")
        assert made.count("(") == made.count(")")


def test_what_cel_cannot_say_is_refused():
    made = of(clause("周岁(出生日期, 今日) ≥ 60", "a"), clause("家庭成员 的 人数", "b"))
    for result in ("a", "b"):
        with pytest.raises(RuleFault):
            cel.export(made.program, result)


def test_money_in_cel_is_in_cents():
    made = of(clause("取整(月收入 × 90%, 0.01, 四舍五入)", "n"), clause("月收入 < 970.5", "a"))
    assert cel.export(made.program, "a") == "(income < 97050)"
    assert "income * 90" in cel.export(made.program, "n")
