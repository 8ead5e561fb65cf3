"""Search by a person's own words (按口语找事项): BM25 over words, characters and pairs of them.

Chinese is not written with spaces, so a text is cut into its single characters and its pairs of
neighbours; Latin letters and numbers into words. A name counts more than an alias, an alias more
than what the service asks for. A character that half the services share says almost nothing,
which the weights see by themselves.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tongban.catalogue.domain.model import Book, LifeEvent, PublicService
from tongban.kernel.text import Text

FIELDS = {"name": 3.0, "alias": 2.5, "trigger": 0.5, "result": 1.2, "needs": 0.25}
SATURATION, LENGTH = 1.2, 0.4
SINGLE = 0.25  # what a character alone is worth against a pair of characters
THRESHOLD = 3.2  # below this score nothing was really said about a service
SMALLEST = 50  # a catalogue of fewer is weighed as if it had these, or no word would be rare
LONGEST = 300  # characters of a question that are read

_CHUNKS = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+|[a-z]+|\d+")
_FILLERS = re.compile(
    r"怎么办理?|如何办理?|怎么弄|咋办|咋弄|请问|我想|想要|你好|您好|可以吗|行不行|需要什么|要什么|哪里|去哪|什么|怎么|怎样"
    r"|一下|了吗|的话|还是|是不是|能不能|有没有|[的了吗呢吧啊呀嘛么咋我你他她它们俺哪]"
)
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "can",
        "do",
        "for",
        "from",
        "get",
        "have",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "me",
        "my",
        "need",
        "of",
        "on",
        "or",
        "our",
        "the",
        "this",
        "to",
        "want",
        "we",
        "what",
        "when",
        "where",
        "which",
        "with",
        "you",
        "your",
    ]
)


@dataclass(frozen=True, slots=True)
class Found:
    """A service or life event that fits somebody's words (命中).

    `kind` is service or life_event, `matched` the words that spoke for it.
    """

    id: str
    kind: str
    name: Text
    score: float
    matched: tuple[str, ...] = ()


def cut(text: str) -> Iterator[str]:
    """Cut a text into characters, pairs of neighbours, and Latin words.

    >>> sorted(cut("办户口 ID"))
    ['id', '办', '办户', '口', '户', '户口']
    """
    for chunk in _CHUNKS.findall(text.lower()[: LONGEST * 10]):
        if chunk.isascii():
            if chunk not in _SMALL:
                yield chunk
            continue
        yield from chunk
        yield from (chunk[at : at + 2] for at in range(len(chunk) - 1))


class Index:
    """All services and life events, ready to be asked (检索)."""

    def __init__(self, book: Book) -> None:
        self.documents: list[tuple[str, str, Text]] = []
        self.counts: list[dict[str, float]] = []
        for service in book.services.values():
            self._add("service", service.id, service.name, _of_service(service, book))
        for event in book.events.values():
            self._add("life_event", event.id, event.title or event.name, _of_event(event))
        self.postings: dict[str, list[tuple[int, float]]] = {}
        lengths = [sum(counts.values()) for counts in self.counts]
        mean = (sum(lengths) / len(lengths)) if lengths else 1.0
        for at, counts in enumerate(self.counts):
            norm = SATURATION * (1 - LENGTH + LENGTH * lengths[at] / mean)
            for term, count in counts.items():
                weight = count * (SATURATION + 1) / (count + norm)
                self.postings.setdefault(term, []).append((at, weight))

    def _add(
        self, kind: str, identifier: str, name: Text, fields: Iterable[tuple[str, str]]
    ) -> None:
        counts: dict[str, float] = {}
        for field, text in fields:
            for term in cut(text):
                counts[term] = counts.get(term, 0.0) + FIELDS[field]
        self.documents.append((identifier, kind, name))
        self.counts.append(counts)

    def find(self, text: str, limit: int) -> list[Found]:
        """Return what fits best; nothing where no score reaches the threshold."""
        asked = Counter(cut(_FILLERS.sub(" ", text.lower()[:LONGEST])))
        scores: Counter[int] = Counter()
        spoke: dict[int, list[tuple[float, str]]] = {}
        for term in asked:
            found = self.postings.get(term, ())
            size = max(len(self.documents), SMALLEST)
            rarity = math.log(1 + (size - len(found) + 0.5) / (len(found) + 0.5))
            worth = rarity * (SINGLE if len(term) == 1 and not term.isascii() else 1.0)
            for at, weight in found:
                scores[at] += worth * weight  # type: ignore[assignment]
                spoke.setdefault(at, []).append((worth * weight, term))
        best = sorted(scores.items(), key=lambda item: (-item[1], self.documents[item[0]][0]))
        return [
            Found(*self.documents[at], round(score, 2), _words(spoke[at]))
            for at, score in best[: max(limit, 0)]
            if score >= THRESHOLD
        ]


def _words(spoke: list[tuple[float, str]]) -> tuple[str, ...]:
    """Name the words that counted most, without the characters they are made of."""
    terms = [term for _, term in sorted(spoke, reverse=True)]
    pairs = [term for term in terms if len(term) > 1]
    alone = [term for term in terms if len(term) == 1 and not any(term in pair for pair in pairs)]
    return tuple([*pairs, *alone][:6])


def _of_service(service: PublicService, book: Book) -> Iterator[tuple[str, str]]:
    yield "name", f"{service.name.zh} {service.name.en or ''}"
    yield from (("alias", alias) for alias in service.aliases)
    yield "result", f"{service.output.name.zh} {service.output.name.en or ''}"
    if agency := book.agencies.get(service.agency):
        yield "needs", agency.name.zh
    yield from (("needs", requirement.text.zh) for requirement in service.requirements)


def _of_event(event: LifeEvent) -> Iterator[tuple[str, str]]:
    yield "name", f"{event.name.zh.removesuffix('一件事')} {event.name.en or ''}"
    if event.title:
        yield "alias", f"{event.title.zh} {event.title.en or ''}"
    yield from (("alias", alias) for alias in event.aliases)
    yield from (("trigger", item.trigger.zh) for item in event.items)


@lru_cache(maxsize=4)
def _index(holder: "_Holder") -> Index:
    return Index(holder.book)


@dataclass(frozen=True, slots=True, eq=False)
class _Holder:
    """A book by its identity: a book holds mappings and cannot be hashed by its content."""

    book: Book

    def __hash__(self) -> int:
        return id(self.book)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.book is self.book


def index_of(book: Book) -> Index:
    """Return the index of a book, made once for each book."""
    return _index(_Holder(book))
