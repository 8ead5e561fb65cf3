"""Examples are tried, compared key by key, and a difference blocks."""

import pytest

from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.published import examine_loaded
from tongban.catalogue.domain.trials import differences, same
from tongban.catalogue.tests import town

EXAMPLES = "examples:\n  - {name: 常见的, facts: {rooms: 3}, expected: %s}\n"


class Stub:
    """A checker that always gets the same."""

    kinds = ("service",)

    def __init__(self, **gets):
        self.gets = gets
        self.asked = []

    def check(self, given, *_world):
        self.asked = [one.id for one in given]
        return [given[0].finding(("kind",), "stub.kind", "不好")] if self.gets.get("wrong") else []

    def results(self, one, _example, book):
        if "problem" in self.gets:
            raise ValueError("缺一个数")
        return {**self.gets, "version": book.services[one.id].version}


def found(expected, checker, **changes):
    text = town.OPEN + EXAMPLES % expected
    findings = examine_loaded(load(town.texts(open=text, **changes)), checkers=[checker])
    return [(one.field, one.rule, one.message) for one in findings.errors]


def test_what_comes_out_as_expected_is_no_finding():
    assert found("{fee: 10, asks: [a]}", Stub(fee="10.00", asks=["a", "b"])) == []


def test_a_difference_names_the_example_the_expected_and_the_got():
    [(field, rule, message)] = found("{fee: 10}", Stub(fee=12))
    assert (field, rule) == ("examples[0].expected.fee", "examples.differ")
    assert "“常见的”" in message
    assert "expected 10, got 12" in message


def test_what_cannot_be_tried_is_told():
    [(field, rule, message)] = found("{fee: 10}", Stub(problem=True))
    assert (field, rule) == ("examples[0]", "examples.untried")
    assert "缺一个数" in message


def test_a_checker_finds_what_the_rules_do_not():
    assert [rule for _, rule, _ in found("{fee: 1}", Stub(wrong=True, fee=1))] == ["stub.kind"]


def test_every_version_is_tried_as_itself():
    later = (town.OPEN + EXAMPLES % '{version: "2027-01-01"}').replace(
        "2026-01-01", "2027-01-01", 1
    )
    assert found('{version: "2026-01-01"}', Stub(), later=later) == []


@pytest.mark.parametrize(("expected", "got", "keys"), [
    ({"asks": ["a"], "asks_not": ["b"]}, {"asks": ["a", "c"]}, []),
    ({"asks": ["a"], "asks_not": ["b"]}, {"asks": ["b"]}, ["asks", "asks_not"]),
    ({"stages": [["a"], ["b"]]}, {"stages": [["a", "b"]]}, ["stages"]),
    ({"eligible": None}, {"eligible": False}, ["eligible"]),
    ({"amount": "1200.50"}, {"amount": 1200.5}, []),
    ({"unheard": 1}, {}, ["unheard"]),
])  # fmt: skip
def test_lists_must_hold_and_values_must_equal(expected, got, keys):
    assert [key for key, _, _ in differences(expected, got)] == keys


def test_numbers_are_the_same_by_value_and_truths_only_as_truths():
    assert same("10.00", 10)
    assert same([1, "2"], ["1", 2])
    assert [same(*pair) for pair in ((True, 1), (None, False), (True, True))] == [
        False,
        False,
        True,
    ]
