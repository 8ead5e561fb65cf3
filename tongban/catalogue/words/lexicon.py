"""The words people use for one notion (群众用语词表), read from `lexicon.yaml`.

A lexicon turns text into notions: 娃, 细路 and "kid" are the same child. It also knows which
words say nothing about what is wanted, and where one wish ends and another begins.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tongban.catalogue.words.text import even, is_han, stem

FILE = Path(__file__).with_name("lexicon.yaml")
MARK = "="  # a notion among other terms: "=child"

Words = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Notions by their words, fillers, and the joints between wishes (词表).

    `chinese` and `english` lead from a first character or stem to its words, the longest first,
    each with its notions.
    """

    chinese: Words
    english: Words
    fillers: frozenset[str]
    small: frozenset[str]
    joints: re.Pattern[str]
    filler_words: re.Pattern[str]
    words: tuple[str, ...] = field(default=())

    def chinese_notions(self, run: str) -> Iterator[tuple[str, int, int]]:
        """Yield each notion in a run of Chinese characters with its start and end.

        >>> [*lexicon().chinese_notions("细路")]
        [('=child', 0, 2)]
        """
        for start in range(len(run)):
            for word, notions in self.chinese.get(run[start], ()):
                if run.startswith(word[0], start):
                    yield from ((notion, start, start + len(word[0])) for notion in notions)
                    break

    def english_notions(self, stems: list[str]) -> Iterator[tuple[str, int, int]]:
        """Yield each notion in a row of stems with the numbers of its first and past-last word."""
        for start, first in enumerate(stems):
            for words, notions in self.english.get(first, ()):
                if tuple(stems[start : start + len(words)]) == words:
                    yield from ((notion, start, start + len(words)) for notion in notions)
                    break


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the lexicon that is shipped, read once."""
    said = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return compiled(said)


def compiled(said: Mapping[str, Any]) -> Lexicon:
    """Make a lexicon of what its file says."""
    chinese: dict[tuple[str, ...], list[str]] = {}
    english: dict[tuple[str, ...], list[str]] = {}
    for notion, words in said["notions"].items():
        left, _, right = even(str(words)).partition("|")
        for word in left.split():
            chinese.setdefault((word,), []).append(MARK + notion)
        for phrase in right.split(","):
            stems = tuple(stem(word) for word in phrase.replace("-", " ").split())
            if stems:
                english.setdefault(stems, []).append(MARK + notion)
    fillers = even(said["fillers"]).split()
    joints = [re.escape(word) for word in even(said["joints"]).split()]
    joints += [rf"\b{re.escape(word.strip())}\b" for word in even(said["joints_en"]).split(",")]
    longest = sorted((word for word in fillers if len(word) > 1), key=len, reverse=True)
    return Lexicon(
        chinese=_by_first(chinese, lambda word: word[0][0]),
        english=_by_first(english, lambda word: word[0]),
        fillers=frozenset(fillers),
        small=frozenset(even(said["small"]).split()),
        joints=re.compile("|".join(sorted(joints, key=len, reverse=True))),
        filler_words=re.compile("|".join(map(re.escape, longest))),
        words=tuple(word[0] for word in chinese if is_han(word[0])),
    )


def _by_first(words: Mapping[tuple[str, ...], list[str]], first: Any) -> Words:
    found: Words = {}
    for word in sorted(words, key=lambda word: -sum(map(len, word))):
        found.setdefault(first(word), []).append((word, tuple(words[word])))
    return found
