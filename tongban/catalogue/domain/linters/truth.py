"""Conditions that decide nothing (条件的真假): never true, always true, or against each other.

A condition is taken apart into ways of being true; a way is a range or a set of values for every
fact in it. A way with an empty range is none. What the definitions cannot bound (a sum of money,
a text) is taken as unbounded, so nothing is called impossible that may be possible.

>>> age = {"fact": "age", "op": ">=", "value": 18}
>>> ways({"all": [age, {"fact": "age", "op": "<", "value": 16}]}, lambda _: None)
[]
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.linters.context import Context, tests
from tongban.catalogue.domain.model import FactKind

MOST_WAYS = 64
YEARS, COUNTS = ("岁", "周岁"), ("人", "个", "间", "次", "月", "个月", "年", "天", "日", "周年")
OLDEST = 150
_TURNED = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<", "in": "not in"}

Kinds = Callable[[str], FactKind | None]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a fact may be in one way of being true (取值范围): a range, a set, or both left open.

    `low` and `high` are (value, whether the value itself counts); `among` lists the only values,
    `without` the excluded ones.
    """

    low: tuple[Any, bool] | None = None
    high: tuple[Any, bool] | None = None
    among: frozenset[Any] | None = None
    without: frozenset[Any] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether no value at all remains."""
        if self.among is not None:
            return not any(self._holds(each) for each in self.among - self.without)
        if self.low is None or self.high is None:
            return False
        (least, left), (most, right) = self.low, self.high
        return bool(least > most or (least == most and not (left and right)))

    def _holds(self, value: Any) -> bool:
        try:
            above = (
                self.low is None or value > self.low[0] or (self.low[1] and value == self.low[0])
            )
            below = (
                self.high is None
                or value < self.high[0]
                or (self.high[1] and value == self.high[0])
            )
        except TypeError:
            return True
        return bool(above and below)

    def joined(self, other: "Allowed") -> "Allowed":
        """Return what both allow."""
        return Allowed(
            _tighter(self.low, other.low, upper=False),
            _tighter(self.high, other.high, upper=True),
            other.among
            if self.among is None
            else self.among
            if other.among is None
            else self.among & other.among,
            self.without | other.without,
        )


def _tighter(
    first: tuple[Any, bool] | None, second: tuple[Any, bool] | None, *, upper: bool
) -> tuple[Any, bool] | None:
    if first is None or second is None:
        return second if first is None else first
    if first[0] == second[0]:
        return first[0], first[1] and second[1]
    return first if (first[0] < second[0]) is upper else second


Way = Mapping[str, Allowed]


class TooMany(Exception):  # noqa: N818 - the word of our field
    """A condition with too many ways to look at; nothing is said about it."""


def ways(test: Any, kinds: Kinds) -> list[Way]:
    """Return the ways in which a condition can be true; none means never. Raises TooMany."""
    return [way for way in _ways(test, kinds, right=True) if not _impossible(way)]


def _impossible(way: Way) -> bool:
    return any(allowed.is_empty for allowed in way.values())


def _ways(test: Any, kinds: Kinds, *, right: bool) -> list[Way]:
    if not isinstance(test, Mapping):
        return [{}]
    found: list[Way] = [{}]
    for name, is_all in (("all", True), ("any", False)):
        if isinstance(test.get(name), list):
            parts = [_ways(each, kinds, right=right) for each in test[name]]
            found = _both(found, _product(parts) if is_all is right else _sum(parts))
    if "not" in test:
        found = _both(found, _ways(test["not"], kinds, right=not right))
    if "fact" in test or "holds" in test:
        found = _both(found, [_leaf(test, kinds, right=right)])
    return found


def _sum(parts: list[list[Way]]) -> list[Way]:
    return [way for part in parts for way in part]


def _product(parts: list[list[Way]]) -> list[Way]:
    found: list[Way] = [{}]
    for part in parts:
        found = _both(found, part)
    return found


def _both(first: list[Way], second: list[Way]) -> list[Way]:
    if len(first) * len(second) > MOST_WAYS:
        raise TooMany
    made: list[Way] = []
    for one in first:
        for other in second:
            both = dict(one)
            for key, allowed in other.items():
                both[key] = both[key].joined(allowed) if key in both else allowed
            if not _impossible(both):
                made.append(both)
    return made


def _leaf(leaf: Mapping[str, Any], kinds: Kinds, *, right: bool) -> Way:
    if "holds" in leaf:
        key = f"holds {leaf.get('role') or ''} {leaf['holds']}"
        return {
            key: Allowed(among=frozenset({True, False})).joined(Allowed(among=frozenset({right})))
        }
    key, op, value = str(leaf["fact"]), leaf.get("op"), leaf.get("value")
    if value is None or isinstance(value, Mapping):
        return {}
    kind = kinds(key)
    op = op if right else _TURNED.get(str(op))
    return {key: _natural(kind).joined(_said(op, value))}


def _natural(kind: FactKind | None) -> Allowed:
    """Return what a fact can be at all, as far as its kind bounds it."""
    if kind is None:
        return Allowed()
    if kind.type == "bool":
        return Allowed(among=frozenset({True, False}))
    if kind.type == "enum" and kind.options:
        return Allowed(among=frozenset(option.zh for option in kind.options))
    if kind.type in ("number", "money") and kind.unit in YEARS:
        return Allowed(low=(Decimal(0), True), high=(Decimal(OLDEST), True))
    if kind.type == "number" and kind.unit in COUNTS:
        return Allowed(low=(Decimal(0), True))
    return Allowed()


def _said(op: Any, value: Any) -> Allowed:
    if op in ("in", "not in"):
        each = frozenset(_plain(item) for item in value) if isinstance(value, list) else frozenset()
        return Allowed(among=each) if op == "in" else Allowed(without=each)
    plain = _plain(value)
    match op:
        case "==":
            return Allowed((plain, True), (plain, True), frozenset({plain}))
        case "!=":
            return Allowed(without=frozenset({plain}))
        case "<" | "<=":
            return Allowed(high=(plain, op == "<="))
        case ">" | ">=":
            return Allowed(low=(plain, op == ">="))
        case _:
            return Allowed()


def _plain(value: Any) -> Any:
    """Return a number for what is written as one, so that "18.0" and 18 are the same."""
    if isinstance(value, bool):
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value if isinstance(value, str) else str(value)


def decided(context: Context) -> Iterator[Finding]:
    """Find conditions that can never be true, and conditions that always are."""
    for one in context.given:
        kinds = _kinds(one, context)
        for path, test in tests(one):
            yield from _decided(one, path, test, kinds)


def _decided(
    one: Definition, path: Path, test: Mapping[str, Any], kinds: Kinds
) -> Iterator[Finding]:
    try:
        by_itself = ways(test, lambda _: None)
        can = ways(test, kinds)
        cannot = [way for way in _ways(test, kinds, right=False) if not _impossible(way)]
    except (TooMany, TypeError):
        return
    if not by_itself:
        said = "这个条件永远不会成立(never true):各部分互相矛盾;请改正数值或去掉矛盾的部分"
        yield one.finding(path, "tests.never", said)
    elif not can:
        said = "这个条件大概永远不会成立(hardly ever true):没有哪个合理的值满足它;请核对数值"
        yield one.finding(path, "tests.never", said, "warning")
    elif not cannot:
        said = "这个条件总是成立,不起作用(always true);请去掉它,或改正数值"
        yield one.finding(path, "tests.always", said, "warning")


def _kinds(one: Definition, context: Context) -> Kinds:
    if one.kind == "policy":
        # A policy brings its own types and units, which may differ from the vocabulary's.
        return lambda _: None
    return lambda key: context.book.kinds.get(context.ref(key).kind)


def contradictions(context: Context) -> Iterator[Finding]:
    """Find two conditions of one service that cannot both be met."""
    for one in context.of("service"):
        kinds = _kinds(one, context)
        alone = [
            (no, item["text"], item["test"])
            for no, item in enumerate(one.value.get("conditions") or ())
            if item.get("test") and not item.get("any_group")
        ]
        possible = [each for each in alone if _possible(each[2], kinds)]
        for at, (no, text, test) in enumerate(possible):
            for _, other, against in possible[:at]:
                if not _possible({"all": [test, against]}, kinds):
                    said = (
                        f"“{text}”与“{other}”不可能同时满足(contradict);"
                        "请改正其中一条,或用 any_group 表示满足其一"
                    )
                    # Sources list alternatives without saying so; only somebody who knows can tell.
                    yield one.finding(("conditions", no), "conditions.contradict", said, "warning")


def _possible(test: Mapping[str, Any], kinds: Kinds) -> bool:
    try:
        return bool(ways(test, kinds))
    except (TooMany, TypeError):
        return True


RULES = (decided, contradictions)
