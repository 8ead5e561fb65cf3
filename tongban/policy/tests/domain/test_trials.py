"""Examples of services and life events are tried with the planner itself."""

import pytest

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.trials import differences
from tongban.catalogue.tests import town
from tongban.catalogue.tests.domain.test_situations import POINTING, SITUATIONS
from tongban.policy.api import Goals, Holdings, ServiceChecker, plan

BOOK = town.book(open=POINTING + SITUATIONS)


def results(kind="service", ident="INN-OPEN", **example):
    return ServiceChecker().results(Definition(kind, ident, "2026-01-01", {}), example, BOOK)


def test_a_service_says_what_it_asks_finds_costs_and_takes():
    large = results(facts={"company.rooms": 30, "applicant.age": 40}, holds=["L-ID"])
    assert large["situations"] == ["large"]
    assert (large["fee"], large["promised"], large["days"], large["visits"]) == ("50.00", 8, 8, 1)
    assert "company.house" in large["asks"]
    assert "现场核查" in large["steps"]


def test_another_situation_asks_otherwise():
    small = results(facts={"company.rooms": 3}, holds=["L-ID", "L-INN"])
    assert small["situations"] == ["old"]
    assert (small["fee"], small["promised"], small["visits"]) == (0, 5, 0)
    assert "company.house" not in small["asks"]
    assert "房屋照片" in small["brings"]


def test_conditions_are_judged_yes_no_or_open():
    age = {"idno": "350102198803090375"}
    said = [
        results(facts=facts)["conditions"]
        for facts in ({**age, "clean": True}, {**age, "clean": False}, {})
    ]
    assert said == [True, False, None]


def test_a_life_event_says_its_stages_and_what_is_left_out():
    found = results("life_event", "LE-INN", facts={"company.rooms": 3})
    assert found["stages"] == [["INN-OPEN"], ["FIRE-CHECK"]]
    assert list(differences({"includes": ["FIRE-CHECK"], "includes_not": ["X"]}, found)) == []


def test_a_licence_that_is_none_is_told():
    with pytest.raises(ValueError, match="L-NONE"):
        results(holds=["L-NONE"])


def test_a_plan_names_the_situations_that_hold():
    [planned] = plan(
        Goals.of(["INN-OPEN"], BOOK), BOOK,
        holdings=Holdings({BOOK.ref("company.rooms"): 25}, parties={"applicant": 1, "company": 2}),
    ).services  # fmt: skip
    assert planned.situations == ("large",)
