"""Two sets of invented benefits, and the invented people who may be entitled to them.

Fifteen benefits over twenty-one facts, eighty over seventy of which most are rare; the facts of a
person hang together (the old are widowed, students are young).
"""

from typing import Any

import numpy as np

Person = dict[str, Any]
Columns = dict[str, np.ndarray]

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
NUMBERS = (
    "age", "income", "children", "savings", "years_paid", "months_worked", "parents_income",
    "disability", "married_years",
)  # fmt: skip


def city(count: int, seed: int) -> list[Person]:
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
    working = (age, works, jobless, widowed)
    columns |= _means(chance, count, working)
    return [
        dict(zip(columns, (one.item() for one in person), strict=True))
        for person in zip(*columns.values(), strict=True)
    ]


def _means(chance: np.random.Generator, count: int, working: tuple[np.ndarray, ...]) -> Columns:
    """Say what they have, and what they have done."""
    age, works, jobless, widowed = working

    def share(of: float) -> np.ndarray:
        return chance.random(count) < of

    saved = share(0.35)
    rich, poor = chance.lognormal(9.8, 1, count), chance.lognormal(7, 1.2, count)
    return {
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


def with_rare(people: list[Person], seed: int) -> list[Person]:
    """Give everybody ninety facts that few people have."""
    shares = np.random.default_rng(99).beta(0.6, 9, RARE_FACTS)
    has = np.random.default_rng(seed).random((len(people), RARE_FACTS)) < shares
    for person, facts in zip(people, has, strict=True):
        person.update({f"rare{at}": bool(one) for at, one in enumerate(facts)})
    return people


def large() -> dict[str, str]:
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
