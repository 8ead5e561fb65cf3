"""Sheets of clauses: types, units, exact money, dates, lists, parameters, unknown causes."""

from datetime import date
from decimal import Decimal

import pytest

from tongban.catalogue.domain.model import Book
from tongban.kernel.text import Text
from tongban.policy.domain.rules.answer import Interval, Missing
from tongban.policy.domain.rules.checking import RuleChecker
from tongban.policy.domain.rules.problems import BadFact
from tongban.policy.domain.rules.sheet import compile_sheet
from tongban.policy.tests.domain.rules.worlds import BOOK, clause, found, of, policy

BENEFIT = (
    clause("已失业登记 且 非因本人意愿 且 累计缴费月数 ≥ 12 月", law="某条例", article="第十五条"),
    clause("最小值(24 月, 取整(累计缴费月数 / 12, 1, 向下))", "months", unit="月", when="eligible"),
    clause("取整(最低工资标准 × 90%, 0.01 元/月, 四舍五入)", "amount", when="eligible"),
)
WHOLE = {"registered": True, "involuntary": True, "months": 47}


def test_a_sheet_answers_with_amounts_and_reasons():
    answer = of(*BENEFIT).explain(WHOLE, sources={"months": "L-SSPAY"})
    assert answer.values == {"eligible": True, "months": 3, "amount": Decimal("2038.50")}
    last = answer.because[-1]
    assert (last.article, last.fact, last.value, last.source) == (
        "第十五条",
        "months",
        47,
        "L-SSPAY",
    )


def test_what_fails_is_said_by_the_clause_that_fails_alone():
    answer = of(*BENEFIT).explain({**WHOLE, "involuntary": False})
    assert answer.values == {"eligible": False}
    assert [one.said.zh for one in answer.because] == ["非因本人意愿"]
    assert answer.would_change == ("involuntary",)


def test_an_open_answer_names_what_is_missing_and_why_it_is_unknown():
    answer = of(*BENEFIT).explain({"registered": True, "months": Missing("sources_disagree")})
    assert answer.missing == ("involuntary", "months")
    assert answer.causes == {"involuntary": "not_asked", "months": "sources_disagree"}


def test_an_interval_can_decide_and_bounds_the_amount():
    answer = of(*BENEFIT).explain({**WHOLE, "months": Interval(30, 40)})
    assert answer.values["eligible"] is True
    assert answer.intervals["months"] == Interval(Decimal(2), Decimal(3))


def test_presumption_and_official_stand_in_the_clause():
    sheet = of(clause('推定(已失业登记, 否, "某法第十条") 或 认定("生活困难", "民政部门")'))
    open_ = sheet.explain({})
    assert open_.causes == {"生活困难": "awaits_official"}
    decided = sheet.explain({"生活困难": False})
    assert decided.values == {"eligible": False}
    assert "某法第十条" in {one.presumed for one in decided.because}


def test_what_is_left_open_on_purpose_says_why():
    answer = of(clause('已失业登记 且 未定("口径待核")')).explain({"registered": True})
    assert answer.values == {"eligible": None}
    assert [one.said.zh for one in answer.because] == ["口径待核"]


def test_members_are_counted_and_summed_exactly():
    sheet = of(
        clause("家庭成员 中 年龄 < 18 岁 的 人数", "children"),
        clause(
            "取整(家庭成员 的 收入 合计 / 最大值(家庭成员 的 人数, 1 人), 0.01, 四舍五入)", "each"
        ),
        clause("家庭成员 中 有人 (收入 > 最低工资标准)", "earning"),
    )
    members = [{"age": 40, "earns": "100.01"}, {"age": 3, "earns": 0}, {"age": 9, "earns": 0}]
    values = sheet.explain({"members": members}).values
    assert values == {"children": 2, "each": Decimal("33.34"), "earning": False}
    members[1]["earns"] = None
    assert sheet.explain({"members": members}).values == {
        "children": 2,
        "each": None,
        "earning": None,
    }


def test_a_gap_in_a_list_is_missing_and_an_empty_list_is_not():
    sheet = of(clause("家庭成员 的 收入 合计", "sum"))
    assert sheet.explain({"members": [{"age": 70}]}).missing == ("members",)
    assert sheet.explain({"members": []}).values["sum"] == 0
    assert sheet.explain({"members": []}).missing == ()


def test_the_last_months_are_summed_from_before_the_day():
    sheet = of(clause("近 3 个月 缴费工资 合计", "sum"))
    wage = {"2025-12": 100, "2025-11": "200.50", "2025-10": 300, "2025-09": 400}
    assert sheet.explain({"wage": wage}).values == {"sum": Decimal("600.50")}
    assert sheet.explain({"wage": {**wage, "2025-11": None}}).values == {"sum": None}


@pytest.mark.parametrize(
    ("birth", "years", "months"),
    [("2008-02-29", 17, 214), ("2008-01-01", 18, 216), ("2008-01-02", 17, 215)],
)
def test_complete_years_and_months(birth, years, months):
    sheet = of(clause("周岁(出生日期, 今日)", "years"), clause("个月(出生日期, 今日)", "months"))
    assert sheet.explain({"birth": birth}).values == {"years": years, "months": months}


def test_a_day_plus_months_is_clamped_to_the_end_of_the_month():
    sheet = of(clause("出生日期 + 1 月", "a"), clause("出生日期 + 1 年 - 1 日", "b"))
    assert sheet.explain({"birth": "2024-01-31"}).values["a"] == date(2024, 2, 29)
    assert sheet.explain({"birth": "2024-02-29"}).values["b"] == date(2025, 2, 27)


def test_marginal_bands_tax_the_part_in_each_band():
    rule = "取整(累进(月收入; [0..3000]: 3%; (3000..12000]: 10%; (12000..]: 20%), 0.01, 四舍五入)"
    sheet = of(clause(rule, "tax"))
    assert sheet.explain({"income": "12000.05"}).values == {"tax": Decimal("990.01")}


def test_flat_bands_say_what_lies_outside():
    rule = "分档(累计缴费月数; [12..48): 3; [48..120]: 12; 其他: 0)"
    sheet = of(clause(rule, "months", unit="月"))
    given = {0: 0, 11: 0, 12: 3, 47: 3, 48: 12, 120: 12, 121: 0}
    assert {n: sheet.explain({"months": n}).values["months"] for n in given} == given


def test_parameters_are_chosen_by_region_day_and_knowledge():
    made = policy(clause("最低工资标准", "wage"))

    def wage(region: str, on: date, known_on: date | None = None) -> Decimal:
        sheet = compile_sheet(made, BOOK, on=on, region=region, known_on=known_on)
        return sheet.explain({}).values["wage"]

    assert wage("350102", date(2026, 1, 1)) == 2265
    assert wage("350102", date(2026, 1, 1), known_on=date(2025, 1, 1)) == 2195
    assert wage("110105", date(2026, 1, 1)) == 1500
    assert wage("350100", date(2026, 7, 1)) == 2300


def test_a_variant_overrides_clauses_of_its_base():
    base = policy(*BENEFIT)
    book = Book(figures=BOOK.figures, policies={"P-T": base})
    variant = policy(clause("6 月", "months", unit="月"), base="P-T", facts=())
    sheet = compile_sheet(variant, book, on=date(2026, 1, 1))
    assert sheet.explain(WHOLE).values == {
        "eligible": True,
        "months": 6,
        "amount": Decimal("2038.50"),
    }


@pytest.mark.parametrize(
    ("rule", "name", "column"),
    [
        ("累计缴费月数 ≥ 12 年", "rule.unit", 8),
        ("月收入 + 家庭人数 > 3", "rule.unit", 5),
        ("月收入 × 月收入 > 3", "rule.unit", 5),
        ("已失业登记 ≥ 3", "rule.type", 7),
        ("累计缴费月数 且 已失业登记", "rule.type", 1),
        ("等级 > '一级'", "rule.order", 4),
        ("等级 = '四级'", "rule.option", 4),
        ("没有的事 且 已失业登记", "rule.undefined", 1),
        ("已失业登记x", "rule.undefined", 1),
        ("月收入 / 家庭人数 < 970", "rule.division-by-zero", 7),
        ("月收入 / 2", "rule.division", 5),
        ("月收入 × 90%", "rule.cents", 5),
        ("月收入 × 0.333", "rule.cents", 5),
        ("家庭人数 > 2000", "rule.never", 6),
        ("家庭人数 ≥ 0", "rule.always", 6),
        ("月收入 > 5 且 月收入 < 5", "rule.never", 5),
        ("已失业登记 除非 家庭人数 > 3 则 否 除非 家庭人数 > 5 则 是", "rule.both-exceptions", 23),
        ("分档(家庭人数; [0..3): 1; [4..): 2)", "rule.band-gap", 21),
        ("分档(家庭人数; [0..3]: 1; [3..): 2)", "rule.band-overlap", 21),
        ("家庭成员 > 3", "rule.type", 1),
        ("出生日期 > 2020-01", "rule.month", 6),
        ("eligible", "rule.circle", 1),
    ],
)
def test_what_is_wrong_is_found_with_its_place(rule, name, column):
    said = found(clause(rule))
    assert (name, (1, column)) in said


def test_a_guarded_division_is_allowed():
    assert found(clause("家庭人数 > 0 且 月收入 / 家庭人数 < 970")) == []
    guarded = "如果 家庭人数 = 0 则 0 否则 取整(月收入 / 家庭人数, 0.01, 四舍五入)"
    assert found(clause(guarded, "each")) == []


def test_exceptions_that_exclude_each_other_may_share_a_priority():
    assert not found(clause("已失业登记 除非 家庭人数 > 5 则 否 除非 家庭人数 < 3 则 是"))


def test_a_number_that_would_leave_64_bits_is_refused():
    rule = "月收入 × 累计缴费月数 × 累计缴费月数 × 累计缴费月数 × 累计缴费月数 > 1"
    assert ("rule.overflow", (1, 1)) in found(clause(rule))


@pytest.mark.parametrize(
    "facts",
    [
        {"months": "12.5"},
        {"months": "twelve"},
        {"months": True},
        {"months": -1},
        {"months": float("nan")},
        {"registered": 1},
        {"months": "9" * 400},
        {"months": Interval(9, 3)},
    ],
)
def test_a_fact_that_does_not_fit_is_refused_and_nothing_evaluated(facts):
    with pytest.raises(BadFact) as caught:
        of(*BENEFIT).explain(facts)
    assert caught.value.said("en")


def test_trees_of_the_import_format_answer_alike():
    rule = {
        "all": [
            {"fact": "registered", "op": "==", "value": True},
            {"any": [{"fact": "months", "op": ">=", "value": 12}, {"note": "只能由人判断"}]},
            {
                "fact": "income",
                "op": "<=",
                "value": {"case": [{"if": "size>=3", "value": 4200}, {"else": 4620}]},
            },
        ]
    }
    sheet = of(rule=rule)
    assert sheet.explain({"registered": True, "months": 12, "income": 4200}).values["eligible"]
    assert sheet.explain({"registered": True, "months": 3, "income": 1}).values["eligible"] is None
    answer = sheet.explain({"registered": True, "months": 12, "income": 4300})
    assert answer.missing == ("size",)


def test_the_checker_finds_a_day_without_a_value_and_tries_examples():
    from tongban.catalogue.domain.definitions import Definition

    value = {
        "policy": "P-T",
        "version": "2019-01-01",
        "name": "试",
        "region": {"code": "350100"},
        "facts": [],
        "clauses": [clause("最低工资标准", "wage")],
    }
    one = Definition("policy", "P-T", "2019-01-01", value)
    findings = list(RuleChecker().check([one], BOOK, [one]))
    assert [each.rule for each in findings] == ["rule.parameter-gap"]
    assert "2019-01-01" in findings[0].message
    book = Book(figures=BOOK.figures, policies={"P-T": policy(*BENEFIT)})
    got = RuleChecker().results(
        Definition("policy", "P-T", "2026-01-01", {}), {"facts": WHOLE}, book
    )
    assert got == {"eligible": True, "months": 3, "amount": Decimal("2038.50")}


def test_the_checker_tries_the_examples_of_trees_and_leaves_their_prose_alone():
    from tongban.catalogue.domain.definitions import Definition

    tree = {"fact": "income", "op": "<=", "value": 970}
    one = Definition("policy", "P-T", "2026-01-01", {})
    book = Book(policies={"P-T": policy(rule=tree)})
    example = {"facts": {"income": 971}, "expected": {"eligible": True, "amount": 100}}
    assert RuleChecker().results(one, example, book) == {"eligible": False, "amount": 100}


def test_texts_go_with_the_outcome():
    text = {"yes": "可以。", "no": "不可以。", "unknown": {"zh": "不知道。", "en": "Open."}}
    sheet = of(clause("已失业登记", text=text))
    assert sheet.explain({}).texts["eligible"] == Text("不知道。", "Open.")
    assert sheet.explain({"registered": False}).texts["eligible"].zh == "不可以。"


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (" + ".join(["家庭人数"] * 140), 280),
        ("如果 家庭人数 > 9 则 1 否则 " * 40 + "2", 2),
        ("分档(家庭人数; [0..5]: " * 20 + "7" + "; 其他: 0)" * 20, 7),
        ("最小值(家庭人数, " * 40 + "1" + ")" * 40, 1),
        ("取整(" * 40 + "家庭人数" + ", 1, 向下)" * 40, 2),
    ],
    ids=["plus", "if", "bands", "least", "round"],
)
def test_what_is_deep_costs_no_more_than_it_is_long(rule, value):
    assert of(clause(rule, "n")).explain({"size": 2}).values == {"n": value}
