"""Units (计量单位): read, multiplied, divided and compared; 元/月 never meets 元 by accident.

Ages are years; heads, times and the like count, and what is counted leaves no trace in a
product or quotient: 元/月 × 人 is 元/月, and so is 元/月 ÷ 人.

>>> str(Unit.read("元/月") * Unit.read("个月")), str(Unit.read("元/月") * Unit.read("人"))
('元', '元/月')
>>> Unit.read("周岁") == Unit.read("年"), Unit.read("月") == Unit.read("年")
(True, False)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

SAME: Mapping[str, str] = {
    **dict.fromkeys(("元", "人民币元", "yuan", "CNY", "RMB"), "元"),
    **dict.fromkeys(("月", "个月", "month", "months"), "月"),
    **dict.fromkeys(("年", "周年", "year", "years"), "年"),
    **dict.fromkeys(("岁", "周岁", "years_old"), "岁"),
    **dict.fromkeys(("日", "天", "day", "days"), "日"),
    **dict.fromkeys(("工作日", "working_day", "working_days"), "工作日"),
    **dict.fromkeys(("周", "week", "weeks"), "周"),
    **dict.fromkeys(("小时", "hour", "hours"), "小时"),
    **dict.fromkeys(("学时",), "学时"),
    **dict.fromkeys(("人", "名", "口", "person", "persons", "people"), "人"),
    **dict.fromkeys(("户", "household", "households"), "户"),
    **dict.fromkeys(("次", "times", "time"), "次"),
    **dict.fromkeys(("平方米", "㎡", "m²", "m2", "sqm"), "平方米"),
    **dict.fromkeys(("公里", "千米", "km"), "公里"),
    **dict.fromkeys(("米", "metre", "metres"), "米"),
    **dict.fromkeys(("公斤", "千克", "kg"), "公斤"),
    **dict.fromkeys(("分值", "points", "point"), "分值"),
    **dict.fromkeys(("辆", "vehicles", "vehicle"), "辆"),
    **dict.fromkeys(("套", "homes", "home"), "套"),
    **dict.fromkeys(("份", "copies", "copy"), "份"),
    **dict.fromkeys(("亩", "mu"), "亩"),
    **{one: one for one in ("棵", "株", "箱", "头", "只", "台", "间", "艘")},
}
MULTIPLES: Mapping[str, tuple[str, int]] = {
    "万元": ("元", 4),
    "亿元": ("元", 8),
    "百元": ("元", 2),
    "千元": ("元", 3),
    "角": ("元", -1),
    "分钱": ("元", -2),
    "倍": ("", 0),
    "%": ("", -2),
    "‰": ("", -3),
    "percent": ("", -2),
}
ENGLISH: Mapping[str, str] = {
    "元": "yuan",
    "月": "months",
    "年": "years",
    "岁": "years_old",
    "日": "days",
    "工作日": "working_days",
    "周": "weeks",
    "小时": "hours",
    "人": "persons",
    "户": "households",
    "次": "times",
    "平方米": "m2",
    "公里": "km",
    "米": "metres",
    "公斤": "kg",
    "分值": "points",
    "辆": "vehicles",
    "套": "homes",
    "份": "copy",
    "亩": "mu",
}
AGE, YEAR = "岁", "年"
COUNTS = frozenset(("人", "户", "次", "辆", "套", "份", *"棵株箱头只台间艘"))
WHOLE = COUNTS | {"月", "日", "工作日", "周", "分值", AGE}
"""What comes in whole numbers unless a fact says otherwise."""
MONEY = "元"


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of base units and their powers (单位), such as 元¹ 月⁻¹."""

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def read(cls, text: str | None) -> "Unit":
        """Read 元/月 or 元/人/月; a word nobody knows is a unit of its own."""
        return _read(text or "")

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money, per anything."""
        return (MONEY, 1) in self.powers

    def __mul__(self, other: "Unit") -> "Unit":
        return _join(self, other, 1)

    def __truediv__(self, other: "Unit") -> "Unit":
        return _join(self, other, -1)

    def __str__(self) -> str:
        return self.in_("zh")

    def in_(self, language: str) -> str:
        """Write it in a language; empty where there is none."""
        names = ENGLISH if language == "en" else {}
        over = [names.get(base, base) for base, power in self.powers for _ in range(power)]
        under = [names.get(base, base) for base, power in self.powers for _ in range(-power)]
        return "/".join(["·".join(over) or ("1" if under else ""), *under])


def shown(text: str | None) -> str | None:
    """Write a unit with the language's own word for each part; ages stay 岁.

    >>> shown("yuan/month"), shown("周岁"), shown(None)
    ('元/月', '岁', None)
    """
    if not text:
        return None
    return "/".join(SAME.get(part.strip(), part.strip()) for part in text.split("/")) or None


def unit_text(text: str | None, language: str = "zh") -> str:
    """Say a unit in a language, word for word."""
    over, *under = (shown(text) or "").split("/")
    if language != "en":
        return "/".join([over, *under])
    singular = [ENGLISH.get(part, part).removesuffix("s") for part in under]
    return "/".join([ENGLISH.get(over, over), *singular])


@cache
def _read(text: str) -> Unit:
    powers: dict[str, int] = {}
    over = 1
    for no, part in enumerate(text.strip().split("/")):
        over = -1 if no else 1
        for one in part.replace("*", "·").split("·"):
            word = one.strip()
            if word in ("", "1"):
                continue
            base = MULTIPLES[word][0] if word in MULTIPLES else SAME.get(word, word)
            base = YEAR if base == AGE else base
            if base:
                powers[base] = powers.get(base, 0) + over
    return _uncounted(powers)


def _unit(powers: Mapping[str, int]) -> Unit:
    money_first = sorted(powers.items(), key=lambda item: (item[0] != MONEY, item[0]))
    return Unit(tuple((base, power) for base, power in money_first if power))


def _join(first: Unit, second: Unit, sign: int) -> Unit:
    """Multiply or divide; what is merely counted vanishes beside any other unit."""
    powers = dict(first.powers)
    for base, power in second.powers:
        powers[base] = powers.get(base, 0) + sign * power
    return _uncounted(powers)


def _uncounted(powers: Mapping[str, int]) -> Unit:
    """Leave out what is merely counted where there is any other unit."""
    rest = {base: power for base, power in powers.items() if power and base not in COUNTS}
    return _unit(rest or powers)
