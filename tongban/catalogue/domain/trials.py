"""Examples beside a definition (例子): what must come out, tried at every check and publication.

An example gives facts and says what is expected. Of a list it names what must be in it, with
`_not` behind the key what must not; anything else must be equal, numbers by value. What really
comes out is said by a checker (`ports.Checker`); here it is compared and the difference worded.

>>> list(differences({"asks": ["a"], "asks_not": ["b"], "fee": "10.00"}, {"asks": ["b"], "fee": 10}))
[('asks', ['a'], ['b']), ('asks_not', ['b'], ['b'])]
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from tongban.catalogue.domain.compile import COMPILED, compile_one
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.model import Book, LifeEvent, Policy, PublicService
from tongban.catalogue.domain.ports import Checker
from tongban.kernel.problems import Problem

NOT = "_not"
ORDERED = frozenset({"stages"})
"""Lists that must come out whole and in order."""


def tried(
    given: Iterable[Definition], book: Book, checkers: Sequence[Checker]
) -> Iterator[Finding]:
    """Try every example of the given definitions; yield an error for each that comes out wrong."""
    for one in given:
        examples = one.value.get("examples") or ()
        if not examples:
            continue
        mine = [each for each in checkers if one.kind in each.kinds]
        world = standing_in(book, one)
        for no, example in enumerate(examples):
            for checker in mine:
                yield from _tried(one, no, example, world, checker)


def standing_in(book: Book, one: Definition) -> Book:
    """Return the book with this very version in it."""
    if one.kind not in COMPILED:
        return book
    made = compile_one(one, book)
    match made:
        case PublicService():
            return replace(book, services={**book.services, one.id: made})
        case LifeEvent():
            return replace(book, events={**book.events, one.id: made})
        case Policy():
            return replace(book, policies={**book.policies, one.id: made})


def _tried(
    one: Definition, no: int, example: Mapping[str, Any], book: Book, checker: Checker
) -> Iterator[Finding]:
    path = ("examples", no)
    try:
        got = checker.results(one, example, book)
    except (Problem, ValueError) as fault:
        said = f"例子{_named(example)}试不了(cannot be tried): {fault}"
        yield one.finding(path, "examples.untried", said)
        return
    if got is None:
        return
    for key, expected, found in differences(example.get("expected") or {}, got):
        said = (
            f"例子{_named(example)}: {key} 应为 {_short(expected)},得出 {_short(found)}"
            f" (expected {_short(expected)}, got {_short(found)})"
        )
        yield one.finding((*path, "expected", key), "examples.differ", said)


def _named(example: Mapping[str, Any]) -> str:
    name = example.get("name") or example.get("note_zh") or ""
    return f"“{name}”" if name else ""


def differences(
    expected: Mapping[str, Any], got: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    """Yield (key, expected, got) for everything that did not come out as expected."""
    for key, wish in expected.items():
        name = key.removesuffix(NOT)
        found = got.get(key, got.get(name))
        if key.endswith(NOT) and key not in got:
            wrong = [one for one in _list(wish) if _among(one, _list(found))]
            if wrong:
                yield key, wish, wrong
        elif name in ORDERED or not isinstance(wish, list) or not isinstance(found, list):
            if not same(wish, found):
                yield key, wish, found
        elif not all(_among(one, found) for one in wish):
            yield key, wish, found


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]


def _among(one: Any, several: Iterable[Any]) -> bool:
    return any(same(one, other) for other in several)


def same(one: Any, other: Any) -> bool:
    """Whether two results are the same: numbers by value ("10.00" is 10), truths as truths."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    left, right = _number(one), _number(other)
    return left == right if left is not None and right is not None else str(one) == str(other)


def _number(value: Any) -> Decimal | None:
    if not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _short(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False, default=str)
    return said if len(said) <= 120 else said[:118] + "…"  # noqa: PLR2004
