"""Judging conditions in three values (条件判断): yes, no, and not decided for want of facts.

A condition tree of a definition is read into the same expression tree as a rule, and judged by
the same program: there is one evaluator. What stands here binds it to people: whose fact a leaf
speaks of, what follows from what is known, which licences are held; and it says why, leaf by
leaf. A fact nobody knows never counts as zero or as no, so more facts can turn "not decided" into
yes or no, and never the other way. A leaf may also be an expression, `{"rule": "年龄 ≥ 18"}`.

>>> test = {"any": [{"fact": "a", "op": ">=", "value": 12}, {"fact": "b", "op": "==", "value": 1}]}
>>> judge(test, Holdings({FactRef("applicant", "a"): 20}), Book())
True
>>> judge(test, Holdings({FactRef("applicant", "a"): 3}), Book()) is None
True
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef, PublicService, Test
from tongban.policy.domain.condition_programs import (
    ROOT,
    Condition,
    amount_of,
    condition_of,
)
from tongban.policy.domain.deriving import NO_BIND, holds, missing_for, value_of
from tongban.policy.domain.holdings import Holdings
from tongban.policy.domain.inputs import UNREADABLE, Source


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
    if test is None:
        return True
    found: bool | None = _Judging(condition_of(test, book), holdings, book, bind, today).whole()
    return found


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
    return _Judging(condition_of(test, book), holdings, book, bind, today).explained()


def fee_of(
    service: PublicService,
    holdings: Holdings,
    book: Book,
    bind: Mapping[str, str] = NO_BIND,
    today: date | None = None,
) -> Decimal | None:
    """Work out what a service costs this person (应缴费用): its fixed amount, or by its rule.

    None where no amount is published, or the rule needs a fact that is not known.
    """
    rule = service.fee.get("rule")
    if rule is None:
        amount = service.fee.get("amount")
        return None if amount is None else Decimal(str(amount))
    made = amount_of(str(rule), book)
    found = _Judging(made, holdings, book, bind, today).whole()
    if not isinstance(found, int):
        return None
    return Decimal(found).scaleb(-made.scale)


class _Judging:
    """One condition against one set of holdings."""

    __slots__ = ("bind", "book", "condition", "facts", "holdings", "today")

    def __init__(
        self,
        condition: Condition,
        holdings: Holdings,
        book: Book,
        bind: Mapping[str, str],
        today: date | None,
    ) -> None:
        self.condition, self.holdings, self.book = condition, holdings, book
        self.bind, self.today = bind, today
        self.facts: dict[str, Any] = {
            key: self._known(source) for key, source in condition.sources.items()
        }

    def whole(self) -> Any:
        return self.condition.decide(self.facts)

    def explained(self) -> Judgement:
        """Judge leaf by leaf, and join the reasons as the condition joins the leaves."""
        results = self.condition.leaves(self.facts)
        value = results[ROOT]
        found = self._tree(self.condition.test, results, iter(range(len(self.condition.parts))))
        if value is None:
            missing = found.missing or self._open(self.condition.parts)
            return Judgement(None, missing=missing)
        if found.value is None:
            # Certain whichever way the unknown turns out: everything known bears on it.
            known = [self._leaf(at, results) for at in range(len(self.condition.parts))]
            return Judgement(value, tuple(leaf for one in known for leaf in one.because))
        return Judgement(value, found.because)

    def _tree(self, test: Test, results: Mapping[Any, Any], places: Any) -> Judgement:
        for word, decisive in (("all", False), ("any", True)):
            if word in test:
                parts = [self._tree(part, results, places) for part in test[word]]
                return _joined(parts, decisive=decisive)
        if "not" in test:
            inner = self._tree(test["not"], results, places)
            value = None if inner.value is None else not inner.value
            return Judgement(value, inner.because, inner.missing)
        return self._leaf(next(places), results)

    def _leaf(self, at: int, results: Mapping[Any, Any]) -> Judgement:
        part = self.condition.parts[at]
        result = results[str(at)]
        if result is None:
            return Judgement(None, missing=self._open((part,)))
        ref = value = None
        if part.subject:
            source = self.condition.sources[part.subject]
            ref, value = self._ref(source), self._value(source)
        if "holds" in part.test:
            ref, value = None, result
        return Judgement(result, (Leaf(part.test, value, result, ref),))

    def _open(self, parts: Any) -> tuple[FactRef, ...]:
        """Name the facts to ask for in place of the unknown ones: nobody is asked an age."""
        found: dict[FactRef, None] = {}
        for part in parts:
            for key in part.keys:
                source = self.condition.sources[key]
                if source.licence is not None or isinstance(self._value(source), _KNOWN):
                    continue
                found.update(dict.fromkeys(self._missing(self._ref(source))))
        return tuple(found)

    def _missing(self, ref: FactRef) -> tuple[FactRef, ...]:
        return missing_for(ref, self.book, holdings=self.holdings, today=self.today, bind=self.bind)

    def _known(self, source: Source) -> Any:
        if source.licence is not None:
            role = self.bind.get(source.ref.role, source.ref.role)
            return holds(role, source.licence, self.book, self.holdings)
        value = self._value(source)
        if value is None:
            return None
        read = source.read(value)
        return None if read is UNREADABLE else read

    def _ref(self, source: Source) -> FactRef:
        return FactRef(self.bind.get(source.ref.role, source.ref.role), source.ref.kind)

    def _value(self, source: Source) -> Any:
        return value_of(
            self._ref(source), self.book, holdings=self.holdings, today=self.today, bind=self.bind
        )


# What is fully known; of an `AtLeast` the number itself can still be asked.
_KNOWN = (bool, int, float, str, list, tuple, date, dict)


def _joined(parts: list[Judgement], *, decisive: bool) -> Judgement:
    """Join branches: one `decisive` branch decides, else all must be the other way."""
    deciders = [part for part in parts if part.value is decisive]
    if deciders:
        return Judgement(decisive, _because(deciders))
    open_ = [part for part in parts if part.value is None]
    if open_:
        missing = dict.fromkeys(ref for part in open_ for ref in part.missing)
        return Judgement(None, missing=tuple(missing))
    return Judgement(not decisive, _because(parts))


def _because(parts: list[Judgement]) -> tuple[Leaf, ...]:
    return tuple(leaf for part in parts for leaf in part.because)
