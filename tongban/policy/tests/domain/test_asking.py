"""Asking as little as possible (问得最少)."""

from decimal import Decimal

import pytest

from tongban.policy.domain.asking import Asker, Cut, Matter, Question, Screen
from tongban.policy.domain.rules.answer import Interval, Missing


def all_of(id_, worth=1, **tests):
    """A matter that all of these facts decide; a test is a wanted value or a function."""

    def judged(answers):
        return {
            fact: None if fact not in answers else _holds(test, answers[fact])
            for fact, test in tests.items()
        }

    def decide(answers):
        found = judged(answers).values()
        return False if False in found else None if None in found else True

    def blocking(answers):
        return [fact for fact, value in judged(answers).items() if value is None]

    return Matter(id_, tuple(tests), decide, blocking, worth)


def _holds(test, value):
    return test(Decimal(str(value))) if callable(test) else value == test


POOR = all_of("relief", income=lambda x: x < 970, local=True)
CARD = all_of("card", blind=True, local=True)
RARE = {"share": 30}


def asker(*matters, **more):
    facts = dict.fromkeys(fact for matter in matters for fact in matter.facts)
    questions = [
        Question(fact, **more.get(fact, {})) for fact in facts
    ]  # fmt: skip
    return Asker(matters, questions)


def test_the_question_that_settles_most_comes_first():
    made = asker(POOR, CARD, income={"type": "money"})
    assert made.next({}) == Screen("one", ("local",), ("relief", "card"), 2)


def test_what_no_longer_matters_is_not_asked_and_a_settled_matter_asks_nothing():
    made = asker(POOR, CARD, income={"type": "money"})
    assert made.next({"local": False}) is None
    assert made.outcomes({"local": False}) == {"relief": False, "card": False}
    assert made.next({"blind": True, "income": 500}).facts == ("local",)


def test_a_number_that_is_only_compared_is_asked_as_a_band():
    made = asker(POOR, income={"type": "money", "cuts": (Cut(970),), "step": Decimal("0.01")})
    assert made.next({"local": True}) == Screen("band", ("income",), ("relief",), 1)
    under, over = made.questions["income"].bands()
    assert under == Interval(None, Decimal("969.99"))
    assert over == Interval(970, None)
    assert made.outcomes({"local": True, "income": under}) == {"relief": True}
    assert made.outcomes({"local": True, "income": over}) == {"relief": False}


def test_rare_facts_are_ticked_together_topic_by_topic_after_the_others():
    matters = [all_of(f"m{fact}", **{fact: True, "local": True}) for fact in "abcd"]
    topics = {"a": "health", "b": "health", "c": "health", "d": "war"}
    made = asker(*matters, **{fact: RARE | {"topic": topics[fact]} for fact in topics})
    assert made.next({}).facts == ("local",)
    ticks = made.next({"local": True})
    assert (ticks.kind, ticks.facts) == ("ticks", ("a", "b", "c", "d"))
    many = [all_of(f"m{fact}", **{fact: True}) for fact in "abcdefghijk"]
    topics = {fact: "x" if fact in "ik" else "y" for fact in "abcdefghijk"}
    made = asker(*many, **{fact: RARE | {"topic": topics[fact]} for fact in topics})
    assert made.next({}).facts == tuple("abcdefgh")
    assert made.next(dict.fromkeys("abcdefgh", False)).facts == ("i", "k", "j")


def test_the_writers_order_goes_before_what_settles_most():
    made = asker(POOR, CARD, blind={"position": 1}, income={"position": 2, "type": "money"})
    assert made.next({}).facts == ("blind",)
    assert made.next({"blind": False}).facts == ("income",)


def test_what_is_not_known_is_not_asked_again_and_nothing_is_guessed():
    made = asker(CARD)
    answers = {"blind": True, "local": Missing("not_known")}
    assert made.next(answers) is None
    assert made.outcomes(answers) == {"card": None}
    assert made.open(answers) == {"card": ("local",)}


def test_worth_and_effort_weigh_the_questions():
    dear = all_of("dear", worth=5, b=True)
    cheap = all_of("cheap", a=True)
    assert asker(dear, cheap).next({}).facts == ("b",)
    assert asker(dear, cheap, b={"effort": 60}).next({}).facts == ("a",)


@pytest.mark.parametrize("seed", range(40))
def test_no_entitlement_is_missed_whatever_is_answered(seed):
    import random

    chance = random.Random(seed)
    facts = "abcdefgh"
    matters = [
        all_of(f"m{number}", **dict.fromkeys(chance.sample(facts, 3), True)) for number in range(6)
    ]
    made = asker(*matters, **dict.fromkeys("efgh", RARE))
    person = {fact: chance.random() < 0.6 for fact in facts}
    answers = {}
    while screen := made.next(answers):
        answers |= {fact: person[fact] for fact in screen.facts}
    assert made.outcomes(answers) == {one.id: one.decide(person) for one in matters}
