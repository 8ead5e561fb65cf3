"""Entitlement (政策资格): every worked example of every policy, and what an answer says."""

import json
from datetime import date
from decimal import Decimal

import pytest

from tongban.catalogue.domain.model import Book, Policy
from tongban.kernel.text import Text
from tongban.policy.api import (
    BadFact,
    Interval,
    Missing,
    entitled,
    entitlement_json,
    laws_of,
    read_facts,
)
from tongban.policy.tests.books import DEFINITIONS, definitions

BOOK = definitions()
TODAY = date(2026, 11, 23)
EXAMPLES = [
    pytest.param(policy, example, id=f"{policy.id}-{number}")
    for policy in BOOK.policies.values()
    for number, example in enumerate(policy.examples, 1)
]


def found(policy, **facts):
    return entitled(BOOK.policies[policy], facts, book=BOOK, today=TODAY)


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_every_worked_example_comes_out_as_the_editors_worked_it_out(policy, example):
    answer = entitled(policy, example["facts"], book=BOOK, today=TODAY)
    for key, wanted in example["expected"].items():
        given = answer.eligible if key == "eligible" else answer.values.get(key)
        exact = isinstance(given, Decimal) and not isinstance(wanted, str | None)
        assert given == (Decimal(str(wanted)) if exact else wanted), key


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_the_facts_of_the_reasons_alone_give_the_same_answer(policy, example):
    answer = entitled(policy, example["facts"], book=BOOK, today=TODAY)
    named = {one.fact for one in answer.because}
    few = {key: value for key, value in example["facts"].items() if key in named}
    again = entitled(policy, few, book=BOOK, today=TODAY)
    assert (again.eligible, again.values) == (answer.eligible, answer.values)


def test_there_are_the_given_twelve_and_at_least_thirteen_more_all_of_them_sheets_of_clauses():
    assert len(BOOK.policies) >= 12 + 13
    assert all(policy.clauses and policy.examples for policy in BOOK.policies.values())
    assert all(laws_of(policy) for policy in BOOK.policies.values())


def test_only_the_clauses_that_decided_are_given_as_reasons_each_with_its_article():
    answer = found("P-UNEMP-GD", involuntary=False, paid_months=30)
    assert answer.eligible is False
    assert [(one.fact, one.value) for one in answer.because] == [("involuntary", False)]
    assert [one.article for one in answer.because] == ["第十五条"]


def test_what_is_missing_is_named_and_the_next_question_is_among_it():
    answer = found("P-UNEMP-GD", registered=True, involuntary=True)
    assert (answer.eligible, answer.missing) == (None, ("paid_months", "remaining", "min_wage"))
    assert answer.next == "paid_months"
    assert answer.causes["paid_months"] == "not_asked"


def test_an_amount_that_is_open_has_bounds_and_bounds_may_decide():
    answer = found("P-PIT", children=2, elder60=True, only_child=False)
    assert answer.intervals["deduction_month"] == Interval(Decimal("4000.00"), Decimal("5500.00"))
    poor = found("P-DIBAO-FZ", income_pc=Interval(None, 969), members=2, assets_ok=True, local=True)
    assert poor.eligible is True
    assert poor.intervals["amount"].low == Decimal("2.00")


def test_what_is_not_known_stays_open_with_its_cause_and_is_no_zero():
    answer = found("P-DIBAO-FZ", income_pc=Missing("not_known"), assets_ok=True, local=True)
    assert answer.eligible is None
    assert answer.causes["income_pc"] == "not_known"


def test_it_says_what_would_change_the_answer():
    answer = found("P-OLDAGE-BJ", age=80, local=True)
    assert set(answer.would_change) == {"age", "local"}


def test_what_the_law_leaves_open_is_said_and_nothing_is_guessed():
    answer = found("P-CHILDCARE", birth="2022-01-01", on_date="2025-01-01", lawful=True)
    assert answer.eligible is None
    assert "2022年1月1日" in answer.left_open[0].zh


def test_what_is_not_verified_names_whom_to_check_with():
    (check,) = found("P-OLDAGE-SH", age=70, local=True).checks
    assert (check.what.zh, check.with_) == ("津贴", BOOK.agency_name("MZ"))


def test_money_is_decimal_text_and_numbers_never_pass_through_a_float():
    facts = read_facts('{"income_pc": 600.10, "members": 3, "assets_ok": true, "local": true}')
    shown = entitlement_json(found("P-DIBAO-FZ", **facts))
    assert shown["values"] == {"eligible": True, "amount": "1109.70"}


def test_a_fact_of_the_wrong_type_is_refused_with_its_name_and_the_remedy():
    with pytest.raises(BadFact) as wrong:
        found("P-OLDAGE-BJ", age="很大", local=True)
    assert "age" in wrong.value.said()
    assert wrong.value.said("en").endswith("must be a number")


def test_a_variant_follows_its_base_into_the_next_publication():
    def based(rule):
        clause = {"id": "第一条", "gives": "eligible", "rule": rule}
        facts = ({"key": "age", "name_zh": "年龄", "type": "number", "unit": "岁"},)
        return Policy("BASE", "2026", Text("底"), {}, "verified", facts, clauses=(clause,))

    variant = Policy("OURS", "2026", Text("我们的"), {}, "verified", base="BASE")
    answers = [
        entitled(variant, {"age": 62}, book=Book(policies={"BASE": based(rule)}), today=TODAY)
        for rule in ("年龄 ≥ 60", "年龄 ≥ 65")
    ]
    assert [one.eligible for one in answers] == [True, False]


def imported(**parts):
    facts = ({"key": "n", "name_zh": "数", "type": "number"},)
    return Policy("P", "2026-01-01", Text("甲"), {}, "verified", facts=facts, **parts)


def test_an_imported_tree_says_whether_and_warns_that_prose_gives_no_amount():
    policy = imported(rule={"fact": "n", "op": ">=", "value": 12}, benefit={"amount": "按规定"})
    answer = entitled(policy, {"n": 12}, today=TODAY)
    assert (answer.eligible, dict(answer.values)) == (True, {"eligible": True})
    assert answer.warnings


def test_an_imported_formula_applies_once_its_facts_are_known():
    policy = imported(rule={"items": {"甲": 2000}}, benefit={"unit": "元/月"})
    assert entitled(policy, {"n": 1}, today=TODAY).eligible is True
    answer = entitled(policy, {}, today=TODAY)
    assert (answer.eligible, answer.missing, answer.next) == (None, ("n",), "n")


GIVEN = json.loads((DEFINITIONS.parent / "tests" / "field-data" / "policies.json").read_text())
TREES = [
    pytest.param(one, example, id=f"{one['id']}-{number}")
    for one in GIVEN
    for number, example in enumerate(one["examples"], 1)
    if any(word in one["rule"] for word in ("all", "any"))
]


@pytest.mark.parametrize(("given", "example"), TREES)
def test_the_imported_form_answers_as_the_file_says(given, example):
    policy = Policy(
        given["id"], "2026-01-01", Text(given["name_zh"]), given["region"], given["status"],
        facts=tuple(given["facts"]), rule=given["rule"], benefit=given["benefit"],
    )  # fmt: skip
    answer = entitled(policy, example["facts"], book=BOOK, today=TODAY)
    assert answer.eligible is example["expected"].get("eligible", True)
    assert answer.warnings
