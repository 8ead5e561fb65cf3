"""A synthetic registry of residents (合成居民名册): households with what five policies read.

Nobody in it is real. Numbers are valid as GB 11643 says and lie in districts of the pilot city; a
person's account is in their own name, a child's is a guardian's. Drawn from a seed: the same seed
makes the same city, so that a run can be judged by what is known of it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
SURNAMES = "林陈黄郑吴王李张刘周徐何郭罗谢宋唐许韩冯"
GIVEN = "晓舟静敏丽佳秀英雨桐芳婷慧兰一鸣建平衡文博海峰明远强轩磊"
LEVELS = ("一级", "二级", "三级", "四级")
HARDSHIPS = ("低保家庭", "残疾", "特困人员", "脱贫家庭", "低保边缘家庭", "无")
FINDINGS = {"家庭经济困难": "truth", "2025年1月1日以后有应补贴的月数": "truth"}
"""What an authority has yet to find (待认定): of nobody it is known."""
TYPES = {
    "person": "text", "name": "text", "household": "number", "payee": "text", "account": "text",
    "birth": "day", "on_date": "day", "age": "number", "local_hukou": "truth", "local": "truth",
    "dibao": "truth", "hard": "truth", "has_card": "truth", "level": "text", "care_need": "truth",
    "income_pc": "number", "members": "number", "assets_ok": "truth", "lawful": "truth",
    "school_roll": "truth", "hard_category": "text", **FINDINGS,
}  # fmt: skip
"""The columns of the file and their types; money is in cents."""


@dataclass(slots=True)
class _City:
    """A city in the making (合成城市)."""

    draw: random.Random
    on: date
    seen: set[str] = field(default_factory=set)

    def number(self, birth: date) -> str:
        """Make a citizen number of a birthday that nobody has yet."""
        while True:
            area = self.draw.choice(("350102", "350103", "350104", "350105", "350111", "350112"))
            # Serials below 600 are those of the cast and of the residents with papers.
            made = number_of(birth, area=area, serial=self.draw.randrange(600, 1000))
            if made not in self.seen:
                self.seen.add(made)
                return made

    def name(self, surname: str) -> str:
        """Make a name."""
        return surname + "".join(self.draw.choices(GIVEN, k=self.draw.choice((1, 2))))

    def chance(self, share: float) -> bool:
        """Say yes as often as this share."""
        return self.draw.random() < share

    def birth(self, low: int, high: int) -> date:
        """Draw a birthday between two ages."""
        return self.on - timedelta(days=self.draw.randrange(low * 365, high * 366))


def number_of(birth: date, *, area: str = "350102", serial: int = 99) -> str:
    """Return a number with its check digit.

    >>> number_of(date(1990, 1, 1), serial=771)
    '35010219900101771X'
    """
    body = f"{area}{birth:%Y%m%d}{serial:03d}"
    total = sum(int(digit) * w for digit, w in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]


def people(persons: int, *, seed: int, on: date) -> Iterator[dict[str, Any]]:
    """Yield so many residents, household by household."""
    city = _City(random.Random(seed), on)  # noqa: S311 - a city of nobody
    made, household = 0, 0
    while made < persons:
        household += 1
        for one in _household(city, household):
            if made < persons:
                made += 1
                yield one


def _household(city: _City, household: int) -> list[dict[str, Any]]:
    surname = city.draw.choice(SURNAMES)
    poor = city.chance(0.035)
    adults = [city.birth(24, 60) for _ in range(city.draw.choice((1, 2, 2)))]
    old = [city.birth(70, 100) for _ in range(city.draw.choice((0, 0, 0, 1)))]
    young = [city.birth(0, 18) for _ in range(city.draw.choice((0, 0, 1, 1, 2)))]
    members = len(adults) + len(old) + len(young)
    income = city.draw.randrange(20_000, 97_000) if poor else city.draw.randrange(97_000, 900_000)
    home: dict[str, Any] = {
        "household": household, "local": city.chance(0.96), "dibao": poor, "members": members,
        "income_pc": income, "assets_ok": city.chance(0.9) if poor else city.chance(0.5),
    }  # fmt: skip
    if city.chance(0.01):
        home["assets_ok"] = None
    found = [_person(city, birth, surname, home) for birth in (*adults, *old)]
    head = found[0]
    found += [_child(city, birth, surname, home, head) for birth in young]
    return found


def _person(city: _City, birth: date, surname: str, home: dict[str, Any]) -> dict[str, Any]:
    number = city.number(birth)
    disabled = city.chance(0.03)
    return {
        **home, "person": number, "name": city.name(surname), "payee": None,
        "account": f"622200{number[4:17]}", "birth": birth, "on_date": city.on,
        "age": _age(birth, city.on), "local_hukou": home["local"], "hard": home["dibao"],
        "has_card": disabled, "level": city.draw.choice(LEVELS) if disabled else "四级",
        "care_need": None if disabled and city.chance(0.1) else disabled and city.chance(0.5),
        "lawful": True, "school_roll": False, "hard_category": "无",
    }  # fmt: skip


def _child(
    city: _City, birth: date, surname: str, home: dict[str, Any], head: dict[str, Any]
) -> dict[str, Any]:
    one = _person(city, birth, surname, home)
    pupil = 15 <= one["age"] <= 18 and city.chance(0.7)
    hardship = "低保家庭" if home["dibao"] else city.draw.choice(HARDSHIPS[1:] + ("无",) * 12)
    return one | {
        "payee": head["person"], "account": head["account"], "school_roll": pupil,
        "hard_category": hardship,
    }  # fmt: skip


def _age(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write residents as the file that a population run reads."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"text": pa.string(), "number": pa.int64(), "truth": pa.bool_(), "day": pa.date32()}
    schema = pa.schema([pa.field(name, kinds[kind]) for name, kind in TYPES.items()])
    columns = {name: [one.get(name) for one in rows] for name in TYPES}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.part")
    pq.write_table(pa.table(columns, schema=schema), fresh)
    fresh.replace(path)
