"""Judging conditions in three values (条件判断): yes, no, and not decided for want of facts.

Kleene's strong logic, with reasons: a decided judgement names the leaves that decided it, an
undecided one the facts that are missing. A fact nobody knows never counts as zero or as no, so
more facts can turn "not decided" into yes or no, and never the other way.

>>> test = {"any": [{"fact": "a", "op": ">=", "value": 12}, {"fact": "b", "op": "==", "value": 1}]}
>>> judge(test, Holdings({FactRef("applicant", "a"): 20}), Book())
True
>>> judge(test, Holdings({FactRef("applicant", "a"): 3}), Book()) is None
True
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef, Test
from tongban.policy.domain.deriving import NO_BIND, AtLeast, holds, missing_for, value_of
from tongban.policy.domain.holdings import Holdings

_IF = re.compile(r"\s*([\w.]+)\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*")
_DAY_LENGTH = len("2026-01-01")
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?(T.*)?")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison that was judged (判断项): what it says, the fact and value, the outcome.

    `ref` is None for a leaf about a licence or one that only a human can judge.
    """

    test: Test
    value: Any
    result: bool | None
    ref: FactRef | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement (判断结果): yes, no or None, the leaves that decided it, the facts missing."""

    value: bool | None
    because: tuple[Leaf, ...] = ()
    missing: tuple[FactRef, ...] = ()


Lookup = Callable[[FactRef], Any]
Library = Callable[[str, str], bool | None]


def judge(
    test: Test | None,
    holdings: Holdings,
    book: Book,
    bind: Mapping[str, str] = NO_BIND,
    today: date | None = None,
) -> bool | None:
    """Judge a condition by what is held: True, False, or None where that does not decide it.

    No condition at all is True. `bind` maps the roles the condition names to those of the
    holdings; `today` is the day ages are counted on.
    """
    return judged(test, holdings, book, bind, today).value


def judged(
    test: Test | None,
    holdings: Holdings,
    book: Book,
    bind: Mapping[str, str] = NO_BIND,
    today: date | None = None,
) -> Judgement:
    """Judge a condition and say why: the deciding leaves, or the facts that are missing."""
    if test is None:
        return Judgement(value=True)
    return _Judge(holdings, book, bind, today).tree(test)


class _Judge:
    """One condition against one set of holdings."""

    __slots__ = ("bind", "book", "holdings", "today")

    def __init__(
        self, holdings: Holdings, book: Book, bind: Mapping[str, str], today: date | None
    ) -> None:
        self.holdings, self.book, self.bind, self.today = holdings, book, bind, today

    def tree(self, test: Test) -> Judgement:
        if "all" in test:
            return self._join(test["all"], decisive=False)
        if "any" in test:
            return self._join(test["any"], decisive=True)
        if "not" in test:
            inner = self.tree(test["not"])
            value = None if inner.value is None else not inner.value
            return Judgement(value, inner.because, inner.missing)
        if "holds" in test:
            return self._holds(test)
        return self._leaf(test)

    def _join(self, tests: Any, *, decisive: bool) -> Judgement:
        """Join branches: one `decisive` branch decides, else all must be the other way."""
        parts = [self.tree(part) for part in tests]
        deciders = [part for part in parts if part.value is decisive]
        if deciders:
            return Judgement(decisive, _leaves(deciders))
        open_ = [part for part in parts if part.value is None]
        if open_:
            missing = dict.fromkeys(ref for part in open_ for ref in part.missing)
            return Judgement(None, missing=tuple(missing))
        return Judgement(not decisive, _leaves(parts))

    def _holds(self, test: Test) -> Judgement:
        licence = test["holds"]
        kind = self.book.licences.get(licence)
        role = test.get("role") or (kind.about if kind else "applicant")
        held = holds(self.bind.get(role, role), licence, self.book, self.holdings)
        return Judgement(held, () if held is None else (Leaf(test, held, held),))

    def _leaf(self, test: Test) -> Judgement:
        if "fact" not in test or test.get("op") not in _COMPARE:
            # Something only a human can judge ("info" and notes in imported rules).
            return Judgement(None)
        ref = self._ref(test["fact"], test.get("role"))
        known = self._value(ref)
        wanted, missing = self._wanted(test["value"], test.get("role"))
        if known is None:
            missing = (*self._missing(ref), *missing)
        if missing:
            return Judgement(None, missing=missing)
        result = None if wanted is None else compare(known, test["op"], wanted)
        if result is None:
            # A bound that does not decide leaves the number itself to be asked.
            open_ = self._missing(ref) if isinstance(known, AtLeast) else ()
            return Judgement(None, missing=open_)
        return Judgement(result, (Leaf(test, known, result, ref),))

    def _ref(self, key: str, role: str | None) -> FactRef:
        ref = self.book.ref(key, role=role or "applicant")
        return FactRef(self.bind.get(ref.role, ref.role), ref.kind)

    def _value(self, ref: FactRef) -> Any:
        return value_of(ref, self.book, holdings=self.holdings, today=self.today, bind=self.bind)

    def _missing(self, ref: FactRef) -> tuple[FactRef, ...]:
        return missing_for(ref, self.book, holdings=self.holdings, today=self.today, bind=self.bind)

    def _wanted(self, value: Any, role: str | None) -> tuple[Any, tuple[FactRef, ...]]:
        """Resolve what a leaf compares with: a constant, {"ref", "mul"} or {"case"}."""
        if not isinstance(value, Mapping):
            return value, ()
        if "ref" in value:
            ref = self._ref(value["ref"], role)
            known = self._value(ref)
            if known is None:
                return None, self._missing(ref)
            factor = as_number(value.get("mul", 1))
            number = as_number(known)
            if "mul" not in value or number is None or factor is None:
                return known, ()
            return number * factor, ()
        if "case" in value:
            return self._case(value["case"], role)
        return None, ()

    def _case(self, branches: Any, role: str | None) -> tuple[Any, tuple[FactRef, ...]]:
        """Take the value of the first branch that holds; unknown as soon as one is unknown."""
        for branch in branches:
            if "else" in branch:
                return self._wanted(branch["else"], role)
            condition = branch["if"]
            test = parse_if(condition) if isinstance(condition, str) else condition
            inner = self.tree({**test, "role": role} if role and "fact" in test else test)
            if inner.value is None:
                return None, inner.missing
            if inner.value:
                return self._wanted(branch["value"], role)
        return None, ()


def _leaves(parts: list[Judgement]) -> tuple[Leaf, ...]:
    return tuple(leaf for part in parts for leaf in part.because)


def parse_if(text: str) -> Test:
    """Read a condition written as text, "size>=3"; an unreadable one decides nothing."""
    match = _IF.fullmatch(text)
    if match is None:
        return {"note": text}
    fact, op, value = match.groups()
    number = as_number(value)
    plain: Any = {"true": True, "false": False}.get(value, value.strip("\"'"))
    return {"fact": fact, "op": op, "value": plain if number is None else number}


def as_number(value: Any) -> Decimal | None:
    """Read a number exactly (money is a decimal string); None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def compare(known: Any, op: str, wanted: Any) -> bool | None:
    """Compare a known value with a wanted one; None where they cannot be compared in order."""
    if isinstance(known, AtLeast):
        return _bounded(known.least, op, wanted)
    return _COMPARE[op](known, wanted)


def _bounded(least: int, op: str, wanted: Any) -> bool | None:
    """Compare a number of which only a lower bound is known: most comparisons stay open."""
    if op == "in" and isinstance(wanted, list | tuple):
        verdicts = {_bounded(least, "==", one) for one in wanted}
        return False if verdicts == {False} else None
    number = as_number(wanted)
    if number is None:
        return None
    if number < least or (number == least and op in (">=", "<")):
        return op in (">=", ">", "!=")
    return None


def _same(known: Any, wanted: Any) -> bool:
    if isinstance(known, list | tuple) and not isinstance(wanted, list | tuple):
        return any(_same(item, wanted) for item in known)
    if isinstance(known, bool) or isinstance(wanted, bool):
        return known is wanted
    if isinstance(known, str) and isinstance(wanted, str):
        return known == wanted
    left, right = as_number(known), as_number(wanted)
    if left is not None and right is not None:
        return left == right
    return bool(_plain(known) == _plain(wanted))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _order(known: Any, wanted: Any) -> int | None:
    """Order two values: -1, 0, 1; None where no order is defined between them."""
    left, right = as_number(known), as_number(wanted)
    if left is not None and right is not None:
        return (left > right) - (left < right)
    first, second = _plain(known), _plain(wanted)
    if isinstance(first, str) and isinstance(second, str):
        if not (_DATE.fullmatch(first) and _DATE.fullmatch(second)):
            return None
        # A month and a day inside it have no order; otherwise the shorter one decides.
        width = min(len(first), len(second), _DAY_LENGTH)
        left_part, right_part = first[:width], second[:width]
        if left_part == right_part and width < max(
            len(first[:_DAY_LENGTH]), len(second[:_DAY_LENGTH])
        ):
            return None
        return (left_part > right_part) - (left_part < right_part)
    return None


def _in(known: Any, wanted: Any) -> bool | None:
    if not isinstance(wanted, list | tuple):
        return None
    return any(_same(known, item) for item in wanted)


def _ordered(wish: Callable[[int], bool]) -> Callable[[Any, Any], bool | None]:
    def judge_order(known: Any, wanted: Any) -> bool | None:
        order = _order(known, wanted)
        return None if order is None else wish(order)

    return judge_order


_COMPARE: Mapping[str, Callable[[Any, Any], bool | None]] = {
    "==": _same,
    "!=": lambda known, wanted: not _same(known, wanted),
    "<": _ordered(lambda order: order < 0),
    "<=": _ordered(lambda order: order <= 0),
    ">": _ordered(lambda order: order > 0),
    ">=": _ordered(lambda order: order >= 0),
    "in": _in,
}
