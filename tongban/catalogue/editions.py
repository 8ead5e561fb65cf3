"""The books of the process (现行定义的缓存): compiled once, kept while they are current.

A book is known by its revision and by the last day on which something began or ended, so most
days share one. What two books have in common (a service whose text and vocabulary are the same)
is compiled once: after a publication only what it changed is read and compiled again.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from time import monotonic

from tongban.agencies.domain.lineage import Lineage
from tongban.catalogue import store
from tongban.catalogue.domain.compile import (
    COMPILED,
    Thing,
    compile_book,
    compile_one,
    reorganisation,
)
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.linters.context import FOREVER
from tongban.catalogue.domain.model import Book, LifeEvent, Policy, PublicService
from tongban.catalogue.domain.reforms import Reform, lineage_of
from tongban.catalogue.domain.restructuring import restructured
from tongban.catalogue.domain.revisions import Revision
from tongban.catalogue.store import Line
from tongban.kernel import time
from tongban.kernel.memory import building, keep

KEPT = 8  # books in memory
LARGE = 1000  # services; the collector need not walk over a book of so many


@dataclass(frozen=True, slots=True)
class _Edition:
    """A book with the rows it was made of."""

    vocabulary: tuple[int, ...]
    words: Book
    definitions: Mapping[int, Definition]
    things: Mapping[int, Thing]
    book: Book


_Key = tuple[Revision, str]
_editions: dict[_Key, _Edition] = {}
_asked: dict[_Key, float] = {}
"""When each book was last asked for: the one that nobody asks for goes first."""
_lock = threading.RLock()


_instead: ContextVar[Book | None] = ContextVar("catalogue_instead", default=None)


@contextmanager
def as_if(proposed: Book) -> Iterator[None]:
    """Let whoever reads here and now find what is proposed in place of what is in force (试看).

    For showing a page as it would be. Only this request sees it, and it is for reading only.
    """
    token = _instead.set(proposed)
    try:
        yield
    finally:
        _instead.reset(token)


def book(on: date, revision: Revision | None = None) -> Book:
    """Return the book of a day, as a revision left it (the newest if none is named)."""
    if revision is None and (proposed := _instead.get()) is not None:
        return proposed
    known = revision or store.revision()
    if not known.number:
        return Book()
    key = known, _turning_day(known, on.isoformat())
    found = _editions.get(key)
    if found is None:
        with _lock, building():
            found = _editions.get(key) or _make(known, key[1])
            _editions[key] = found
            _asked[key] = monotonic()
            if len(found.things) > LARGE:
                keep()
            while len(_editions) > KEPT:
                oldest = min(_editions, key=lambda one: _asked.get(one, 0.0))
                del _editions[oldest]
                _asked.pop(oldest, None)
    elif key in _asked:
        _asked[key] = monotonic()
    return found.book


def _turning_day(revision: Revision, on: str) -> str:
    days = _turning_days(revision)
    at = bisect_right(days, on)
    return days[at - 1] if at else ""


@lru_cache(maxsize=16)
def _turning_days(revision: Revision) -> tuple[str, ...]:
    begun = {one.isoformat() for one in lineage(revision).days}  # on which it begins or ends
    return tuple(sorted({*store.turning_days(revision.number), *begun}))


@lru_cache(maxsize=16)
def lineage(revision: Revision) -> Lineage:
    """Return every move of powers that a revision knows, those of past and coming days included."""
    return lineage_of(reforms(revision).values())


@lru_cache(maxsize=16)
def reforms(revision: Revision) -> Mapping[str, Reform]:
    """Return the newest version of every reorganisation, to come, in force or taken back."""
    newest = store.all_versions(revision.number, {"reorganisation"})  # the last of each counts
    return {one.id: reorganisation(one.value) for one in newest}


def _make(revision: Revision, on: str) -> _Edition:
    lines = store.in_force(revision.number, on)
    vocabulary = tuple(one.id for one in lines if one.kind not in COMPILED)
    words, definitions = _words(vocabulary)
    things: dict[int, Thing] = {}
    for edition in _editions.values():
        if edition.words is words:
            things |= edition.things
    wanted = [one for one in lines if one.kind in COMPILED]
    things = {one.id: things[one.id] for one in wanted if one.id in things}
    for row, one in store.contents([one.id for one in wanted if one.id not in things]):
        things[row] = compile_one(one, words)
    bound = _bound(words, wanted, things)
    if on and words.reforms:
        bound = restructured(bound, date.fromisoformat(on))
    return _Edition(vocabulary, words, definitions, things, bound)


def _bound(words: Book, lines: list[Line], things: Mapping[int, Thing]) -> Book:
    made = [(one.ident, things[one.id]) for one in lines]
    return replace(
        words,
        services={name: one for name, one in made if isinstance(one, PublicService)},
        events={name: one for name, one in made if isinstance(one, LifeEvent)},
        policies={name: one for name, one in made if isinstance(one, Policy)},
    )


def _words(vocabulary: tuple[int, ...]) -> tuple[Book, Mapping[int, Definition]]:
    """Return the vocabulary made of these rows; the same one as long as they are the same."""
    known: dict[int, Definition] = {}
    for edition in (*_editions.values(), *_vocabularies.values()):
        if edition.vocabulary == vocabulary:
            return edition.words, edition.definitions
        known |= edition.definitions
    known |= dict(store.contents([row for row in vocabulary if row not in known]))
    definitions = {row: known[row] for row in vocabulary}
    return compile_book(definitions.values()), definitions


_vocabularies: OrderedDict[tuple[Revision, int], _Edition] = OrderedDict()
"""The vocabularies of past publications, for services that open cases still stand on; a number
alone is no name, for a city brought back from a backup counts on from there."""


def service_of(service_id: str, version: str | None) -> PublicService | None:
    """Return a service as today's book has it, or as a version was last published."""
    found = book(time.city_date(time.now())).services.get(service_id)
    if version is not None and (found is None or found.version != version):
        return kept_service(service_id, version)
    return found


def kept_service(service_id: str, version: str) -> PublicService | None:
    """Return a service as it was when this version was last published.

    It is compiled with the vocabulary of that publication: what was changed since in the words
    does not reach into a case that was opened before.
    """
    return _kept(store.revision(), service_id, version)


@lru_cache(maxsize=512)
def _kept(revision: Revision, service_id: str, version: str) -> PublicService | None:
    found = store.kept("service", service_id, version, revision.number)
    if found is None:
        return None
    at, definition = found
    made = compile_one(definition, _vocabulary_of(revision, at))
    return made if isinstance(made, PublicService) else None


def _vocabulary_of(revision: Revision, number: int) -> Book:
    with _lock:
        found = _vocabularies.get((revision, number))
        if found is None:
            lines = store.in_force(number, FOREVER)
            vocabulary = tuple(one.id for one in lines if one.kind not in COMPILED)
            words, definitions = _words(vocabulary)
            found = _Edition(vocabulary, words, definitions, {}, words)
            _vocabularies[revision, number] = found
            while len(_vocabularies) > KEPT:
                _vocabularies.popitem(last=False)
    return found.words
