"""A situation is written once; what points to it carries its condition, and it changes the rest."""

from tongban.catalogue.domain.situations import holding, situated
from tongban.catalogue.tests import town

SITUATIONS = """situations:
  - id: large
    name: {zh: 大店, en: Large}
    when: {fact: company.rooms, op: ">=", value: 20}
    fee: {amount: "50.00"}
    time_limit: {promised: {days: 8, unit: working_day}}
    visits: {expected: 1}
  - {id: old, name: 老店, when: {holds: L-INN}}
"""
POINTING = (
    town.OPEN.replace("{fact: house}\n", "{fact: house, situation: large}\n", 1)
    .replace("kind: applicant_prepared, required: true", "kind: applicant_prepared, situation: old")
    .replace("{text: 决定}", "{text: 现场核查, situation: large}, {text: 决定}")
)


def service():
    return town.book(open=POINTING + SITUATIONS).services["INN-OPEN"]


def test_needs_and_materials_carry_the_condition_of_their_situation():
    made = service()
    assert made.needs[1].when == {"fact": "company.rooms", "op": ">=", "value": 20}
    assert (made.materials[1].when, str(made.materials[1].when_text)) == (
        {"holds": "L-INN"},
        "老店",
    )


def test_a_situation_and_a_condition_of_ones_own_must_both_hold():
    text = POINTING.replace("situation: large}\n", "situation: large, when: {holds: L-ID}}\n", 1)
    made = town.book(open=text + SITUATIONS).services["INN-OPEN"]
    assert made.needs[1].when == {
        "all": [{"fact": "company.rooms", "op": ">=", "value": 20}, {"holds": "L-ID"}]
    }


def test_while_it_holds_its_fee_limit_visits_and_steps_count():
    made = service()
    large = situated(made, holding(made, lambda test: "fact" in test))
    small = situated(made, holding(made, lambda _test: None))
    assert (large.fee["amount"], large.promised.days, large.visits) == ("50.00", 8, 1)
    assert [one.text.zh for one in large.steps] == ["受理", "现场核查", "决定"]
    assert (small.fee["amount"], small.promised.days, small.visits) == (0, 5, 0)
    assert [one.text.zh for one in small.steps] == ["受理", "决定"]
    assert [one.id for one in large.situations] == ["large"]


def test_a_situation_that_is_none_is_found_and_one_that_changes_nothing_warned_of():
    wrong = POINTING.replace("situation: old", "situation: odd")
    assert town.errors_of(open=wrong + SITUATIONS) == [
        ("open.yaml", "materials[1].situation", "situations.unknown")
    ]
    assert ("open.yaml", "situations.idle") in town.warnings_of(open=wrong + SITUATIONS)


def test_two_situations_of_one_name_are_found():
    twice = SITUATIONS.replace("id: old", "id: large")
    rules = [
        rule
        for _, _, rule in town.errors_of(
            open=POINTING.replace("situation: old", "situation: large") + twice
        )
    ]
    assert rules == ["situations.twice"]


def test_a_condition_of_a_situation_is_checked_like_any_other():
    wrong = SITUATIONS.replace("company.rooms", "company.roms")
    assert ("open.yaml", "situations[0].when.fact", "references.fact") in town.errors_of(
        open=POINTING + wrong
    )
