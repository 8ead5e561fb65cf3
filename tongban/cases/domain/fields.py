"""One checker for each type of fact (字段类型): from what was written to what is stored.

A checker takes the fact kind and the raw answer and gives the stored value and, where something
was put right, a note; or raises `WrongError` with the sentence for the person. Names are never
normalised: a rare character must come back as it was written. Numbers, dates, phones and
identifiers are brought to half-width first (NFKC), which is what the person meant.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.catalogue.domain.model import FactKind
from tongban.kernel.identifiers import (
    BadCitizenNumber,
    BadUscc,
    check_citizen_number,
    check_uscc,
)
from tongban.kernel.text import Text

LIMITS = {
    "string": 100,
    "text": 2000,
    "address": 300,
    "region": 100,
    "enum": 100,
    "multi": 2000,
    "number": 20,
    "money": 20,
    "date": 20,
    "datetime": 30,
    "daterange": 50,
    "phone": 24,
    "idno": 40,
    "uscc": 40,
    "bankacct": 40,
    "file": 20,
    "table": 20_000,
    "sign": 20,
    "bool": 10,
}
TABLE_ROWS = 100
TABLE_COLUMNS = 30
YEARS = range(1900, 2101)
CARD_DIGITS = range(16, 20)  # GB/T 19584: bank card numbers carry a Luhn digit
ACCOUNT_DIGITS = range(8, 33)
MONEY_LIMIT = Decimal(10) ** 13
CENT = Decimal("0.01")
NUMBER_LIMIT = Decimal(10) ** 15

HALF_WIDTH = Text(
    "已把全角或空格改成标准写法。", "Full-width characters or blanks were put into standard form."
)
UNKNOWN = Text(
    "这张表没有这一项，请刷新页面后再填。", "This form has no such field. Reload the page."
)

Checker = Callable[[FactKind, Any], tuple[Any, Text | None]]

_MARKUP = re.compile(r"<\s*[a-zA-Z/!?]|javascript\s*:|&#?\w{1,31};", re.IGNORECASE)
_BIDI = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_SEPARATORS = re.compile(r"[\s\-·.]+")


class WrongError(Exception):
    """A wrong answer: the sentence goes to the person, with the field's name put into it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en

    def named(self, name: Text) -> Text:
        """Put the field's name in front of the sentence."""
        return Text(f"“{name.zh}”{self.zh}", f"“{name.in_('en')}” {self.en}")


def of_type(type_: str) -> Checker:
    """Return the checker of a fact type; an unknown type is checked as a line of text."""
    return _CHECKERS.get(type_, string)


def _written(kind: FactKind, raw: Any, *, lines: bool = False) -> str:
    """Take raw input as text: a string, no control characters, within the limit."""
    if not isinstance(raw, str):
        raise WrongError("要写成文字。", "has to be written as text.")
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    longest = LIMITS.get(kind.type, LIMITS["string"])
    if len(text) > longest:
        raise WrongError(
            f"最多写 {longest} 个字，现在有 {len(text)} 个，请写短一些。",
            f"may have {longest} characters; this has {len(text)}. Make it shorter.",
        )
    if text.isprintable():  # nothing that is refused below is
        return text
    for character in text:
        category = unicodedata.category(character)
        if category == "Cc" and not (lines and character in "\n\t"):
            raise WrongError(
                "里有看不见的控制字符或换行，请删掉后重写。",
                "contains control characters or line breaks. Remove them.",
            )
        if category in ("Cs", "Co") or character in _BIDI or "\u202a" <= character <= "\u202e":
            raise WrongError(
                "里有看不见或别处不能显示的字符，请用输入法重新输入这一项。",
                "contains invisible or private characters. Type it again.",
            )
        if "\u2066" <= character <= "\u2069":
            raise WrongError(
                "里有改变文字方向的字符，请删掉后重写。",
                "contains characters that reverse the text. Remove them.",
            )
    return text


def _narrow(kind: FactKind, raw: Any) -> tuple[str, Text | None]:
    """Bring digits and letters to half width without blanks, and say so where it changed."""
    text = _written(kind, raw)
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return plain, (HALF_WIDTH if plain != text else None)


def _no_markup(text: str) -> None:
    if _MARKUP.search(text):
        raise WrongError(
            "里有网页代码(如 <…>)，这里只能写文字，请删掉代码。",
            "contains markup such as <…>. Write plain text only.",
        )


def _one_script(text: str) -> None:
    """Refuse a word that mixes look-alike alphabets, as in a Latin name with a Cyrillic а."""
    if text.isascii():
        return
    for word in re.split(r"[\s·.\-']+", text):
        found = {
            script
            for character in word
            if character.isalpha()
            for script in _SCRIPTS
            if unicodedata.name(character, "").startswith(script)
        }
        if len(found) > 1:
            raise WrongError(
                "同一个词里混用了样子相近的不同字母，请用同一种键盘重新输入。",
                "mixes look-alike letters of different alphabets in one word. Type it again.",
            )


def string(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take one line, kept exactly as written (姓名等), so that rare characters survive."""
    text = _written(kind, raw)
    _no_markup(text)
    _one_script(text)
    return text, None


def text(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take free words of several lines (说明); markup stays as words, pages escape it."""
    return _written(kind, raw, lines=True), None


def address(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take an address (地址) of one line or several."""
    written = _written(kind, raw, lines=True)
    _no_markup(written)
    return written, None


def region(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a region (行政区划): its code of 6, 9 or 12 digits (GB/T 2260), or its name."""
    written = _written(kind, raw)
    _no_markup(written)
    code, note = _narrow(kind, raw)
    if not code.isdigit():
        return written, None
    if len(code) not in (6, 9, 12):
        raise WrongError(
            "的代码应是 6、9 或 12 位数字，请核对，或直接写地名。",
            "needs a code of 6, 9 or 12 digits. Check it, or write the name of the place.",
        )
    return code, note


def _option(kind: FactKind, raw: Any) -> str:
    written = _written(kind, raw)
    for option in kind.options:
        if written in (option.zh, option.en):
            return option.zh
    offered = "、".join(option.zh for option in kind.options[:8])
    raise WrongError(
        f"不在可选的范围里，请从这些里选：{offered}。",
        "is none of the choices: "
        + ", ".join(option.in_("en") for option in kind.options[:8])
        + ".",
    )


def enum(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take one of the choices (单选), stored by its Chinese label."""
    return (_option(kind, raw), None) if kind.options else string(kind, raw)


def multi(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take some of the choices (多选), each once, in the order of the definition."""
    several = [raw] if isinstance(raw, str) else raw
    if not isinstance(several, list | tuple):
        raise WrongError("要从选项里勾选。", "has to be chosen from the list.")
    if len(several) > max(len(kind.options), 50):
        raise WrongError("选得太多了，请重新勾选。", "has too many choices. Choose again.")
    if not kind.options:
        return list(dict.fromkeys(string(kind, one)[0] for one in several)), None
    chosen = {_option(kind, one) for one in several}
    return [option.zh for option in kind.options if option.zh in chosen], None


def _decimal(kind: FactKind, raw: Any, units: str) -> tuple[Decimal, Text | None]:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise WrongError("要写数字。", "has to be a number.")
    plain, note = _narrow(kind, str(raw))
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
    plain, note = _narrow(kind, raw)
    found = _day(plain).isoformat()
    return found, note or (HALF_WIDTH if found != plain else None)


def moment(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a real day and time of day (日期时间), stored as "2026-04-10T08:30"."""
    written = unicodedata.normalize("NFKC", _written(kind, raw))
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
    plain, _ = _narrow(kind, raw)
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
    plain, note = _narrow(kind, raw)
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
    plain, note = _narrow(kind, raw)
    try:
        return check_citizen_number(plain.upper()).number, note
    except BadCitizenNumber as bad:
        raise WrongError(f"：{bad.said('zh')}", f": {bad.said('en')}") from None


def uscc(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a unified social credit code (统一社会信用代码; GB 32100), its check character verified."""
    plain, note = _narrow(kind, raw)
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
    plain, note = _narrow(kind, raw)
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


_YES = frozenset({"true", "是", "有", "yes", "on", "1"})
_NO = frozenset({"false", "否", "无", "没有", "no", "off", "0"})


def yes_no(_kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take yes or no (是否)."""
    if isinstance(raw, bool):
        return raw, None
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in _YES or word in _NO:
        return word in _YES, None
    raise WrongError("请选“是”或“否”。", "needs yes or no.")


def signature(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take a confirmation (签名确认): true, or the id of the signed file."""
    if raw is True or (isinstance(raw, str) and raw.strip().lower() in _YES):
        return True, None
    return file(kind, raw)


def file(_kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take the id of a file that was handed in (附件编号)."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{1,19}", raw.strip()):
        return raw.strip(), None
    raise WrongError("请上传文件(PDF、JPG 或 PNG)。", "needs a file (PDF, JPG or PNG).")


def table(kind: FactKind, raw: Any) -> tuple[Any, Text | None]:
    """Take rows with named columns (表格), or a description in words."""
    if isinstance(raw, str):
        words = _written(kind, raw, lines=True)
        _no_markup(words)
        return words, None
    if not isinstance(raw, list) or len(raw) > TABLE_ROWS:
        raise WrongError(
            f"要写成表格，最多 {TABLE_ROWS} 行。", f"needs a table of {TABLE_ROWS} rows at most."
        )
    return [_row(kind, row) for row in raw], None


def _row(kind: FactKind, row: Any) -> dict[str, Any]:
    if not isinstance(row, dict) or not 0 < len(row) <= TABLE_COLUMNS:
        raise WrongError("有一行不完整，请逐格填写。", "has an incomplete row. Fill each cell.")
    cell = FactKind(kind.id, kind.name, type="address")
    done: dict[str, Any] = {}
    for column, value in row.items():
        if isinstance(value, bool | int | float) or value is None:
            done[str(string(kind, column)[0])] = value
        else:
            done[str(string(kind, column)[0])] = address(cell, value)[0]
    return done


_CHECKERS: dict[str, Checker] = {
    "string": string,
    "text": text,
    "enum": enum,
    "multi": multi,
    "number": number,
    "money": money,
    "date": day,
    "datetime": moment,
    "daterange": span,
    "phone": phone,
    "idno": idno,
    "uscc": uscc,
    "bankacct": account,
    "address": address,
    "region": region,
    "file": file,
    "table": table,
    "sign": signature,
    "bool": yes_no,
}
