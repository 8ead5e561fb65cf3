"""Matching (词语匹配): which of many thousand words stand in a text, and where, in one pass."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SHORTEST = 2  # characters by which words are looked up


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that stands in a text (命中词), with its place."""

    word: str
    start: int
    end: int


class Matcher:
    """Finds words in texts (匹配器); words of one character are found too.

    >>> [hit.word for hit in Matcher(["路灯", "灯", "小区路灯"]).hits("小区路灯坏了")]
    ['小区路灯', '路灯', '灯']
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for word in sorted(set(words), key=lambda one: (-len(one), one)):
            if word:
                self._by_start.setdefault(word[:SHORTEST], []).append(word)

    def hits(self, text: str) -> list[Hit]:
        """Return every word that stands in a text, longer ones first at one place."""
        return [*self._hits(text)]

    def _hits(self, text: str) -> Iterator[Hit]:
        for start in range(len(text)):
            for key in (text[start : start + SHORTEST], text[start]):
                if (
                    len(key) == 1
                    and key == text[start : start + SHORTEST]
                    and start + 1 < len(text)
                ):
                    continue
                for word in self._by_start.get(key, ()):
                    if text.startswith(word, start):
                        yield Hit(word, start, start + len(word))
                if start + 1 >= len(text):
                    break


def covered(hits: Iterable[Hit]) -> frozenset[Hit]:
    """Return the hits that lie within a longer one: 灯 within 路灯 says little of its own."""
    found = [*hits]
    return frozenset(
        inner
        for inner in found
        for outer in found
        if outer.start <= inner.start
        and inner.end <= outer.end
        and len(outer.word) > len(inner.word)
    )
