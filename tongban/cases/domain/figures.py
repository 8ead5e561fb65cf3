"""Checkers of numbers, days and identifiers (数字、日期与号码): each to the one form it is stored in."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.cases.domain.writing import HALF_WIDTH, WrongError, as_text, narrow
from tongban.catalogue.domain.model import FactKind
from tongban.kernel.identifiers import (
    BadCitizenNumber,
    BadUscc,
    check_citizen_number,
    check_uscc,
)
from tongban.kernel.text import Text

YEARS = range(1900, 2101)
MONTHS = range(1, 13)
CARD_DIGITS = range(16, 20)  # GB/T 19584: bank card numbers carry a Luhn digit
ACCOUNT_DIGITS = range(8, 33)
MONEY_LIMIT = Decimal(10) ** 13
CENT = Decimal("0.01")
NUMBER_LIMIT = Decimal(10) ** 15

_SEPARATORS = re.compile(r"[\s\-·.]+")


def _decimal(kind: FactKind, raw: Any, units: str) -> tuple[Decimal, Text | None]:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise WrongError("要写数字。", "has to be a number.")
    plain, note = narrow(kind, str(raw))
    bare = re.sub(rf"^[¥$]|(?:{units})$", "", plain)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    if not re.fullmatch(r"-?\d+(\.\d+)?", bare):
        raise WrongError("要写数字，如 1200。", "has to be a number, such as 1200.")
    try:
        amount = Decimal(bare)
    except InvalidOperation as error:  # pragma: no cover - the pattern has judged it before
        raise WrongError("要写数字，如 1200。", "has to be a number, such as 1200.") from error
    if amount < 0:
        raise WrongError("不能小于 0。", "cannot be below 0.")
    return amount, note or (HALF_WIDTH if bare != plain else None)


def number(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a number (数字), not negative; whole numbers are stored as such."""
    amount, note = _decimal(kind, raw, re.escape(kind.unit) if kind.unit else "(?!)")
    if amount >= NUMBER_LIMIT:
        raise WrongError("太大了，请核对。", "is too large. Check it.")
    return (int(amount) if amount == amount.to_integral_value() else float(amount)), note


def money(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take an amount in yuan (金额): not negative, at most two decimals, stored as "1200.00"."""
    amount, note = _decimal(kind, raw, "元|圆|RMB|CNY")
    if amount != amount.quantize(CENT):
        raise WrongError("最多写到分(两位小数)。", "may have two decimals at most.")
    if amount >= MONEY_LIMIT:
        raise WrongError("太大了，请核对。", "is too large. Check it.")
    return f"{amount:.2f}", note


def _day(plain: str) -> date:
    found = re.fullmatch(r"(\d{4})[-/年.]?(\d{1,2})[-/月.]?(\d{1,2})日?", plain)
    try:
        if not found:
            raise ValueError  # noqa: TRY301 - one sentence for both
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise WrongError(
            "不是真实存在的日期，请写成 2026-04-10 这样。",
            "is not a real date. Write it like 2026-04-10.",
        ) from None
    if day.year not in YEARS:
        raise WrongError(
            f"的年份应在 {YEARS.start} 到 {YEARS.stop - 1} 之间，请核对。",
            f"needs a year from {YEARS.start} to {YEARS.stop - 1}. Check it.",
        )
    return day


def day(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a real day (日期), stored as "2026-04-10"."""
    plain, note = narrow(kind, raw)
    found = _day(plain).isoformat()
    return found, note or (HALF_WIDTH if found != plain else None)


def month(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a real month of a year (年月), stored as "2026-04"."""
    plain, note = narrow(kind, raw)
    found = re.fullmatch(r"(\d{4})[-/年.]?(\d{1,2})月?", plain)
    if not found or int(found[1]) not in YEARS or int(found[2]) not in MONTHS:
        raise WrongError("要写年和月，如 2026-04。", "needs a year and a month, like 2026-04.")
    stored = f"{found[1]}-{int(found[2]):02d}"
    return stored, note or (HALF_WIDTH if stored != plain else None)


def moment(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a real day and time of day (日期时间), stored as "2026-04-10T08:30"."""
    written = unicodedata.normalize("NFKC", as_text(kind, raw))
    head, _, tail = written.replace("T", " ").partition(" ")
    on = _day(head)
    clock = re.fullmatch(r"\s*(\d{1,2})[:时](\d{1,2})分?(?::\d{2})?\s*", tail)
    try:
        if not clock:
            raise ValueError  # noqa: TRY301 - one sentence for both
        at = datetime(on.year, on.month, on.day, int(clock[1]), int(clock[2]))  # noqa: DTZ001
    except ValueError:
        raise WrongError(
            "要写日期和时间，如 2026-04-10 08:30。", "needs date and time, like 2026-04-10 08:30."
        ) from None
    return at.isoformat(timespec="minutes"), None


def span(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take two days, the first not after the second (起止日期), stored as "from/to"."""
    if isinstance(raw, list | tuple):
        raw = "/".join(str(part) for part in raw)
    plain, _ = narrow(kind, raw)
    found = re.fullmatch(r"(.{8,11}?)(?:至|到|~|/|--)(.{8,11})", plain)
    if not found:
        raise WrongError(
            "要写起止两个日期，如 2026-04-10 至 2026-05-10。",
            "needs two dates, like 2026-04-10/2026-05-10.",
        )
    first, last = _day(found[1]), _day(found[2])
    if last < first:
        raise WrongError("的结束日期早于开始日期，请核对。", "ends before it starts. Check it.")
    return f"{first.isoformat()}/{last.isoformat()}", None


def phone(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a phone number (电话): a mainland mobile, a landline with area code, or +country."""
    plain, note = narrow(kind, raw)
    bare = re.sub(r"[-()]", "", plain)
    bare = re.sub(r"^(?:\+|00)86", "", bare)
    if re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}|\+\d{7,15}", bare):
        return bare, note or (HALF_WIDTH if bare != plain else None)
    raise WrongError(
        "看起来不完整：请写 11 位手机号，或带区号的座机号。",
        "looks incomplete: write an 11-digit mobile or a landline with its area code.",
    )


def idno(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a citizen number (公民身份号码; GB 11643), its check digit verified."""
    plain, note = narrow(kind, raw)
    try:
        return check_citizen_number(plain.upper()).number, note
    except BadCitizenNumber as bad:
        raise WrongError(f"：{bad.said('zh')}", f": {bad.said('en')}") from None


def uscc(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a unified social credit code (统一社会信用代码; GB 32100), its check character verified."""
    plain, note = narrow(kind, raw)
    try:
        check_uscc(plain.upper())
    except BadUscc as bad:
        raise WrongError(f"：{bad.said('zh')}", f": {bad.said('en')}") from None
    return plain.upper(), note


def _luhn(digits: str) -> bool:
    doubled = (int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004


def account(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a bank account (银行账号): a card number with its check digit, or an account by length."""
    plain, note = narrow(kind, raw)
    bare = _SEPARATORS.sub("", plain)
    if not bare.isdigit() or len(bare) not in ACCOUNT_DIGITS:
        raise WrongError(
            "应是 8 到 32 位数字，请对照银行卡或开户证明核对。",
            "needs 8 to 32 digits. Compare it with the card.",
        )
    if bare.startswith("62") and len(bare) in CARD_DIGITS and not _luhn(bare):
        raise WrongError(
            "的校验位不对，可能输错了一位，请对照银行卡核对。",
            "has a wrong check digit; one digit may be mistyped. Compare it with the card.",
        )
    return bare, note or (HALF_WIDTH if bare != plain else None)
