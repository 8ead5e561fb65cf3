import pytest

from tongban.catalogue.domain.model import Policy
from tongban.kernel.text import Text
from tongban.policy.api import entitled
from tongban.policy.tests.books import definitions

BOOK = definitions()
EXAMPLES = [
    pytest.param(policy, example, id=f"{policy.id}-{number}")
    for policy in BOOK.policies.values()
    for number, example in enumerate(policy.examples, 1)
    if any(word in policy.rule for word in ("all", "any"))
]


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_every_worked_example_comes_out_as_the_editors_worked_it_out(policy, example):
    found = entitled(policy, example["facts"], book=BOOK)
    assert found.eligible is example["expected"].get("eligible", True)
    assert found.eligible is None or found.because


def test_ten_of_the_twelve_policies_have_a_rule_that_decides():
    assert len(BOOK.policies) == 12
    assert len({case.values[0].id for case in EXAMPLES}) == 10


@pytest.mark.parametrize("policy", ["P-RETIRE", "P-PIT"])
def test_a_policy_without_a_condition_applies_once_its_facts_are_known(policy):
    policy = BOOK.policies[policy]
    known = {fact["key"]: 1 for fact in policy.facts}
    last = policy.facts[-1]["key"]
    assert entitled(policy, known).eligible is True
    found = entitled(policy, known | {last: None})
    assert (found.eligible, found.missing, found.next) == (None, (last,), last)


def test_only_the_clauses_that_decided_are_given_as_reasons():
    found = entitled(BOOK.policies["P-UNEMP-GD"], {"involuntary": False, "paid_months": 30})
    assert found.eligible is False
    assert [(one.fact, one.value) for one in found.because] == [("involuntary", False)]


def test_an_age_a_rule_speaks_of_is_asked_for_as_the_days_it_follows_from():
    found = entitled(BOOK.policies["P-CHILDCARE"], {"lawful": True, "birth": "2024-05-01"})
    assert found.eligible is None
    assert found.missing == ("on_date",)


def test_a_condition_about_a_licence_says_which_licence():
    policy = Policy("P", "2026-01-01", Text("甲"), {}, "verified", rule={"holds": "L-CARD"})
    assert entitled(policy, {}).because[0].clause == "持有 L-CARD"
