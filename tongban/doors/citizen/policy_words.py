"""Facts, bands and amounts of policies in words (政策的说法): as a person would say them."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongban.doors.citizen import listing
from tongban.doors.shared import words
from tongban.kernel.text import Text
from tongban.policy import api as policy

CENT = Decimal("0.01")
UNITS = {"月": "个月", "周岁": "岁"}
"""How a unit is said after a number."""
_NUMBERS = ("number", "money")


def bands_of(talk: policy.Conversation, fact: str) -> list[str]:
    """Say the bands of a number in words: "不满 970 元", "970 元及以上"."""
    unit = talk.facts[fact].kind.unit or ""
    return [band_words(band, unit) for band in talk.question(fact).bands()]


def band_words(band: policy.Interval, unit: str) -> str:
    """Say one band in words: "不满 970 元", "6 个月及以上", "超过 7 平方米"."""
    low, high = _end(band.low, unit, -1), _end(band.high, unit, 1)
    if low is None:
        return (_("不满 %(n)s") if high[1] else _("%(n)s及以下")) % {"n": high[0]} if high else ""
    if high is None:
        return (_("超过 %(n)s") if low[1] else _("%(n)s及以上")) % {"n": low[0]}
    if band.low == band.high:
        return low[0]
    words = {"low": low[0], "high": high[0]}
    return (_("%(low)s 到不满 %(high)s") if high[1] else _("%(low)s 到 %(high)s")) % words


def _end(value: Any, unit: str, towards: int) -> tuple[str, bool] | None:
    """Say an end of a band; one cent short of a whole number is said by that number."""
    if value is None:
        return None
    number = Decimal(str(value))
    whole = number + towards * CENT
    short = number != number.to_integral_value() and whole == whole.to_integral_value()
    return measured(whole if short else number, unit), short


def measured(value: Any, unit: str) -> str:
    """Write a number with thousands apart, money to the cent, and its unit."""
    number = Decimal(str(value))
    if number == number.to_integral_value():
        said = f"{int(number):,}"
    else:
        said = f"{number:,.2f}" if unit.startswith("元") else f"{number.normalize():,f}"
    return f"{said} {words.unit(UNITS.get(unit, unit))}".strip()


def name_of(fact: policy.AskedFact) -> str:
    """Name a fact in the reader's language; in English its question says more than its name."""
    kind = fact.kind
    if words.language() == "en" and kind.name.en is None and kind.question and kind.question.en:
        return kind.question.en
    return words.said(kind.name)


def value_words(fact: policy.AskedFact, value: Any) -> str:
    """Say the value of a fact as a person reads it."""
    unit = fact.kind.unit or ("元" if fact.kind.type == "money" else "")
    match value:
        case policy.Missing():
            return _("不清楚")
        case policy.Interval():
            return band_words(value, unit)
        case bool():
            return _("是") if value else _("否")
    if fact.kind.type in _NUMBERS:
        return measured(value, unit)
    if fact.kind.type in listing.LISTS:
        return listing.said(value)
    return words.value(fact.kind, value)


def source_words(source: str, book: Any) -> str:
    """Say where a fact is from."""
    if source == "person":
        return _("您说的")
    if source in ("today", "derived"):
        return _("推算")
    kind = book.licences.get(source)
    return words.said(kind.name) if kind else words.said(Text("政府部门", "a government register"))


def result_words(value: Any, unit: str) -> str:
    """Say a result as a person reads it."""
    match value:
        case bool():
            return _("是") if value else _("否")
        case int() | Decimal():
            return measured(value, unit)
    return str(value)
