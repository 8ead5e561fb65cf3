"""Masking (脱敏): from what a real case says to what an example may say.

Kept is what rules look at: choices, truths, amounts and days roughly, and the words a condition
names. Everything else becomes a stand-in of its type, whoever's it was: names, numbers of people,
companies and accounts, addresses, texts. The law: 个人信息保护法 第四条, 第七十三条(去标识化、匿名化).

>>> from tongban.kernel.text import Text
>>> masked({"applicant.name": "林晓舟", "rooms": 1234, "rank": "上"}, Book(kinds={
...     "rank": FactKind("rank", Text("等级"), "enum", options=(Text("上"), Text("中"))),
...     "rooms": FactKind("rooms", Text("间数"), "number")}))
{'applicant.name': '某某', 'rooms': 1200, 'rank': '上'}
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.catalogue.domain.model import Book, FactKind, FactRef
from tongban.kernel.identifiers import (
    BadIdentifier,
    check_citizen_number,
    make_citizen_number,
    make_uscc,
)

REGION = "110101"
DIGITS = 2  # of an amount that are kept
LARGEST = 10**12  # a larger amount is none: it is somebody's number
_YEAR = re.compile(r"(\d{4})(-\d{2})?")
_TELLING = re.compile(r"\d{5,}[0-9Xx]?")
_STAND_INS: Mapping[str, Any] = {
    "phone": "19900000000",
    "bankacct": "6200000000000000",
    "address": "某市某区某路1号",
    "file": "某文件",
    "table": [],
    "sign": "某某",
}


def masked(facts: Mapping[str, Any], book: Book, literals: Collection[str] = ()) -> dict[str, Any]:
    """Mask the facts of a case; `literals` are the words that conditions compare with."""
    return {
        key: _value(book.kind(FactRef.read(key).kind), value, no, literals)
        for no, (key, value) in enumerate(facts.items())
    }


def _value(kind: FactKind, value: Any, no: int, literals: Collection[str]) -> Any:
    if value is None or isinstance(value, bool) or (kind.options and _is_choice(value, kind)):
        return value
    said = str(value)
    match kind.type:
        case "number" | "money":
            made: Any = _rough(value)
        case "date" | "yearmonth" | "datetime":
            made = _month(said, kind)
        case "idno":
            made = _number(said, no)
        case "uscc":
            made = make_uscc(REGION, no)
        case "region":
            made = f"{said[:2]}0000"
        case _:
            kept = said in literals and not _TELLING.search(said)
            made = said if kept else _STAND_INS.get(kind.type, "某某")
    return made


def _is_choice(value: Any, kind: FactKind) -> bool:
    known = {option.zh for option in kind.options}
    return all(each in known for each in (value if isinstance(value, list) else [value]))


def _rough(value: Any) -> Any:
    """Keep the first digits of an amount, so that it is nobody's own."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return 0
    if not number.is_finite() or abs(number) >= LARGEST:
        return 0
    whole = int(number)
    unit = 10 ** max(len(str(abs(whole))) - DIGITS, 0)
    rough = whole // unit * unit
    return f"{rough}.00" if isinstance(value, str) and "." in value else rough


def _month(said: str, kind: FactKind) -> str:
    """Keep the month of a day; of a birth, and of what looks like none, the year."""
    found = _YEAR.match(said)
    if found is None:
        return "2000-01-01"
    month = "-01" if "birth" in kind.id or not found[2] else found[2]
    return f"{found[1]}{month}" + ("" if kind.type == "yearmonth" else "-01")


def _number(said: str, no: int) -> str:
    """Stand in for a citizen number: of the same year and sex, and nobody's."""
    try:
        known = check_citizen_number(said)
    except BadIdentifier:
        return make_citizen_number(REGION, date(1990, 1, 1), 900 + no % 50 * 2)
    man = known.gender == "男"
    return make_citizen_number(REGION, date(known.birth.year, 1, 1), 900 + no % 50 * 2 + man)


def literals_of(*tests: Any) -> set[str]:
    """Gather the words that conditions compare with."""
    return {one for test in tests for one in _words(test)}


def _words(test: Any) -> Iterator[str]:
    if isinstance(test, Mapping):
        for key, part in test.items():
            if key == "value":
                yield from (str(one) for one in (part if isinstance(part, list) else [part]))
            else:
                yield from _words(part)
    elif isinstance(test, (list, tuple)):
        for part in test:
            yield from _words(part)
