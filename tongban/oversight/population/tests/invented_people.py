"""Invented people (随机人群): a fifth of their facts unknown, values about what rules ask for."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from tongban.oversight.population.assembling import Rule
from tongban.policy.domain.rules.program import Type

UNKNOWN = 0.2
MONTHS = 12
WORDS = ("一级", "二级", "'三'", '"四\\')


def people(seed: int, count: int, unknown: float = UNKNOWN) -> pa.Table:
    """Make people by household, a share of whose facts is unknown."""
    chance = random.Random(seed)

    def maybe(value: Any) -> Any:
        return None if chance.random() < unknown else value

    def near() -> int:
        return chance.choice((chance.randint(-60, 60), chance.randint(-20, 20), 0, 1, -1))

    homes: list[int] = []
    while len(homes) < count:
        homes += [len(homes)] * chance.randint(1, 4)
    columns: dict[str, Any] = {
        "person": pa.array(range(count)),
        "household": pa.array(homes[:count]),
    }
    makers: dict[str, tuple[pa.DataType, Any]] = {
        "a": (pa.int64(), near), "b": (pa.int64(), near), "k_age": (pa.int64(), near),
        "c": (pa.int64(), lambda: chance.choice((near() * 10, chance.randint(-600, 600)))),
        "m": (pa.int64(), lambda: chance.choice((near() * 100, chance.randint(-(10**7), 10**7)))),
        "w": (pa.int64(), lambda: chance.choice((300000, chance.randint(0, 10**7)))),
        "k_pay": (pa.int64(), lambda: chance.randint(-(10**5), 10**5)),
        "p": (pa.bool_(), lambda: chance.random() < 0.5),
        "q": (pa.bool_(), lambda: chance.random() < 0.5),
        "k_works": (pa.bool_(), lambda: chance.random() < 0.5),
        "困难": (pa.bool_(), lambda: chance.random() < 0.5),
        "d": (pa.date32(), lambda: _a_day(chance)), "e": (pa.date32(), lambda: _a_day(chance)),
        "s": (pa.string(), lambda: chance.choice(WORDS)),
    }  # fmt: skip
    makers |= {
        f"z_{n}": (pa.int64(), lambda: chance.randint(0, 10**6)) for n in range(1, MONTHS + 1)
    }
    for key, (type_, make) in makers.items():
        columns[key] = pa.array([maybe(make()) for _ in range(count)], type_)
    return pa.table(columns)


def people_for(rules: Sequence[Rule], seed: int, count: int, unknown: float = UNKNOWN) -> pa.Table:
    """Make people with every fact that some rules read, near the bounds of each."""
    chance = random.Random(seed)
    homes = sorted(chance.randrange(max(1, count // 3)) for _ in range(count))
    columns: dict[str, Any] = {"person": pa.array(range(count)), "household": pa.array(homes)}
    inputs: dict[str, Type] = {}
    for rule_ in rules:
        for key, one in rule_.program.inputs.items():
            if one.type.kind == "table":
                inputs.update(one.type.columns)
            elif one.type.kind == "months":
                month = replace(one.type, kind="number")
                inputs |= {f"{key}_{n}": month for n in range(1, MONTHS + 1)}
            elif key != "today":
                inputs[key] = one.type
    kinds = {"truth": pa.bool_(), "day": pa.date32(), "text": pa.string()}
    for key, type_ in inputs.items():
        values = [
            None if chance.random() < unknown else _value(chance, type_) for _ in range(count)
        ]
        columns[key] = pa.array(values, kinds.get(type_.kind, pa.int64()))
    return pa.table(columns)


def _value(chance: random.Random, type_: Type) -> Any:
    match type_.kind:
        case "truth":
            return chance.random() < 0.6
        case "day":
            return _a_day(chance)
        case "text":
            return chance.choice([*type_.options, "—"])
        case _:
            low, high = type_.low or 0, type_.high or 10**6
            near = min(high, low + 100 * 10**type_.scale)
            return chance.choice((low, high, chance.randint(low, near), chance.randint(low, high)))


def _a_day(chance: random.Random) -> date:
    """Make a day, mostly about leap days and the ends of months."""
    year = chance.choice((1899, 1900, 1904, 1955, 1969, 1970, 1999, 2000, 2023, 2024))
    month, last = chance.choice(((2, 28), (3, 1), (1, 31), (12, 31), (4, 30), (6, 15)))
    plain = date(year, month, last)
    return plain + timedelta(chance.choice((0, 0, 1, chance.randint(0, 400))))
