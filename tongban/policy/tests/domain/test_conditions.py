"""A plan says which conditions are surely not met, and never guesses."""

from dataclasses import replace

from tongban.catalogue.domain.model import FactRef, Requirement
from tongban.kernel.text import Text
from tongban.policy.api import ANONYMOUS, Goals, plan
from tongban.policy.tests.books import book, definitions, planned, service

OLD = {"fact": "age", "op": ">=", "value": 60}
POOR = {"fact": "poor", "op": "==", "value": True}


def asking(*tests, group=None, **more):
    """A service with these conditions."""
    found = tuple(
        Requirement(no, Text(f"条件{no}"), test, group) for no, test in enumerate(tests, start=1)
    )
    return replace(service("A", **more), requirements=found)


def said(made, **holdings):
    found = planned(made, **holdings).findings
    return [one.words.zh for one in found if one.code == "policy.condition-unmet"]


def facts(**values):
    return {FactRef("applicant", name): value for name, value in values.items()}


def test_a_condition_that_is_surely_not_met_is_said_with_its_words():
    assert said(book(asking(OLD)), facts=facts(age=36)) == [
        "「办A」有一条条件按已掌握的信息不符合:条件1"
    ]


def test_what_is_not_known_says_nothing():
    assert said(book(asking(OLD, POOR)), facts=facts(name="甲")) == []
    assert said(book(asking(OLD, POOR))) == []


def test_one_condition_of_a_group_that_may_be_met_is_enough():
    assert said(book(asking(OLD, POOR, group="其一")), facts=facts(age=36)) == []
    made = book(asking(OLD, POOR, group="其一"))
    assert len(said(made, facts=facts(age=36, poor=False))) == 1


def test_a_paper_that_is_not_in_the_library_may_still_be_shown():
    assert said(book(asking({"holds": "L-X"})), facts=facts(age=36)) == []


def test_what_the_plan_brings_about_is_not_held_against_anybody():
    first = service("B", gives="L1", states=("poor",))
    made = book(first, replace(asking({"holds": "L1"}, POOR), id="C"))
    assert said(made, facts=facts(poor=False)) == []


def test_of_somebody_unknown_no_condition_is_said_to_fail():
    made = definitions()
    codes = {
        event: [
            one.code for one in plan(Goals.of([event], made), made, holdings=ANONYMOUS).findings
        ]
        for event in made.events
    }
    assert [event for event in codes if "policy.condition-unmet" in codes[event]] == []
