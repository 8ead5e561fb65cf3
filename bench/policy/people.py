"""Invented people for measuring: a seeded registry sorted by household, in whole currency units.

Whole units make OpenFisca's float32 exact where it can be, so that what is compared is work and
not rounding. Needs numpy alone, because peers read the same people in their own environments.
"""

import numpy as np

DAY = np.datetime64("2016-11-01")
SIZES = (0.35, 0.30, 0.15, 0.13, 0.07)  # of households of one to five
ADULT_DAYS = (18 * 366, 90 * 365)


def registry(persons: int, seed: int = 11) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return columns of persons (sorted by household) and of their households."""
    chance = np.random.default_rng(seed)
    sizes = chance.choice(np.arange(1, 6), size=persons, p=SIZES)
    count = int(np.searchsorted(np.cumsum(sizes), persons)) + 1
    sizes = sizes[:count]
    sizes[-1] -= sizes.sum() - persons
    household = np.repeat(np.arange(count, dtype=np.int32), sizes)
    starts = np.cumsum(sizes) - sizes
    place = np.arange(persons) - np.repeat(starts, sizes)
    adult = (place == 0) | ((place == 1) & (chance.random(persons) < 0.75))
    old = chance.integers(*ADULT_DAYS, persons)
    days = np.where(adult, old, chance.integers(0, 18 * 365, persons))
    works = adult & (chance.random(persons) < 0.6)
    salary = np.where(works, chance.lognormal(7.4, 0.8, persons), 0)
    capital = np.where(chance.random(persons) < 0.1, chance.exponential(200, persons), 0)
    tenure = chance.choice(4, size=count, p=(0.5, 0.4, 0.08, 0.02)).astype(np.int8)
    rent = np.where(tenure == 1, chance.gamma(4, 200, count), 0)
    people = {
        "household": household,
        "adult": adult,
        "birth": DAY - days.astype("timedelta64[D]"),
        "salary": salary.astype(np.int32),
        "capital": capital.astype(np.int32),
    }
    homes = {
        "tenure": tenure,
        "rent": rent.astype(np.int32),
        "size": chance.gamma(6, 12, count).astype(np.int32),
    }
    return people, homes
