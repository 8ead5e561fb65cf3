"""A declared field (数据项): its column, its Chinese name, its place in a definition, its type.

`write` turns what a definition says into what a column holds, `read` turns it back. A column
holds text or nothing, so that JSON, CSV and a workbook all say the same.

>>> late = Field("is_fee", "是否收费", "standard.charged", "yes_no")
>>> late.write(True), late.read("0")
('1', False)
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.catalogue.domain.standard import codes

UNKNOWN = object()
"""What `read` and `write` return for a value that this column cannot hold."""


class WrongCell(ValueError):  # noqa: N818 - the word of our field
    """A cell holds what its field cannot be (填写有误); the message says it in plain words."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table (数据项).

    `path` is the place in the definition (or in the row's own object), `type` is text, said (always
    in languages), sentence (in one or in several), int, yes_no (1 and 0), truth (是 and 否), date (eight digits), day, amount, code, codes, word,
    words or list, `set` the code set of a word or code and `profile` whose codes are written. `most` is the longest text the standard allows, `derive` the
    name of what says the value where the definition does not, `no` the number in the standard,
    `required` whether the table must have it.
    """

    column: str
    name: str
    path: str
    type: str = "text"
    most: int | None = None
    set: str = ""
    profile: str = codes.GB
    derive: str = ""
    no: int = 0
    required: bool = False
    note: str = ""

    def write(self, value: Any) -> str | None:
        """Say a value of the definition as the column has it; None for nothing.

        Raises UnknownCode for a word that the code set lacks.
        """
        if value is None or value in ("", [], ()):
            return None
        return _WRITE.get(self.type, _plain)(self, value)

    def read(self, text: str) -> Any:
        """Understand what a column holds; raises WrongCell or UnknownCode in plain words."""
        return _READ.get(self.type, _as_it_is)(self, text)

    def faithful(self, value: Any) -> bool:
        """Tell whether the column alone gives the value back exactly."""
        if self.type == "said":
            return True  # What a text says in other languages stays where it is.
        if self.type == "sentence" and isinstance(value, Mapping):
            return len(value) > 1  # So does a sentence's; what is left of it tells that it is one.
        try:
            text = self.write(value)
            return text is not None and bool(same(self.read(text), value))
        except ValueError:
            return False


def _plain(_field: Field, value: Any) -> str:
    return str(value)


def _as_it_is(_field: Field, text: str) -> Any:
    return text


def _said(_field: Field, value: Any) -> str | None:
    text = value.get("zh") if isinstance(value, Mapping) else value
    return str(text) if text else None


def _codes(one: Field, value: Any) -> str:
    found = [codes.code(one.set, str(each), one.profile) for each in _list(value)]
    return ",".join(dict.fromkeys(found))


def _codes_read(one: Field, text: str) -> list[str]:
    given = [each.strip() for each in re.split("[,，^;；]", text) if each.strip()]
    return [codes.word(one.set, each, one.profile) for each in given]


def _words_read(one: Field, text: str) -> list[str]:
    given = [each.strip() for each in re.split("[、,，;；]", text) if each.strip()]
    return [_known(one.set, each) for each in given] if one.set else given


_WRITE: Mapping[str, Callable[[Field, Any], str | None]] = {
    "said": _said,
    "sentence": _said,
    "yes_no": lambda _field, value: "1" if value else "0",
    "truth": lambda _field, value: "是" if value else "否",
    "date": lambda _field, value: str(value).replace("-", ""),
    "code": lambda one, value: codes.code(one.set, str(value), one.profile),
    "codes": _codes,
    "words": lambda _field, value: "、".join(str(each) for each in _list(value)),
    "list": lambda _field, value: ",".join(str(each) for each in _list(value)),
}
_READ: Mapping[str, Callable[[Field, str], Any]] = {
    "int": lambda _field, text: _whole(text),
    "yes_no": lambda _field, text: _yes(text),
    "truth": lambda _field, text: _yes(text),
    "date": lambda _field, text: _day(text),
    "day": lambda _field, text: _day(text),
    "amount": lambda _field, text: _amount(text),
    "code": lambda one, text: codes.word(one.set, text, one.profile),
    "codes": _codes_read,
    "word": lambda one, text: _known(one.set, text),
    "words": _words_read,
    "list": lambda _field, text: [each.strip() for each in text.split(",") if each.strip()],
}


def same(first: Any, second: Any) -> bool:
    """Tell whether two values are equal and of one type: 1 is not true, nor 1.0."""
    return type(first) is type(second) and bool(first == second)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _known(set_: str, said: str) -> str:
    if set_ and codes.known(set_, said) is None:
        # Raises the sentence that lists the words there are.
        codes.code(set_, said, codes.GB)
    return said


def _half(text: str) -> str:
    """Read full-width digits and signs as what they mean."""
    return unicodedata.normalize("NFKC", text).strip()


def _whole(text: str) -> int:
    plain = re.fullmatch(r"([+-]?\d{1,9})(?:\.0+)?", _half(text))
    if plain is None:
        raise WrongCell(f"“{text}”不是整数")
    return int(plain[1])


def _amount(text: str) -> int | str:
    """Read money without a float: whole yuan as a number, cents as a text."""
    plain = _half(text).replace(",", "")
    if re.fullmatch(r"\d{1,12}(\.0+)?", plain):
        return int(plain.partition(".")[0])
    if re.fullmatch(r"\d{1,12}\.\d{1,2}", plain):
        return plain
    raise WrongCell(f"“{text}”不是金额,请写成 40 或 40.50")


_TRUTHS = {"1": True, "是": True, "有": True, "true": True, "y": True} | {
    "0": False, "否": False, "无": False, "false": False, "n": False,
}  # fmt: skip


def _yes(text: str) -> bool:
    found = _TRUTHS.get(_half(text).lower())
    if found is None:
        raise WrongCell(f"“{text}”要写“是”或“否”(1 或 0)")
    return found


def _day(text: str) -> str:
    digits = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T].*)?", _half(text))
    try:
        year, month, day = (int(part) for part in digits.groups()) if digits else (0, 0, 0)
        return date(year, month, day).isoformat()
    except ValueError:
        raise WrongCell(f"“{text}”不是一个日期,请写成 2026-01-01") from None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a standard (数据表): rows of one service, each made of fields.

    `rows` is the path of the list whose elements are the rows, "" for the service itself.
    """

    id: str
    name: str
    fields: tuple[Field, ...]
    rows: str = ""
    standard: str = ""
    record: str = ""
    """Where a row's own identity is kept, as another system gave it; else it is computed."""
    derived: bool = False
    """Written for others and never read back: everything in it stands elsewhere."""

    def field(self, column: str) -> Field | None:
        """Return a field by its column."""
        return next((one for one in self.fields if one.column == column), None)
