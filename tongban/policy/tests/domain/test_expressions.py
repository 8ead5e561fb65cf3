"""Expressions in services are checked when they are saved (条件表达式检验)."""

import pytest

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.model import FactKind
from tongban.kernel.text import Text
from tongban.policy.api import ServiceChecker
from tongban.policy.tests.books import book

BOOK = book(kinds=(FactKind("income", Text("月收入"), "money", unit="元/月"),))


def found(**value):
    one = Definition("service", "S", "2026-01-01", {"service": "S", **value}, "S.yaml")
    return [(one.field, one.rule) for one in ServiceChecker().check([one], BOOK, [one])]


@pytest.mark.parametrize(
    "rule", ["月收入 < 970 元/月", "income < 970", "applicant.income ≥ 1.5 × 970 元/月"]
)
def test_a_right_expression_is_silent(rule):
    assert found(conditions=[{"test": {"rule": rule}}]) == []


@pytest.mark.parametrize("rule", ["月收入 << 970", "没有这项 < 970", "月收入 < 970 平方米"])
def test_a_wrong_one_is_named_with_its_place(rule):
    ((field, _),) = found(conditions=[{"test": {"all": [{"rule": rule}]}}])
    assert field == "conditions[0].test.all[0].rule"


def test_a_fee_must_give_an_amount():
    assert found(fee={"rule": "如果 月收入 < 970 元/月 则 0 元 否则 40 元"}) == []
    assert found(fee={"rule": "如果 月收入 则 0 元 否则 40 元"})
