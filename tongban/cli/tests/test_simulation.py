"""Simulated people answer as real people could."""

from datetime import date

import pytest

from tongban.cases.domain.answers import Good, check
from tongban.cases.domain.fields import LIMITS
from tongban.catalogue.domain.model import Book, FactKind, FactRef, LicenceKind
from tongban.cli.simulation.values import Values
from tongban.cli.simulation.wishes import Wishes
from tongban.kernel.text import Text

TODAY = date(2026, 4, 10)
BOOK = Book(licences={"L-SHOP": LicenceKind("L-SHOP", Text("执照"), "SC", about="company")})


def wanted(test, bind=None):
    wishes = Wishes()
    wishes.want(test, BOOK, bind or {})
    return wishes


def test_a_threshold_is_passed():
    wishes = wanted({"fact": "age", "op": ">=", "value": 80})
    assert wishes.facts[FactRef("applicant", "age")] >= 80


def test_a_choice_is_the_first_that_will_do():
    wishes = wanted({"fact": "kind", "op": "in", "value": ["甲", "乙"]})
    assert wishes.facts[FactRef("applicant", "kind")] == "甲"


def test_not_having_a_licence_is_a_wish_too():
    wishes = wanted({"not": {"holds": "L-SHOP"}})
    assert wishes.not_held == {("company", "L-SHOP")}


def test_one_true_branch_is_enough_for_any_and_every_one_for_all():
    leaves = [{"fact": name, "op": "==", "value": True} for name in ("a", "b")]
    assert len(wanted({"any": leaves}).facts) == 1
    assert len(wanted({"all": leaves}).facts) == 2


def test_a_wish_follows_the_binding_of_its_role():
    wishes = wanted({"fact": "age", "op": "<", "value": 3}, {"applicant": "child"})
    assert list(wishes.facts) == [FactRef("child", "age")]


@pytest.mark.parametrize("type_", sorted(LIMITS.keys() - {"file"}))
def test_a_value_passes_the_checks_of_its_own_form(type_):
    kind = FactKind("sample", Text("示例"), type_, options=(Text("甲"),) if type_ == "enum" else ())
    value = Values(BOOK, 7).of(kind, TODAY)
    assert isinstance(check(kind, value), Good)


def test_the_same_seed_makes_the_same_people():
    one, two = Values(BOOK, 3), Values(BOOK, 3)
    assert [one.name() for _ in range(9)] == [two.name() for _ in range(9)]
