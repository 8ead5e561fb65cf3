"""Profiling (数据画像): what a table nobody has seen before holds, column by column.

Types are told by the values and not by the header; numbers of people, companies, telephones and
accounts by their check digits and form. What is wrong is counted by row and never dropped.

>>> from tongban.kernel.identifiers import make_citizen_number
>>> right = make_citizen_number("350102", date(1995, 6, 18), 24)
>>> wrong = right[:17] + ("0" if right[17] != "0" else "1")
>>> table = Table(("身份证号", "面积"), ((right, "60"), (wrong, "")))
>>> one, two = profile(table).columns
>>> one.type, one.bad, two.type, two.empty
('idno', 1, 'number', 1)
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tongban.kernel.identifiers import BadIdentifier, check_citizen_number, check_uscc

ENOUGH = 0.8  # of the values must look like a type for the column to be of it
LARGEST_ENUM = 12
FORMULA = ("=", "+", "@", "\t", "\r")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_MONTH = re.compile(r"\d{4}[-/.年](0?[1-9]|1[0-2])月?")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_MONEY = re.compile(r"[¥￥]?-?\d{1,12}(,\d{3})*\.\d{2}元?")
_PHONE = re.compile(r"(\+?86)?1[3-9]\d{9}")
_BANK = re.compile(r"\d{16,19}")
_CITIZEN = re.compile(r"\d{17}[\dXx]")
_USCC = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}")
_YES = {"是", "否", "true", "false", "有", "无"}
TRUE = {"是", "true", "有"}
IDENTIFIERS = ("idno", "uscc")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read (来表): its header and its rows, every cell as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds (列画像).

    `type` is a type of fact kinds; `empty` and `bad` count cells without a value and cells that
    look like the type and fail its check; `distinct` values, `repeated` rows whose value stands
    more than once; `formulas` cells that a spreadsheet would run. `key` says that the rows are
    about whom this column names.
    """

    name: str
    type: str
    rows: int
    empty: int = 0
    distinct: int = 0
    repeated: int = 0
    bad: int = 0
    formulas: int = 0
    key: bool = False
    options: tuple[str, ...] = ()
    bad_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What a table holds (数据画像): rows, exact repetitions, columns."""

    rows: int
    repeated: int
    columns: tuple[Column, ...]

    @property
    def key(self) -> str | None:
        """The column that says whom a row is about, None where no column does."""
        return next((each.name for each in self.columns if each.key), None)

    def to_json(self) -> dict[str, Any]:
        """Say the profile as JSON; it holds no value of anybody."""
        return asdict(self) | {"key": self.key}

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> "Profile":
        """Read what `to_json` said, and whatever else was kept beside it."""
        lists = ("options", "bad_rows")
        columns = (
            Column(**(each | {name: tuple(each[name]) for name in lists}))
            for each in said["columns"]
        )
        return cls(said["rows"], said["repeated"], tuple(columns))


def profile(table: Table) -> Profile:
    """Profile a table; the fullest column of numbers of people or companies is its key."""
    cells = [[row[no] for row in table.rows] for no in range(len(table.columns))]
    found = [_column(name, each) for name, each in zip(table.columns, cells, strict=True)]
    keys = [each for each in found if each.type in IDENTIFIERS and each.empty < each.rows]
    best = min(
        keys, key=lambda each: (each.empty + each.bad, each.type != "idno", -each.distinct),
        default=None,
    )  # fmt: skip
    columns = tuple(Column(**(asdict(each) | {"key": each is best})) for each in found)
    return Profile(len(table.rows), len(table.rows) - len(set(table.rows)), columns)


def _column(name: str, cells: Sequence[str]) -> Column:
    filled = [cell for cell in cells if cell]
    type_ = _type(name, filled)
    bad = [no for no, cell in enumerate(cells, 1) if cell and not is_good(type_, cell)]
    several = len(set(filled))
    return Column(
        name=name,
        type=type_,
        rows=len(cells),
        empty=len(cells) - len(filled),
        distinct=several,
        repeated=len(filled) - several,
        bad=len(bad),
        formulas=sum(_runs(cell) for cell in filled),
        options=tuple(sorted(set(filled))) if type_ == "enum" else (),
        bad_rows=tuple(bad[:20]),
    )


def _type(name: str, filled: Sequence[str]) -> str:
    if not filled:
        return "string"
    for type_, looks in _LOOKS:
        if type_ == "bankacct" and not re.search("账|帐|卡号|account", name, re.IGNORECASE):
            continue
        if type_ == "money" and not _is_money(name, filled):
            continue
        if sum(bool(looks(cell)) for cell in filled) >= ENOUGH * len(filled):
            return type_
    several = set(filled)
    if 1 < len(several) <= LARGEST_ENUM and len(filled) >= 4 * len(several):
        return "enum"
    return "text" if max(map(len, filled)) > 60 else "string"  # noqa: PLR2004 - more is prose


def _is_money(name: str, filled: Sequence[str]) -> bool:
    said = re.search("金额|租金|收入|工资|费|价|amount|price|rent|income|fare", name, re.IGNORECASE)
    return bool(said) or any("¥" in cell or "￥" in cell or "元" in cell for cell in filled)


def is_good(type_: str, cell: str) -> bool:
    """Whether a cell is a right value of a type; numbers of people and companies by their digit."""
    try:
        value(type_, cell)
    except ValueError:
        return False
    return True


def value(type_: str, cell: str) -> Any:
    """Return a cell as a value of a type; raises ValueError where it is none."""
    try:
        made = _MADE.get(type_, str)(cell)
    except BadIdentifier as fault:
        raise ValueError(fault.code) from None
    return made


def _runs(cell: str) -> bool:
    return cell.startswith(FORMULA) and not _PHONE.fullmatch(cell)


def _day(cell: str) -> str:
    parts = [int(part) for part in re.findall(r"\d+", cell)]
    if len(parts) < 3:  # noqa: PLR2004 - year, month, day
        raise ValueError("no day")
    return date(*parts[:3]).isoformat()


def _month(cell: str) -> str:
    year, month = (int(part) for part in re.findall(r"\d+", cell)[:2])
    return date(year, month, 1).isoformat()[:7]


def _number(cell: str) -> int | float:
    plain = cell.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise ValueError("no number")
    return float(plain) if "." in plain else int(plain)


def _money(cell: str) -> str:
    plain = re.sub("[¥￥,元]", "", cell)
    if not _NUMBER.fullmatch(plain):
        raise ValueError("no amount")
    return f"{float(plain):.2f}"


def _phone(cell: str) -> str:
    plain = re.sub(r"[\s-]", "", cell)
    if not _PHONE.fullmatch(plain):
        raise ValueError("no telephone")
    return plain[-11:]


def _bool(cell: str) -> bool:
    if cell.lower() not in _YES:
        raise ValueError("neither yes nor no")
    return cell.lower() in TRUE


_LOOKS: Sequence[tuple[str, Callable[[str], object]]] = (
    ("idno", _CITIZEN.fullmatch),
    ("uscc", _USCC.fullmatch),
    ("phone", lambda cell: _PHONE.fullmatch(re.sub(r"[\s-]", "", cell))),
    ("bankacct", _BANK.fullmatch),
    ("date", _DATE.match),
    ("yearmonth", _MONTH.fullmatch),
    ("money", lambda cell: _MONEY.fullmatch(cell) or _NUMBER.fullmatch(cell.replace(",", ""))),
    ("number", lambda cell: _NUMBER.fullmatch(cell.replace(",", ""))),
    ("bool", lambda cell: cell.lower() in _YES),
)
_MADE: Mapping[str, Callable[[str], Any]] = {
    "idno": lambda cell: check_citizen_number(cell).number,
    "uscc": check_uscc,
    "phone": _phone,
    "date": _day,
    "yearmonth": _month,
    "number": _number,
    "money": _money,
    "bool": _bool,
}
