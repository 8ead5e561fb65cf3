"""Invented French families with months of income: the people on whom real law is compared.

The perimeter: one family is one household and one tax unit in metropolitan France; one or two
parents and up to five children of 0 to 21; taxable wages of each month of the year before last,
net wages of the twelve months about the one judged, maintenance received, a child's disability.
Wages are whole multiples of ten euros, so that the ten per cent that tax law takes off never
falls on half a euro, where numpy rounds to even and the law does not say. Births are on the 6th to
24th of a month, because openfisca-france counts ages in average years of 365.2425 days and so is a
day or two off about a birthday. Needs numpy alone.
"""

import numpy as np

MONTH = "2024-06"
TAXED = tuple(f"2022-{month:02}" for month in range(1, 13))
EARNED = ("2023-12", *(f"2024-{month:02}" for month in range(1, 12)))
FIRST = np.datetime64("2024-05-01")


def families(count: int, seed: int = 5) -> dict[str, np.ndarray]:
    """Return columns of persons sorted by family; months are columns `taxed_2022-01` and so on."""
    chance = np.random.default_rng(seed)
    parents = chance.choice((1, 2), size=count, p=(0.35, 0.65))
    children = chance.choice(6, size=count, p=(0.1, 0.25, 0.35, 0.2, 0.07, 0.03))
    sizes = parents + children
    family = np.repeat(np.arange(count), sizes)
    starts = np.cumsum(sizes) - sizes
    place = np.arange(len(family)) - np.repeat(starts, sizes)
    child = place >= np.repeat(parents, sizes)
    persons = len(family)
    days = np.where(
        child, chance.integers(0, 21 * 365 + 200, persons), chance.integers(8000, 23000, persons)
    )
    birth = (FIRST - days.astype("timedelta64[D]")).astype("M8[M]").astype("M8[D]")
    birth = birth + chance.integers(5, 24, persons).astype("timedelta64[D]")
    teen = child & (days > 15 * 366)
    wage = np.where(child, 0, 10 * chance.integers(0, 700, persons))
    wage = np.where(chance.random(persons) < 0.1, 0, wage)
    own = np.where(teen & (chance.random(persons) < 0.4), 10 * chance.integers(1, 180, persons), 0)
    disabled = child & (chance.random(persons) < 0.15)
    alimony = np.where(chance.random(persons) < 0.1, 10 * chance.integers(1, 40, persons), 0)
    made = {
        "family": family, "child": child, "birth": birth,
        "disabled": disabled,
        "level": np.where(disabled, chance.integers(0, 7, persons), 0),
        "alimony": np.where(child, 0, alimony),
        "couple": np.repeat(parents == 2, sizes),
    }  # fmt: skip
    for month in TAXED:
        made[f"taxed_{month}"] = wage * (chance.random(persons) < 0.9)
    for month in EARNED:
        made[f"earned_{month}"] = np.where(child, own, wage) * (chance.random(persons) < 0.9)
    return made
