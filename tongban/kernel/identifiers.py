"""The numbers of persons, companies, licences and cases (证件号码), checked and made.

* Citizen number (公民身份号码): GB 11643, check character by ISO 7064 MOD 11-2.
* Unified social credit code (统一社会信用代码): GB 32100, with the organisation code and its own
  check character inside.
* Identifier of an electronic licence (电子证照标识): GB/T 36904, check by ISO 7064 MOD 37,36.
* Case number (办件编号): ours, short enough for the telephone, Damm's check digit.

>>> check_citizen_number("11010519491231002X").birth
datetime.date(1949, 12, 31)
>>> mask_number("11010519491231002X")
'110***********002X'
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from operator import mul
from typing import ClassVar

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_MAP = "10X98765432"
_USCC_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O Z S V
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LICENCE_OID = "1.2.156.3005.2"
_OLDEST = date(1900, 1, 1)
_MOBILE = 11
_TELLING = re.compile(r"(?<![0-9A-Za-z])(?:[1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})(?![0-9A-Za-z])")
# A totally anti-symmetric quasigroup of order 10 with a zero diagonal (H. M. Damm, 2004).
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class BadIdentifier(Problem):
    """A number that cannot be right; `field` for the place where it was typed."""

    code = "kernel.bad-identifier"
    words = Text("号码有误。", "This number is not right.")


class BadCitizenNumber(BadIdentifier):
    """A citizen number that cannot be right; each subclass says what is wrong with it."""

    code = "kernel.bad-citizen-number"
    words = Text("身份证号有误。", "This ID number is not right.")
    advice = Text("请对照身份证再核对一遍。", "Please compare it with the ID card.")
    law = "GB 11643"
    reason: ClassVar[str] = "form"


class CitizenNumberLength(BadCitizenNumber):
    """It has more or fewer than 18 characters (位数不对)."""

    reason = "length"
    words = Text("身份证号应为 18 位。", "An ID number has 18 characters.")


class CitizenNumberCharacter(BadCitizenNumber):
    """It has a character that cannot stand there (字符不对)."""

    reason = "character"
    words = Text(
        "身份证号只能是数字,最后一位可以是 X。",
        "An ID number has digits only; the last character may be X.",
    )


class CitizenNumberDate(BadCitizenNumber):
    """Its seventh to fourteenth digits are no date of birth (出生日期不对)."""

    reason = "date"
    words = Text(
        "身份证号第 7 至 14 位不是有效的出生日期。",
        "Digits 7 to 14 of the ID number are no valid date of birth.",
    )


class CitizenNumberCheck(BadCitizenNumber):
    """Its check character disagrees with the rest, so something was mistyped (校验码不对)."""

    reason = "check"
    words = Text(
        "身份证号最后一位与前 17 位对不上,可能有一位输错了。",
        "The last character of the ID number does not match the others; one was mistyped.",
    )


class BadUscc(BadIdentifier):
    """A credit code that cannot be right; `reason` is length, character, organisation, check."""

    code = "kernel.bad-uscc"
    words = Text("统一社会信用代码有误。", "This unified social credit code is not right.")
    advice = Text("请对照营业执照再核对一遍。", "Please compare it with the business licence.")
    law = "GB 32100"
    reason: ClassVar[str] = "form"


class UsccLength(BadUscc):
    """It has more or fewer than 18 characters (位数不对)."""

    reason = "length"
    words = Text("统一社会信用代码应为 18 位。", "A credit code has 18 characters.")


class UsccCharacter(BadUscc):
    """It has a character that cannot stand there (字符不对)."""

    reason = "character"
    words = Text(
        "统一社会信用代码只能是数字和大写字母,且不含 I、O、Z、S、V。",
        "A credit code has digits and capital letters only, without I, O, Z, S and V.",
    )


class UsccOrganisation(BadUscc):
    """The organisation code inside disagrees with its check character (组织机构代码校验不对)."""

    reason = "organisation"
    words = Text(
        "统一社会信用代码第 9 至 17 位对不上,可能有一位输错了。",
        "Characters 9 to 17 of the credit code do not agree; one was mistyped.",
    )


class UsccCheck(BadUscc):
    """Its last character disagrees with the rest (校验码不对)."""

    reason = "check"
    words = Text(
        "统一社会信用代码最后一位与前 17 位对不上,可能有一位输错了。",
        "The last character of the credit code does not match the others; one was mistyped.",
    )


class BadLicenceIdentifier(BadIdentifier):
    """No identifier of a licence, or its check character disagrees (证照标识有误)."""

    code = "kernel.bad-licence-identifier"
    words = Text("电子证照标识有误。", "This licence identifier is not right.")
    law = "GB/T 36904"


class BadCaseNumber(BadIdentifier):
    """No case number, or its check digit disagrees (办件编号有误)."""

    code = "kernel.bad-case-number"
    words = Text("办件编号有误,可能有一位输错了。", "This case number is not right.")
    advice = Text("请对照回执再核对一遍。", "Please compare it with the receipt.")


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A citizen number and what it says by itself (公民身份号码)."""

    number: str
    birth: date
    gender: str
    region: str


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """The parts of a licence's identifier (电子证照标识)."""

    type_code: str
    issuer: str
    serial: str
    version: int


_NUMBERED = re.compile(r"[A-Z]?\d{6}-(\d{4})-\d{5,}-\d")


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The parts of a case number (办件编号)."""

    day: date
    shard: int
    serial: int


def check_citizen_number(number: str) -> CitizenNumber:
    """Check a citizen number and read region, birth and gender from it.

    Spaces, a small x and full-width digits are forgiven. Raises BadCitizenNumber, whose subclass
    says whether length, a character, the date or the check character is wrong.
    """
    number = normal(number)
    if len(number) != 18:  # noqa: PLR2004 - the length of the standard
        raise CitizenNumberLength
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        raise CitizenNumberCharacter
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise CitizenNumberDate from None
    if birth < _OLDEST:
        raise CitizenNumberDate
    if number[17] != _citizen_check(number):
        raise CitizenNumberCheck
    gender = "男" if int(number[16]) % 2 else "女"
    return CitizenNumber(number, birth, gender, number[:6])


def make_citizen_number(region: str, birth: date, seq: int) -> str:
    """Make a citizen number; an odd `seq` (0 to 999) is a man's, an even one a woman's."""
    body = f"{region}{birth:%Y%m%d}{seq:03d}"
    return check_citizen_number(body + _citizen_check(body)).number


def check_uscc(code: str) -> str:
    """Check a unified social credit code, both check characters, and return it normalised.

    Raises BadUscc, whose subclass says what is wrong.
    """
    code = normal(code)
    if len(code) != 18:  # noqa: PLR2004 - the length of the standard
        raise UsccLength
    if not set(code) <= set(_USCC_SYMBOLS) or not code[2:8].isdigit():
        raise UsccCharacter
    if code[16] != _organisation_check(code[8:16]):
        raise UsccOrganisation
    if code[17] != _uscc_check(code):
        raise UsccCheck
    return code


def make_uscc(region: str, serial: int, *, department: str = "91") -> str:
    """Make a credit code: registering department and category, region, serial number.

    "91" is a company at the market authority, "92" a one-person business, "11" an organ.
    """
    body = ""
    for _ in range(6):
        serial, digit = divmod(serial, len(_USCC_SYMBOLS))
        body = _USCC_SYMBOLS[digit] + body
    organisation = f"MA{body}"
    code = f"{department}{region}{organisation}{_organisation_check(organisation)}"
    return check_uscc(code + _uscc_check(code))


def licence_identifier(
    type_code: str, issuer_uscc: str, serial: str | int, version: int = 1
) -> str:
    """Put together the identifier of a licence, with its check character.

    Raises BadLicenceIdentifier when a part has not the length the standard gives it.
    """
    if isinstance(serial, int):
        serial = _base36(serial)
    parts = (type_code, issuer_uscc, serial.rjust(20, "0"), f"{version:03d}")
    if [len(part) for part in parts] != [21, 18, 20, 3] or not _is_alphanumeric("".join(parts)):
        raise BadLicenceIdentifier
    return ".".join((_LICENCE_OID, *parts, mod_37_36("".join(parts))))


def check_licence_identifier(identifier: str) -> LicenceIdentifier:
    """Check an identifier and take it apart; raises BadLicenceIdentifier."""
    identifier = normal(identifier)
    parts = identifier.removeprefix(f"{_LICENCE_OID}.").split(".")
    if not identifier.startswith(_LICENCE_OID) or len(parts) != 5 or not parts[3].isdigit():  # noqa: PLR2004
        raise BadLicenceIdentifier
    type_code, issuer, serial, version, _ = parts
    if identifier != licence_identifier(type_code, issuer, serial, int(version)):
        raise BadLicenceIdentifier
    return LicenceIdentifier(type_code, issuer, serial, int(version))


def case_number(day: date, shard: int, serial: int) -> str:
    """Write a case number in groups a person can read over the telephone.

    >>> case_number(date(2026, 4, 10), 417, 231)
    '260410-0417-00231-6'
    """
    days = f"{day.year % 100:02d}{day.month:02d}{day.day:02d}"
    check = _damm(f"{days}{shard:04d}{serial:05d}")
    return f"{days}-{shard:04d}-{serial:05d}-{check}"


def shard_in(number: str) -> int | None:
    """Tell the shard that a case's or a demand's number carries; None for any other number.

    >>> shard_in("260410-0417-00231-6"), shard_in("S260410-0417-00231-6"), shard_in("0417")
    (417, 417, None)
    """
    found = _NUMBERED.fullmatch(number)
    return int(found[1]) if found else None


def parse_case_number(number: str) -> CaseNumber:
    """Read a case number, with or without its hyphens; raises BadCaseNumber.

    Its check digit catches every single wrong digit and every exchange of two neighbours.
    """
    digits = normal(number).replace("-", "")
    if not re.fullmatch(r"[0-9]{16,}", digits) or _damm(digits) != "0":
        raise BadCaseNumber
    try:
        day = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        raise BadCaseNumber from None
    return CaseNumber(day, int(digits[6:10]), int(digits[10:-1]))


def mask_number(number: str) -> str:
    """Hide the middle of a number, so that its owner knows it and nobody else learns it."""
    if len(number) <= 8:  # noqa: PLR2004 - too short to keep seven
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def unnamed(text: str) -> str:
    """Return a text with the citizen numbers and mobile telephones in it starred.

    >>> unnamed("11010519491231002X，电话13812345678"), unnamed("110105194912310021")
    ('110***********002X，电话138****5678', '110105194912310021')
    """
    return _TELLING.sub(_starred, text)


def _starred(found: re.Match[str]) -> str:
    try:
        check_citizen_number(found[0])
    except BadIdentifier:
        return found[0] if len(found[0]) > _MOBILE else mask_number(found[0])
    return mask_number(found[0])


def normal(number: str) -> str:
    """Write a typed number as the standards do: no spaces, capitals, half-width characters."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def mod_37_36(text: str) -> str:
    """Compute the check character of ISO 7064 MOD 37,36 over digits and capitals.

    >>> mod_37_36("A12425GABC1234002")
    'M'
    """
    product = 36
    for character in text:
        product = (product + _ALPHANUMERIC.index(character)) % 36 or 36
        product = product * 2 % 37
    return _ALPHANUMERIC[(37 - product) % 36]


def _citizen_check(number: str) -> str:
    total = sum(map(mul, _CITIZEN_WEIGHTS, map(int, number[:17])))
    return _CITIZEN_MAP[total % 11]


def _uscc_check(code: str) -> str:
    pairs = zip(_USCC_WEIGHTS, code, strict=False)
    return _USCC_SYMBOLS[-sum(w * _USCC_SYMBOLS.index(c) for w, c in pairs) % 31]


def _organisation_check(body: str) -> str:
    total = sum(w * _ALPHANUMERIC.index(c) for w, c in zip(_ORG_WEIGHTS, body, strict=True))
    return "0123456789X"[-total % 11]


def _damm(digits: str) -> str:
    """Compute Damm's check digit; over digits that already carry it the answer is "0"."""
    interim = 0
    for digit in map(int, digits):
        interim = _DAMM[interim][digit]
    return str(interim)


def _base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _ALPHANUMERIC[digit] + text
    return text


def _is_alphanumeric(text: str) -> bool:
    return set(text) <= set(_ALPHANUMERIC)
