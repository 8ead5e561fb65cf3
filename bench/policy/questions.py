"""How many questions until everything is proved: the full form, a fixed order, ours, the floor.

Two sets of invented benefits, fifteen over twenty-one facts and eighty over seventy, and people
of whom facts hang together (the old are widowed, students are young). Everybody is asked until
every benefit is decided; what comes out is compared with what their whole form says, so that an
entitlement that was missed shows. The floor is the smallest set of facts found that proves all
answers of a person: nobody who does not know the answers can ask less. Shares of answers are
taken from other people of the same city. The time of one step covers what is settled, the reasons
of everything, and the choice of the next question.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np

from tongban.catalogue.domain.model import Book, Policy
from tongban.cli.commands.bench import Row, row
from tongban.kernel.text import Text
from tongban.policy.api import Conversation, Interval, Screen

TODAY = date(2026, 11, 23)
PEOPLE, FULL_PEOPLE = 150, 200
SAMPLE = 4000
FLOORS = 20
Person = dict[str, Any]

SMALL = {
    "child_allowance": "children >= 1 and resident and income <= 2500",
    "newborn_grant": "newborn and resident",
    "school_meals": "children >= 1 and school_child and income <= 1800",
    "rent_support": "tenant and resident and income <= 1600 and savings <= 15000 and not social_housing",
    "pension": "age >= 65 and years_paid >= 15",
    "minimum_pension": "age >= 65 and years_paid < 15 and income <= 700 and savings <= 8000 and resident",
    "unemployment": "unemployed and months_worked >= 12 and age < 65",
    "social_minimum": "age >= 25 and age < 65 and income <= 650 and savings <= 5000 and resident and not student",
    "youth_grant": "age >= 16 and age <= 25 and student and parents_income <= 30000",
    "disability_allowance": "disability >= 80 and age < 65",
    "carer_allowance": "cares_for and income <= 1200 and not unemployed",
    "energy_cheque": "pays_energy and (income <= 1100 or (children >= 2 and income <= 1700) or disability >= 80)",
    "transport_card": "age >= 65 or disability >= 50 or student or (unemployed and income <= 900)",
    "widow_pension": "widowed and married_years >= 1 and age >= 55",
    "rural_grant": "rural and farmer and income <= 1500",
}
COMMON = {
    "age >= 18": 3, "age >= 65": 2, "age < 26": 2, "age < 65": 2, "resident": 4, "income <= 900": 3,
    "income <= 1500": 4, "income <= 2500": 2, "children >= 1": 4, "student": 3, "unemployed": 3,
    "tenant": 3, "rural": 2, "disability >= 50": 2,
}  # fmt: skip
RARE_FACTS = 90
REGISTER_SMALL = ("age", "resident", "children", "rural")
REGISTER_LARGE = (*REGISTER_SMALL, "income")
NUMBERS = (
    "age", "income", "children", "savings", "years_paid", "months_worked", "parents_income",
    "disability", "married_years",
)  # fmt: skip


def run(*, full: bool = False) -> list[Row]:
    """Ask everybody both sets of questions; return the rows."""
    count = FULL_PEOPLE if full else PEOPLE
    small = (_city(SAMPLE, 1), _city(count, 2))
    wide = (_with_rare(_city(SAMPLE, 1), 11), _with_rare(_city(count, 2), 12))
    return [
        *_study("15 benefits", SMALL, small, REGISTER_SMALL, (0.5, 0.4)),
        *_study("80 benefits", _large(), wide, REGISTER_LARGE, (0.2, 0.15)),
    ]


# -- the city


def _city(count: int, seed: int) -> list[Person]:
    """Invent people whose facts hang together; drawn in the order of the study we compare with."""
    chance = np.random.default_rng(seed)

    def share(of: float) -> np.ndarray:
        return chance.random(count) < of

    age = np.clip(chance.gamma(4.2, 10.5, count).astype(int), 16, 99)
    student = chance.random(count) < np.where(age < 26, 0.55, 0.02)
    works = (chance.random(count) < np.where(age >= 65, 0.05, 0.72)) & ~student
    jobless = ~works & ~student & (age < 65) & share(0.35)
    high, low = chance.lognormal(7.4, 0.5, count), chance.lognormal(6.3, 0.6, count)
    children = np.where((age > 22) & (age < 55), chance.poisson(0.9, count), 0)
    widowed = chance.random(count) < np.where(age > 60, 0.25, 0.01)
    columns = {
        "age": age,
        "student": student,
        "unemployed": jobless,
        "income": np.where(works, high, low).astype(int),
        "children": children,
        "widowed": widowed,
        "newborn": (children > 0) & share(0.1),
        "school_child": (children > 0) & share(0.6),
        "resident": share(0.94),
        "tenant": share(0.42),
        "social_housing": share(0.12),
    }
    saved = share(0.35)
    rich, poor = chance.lognormal(9.8, 1, count), chance.lognormal(7, 1.2, count)
    columns |= {
        "savings": np.where(saved, rich, poor).astype(int),
        "years_paid": np.clip((age - 22) * chance.random(count), 0, 45).astype(int),
        "months_worked": np.where(works | jobless, chance.integers(0, 24, count), 0),
        "parents_income": chance.lognormal(10.2, 0.6, count).astype(int),
        "disability": np.where(share(0.09), chance.integers(20, 100, count), 0),
        "cares_for": share(0.06),
        "pays_energy": share(0.85),
        "married_years": np.where(
            widowed, chance.integers(0, 50, count), chance.integers(0, 30, count)
        ),
        "rural": share(0.2),
        "farmer": share(0.06),
    }
    return [
        dict(zip(columns, (one.item() for one in person), strict=True))
        for person in zip(*columns.values(), strict=True)
    ]


def _with_rare(people: list[Person], seed: int) -> list[Person]:
    """Give everybody ninety facts that few people have."""
    shares = np.random.default_rng(99).beta(0.6, 9, RARE_FACTS)
    has = np.random.default_rng(seed).random((len(people), RARE_FACTS)) < shares
    for person, facts in zip(people, has, strict=True):
        person.update({f"rare{at}": bool(one) for at, one in enumerate(facts)})
    return people


def _large() -> dict[str, str]:
    """Invent eighty benefits, each of some common conditions and one or two rare facts."""
    chance = np.random.default_rng(5)
    weights = np.array(list(COMMON.values()), float)
    rules = {}
    for number in range(80):
        common = chance.choice(
            list(COMMON), int(chance.integers(1, 4)), replace=False, p=weights / weights.sum()
        )
        rare = chance.choice(RARE_FACTS, int(chance.integers(1, 3)), replace=False)
        names = [f"rare{at}" for at in rare]
        tail = " and ".join(names)
        if len(names) > 1 and chance.random() < 0.4:
            tail = f"({' or '.join(names)})"
        rules[f"b{number}"] = " and ".join([*common, tail])
    return rules


# -- the study


def _conversation(rules: dict[str, str], sample: Sequence[Person], *, ticks: bool) -> Conversation:
    """Make the conversation about all benefits, with the shares of answers of the sample."""
    facts = sorted(sample[0])
    plain = _made(rules, facts, {}, {})
    chances = {
        fact: sum(one[fact] for one in sample) / len(sample)
        for fact in plain.facts
        if fact not in NUMBERS
    }
    if not ticks:
        # Nothing is rare enough to be ticked with others.
        chances = {fact: max(chance, 0.15) for fact, chance in chances.items()}
    shares = {fact: _shares(plain, fact, sample) for fact in plain.facts if fact in NUMBERS}
    return _made(rules, facts, chances, shares)


def _made(
    rules: dict[str, str],
    facts: Sequence[str],
    chances: dict[str, float],
    shares: dict[str, Sequence[int]],
) -> Conversation:
    declared = tuple(
        {
            "key": fact,
            "name": fact,
            "type": "number" if fact in NUMBERS else "bool",
            "effort": 10,
            "group": "",
            "scale": 0,
        }
        | ({"chance": chances[fact]} if fact in chances else {})
        for fact in facts
    )
    policies = [
        Policy(
            name, "2026-01-01", Text(name), {}, "verified", facts=declared,
            clauses=({"id": name, "gives": "eligible", "rule": rule},),
        )
        for name, rule in rules.items()
    ]  # fmt: skip
    return Conversation(policies, Book(), TODAY, shares)


def _shares(made: Conversation, fact: str, sample: Sequence[Person]) -> list[int]:
    bands = made.question(fact).bands()
    counts = [0] * len(bands)
    for one in sample:
        counts[next(at for at, band in enumerate(bands) if _in(band, one[fact]))] += 1
    return [count * 1000 // len(sample) for count in counts]


def _in(band: Interval, value: int) -> bool:
    return (band.low is None or value >= band.low) and (band.high is None or value <= band.high)


def _study(
    title: str,
    rules: dict[str, str],
    city: tuple[Sequence[Person], Sequence[Person]],
    register: Sequence[str],
    goals: tuple[float, float],
) -> Iterator[Row]:
    sample, people = city
    single, ticked = (_conversation(rules, sample, ticks=each) for each in (False, True))
    facts = list(single.facts)
    form = len(facts)
    asked = [_interview(single, one, {}) for one in people]
    fixed = [_fixed(single, one, facts) for one in people]
    screens = [_interview(ticked, one, {}) for one in people]
    known = [
        _interview(ticked, one, {fact: one[fact] for fact in register if fact in facts})
        for one in people
    ]
    missed = sum(each.missed for each in (*asked, *screens, *known))
    mean = statistics.mean
    ours = mean(one.questions for one in asked)
    what = f"{title}, {form} facts, {len(people)} people"
    yield row(
        f"{what}: questions against the full form",
        ours,
        form,
        goal=0.52,
        unit="questions",
        at_most=True,
    )
    yield row(
        f"{what}: questions against a fixed order with skipping",
        ours,
        mean(fixed),
        goal=1.0,
        unit="questions",
        at_most=True,
    )
    yield row(
        f"{what}: screens against the full form",
        mean(one.screens for one in screens),
        form,
        goal=goals[0],
        unit="screens",
        at_most=True,
    )
    left = form - len([fact for fact in register if fact in facts])
    yield row(
        f"{what}: screens with a register against the rest of the form",
        mean(one.screens for one in known),
        left,
        goal=goals[1],
        unit="screens",
        at_most=True,
    )
    few = list(zip(asked, people, strict=True))[:FLOORS]
    yield row(
        f"{what}: questions against the floor of {len(few)}",
        mean(one.questions for one, _ in few),
        mean(_floor(single, person, facts) for _, person in few),
        goal=1.08, unit="questions", at_most=True,
    )  # fmt: skip
    yield row(f"{what}: entitlements missed", missed, 1, goal=0.0, unit="missed", at_most=True)
    yield from _steps(what, [step for one in screens for step in one.steps])


def _steps(what: str, took: Sequence[float]) -> Iterator[Row]:
    ordered = sorted(took)
    for name, place, goal in (("p50", 0.5, 2.0), ("p99", 0.99, 8.0)):
        found = ordered[min(int(len(ordered) * place), len(ordered) - 1)] * 1000
        yield row(
            f"{what}: one step with reasons, {name}",
            found,
            goal,
            goal=1.0,
            unit="CPU ms",
            at_most=True,
        )


class _Interviewed:
    """What an interview took."""

    __slots__ = ("missed", "questions", "screens", "steps")

    def __init__(self) -> None:
        self.questions = self.screens = self.missed = 0
        self.steps: list[float] = []


def _interview(made: Conversation, person: Person, known: Person) -> _Interviewed:
    """Ask until nothing is left, and compare with what the whole form says."""
    took, answers = _Interviewed(), dict(known)
    while True:
        began = time.process_time()
        screen = made.next(answers)
        for policy in made.policies:
            made.result(policy, answers, {})
        took.steps.append(time.process_time() - began)
        if screen is None:
            break
        took.screens += 1
        took.questions += len(screen.facts)
        answers |= _answers(made, screen, person)
    found, whole = made.outcomes(answers), made.outcomes({f: person[f] for f in made.facts})
    took.missed = sum(whole[one] is True and found[one] is not True for one in whole)
    return took


def _answers(made: Conversation, screen: Screen, person: Person) -> Person:
    if screen.kind != "band":
        return {fact: person[fact] for fact in screen.facts}
    (fact,) = screen.facts
    return {fact: next(one for one in made.question(fact).bands() if _in(one, person[fact]))}


def _fixed(made: Conversation, person: Person, order: Sequence[str]) -> int:
    """Ask in the order of the form, leaving out what no longer matters."""
    answers: Person = {}
    while True:
        open_ = {fact for facts in made.open(answers).values() for fact in facts}
        asked = next((fact for fact in order if fact in open_ and fact not in answers), None)
        if asked is None:
            return len(answers)
        answers[asked] = person[asked]


def _floor(made: Conversation, person: Person, facts: Sequence[str]) -> int:
    """Find a small set of facts that proves everything: drop one after another, several times."""
    chance = random.Random(0)  # noqa: S311 - orders, not secrets
    often = {fact: len(made.facts[fact].keys) for fact in facts}
    orders: list[Callable[[str], float]] = [
        lambda fact: often[fact],
        lambda fact: -often[fact],
    ]
    best = len(facts)
    for go in range(24):
        weigh = orders[go] if go < len(orders) else lambda fact: often[fact] + chance.random() * 2
        kept = {fact: person[fact] for fact in facts}
        for fact in sorted(facts, key=weigh):
            value = kept.pop(fact)
            if made.open(kept):
                kept[fact] = value
        best = min(best, len(kept))
    return best
