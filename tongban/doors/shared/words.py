"""How pages speak (措辞): texts in the reader's language, dates, numbers, masked numbers."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from tongban.catalogue.domain.model import FactKind
from tongban.kernel.script import TRADITIONAL
from tongban.kernel.text import Text

_LANGUAGES = {"en": "en", "zh-hant": TRADITIONAL}
CITY = ZoneInfo("Asia/Shanghai")
SPACE = "\u3000"  # the full-width space that separates labels
_HAN = "\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_BRACKETS = re.compile(rf"(?:(?<=[{_HAN}])\s?\(([^()]*)\)|\((?=[^()]*[{_HAN}])([^()]*)\))")
_STOPS = re.compile(rf"(?<=[{_HAN}）”》])([,;:?!])\s?|([,;:])(?=[{_HAN}（“《])")
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}


def language() -> str:
    """Return the reader's language as texts know it: "zh", "zh-Hant" or "en"."""
    return _LANGUAGES.get(get_language() or "", "zh")


def said(text: Text | str | None) -> str:
    """Say a text in the reader's language; a plain string is said as it is."""
    if text is None:
        return ""
    return typeset(text.in_(language()) if isinstance(text, Text) else str(text))


def typeset(text: str) -> str:
    """Set punctuation beside Chinese characters full-width, as sources often do not.

    >>> typeset("国内出生登记(新生儿落户),随父"), typeset("要去吗?")
    ('国内出生登记（新生儿落户），随父', '要去吗？')
    >>> typeset("Household register (page, copy)")
    'Household register (page, copy)'
    """
    text = _BRACKETS.sub(lambda found: f"（{found[1] or found[2] or ''}）", text)
    return _STOPS.sub(lambda found: _FULL[found[1] or found[2]], text)


def day(value: date | datetime | str | None, *, year: bool | None = None) -> str:
    """Say a day: "4 月 21 日", with the year where it is not this year or where asked for.

    >>> day(None)
    ''
    """
    if not value:
        return ""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        value = value.astimezone(CITY).date()
    with_year = value.year != _today().year if year is None else year
    if language() == "en":
        name = f"{value.day} {value:%B}"
        return f"{name} {value.year}" if with_year else name
    name = f"{value.month} 月 {value.day} 日"
    return f"{value.year} 年 {name}" if with_year else name


def unbroken(text: str) -> str:
    """Keep a short text on one line of a title.

    >>> unbroken("4 月 21 日").isspace(), len(unbroken("4 月 21 日").split(" "))
    (False, 1)
    """
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def moment(value: datetime | None) -> str:
    """Say a moment: "今天 09:12", "昨天 16:40", else the day with the time."""
    if value is None:
        return ""
    local = value.astimezone(CITY)
    gap = (_today() - local.date()).days
    name = {0: _("今天"), 1: _("昨天")}.get(gap) or day(local.date())
    return f"{name} {local:%H:%M}"


def days(number: int) -> str:
    """Say a number of working days."""
    return ngettext("%(n)d 个工作日", "%(n)d 个工作日", number) % {"n": number}


def listed(names: Iterable[str]) -> str:
    """Join names as a sentence does: 甲、乙、丙."""
    return (", " if language() == "en" else "、").join(names)


def masked(number: str | None) -> str:
    """Show only what identifies a number to its owner: the first four and the last four.

    >>> masked("350102199506180023")
    '3501••••••••••0023'
    """
    if not number:
        return ""
    return number[:4] + "•" * max(len(number) - 8, 0) + number[-4:] if len(number) > 8 else number  # noqa: PLR2004


def value(kind: FactKind | None, content: Any) -> str:
    """Say the value of a fact as a person reads it: options by name, money with its unit."""
    if content is None or content in ("", []):
        return _("未填")
    if content is True and kind and kind.type == "sign":
        return _("已确认")
    if isinstance(content, bool):
        return _("是") if content else _("否")
    say = _SAYINGS.get(kind.type if kind else "", _plain)
    return say(kind, content)


def option(kind: FactKind | None, label: Any) -> str:
    """Say an option in the reader's language; its Chinese label is its value everywhere."""
    found = (o for o in kind.options if o.zh == label) if kind else iter(())
    return said(next(found, str(label)))


def _plain(kind: FactKind | None, content: Any) -> str:
    return f"{content} {unit(kind.unit) if kind else ''}".strip()


def unit(name: str | None) -> str:
    """Say a unit in the reader's language; definitions write it in Chinese.

    >>> unit("平方米"), unit(None)
    ('平方米', '')
    """
    known = {
        "元": pgettext("unit", "元"), "元/月": pgettext("unit", "元/月"),
        "元/年": pgettext("unit", "元/年"), "元/件": pgettext("unit", "元/件"),
        "元/本": pgettext("unit", "元/本"), "元/证": pgettext("unit", "元/证"),
        "月": pgettext("unit", "月"), "个月": pgettext("unit", "个月"), "日": pgettext("unit", "日"), "年": pgettext("unit", "年"),
        "小时": pgettext("unit", "小时"), "周岁": pgettext("unit", "周岁"),
        "岁": pgettext("unit", "岁"), "人": pgettext("unit", "人"), "个": pgettext("unit", "个"),
        "张": pgettext("unit", "张"), "级": pgettext("unit", "级"), "克": pgettext("unit", "克"),
        "千克": pgettext("unit", "千克"), "平方米": pgettext("unit", "平方米"),
    }  # fmt: skip
    return known.get(name or "", name or "")


def term(name: str | None) -> str:
    """Say a word of the catalogue that has no translation of its own: where it holds, what it is.

    >>> term("全国"), term("福州市"), term(None)
    ('全国', '福州市', '')
    """
    known = {
        "全国": pgettext("term", "全国"), "行政许可": pgettext("term", "行政许可"),
        "行政确认": pgettext("term", "行政确认"), "行政给付": pgettext("term", "行政给付"),
        "公共服务": pgettext("term", "公共服务"), "其他行政权力": pgettext("term", "其他行政权力"),
        "北京市": pgettext("term", "北京市"), "上海市": pgettext("term", "上海市"),
        "福州市": pgettext("term", "福州市"), "福建省": pgettext("term", "福建省"),
        "广东省": pgettext("term", "广东省"), "浙江省": pgettext("term", "浙江省"),
        "自然人": pgettext("term", "自然人"), "企业": pgettext("term", "企业"),
        "长期": pgettext("term", "长期"),
    }  # fmt: skip
    return known.get(name or "", name or "")


def _several(kind: FactKind | None, content: Any) -> str:
    return listed(option(kind, each) for each in _each(content))


def _day(_kind: FactKind | None, content: Any) -> str:
    return day(content, year=True)


def _time(_kind: FactKind | None, content: Any) -> str:
    return f"{day(content, year=True)} {str(content)[11:16]}".strip()


def _range(_kind: FactKind | None, content: Any) -> str:
    parts = content.split("/") if isinstance(content, str) else _each(content)
    return _(" 至 ").join(day(str(part), year=True) for part in parts)


def _number(_kind: FactKind | None, content: Any) -> str:
    return masked(str(content))


def _money(_kind: FactKind | None, content: Any) -> str:
    try:
        amount = Decimal(str(content))
    except InvalidOperation:
        return str(content)
    return _("%(amount)s 元") % {"amount": f"{amount:,.2f}".removesuffix(".00")}


def _table(_kind: FactKind | None, content: Any) -> str:
    if isinstance(content, str):
        return content
    return "；".join("，".join(str(v) for v in row.values()) for row in content)


def _file(_kind: FactKind | None, _content: Any) -> str:
    return _("已上传")


def _each(content: Any) -> list[Any]:
    if isinstance(content, dict):
        return list(content.values())
    return list(content) if isinstance(content, list | tuple) else [content]


def _today() -> date:
    from tongban.kernel.time import city_date, now

    return city_date(now())


_SAYINGS: dict[str, Callable[[FactKind | None, Any], str]] = {
    "enum": option,
    "multi": _several,
    "date": _day,
    "datetime": _time,
    "daterange": _range,
    "idno": _number,
    "bankacct": _number,
    "money": _money,
    "table": _table,
    "file": _file,
}
