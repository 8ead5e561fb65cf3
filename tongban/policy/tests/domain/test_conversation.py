"""Conversations (对话): whoever is asked gets every entitlement their whole form would give them.

`TONGBAN_PEOPLE` sets how many people are made up; the suite takes a few.
"""

import json
import os
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tongban.catalogue.domain.model import Book, FactRef, Policy
from tongban.kernel.text import Text
from tongban.policy.api import ANONYMOUS, Conversation, Holdings, Missing, policies_here
from tongban.policy.tests.books import DEFINITIONS, definitions

BOOK = definitions()
TODAY = date(2026, 11, 23)
PEOPLE = int(os.environ.get("TONGBAN_PEOPLE", "60"))
ALL = Conversation(policies_here(BOOK), BOOK, TODAY)


def person(about, chance):
    """Somebody with a value for every fact: near the thresholds as often as far from them."""
    return {fact.id: _value(about, fact, chance) for fact in about.facts.values()}


def _value(about, fact, chance):
    question = about.question(fact.id)
    match fact.kind.type:
        case "bool":
            return chance.random() < 0.5
        case "enum":
            return chance.choice(question.options)
        case "date" | "yearmonth":
            day = TODAY - timedelta(days=chance.randrange(40_000))
            return day.isoformat() if fact.kind.type == "date" else f"{day:%Y-%m}"
    if question.cuts:
        cut = chance.choice(question.cuts)
        near = cut.value + question.step * chance.randint(-2, 2)
        return max(Decimal(0), near)
    return chance.randrange(60)


def asked(about, answers, someone):
    """Ask until nothing is left; a band is answered by the band."""
    while screen := about.next(answers):
        for fact in screen.facts:
            value = someone[fact]
            if screen.kind == "band":
                value = next(
                    one
                    for one in about.question(fact).bands()
                    if (one.low is None or value >= one.low)
                    and (one.high is None or value <= one.high)
                )
            answers = {**answers, fact: value}
    return answers


@pytest.mark.parametrize("seed", range(PEOPLE))
def test_no_entitlement_is_missed_and_nobody_is_asked_the_whole_form(seed):
    someone = person(ALL, random.Random(seed))
    answers = asked(ALL, {}, someone)
    assert ALL.outcomes(answers) == ALL.outcomes(someone)
    assert len(answers) < len(ALL.facts)


@pytest.mark.parametrize("policy", sorted(BOOK.policies))
def test_a_single_policy_is_gone_through_to_its_amounts(policy):
    about = Conversation([BOOK.policies[policy]], BOOK, TODAY)
    for seed in range(6):
        someone = person(about, random.Random(seed))
        answers = asked(about, {}, someone)
        found, whole = (about.result(policy, each, {}) for each in (answers, someone))
        assert found.eligible is whole.eligible
        if found.eligible is False:
            continue  # the rest is not asked of whom it does not concern
        assert found.values == whole.values
        assert not set(found.missing) & {fact.keys[policy] for fact in about.facts.values()}


def test_what_is_held_is_not_asked_and_what_follows_is_held():
    about = Conversation([BOOK.policies["P-OLDAGE-FJ"]], BOOK, TODAY)
    known = Holdings({FactRef("applicant", "birth"): "1940-05-01"}, parties={"applicant": 1})
    held = {one.fact: (one.value, one.source) for one in about.held(known)}
    assert held["applicant.age"] == (86, "derived")
    assert about.next({"applicant.age": 86}).facts != ("applicant.age",)
    assert "applicant.age" not in {one.fact for one in about.held(ANONYMOUS)}


def test_only_what_the_conversation_needs_is_read():
    reads = Conversation([BOOK.policies["P-OLDAGE-FJ"]], BOOK, TODAY).reads()
    assert {ref.kind for ref in reads.facts} == {
        "age", "birth", "idno", "local_hukou", "dibao_family",
    }  # fmt: skip
    assert not {licence for licence in reads.licences if licence not in BOOK.licences}


def test_the_same_fact_of_two_policies_is_one_and_different_ones_stay_apart():
    def policy(id_, **fact):
        facts = ({"key": "x", "name_zh": "年龄", "type": "number", **fact},)
        clauses = ({"id": id_, "gives": "eligible", "rule": "x ≥ 18"},)
        return Policy(id_, "2026-01-01", Text(id_), {}, "verified", facts=facts, clauses=clauses)

    made = [policy("A", unit="岁"), policy("B", unit="岁"), policy("C", unit="月")]
    about = Conversation(made, Book(), TODAY)
    assert [sorted(fact.keys) for fact in about.facts.values()] == [["A", "B"], ["C"]]


def test_what_a_person_does_not_know_leaves_the_answer_open_and_ends_the_questions():
    about = Conversation([BOOK.policies["P-RESPERMIT"]], BOOK, TODAY)
    answers = dict.fromkeys(about.facts, Missing("not_known"))
    assert about.next(answers) is None
    assert about.result("P-RESPERMIT", answers, {}).eligible is None


GIVEN = json.loads((DEFINITIONS.parent / "tests" / "field-data" / "policies.json").read_text())


@pytest.mark.parametrize("given", GIVEN, ids=[one["id"] for one in GIVEN])
def test_an_imported_policy_can_be_talked_through_too(given):
    policy = Policy(
        given["id"], "2026-01-01", Text(given["name_zh"]), given["region"], given["status"],
        facts=tuple(given["facts"]), rule=given["rule"], benefit=given["benefit"],
    )  # fmt: skip
    about = Conversation([policy], Book(), TODAY)
    facts = given["examples"][0]["facts"]
    someone = {one.id: facts.get(one.keys[policy.id]) for one in about.facts.values()}
    someone = {
        one: value if value is not None else Missing("not_known") for one, value in someone.items()
    }
    answers = {}
    while screen := about.next(answers):
        answers |= {fact: someone[fact] for fact in screen.facts}
    assert answers
    assert about.result(policy.id, answers, {}).warnings
