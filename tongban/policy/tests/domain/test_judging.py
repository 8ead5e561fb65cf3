from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.catalogue.domain.model import Book, FactKind, FactRef
from tongban.kernel.identifiers import make_citizen_number
from tongban.kernel.text import Text
from tongban.policy.api import Holdings, derive, fee_of, judge, judged
from tongban.policy.domain.rules.arithmetic import complete_years
from tongban.policy.tests.books import book, service

NUMBER = make_citizen_number("350102", date(1995, 6, 18), 24)


def held(**facts):
    return Holdings({FactRef("applicant", key): value for key, value in facts.items()})


def leaf(fact, op, value):
    return {"fact": fact, "op": op, "value": value}


@pytest.mark.parametrize(
    ("known", "op", "wanted", "result"),
    [
        (12, ">=", 12, True),
        ("970.00", "<", 970, False),
        ("0.3", "==", 0.3, True),
        ("2022-01-01", ">=", "2022-01-01", True),
        ("2021-12-31", ">=", "2022-01-01", False),
        ("1965-03", "<", "1965-04-01", True),
        ("1965-04", "<", "1965-04-15", None),
        ("一级", "in", ["一级", "二级"], True),
        (["甲", "乙"], "in", ["乙", "丙"], True),
        (["甲", "乙"], "==", "乙", True),
        (True, "==", True, True),
        (True, "==", 1, None),
        ("很多", ">", 5, None),
        ("女", "!=", "男", True),
    ],
)
def test_a_leaf_compares_numbers_exactly_days_by_day_and_nothing_it_cannot(
    known, op, wanted, result
):
    assert judge(leaf("x", op, wanted), held(x=known), Book()) is result


def test_an_unknown_fact_is_neither_zero_nor_no():
    assert judge(leaf("income", "<", 970), held(), Book()) is None


def test_one_false_branch_decides_all_although_others_are_unknown():
    tree = {"all": [leaf("a", "==", 1), leaf("b", "==", 1)]}
    found = judged(tree, held(b=2), Book())
    assert found.value is False
    assert [one.ref.kind for one in found.because] == ["b"]


def test_an_undecided_judgement_names_the_facts_that_are_missing_and_no_others():
    tree = {"all": [leaf("a", "==", 1), {"any": [leaf("b", "==", 1), leaf("c", "==", 1)]}]}
    found = judged(tree, held(a=1, b=0), Book())
    assert found.value is None
    assert [str(ref) for ref in found.missing] == ["applicant.c"]


def test_a_value_may_be_a_multiple_of_another_fact():
    tree = leaf("income", "<=", {"ref": "line", "mul": 1.5})
    assert judge(tree, held(income="1500", line=1000), Book()) is True
    assert judge(tree, held(income="1500.01", line=1000), Book()) is False
    assert [ref.kind for ref in judged(tree, held(income=1), Book()).missing] == ["line"]


def test_a_value_may_depend_on_a_case():
    tree = leaf("income", "<=", {"case": [{"if": "size>=3", "value": 4200}, {"else": 4620}]})
    assert judge(tree, held(income=4300, size=3), Book()) is False
    assert judge(tree, held(income=4300, size=2), Book()) is True
    assert judge(tree, held(income=4300), Book()) is None


def test_what_only_a_human_can_judge_leaves_the_condition_open():
    assert judge({"any": [{"name": "note"}, leaf("a", "==", 1)]}, held(a=0), Book()) is None


def test_a_licence_not_in_the_library_of_a_known_person_is_not_held():
    tree = {"holds": "L-CARD"}
    assert judge(tree, Holdings(), book()) is False
    assert judge(tree, Holdings(licences=frozenset({("applicant", "L-CARD")})), book()) is True
    assert judge(tree, Holdings(anonymous=True), book()) is None
    assert judge({"holds": "L-CARD", "role": "company"}, Holdings(), book()) is False


def test_whoever_is_still_to_be_named_may_hold_it_and_a_newcomer_cannot():
    tree = {"holds": "L-CARD", "role": "child"}
    assert judge(tree, Holdings(), book()) is None
    assert judge(tree, Holdings(fresh=frozenset({"child"})), book()) is False


@pytest.mark.parametrize(
    ("op", "age", "result"),
    [
        ("<", 16, False), ("<", 18, False), ("<=", 17, False), ("<=", 18, None), ("<", 19, None),
        (">=", 16, True), (">=", 18, True), (">", 17, True), (">", 18, None), (">=", 60, None),
        ("==", 3, False), ("!=", 3, True), ("==", 30, None), ("in", [6, 7], False),
        ("in", [17, 18], None), ("<", "x", None),
    ],
)  # fmt: skip
def test_of_an_adult_only_known_by_number_the_age_is_eighteen_at_least(op, age, result):
    found = judged(leaf("age", op, age), Holdings(anonymous=True), book())
    assert found.value is result
    assert [ref.kind for ref in found.missing] == (["birth"] if result is None else [])


def test_a_newborn_is_nought_years_old():
    newborn = Holdings(fresh=frozenset({"child"}))
    assert judge({"fact": "child.age", "op": "<", "value": 3}, newborn, book()) is True


def test_gender_birth_region_and_age_follow_from_the_number():
    known, made = held(idno=NUMBER), book()
    found = {
        kind: derive(FactRef("applicant", kind), made, holdings=known, today=date(2026, 6, 17))
        for kind in ("gender", "birth", "region", "age")
    }
    assert found == {"gender": "女", "birth": "1995-06-18", "region": "350102", "age": 30}


def test_nothing_follows_from_a_number_with_a_wrong_check_digit():
    wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
    assert derive(FactRef("applicant", "gender"), book(), holdings=held(idno=wrong)) is None


def test_a_birthday_on_the_29th_of_february_is_reached_on_the_first_of_march():
    assert complete_years(date(2004, 2, 29), date(2022, 2, 28)) == 17
    assert complete_years(date(2004, 2, 29), date(2022, 3, 1)) == 18
    assert complete_years(date(2004, 2, 29), date(2024, 2, 29)) == 20


def test_holding_a_licence_is_a_fact_that_follows_from_the_library():
    ref = FactRef("applicant", "insured")
    assert derive(ref, book(), holdings=Holdings()) is False
    assert derive(ref, book(), holdings=Holdings(anonymous=True)) is None


NAMES = st.sampled_from("abcd")
LEAVES = st.builds(
    leaf, NAMES, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.integers(0, 3)
) | st.builds(lambda name, other: leaf(name, "<=", {"ref": other, "mul": 2}), NAMES, NAMES)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3))
        | st.builds(lambda part: {"not": part}, inner)
    ),
    max_leaves=8,
)
FACTS = st.dictionaries(NAMES, st.integers(0, 3))


@settings(deadline=None)
@given(TREES, FACTS, FACTS)
def test_more_facts_never_turn_a_decided_judgement(tree, known, more):
    before = judge(tree, held(**known), Book())
    after = judge(tree, held(**(more | known)), Book())
    assert before is None or after is before


@settings(deadline=None)
@given(TREES, FACTS)
def test_the_facts_that_decided_reproduce_the_judgement_alone(tree, known):
    found = judged(tree, held(**known), Book())
    named = {one.ref.kind for one in found.because}
    # A leaf that compares with another fact rests on that one too.
    named |= {
        one.test["value"]["ref"] for one in found.because if isinstance(one.test["value"], dict)
    }
    few = {key: value for key, value in known.items() if key in named}
    assert found.value is None or judge(tree, held(**few), Book()) is found.value


@settings(deadline=None)
@given(TREES, FACTS)
def test_an_undecided_judgement_is_decided_once_the_missing_facts_are_known(tree, known):
    found = judged(tree, held(**known), Book())
    rest = {ref.kind: 1 for ref in found.missing}
    assert (found.value is None) == bool(rest)
    assert judge(tree, held(**(known | rest)), Book()) is not None


# Conditions written as expressions


KINDS = (
    FactKind("income", Text("月收入"), "money"),
    FactKind("local", Text("本地户籍"), "bool"),
)


@pytest.mark.parametrize(
    "rule",
    ["月收入 < 970.5 且 本地户籍", "income < 970.5 and local", "applicant.income < 970.5 且 local"],
)
def test_a_condition_may_be_an_expression_over_the_facts_of_the_vocabulary(rule):
    made = book(kinds=KINDS)
    assert judge({"rule": rule}, held(income="970.49", local=True), made) is True
    assert judge({"rule": rule}, held(income="970.50"), made) is False
    found = judged({"rule": rule}, held(income=1), made)
    assert [str(ref) for ref in found.missing] == ["applicant.local"]


def test_an_expression_stands_beside_leaves_and_says_which_fact_decided():
    tree = {"all": [{"rule": "月收入 < 970"}, leaf("local", "==", value=True)]}
    found = judged(tree, held(income=1000, local=True), book(kinds=KINDS))
    assert (found.value, [one.ref.kind for one in found.because]) == (False, ["income"])


def test_an_expression_that_cannot_be_read_decides_nothing():
    assert judge({"rule": "月收入 小 于于 970"}, held(income=1), book(kinds=KINDS)) is None


def test_what_is_certain_either_way_is_not_left_open():
    tree = {"any": [leaf("age", "<", 60), leaf("age", ">=", 60)]}
    assert judge(tree, held(), Book()) is True


def test_a_fee_may_be_worked_out_by_a_rule_and_is_not_guessed():
    poor = FactKind("poor", Text("低保家庭"), "bool")
    made = book(kinds=(poor,))
    one = replace(
        service("CARD"),
        fee={"rule": "如果 低保家庭 则 0 元 否则 取整(40.5 元 × 0.5, 0.01 元, 四舍五入)"},
    )
    assert fee_of(one, held(poor=False), made) == Decimal("20.25")
    assert fee_of(one, held(poor=True), made) == 0
    assert fee_of(one, held(), made) is None
    assert fee_of(replace(one, fee={"amount": 40}), held(), made) == 40
    assert fee_of(replace(one, fee={"amount": None}), held(), made) is None


def test_an_expression_keeps_units_apart():
    kinds = (FactKind("capital", Text("实缴资本"), "money", unit="元"),)
    assert judge({"rule": "实缴资本 ≥ 200万元"}, held(capital=2000000), book(kinds=kinds)) is True
    assert (
        judge({"rule": "实缴资本 ≥ 200 平方米"}, held(capital=2000000), book(kinds=kinds)) is None
    )
