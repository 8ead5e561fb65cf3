"""Reading and writing rules: both languages, places of errors, hostile texts."""

import pytest

from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.parser import parse
from tongban.policy.domain.rules.problems import RuleFault
from tongban.policy.domain.rules.writing import written

BOTH = (
    ("甲 且 非 乙 或 丙", "甲 and not 乙 or 丙"),
    ("全部满足(甲, 乙)", "all of (甲, 乙)"),
    ("至少 2 项(甲, 乙, 丙)", "at least 2 of (甲, 乙, 丙)"),
    ("年龄 介于 [18..65)", "年龄 between [18..65)"),
    ("年龄 介于 18 和 65", "年龄 between 18 and 65"),
    ('等级 不属于 ("一级", "二级")', "等级 not in ('一级', '二级')"),
    ("取整(甲 × 90%, 0.01 元/月, 四舍五入)", "round(甲 * 90%, 0.01 yuan/month, half up)"),
    ("如果 甲 则 1 否则 如果 乙 则 2 否则 3", "if 甲 then 1 else if 乙 then 2 else 3"),
    ("甲 除非 乙 则 丙 优先 2 除非 丁", "甲 unless 乙 then 丙 priority 2 unless 丁"),
    ("分档(甲; [0..10): 1; [10..): 2)", "bands(甲; [0..10): 1; [10..): 2)"),
    ("逐行(甲: 1; 乙 > 3: 2; 其他: 0)", "cases(甲: 1; 乙 > 3: 2; otherwise: 0)"),
    ("累进(甲; [0..10]: 3%; 其他: 0)", "marginal(甲; [0..10]: 3%; otherwise: 0)"),
    ("周岁(生日, 今日) ≥ 18 岁", "years(生日, 今日) >= 18 years_old"),
    ("成员 中 年龄 < 18 的 人数", "count(成员 where 年龄 < 18)"),
    ("成员 中 年龄 < 18 的 收入 合计", "sum(收入 of 成员 where 年龄 < 18)"),
    ("成员 中 有人 (年龄 < 3)", "some(成员 where 年龄 < 3)"),
    ("近 12 个月 工资 合计", "sum of last 12 months of 工资"),
    ('推定(甲, 否, "某法")', "presumed(甲, no, '某法')"),
    ('认定("困难", "民政") 或 未定("待核")', "official('困难', '民政') or open('待核')"),
    ("生日 + 60 年 > 2025-01", "生日 + 60 years > 2025-01"),
)


@pytest.mark.parametrize(("chinese", "english"), BOTH)
def test_both_languages_are_one_tree(chinese, english):
    tree = parse(chinese)
    assert parse(english) == tree
    assert parse(written(tree, "zh")) == parse(written(tree, "en")) == tree


def test_full_width_signs_and_digits_are_what_they_are():
    assert parse("（甲≥１２．５）且（乙＜３％）") == parse("(甲 >= 12.5) and (乙 < 3%)")


def test_words_without_spaces_are_parted_where_the_names_are_known():
    names = {key: (lambda at, key=key: t.Fact(key, at=at)) for key in ("非因本人", "月数")}
    assert parse("月数≥12个月且非因本人", names) == parse("月数 >= 12 months and 非因本人", names)
    assert parse("非因本人且月数≥12个月", names) == parse("「非因本人」 and 月数 >= 12 months")


@pytest.mark.parametrize(
    ("text", "rule", "at"),
    [
        ("", "rule.empty", (1, 1)),
        ("甲 且", "rule.ends", (1, 4)),
        ("甲\n且 乙 丙", "rule.left-over", (2, 5)),
        ("(甲 或 乙", "rule.expected", (1, 7)),
        ("甲)", "rule.bracket", (1, 2)),
        ("1 < 甲 < 3", "rule.chain", (1, 7)),
        ("取整(甲, 1)", "rule.round-mode", (1, 8)),
        ("open(甲)", "rule.words", (1, 1)),
        ("__import__('os')", "rule.function", (1, 1)),
        ("甲 & 乙", "rule.sign", (1, 3)),
        ('甲 = "一级', "rule.quote", (1, 5)),
        ("甲 > 2025-02-30", "rule.day", (1, 5)),
        ("甲 > 123456789012345678", "rule.number-size", (1, 5)),
        ("(甲 > 3 筐) 且 乙", "rule.unit-unknown", (1, 8)),
        ("如果 甲 则 乙", "rule.if", (1, 9)),
    ],
)
def test_an_error_has_its_place(text, rule, at):
    with pytest.raises(RuleFault) as caught:
        parse(text)
    assert (caught.value.fault.rule, caught.value.fault.at) == (rule, at)
    assert caught.value.fault.words.en


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "甲" + ")" * 10_000,
        "非 " * 9_000 + "甲",
        "-" * 10_000 + "甲",
        "如果 " * 6_000,
        "甲+" * 9_000 + "甲",
        "甲 且 " * 200_000 + "甲",
        "x" * 1_000_000,
        "成员 中 " * 4_000,
    ],
    ids=["brackets", "not", "minus", "if", "plus", "long", "megabyte", "members"],
)
def test_a_hostile_text_is_one_clear_error(text):
    with pytest.raises(RuleFault) as caught:
        parse(text)
    assert caught.value.fault.rule in {
        "rule.too-deep",
        "rule.too-long",
        "rule.members",
    }
