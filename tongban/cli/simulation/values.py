"""Plausible values by the type of a fact kind (示例值), from a seed.

Names, streets, districts and what is typical of a fact kind come from the `city` definition; what
it does not give falls back to a few neutral words, so any directory of definitions can be played.
"""

import random
import zlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tongban.catalogue.domain.model import Book, FactKind
from tongban.kernel import identifiers

SURNAMES = "林陈黄郑吴王李张刘周徐何郭罗谢宋唐许韩冯"
GIVEN = "晓舟一鸣建平书衡静敏阿妹德福小燕文博海峰丽华子轩雨桐佳宁国强秀英明远思源"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A picture of one white pixel: what a simulated person hands in."""


class Values:
    """A seeded source of plausible values."""

    def __init__(self, book: Book, seed: int) -> None:
        """Begin a sequence that depends on the seed alone."""
        self.random = random.Random(seed)  # noqa: S311 - a repeatable city, no secret
        self.book = book
        city = book.city.get("city", book.city)
        self.region = book.region
        self.city_name = str(city.get("name", "本市"))
        self.districts = list(city.get("districts", ())) or [{"code": self.region, "name": ""}]
        self.typical: Mapping[str, Any] = book.city.get("typical") or {}
        self.streets = [str(street) for street in city.get("streets", ())] or [
            "和平路",
            "解放路",
            "人民路",
        ]

    def name(self) -> str:
        """Return a name of two or three characters."""
        given = "".join(self.random.sample(GIVEN, self.random.choice((1, 2, 2))))
        return self.random.choice(SURNAMES) + given

    def citizen_number(self, born: date, gender: str) -> str:
        """Return a valid citizen number; odd sequence numbers are men (GB 11643)."""
        sequence = self.random.randrange(0, 499) * 2 + (1 if gender == "男" else 0)
        return identifiers.make_citizen_number(self.region, born, sequence)

    def birth(self, today: date, *, low: int = 24, high: int = 58) -> date:
        """Return a birthday that makes somebody between `low` and `high` years old today."""
        days = self.random.randrange(low * 366, max(low * 366 + 1, high * 365))
        return today - timedelta(days=days)

    def address(self) -> str:
        """Return an address in the city."""
        district = self.random.choice(self.districts)
        place = district.get("name", "") if isinstance(district, Mapping) else str(district)
        return f"{self.city_name}{place}{self.random.choice(self.streets)}{self.random.randrange(1, 200)}号"

    def of(self, kind: FactKind, today: date) -> Any:
        """Return a value of this kind that passes its own checks; None for files."""
        plain = getattr(self, f"_{kind.type}", None)
        if kind.id in self.typical:
            return self._typical(self.typical[kind.id])
        if kind.options:
            options = [option.zh for option in kind.options]
            return options[:1] if kind.type == "multi" else self.random.choice(options)
        return plain(kind, today) if plain else f"{kind.name.zh}示例"

    def _typical(self, given: Any) -> Any:
        """Return one of the values the city calls typical, its blanks filled in."""
        value = self.random.choice(given) if isinstance(given, list) else given
        if not isinstance(value, str):
            return value
        if "{digits}" in value:
            value = value.replace("{digits}", f"{self.random.randrange(10**8):08d}")
        return value.replace("{name}", self.name()) if "{name}" in value else value

    def _text(self, kind: FactKind, _today: date) -> str:
        return f"{kind.name.zh}：按实际情况办理"

    def _enum(self, kind: FactKind, _today: date) -> str:
        return f"{kind.name.zh}一类"

    def _multi(self, kind: FactKind, _today: date) -> list[str]:
        return [f"{kind.name.zh}一类"]

    def _number(self, kind: FactKind, _today: date) -> int:
        # The same kind has the same size in everybody's life, near enough for a demonstration.
        return 3 + zlib.crc32(kind.id.encode()) % 97

    def _money(self, _kind: FactKind, _today: date) -> str:
        return f"{self.random.randrange(10, 900) * 100}.00"

    def _date(self, _kind: FactKind, today: date) -> str:
        return (today - timedelta(days=self.random.randrange(3, 90))).isoformat()

    def _datetime(self, kind: FactKind, today: date) -> str:
        return f"{self._date(kind, today)}T0{self.random.randrange(1, 9)}:30"

    def _daterange(self, _kind: FactKind, today: date) -> str:
        return f"{today.isoformat()}/{(today + timedelta(days=365)).isoformat()}"

    def _yearmonth(self, kind: FactKind, today: date) -> str:
        return self._date(kind, today)[:7]

    def _phone(self, _kind: FactKind, _today: date) -> str:
        return f"13{self.random.randrange(10**8, 10**9)}"

    def _idno(self, _kind: FactKind, today: date) -> str:
        return self.citizen_number(self.birth(today), self.random.choice("男女"))

    def _uscc(self, _kind: FactKind, _today: date) -> str:
        return identifiers.make_uscc(self.region, self.random.randrange(1, 10**6))

    def _bankacct(self, _kind: FactKind, _today: date) -> str:
        body = "622202" + "".join(str(self.random.randrange(10)) for _ in range(12))
        digits = [int(digit) for digit in reversed(body)]
        total = sum(d if at % 2 else sum(divmod(d * 2, 10)) for at, d in enumerate(digits))
        return body + str(-total % 10)

    def _address(self, _kind: FactKind, _today: date) -> str:
        return self.address()

    def _region(self, _kind: FactKind, _today: date) -> str:
        return self.city_name

    def _bool(self, _kind: FactKind, _today: date) -> bool:
        return False

    def _sign(self, _kind: FactKind, _today: date) -> bool:
        return True

    def _file(self, _kind: FactKind, _today: date) -> None:
        return None

    def _table(self, kind: FactKind, _today: date) -> str:
        return f"{self.name()}（{kind.name.zh}）"
