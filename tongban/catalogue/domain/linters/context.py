"""What a check may look at (检查的依据): the given definitions, all in force, and the book."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.model import Book, FactRef

FOREVER = "9999-12-31"

WORDS = {
    "agency": "机构",
    "fact": "数据项",
    "licence": "证照",
    "service": "事项",
    "role": "角色",
}


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a rule needs (检查的依据).

    `given` are the definitions under check, `all` the newest of each with the published ones
    beneath, `book` the book of `all`, `before` the published ones alone; `unread` the words of
    files that could not be read.
    """

    given: tuple[Definition, ...]
    all: Mapping[tuple[str, str], Definition]
    before: Mapping[tuple[str, str], Definition]
    book: Book
    unread: frozenset[str] = frozenset()

    def of(self, kind: str) -> Iterator[Definition]:
        """Yield the given definitions of a kind."""
        return (one for one in self.given if one.kind == kind)

    def known(self, kind: str) -> Mapping[str, Any]:
        """Return what the book knows of a kind of thing, by id."""
        book = self.book
        return {
            "agency": book.agencies,
            "fact": book.kinds,
            "licence": book.licences,
            "service": book.services,
            "role": book.roles,
        }[kind]

    def near(self, kind: str, identifier: str) -> str:
        """Propose the id that was probably meant."""
        found = difflib.get_close_matches(identifier, self.known(kind), 1, 0.75)
        return f";是不是 {found[0]}(did you mean {found[0]})?" if found else ""

    def ref(self, key: str, role: str = "applicant") -> FactRef:
        """Resolve a key as the book does."""
        return self.book.ref(key, role=role)


def context_of(
    given: tuple[Definition, ...],
    published: tuple[Definition, ...],
    *,
    on: str = FOREVER,
    beside: tuple[Definition, ...] = (),
) -> Context:
    """Lay the given definitions over the published ones.

    Of a definition that stands in several versions the newest that has begun by the day `on`
    counts for the book, whatever ends before then does not; each given one is checked. `beside`
    are others given with them, which are not.
    """
    before = in_force(published, FOREVER)
    over = {(one.key, one.version): one for one in (*published, *beside, *given)}
    merged = in_force(over.values(), FOREVER)
    if on != FOREVER:
        merged |= in_force(over.values(), on)
    return Context(given, merged, before, compile_book(merged.values()))


def leaves(test: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the leaves of a condition tree with their paths."""
    if not isinstance(test, Mapping):
        return
    for name in ("all", "any"):
        parts = test.get(name)
        if isinstance(parts, list):
            for no, part in enumerate(parts):
                yield from leaves(part, (*path, name, no))
    if "not" in test:
        yield from leaves(test["not"], (*path, "not"))
    if "fact" in test or "holds" in test:
        yield path, test


def tests(one: Definition) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield every condition tree of a definition with its path."""
    value = one.value
    for name in ("needs", "materials", "items", "situations"):
        for no, item in enumerate(value.get(name) or ()):
            if isinstance(item, Mapping) and item.get("when"):
                yield (name, no, "when"), item["when"]
    for no, item in enumerate(value.get("conditions") or ()):
        if item.get("test"):
            yield ("conditions", no, "test"), item["test"]
    if one.kind == "life_event":
        for role, bound in (value.get("roles") or {}).items():
            if bound.get("where"):
                yield ("roles", role, "where"), bound["where"]
    if one.kind == "policy" and value.get("rule"):
        yield ("rule",), value["rule"]
