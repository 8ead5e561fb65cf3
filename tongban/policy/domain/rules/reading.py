"""Facts as the program wants them (信息读入): checked, exact, whole; what does not fit is refused.

Plain values go in: bool, int, Decimal or a decimal text, an ISO day or date, str, a list of
members, monthly figures; `Interval` and `Missing` where only bounds or a cause are known. A
value that has more decimals than its fact declares, or lies outside its range, is refused with
the fact's name: nothing is rounded behind anybody's back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.kernel.text import Text
from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.answer import Cause, Interval, Missing
from tongban.policy.domain.rules.problems import BadFact
from tongban.policy.domain.rules.program import Input, Type
from tongban.policy.domain.rules.scope import MOST_MEMBERS

_MONTH = len("2026-01")
_YES, _NO = frozenset(("是", "yes", "true")), frozenset(("否", "no", "false"))
_NOT_PLAIN = (Missing, Interval)
Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Known:
    """Facts ready for a program (已读入的信息): whole values, intervals, causes."""

    values: Mapping[str, Any]
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    causes: Mapping[str, Cause] = field(default_factory=dict)


class Reader:
    """Reads the facts of one program (读入)."""

    def __init__(self, inputs: Mapping[str, Input], on: date) -> None:
        self.inputs, self.on = inputs, on
        self.reads: dict[str, Read] = {
            key: reader(one.type, key, on) for key, one in inputs.items()
        }

    def read(self, facts: Mapping[str, Any]) -> Known:
        """Read facts; those that no clause needs are left aside. Raises BadFact."""
        values: dict[str, Any] = {}
        intervals: dict[str, Interval] = {}
        causes: dict[str, Cause] = {}
        for key, read in self.reads.items():
            value = facts.get(key)
            if value is None:
                continue
            if isinstance(value, _NOT_PLAIN):
                if isinstance(value, Missing):
                    causes[key] = value.cause
                else:
                    intervals[key] = self._interval(key, value, read)
            else:
                values[key] = read(value)
        if "today" in self.reads and "today" not in values:
            values["today"] = arithmetic.day(self.on)
        return Known(values, intervals, causes)

    def _interval(self, key: str, value: Interval, read: Read) -> Interval:
        if self.inputs[key].type.kind not in ("number", "day"):
            raise BadFact(
                key, Text("只有数和日期可以只知道范围", "only numbers and days have bounds")
            )
        low = None if value.low is None else read(value.low)
        high = None if value.high is None else read(value.high)
        if low is not None and high is not None and low > high:
            raise BadFact(key, Text("范围的低端高于高端", "the lower bound is above the upper"))
        return Interval(low, high)


def reader(type_: Type, key: str, on: date) -> Read:
    """Make the function that reads one fact."""
    match type_.kind:
        case "truth":
            return lambda value: value if value is True or value is False else _truth(key, value)
        case "number":
            return _number_reader(type_, key)
        case "day":
            return lambda value: _day(key, value, type_)
        case "text":
            return lambda value: _text(key, value, type_)
        case "table":
            return _table_reader(type_, key, on)
        case _:
            return _months_reader(type_, key, on)


def _truth(key: str, value: Any) -> bool:
    said = value.strip() if isinstance(value, str) else value
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise BadFact(key, Text("要填“是”或“否”", "must be yes or no"))


def _number_reader(type_: Type, key: str) -> Read:
    scale, low, high = 10**type_.scale, type_.low or 0, type_.high or 0
    unit = type_.unit or ""

    def read(value: Any) -> int:
        whole = value * scale if type(value) is int else _scaled(key, value, type_.scale)
        if low <= whole <= high:
            return whole
        least, most = as_decimal(low, type_), as_decimal(high, type_)
        raise BadFact(
            key,
            Text(
                f"要在 {least} 和 {most} {unit}之间；确实超出的，请在政策里写明 range",
                f"must lie between {least} and {most} {unit}; if it really does not, "
                "declare a range in the policy",
            ),
        )

    return read


def _scaled(key: str, value: Any, scale: int) -> int:
    try:
        exact = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite() or exact.adjusted() > 18:  # noqa: PLR2004 - 64 bits
        raise BadFact(key, Text("要填一个数", "must be a number"))
    shifted = exact.scaleb(scale)
    whole = int(shifted)
    if whole != shifted:
        places = f"最多 {scale} 位小数" if scale else "要是整数"
        raise BadFact(
            key,
            Text(f"{places}，不能自动取整", f"at most {scale} decimals; nothing is rounded here"),
        )
    return whole


def as_decimal(value: int, type_: Type) -> Decimal:
    """Say a whole number at its scale, with the decimals of money only where there are any."""
    return Decimal(value).scaleb(-type_.scale) if type_.scale else Decimal(value)


def _day(key: str, value: Any, type_: Type) -> int:
    found: date | None = value if isinstance(value, date) else None
    if isinstance(value, str):
        try:
            is_month = len(value) == _MONTH
            found = date.fromisoformat(f"{value}-01" if is_month else value[:10])
        except ValueError:
            found = None
        if found is not None and len(value) == _MONTH and not type_.month_only:
            raise BadFact(key, Text("要填到日，如 2025-01-31", "the day is needed, as 2025-01-31"))
    if found is None:
        raise BadFact(key, Text("要填日期，如 2025-01-31", "must be a day, as 2025-01-31"))
    if type_.month_only:
        found = found.replace(day=1)
    made = arithmetic.day(found)
    if not (type_.low or 0) <= made <= (type_.high or 0):
        raise BadFact(key, Text("这个日期不合情理", "this day is out of all reason"))
    return made


def _text(key: str, value: Any, type_: Type) -> str:
    if not isinstance(value, str):
        raise BadFact(key, Text("要填文字", "must be a text"))
    if type_.options and value not in type_.options:
        options = "、".join(type_.options)
        raise BadFact(key, Text(f"只能是：{options}", f"must be one of: {options}"))
    return value


def _table_reader(type_: Type, key: str, on: date) -> Read:
    columns = {name: reader(one, f"{key}.{name}", on) for name, one in type_.columns}

    def read(value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise BadFact(key, Text("要填一个列表", "must be a list"))
        if len(value) > MOST_MEMBERS:
            raise BadFact(key, Text(f"最多 {MOST_MEMBERS} 行", f"at most {MOST_MEMBERS} rows"))
        return [_row(key, one, columns) for one in value]

    return read


def _row(key: str, value: Any, columns: Mapping[str, Read]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise BadFact(key, Text("每一行要有各列的值", "each row must name its columns"))
    return {
        name: None
        if value.get(name) is None or isinstance(value.get(name), Missing)
        else read(value[name])
        for name, read in columns.items()
    }


def _months_reader(type_: Type, key: str, on: date) -> Read:
    one = _number_reader(type_, key)

    def read(value: Any) -> list[int | None]:
        if isinstance(value, Mapping):
            return [
                None if (found := value.get(month)) is None else one(found)
                for month in _months_back(on, value)
            ]
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise BadFact(
                key,
                Text("要按月填写，如 2025-01: 3000", "must be given by month, as 2025-01: 3000"),
            )
        return [None if found is None else one(found) for found in value]

    return read


def _months_back(on: date, value: Mapping[str, Any]) -> list[str]:
    """Name the months before the one of the day, the last first, as far as any is given."""
    first = min((str(month) for month in value), default="9999-99")
    made: list[str] = []
    year, month = on.year, on.month
    while len(made) < 600:  # noqa: PLR2004 - fifty years
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        name = f"{year:04}-{month:02}"
        if name < first:
            break
        made.append(name)
    return made


def plain(value: Any, type_: Type) -> Any:
    """Say a whole number plainly; a month of the year as 2025-01."""
    if value is None or type_.kind not in ("number", "day"):
        return value
    if type_.kind == "day":
        found = arithmetic.as_date(value)
        return f"{found:%Y-%m}" if type_.month_only else found
    return Decimal(value).scaleb(-type_.scale) if type_.scale else Decimal(value)
