"""What an ID reader types (证件读卡器): the number and the name, in whatever layout it sends.

Readers that work as a keyboard type the number alone, all items between tabs, bars or commas, or
the fixed columns of the card's chip (name 15 places, then sex, nation, birth, address, number). The
number is found by its check digit; the name is the first item that can be one.

>>> card("11010519491231002X")
Card(number='11010519491231002X', name='')
>>> card("李雷|男|汉|19491231|某路1号|11010519491231002X|某公安局|20200101-长期")
Card(number='11010519491231002X', name='李雷')
>>> card("11010519491231002")
Card(number='11010519491231002', name='')
"""

import re
import unicodedata
from dataclasses import dataclass

from tongban.kernel.identifiers import BadCitizenNumber, check_citizen_number

LONGEST = 600
_SEPARATORS = re.compile(r"[\t|,;，；\n\r]+")
_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx]")
_NAME = re.compile(r"[\u2e80-\U0003ffff·• ]{2,30}|[A-Za-z][A-Za-z .'-]{3,60}")
_NO_NAMES = frozenset({"男", "女", "汉", "汉族"})
_NAME_PLACES = 15  # of the fixed columns of the chip
_LABEL = re.compile(r"^(姓名|公民身份号码|身份证号|NAME|IDNO?)\s*[:：=]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Card:
    """What a reader sent (读到的证件): the number as it stands, the name where it sent one."""

    number: str
    name: str = ""


def card(typed: str) -> Card:
    """Read what came in at the field of the number; what holds no number is given back as it is."""
    text = unicodedata.normalize("NFKC", typed[:LONGEST]).strip()
    items = [_LABEL.sub("", one).strip() for one in _SEPARATORS.split(text)]
    found = next((one for one in _NUMBER.finditer(text) if _is_number(one[0])), None)
    if found is None:
        return Card(re.sub(r"\s", "", text)[:40])
    number = found[0].upper()
    if len(items) == 1:
        return Card(number, _fixed(text, found.start()))
    return Card(number, next((one for one in items if _is_name(one)), ""))


def _fixed(text: str, at: int) -> str:
    """Return the name of the fixed columns: the first fifteen places, where more comes behind."""
    name = text[:_NAME_PLACES].strip()
    return name if at > _NAME_PLACES and _is_name(name) else ""


def _is_name(item: str) -> bool:
    return item not in _NO_NAMES and bool(_NAME.fullmatch(item))


def _is_number(digits: str) -> bool:
    try:
        check_citizen_number(digits.upper())
    except BadCitizenNumber:
        return False
    return True
