"""How words sound (读音): questions typed in pinyin, in initials, or with a homophone.

Tones are not told apart, nor the sounds that many mix up: zh and z, ang and an, l and n. A row of
sounds is spelled with the characters that make known words: names, aliases and the lexicon.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log1p

from tongban.catalogue.words.text import pairs

OTHER = 0.9  # what it costs to read a character as another of the same sound
FIXED, BEGINS = "=", "|"
ACROSS = 0.4  # what a known word is worth where the asker left a space inside it
LONGEST_SYLLABLE = 6
INITIALS = range(3, 7)  # letters of an abbreviation: sfz, gjj


@lru_cache(maxsize=4096)
def blurred(syllable: str) -> str:
    """Return a syllable without what many do not tell apart.

    >>> blurred("zhang") == blurred("zan")
    True
    """
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    if syllable[:1] == "l":
        syllable = "n" + syllable[1:]
    return syllable.removesuffix("g").replace("ü", "v")


def _syllables_of(run: str) -> list[str]:
    # The dictionary takes a second to load: only whoever spells loads it.
    from pypinyin import lazy_pinyin

    return lazy_pinyin(run)


@lru_cache(maxsize=16384)
def sound(character: str) -> str:
    """Return how one character sounds, blurred."""
    return blurred(_syllables_of(character)[0])


def sounds(run: str) -> list[str]:
    """Return how a run of characters sounds, each in its company (银行 is yin hang)."""
    return [blurred(one) for one in _syllables_of(run)]


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Return every syllable of the language without tones."""
    from pypinyin.pinyin_dict import pinyin_dict

    common = (chr(code) for code in pinyin_dict if 0x4E00 <= code <= 0x9FA5)  # noqa: PLR2004
    found = {one for character in common for one in _syllables_of(character) if one.isascii()}
    return frozenset(one for one in found if len(one) > 1 or one in "aeo")


@lru_cache(maxsize=1024)
def spelled(letters: str) -> tuple[str, ...]:
    """Cut letters into syllables, as few as possible; nothing where they are none.

    >>> spelled("shenfenzheng")
    ('shen', 'fen', 'zheng')
    >>> spelled("street")
    ()
    """
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            before, last = best[start], letters[start:end]
            if before is None or last not in syllables():
                continue
            known = best[end]
            if known is None or len(before) + 1 < len(known):
                best[end] = (*before, last)
    return best[-1] or ()


@dataclass(slots=True)
class Sounded:
    """Which pairs of characters are known by how they sound (音字表)."""

    pairs: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)
    initials: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, runs: Iterable[str]) -> "Sounded":
        """Learn the pairs of runs of characters, and the initials of the shorter runs."""
        made, counts = cls(), Counter(runs)
        known: Counter[str] = Counter()
        heard: dict[str, tuple[str, str]] = {}
        for run, count in counts.items():
            spoken = sounds(run)
            if len(spoken) != len(run):
                continue
            for at, pair in enumerate(pairs(run)):
                known[pair] += count
                heard.setdefault(pair, (spoken[at], spoken[at + 1]))
            if len(run) in INITIALS:
                made.initials.setdefault("".join(one[0] for one in _syllables_of(run)), run)
        for pair, count in known.items():
            made.pairs.setdefault(heard[pair], {})[pair] = 1.0 + min(log1p(count) / 8, 0.6)
        return made

    def write(self, heard: Sequence[str], said: Sequence[str], kept: Sequence[str]) -> str:
        """Write a row of sounds with the characters that make the most known words.

        `said` holds the characters that stood there ("" in pinyin). `kept` says of each place "="
        where the character may not be read as another, "|" where a new word of pinyin begins,
        over which a known word counts less. A sound that no known word explains stays what it
        was, or a blank.
        """
        best: dict[str, tuple[float, str]] = {said[0] or " ": (0.0, said[0] or " ")}
        ahead = (0.0, "")  # the best of what ends before the character at hand's neighbour
        for at in range(1, len(heard)):
            top = max(best.values())
            stays = said[at] or " "
            now: dict[str, tuple[float, str]] = {stays: (top[0], top[1] + stays)}
            for pair, worth in self.pairs.get((heard[at - 1], heard[at]), {}).items():
                first, second = pair[0], pair[1]
                before = best.get(first)
                if before is None and (kept[at - 1] != FIXED or first == said[at - 1]):
                    before = (ahead[0] - _cost(said[at - 1], first), ahead[1] + first)
                if before is None or (kept[at] == FIXED and second != stays):
                    continue
                across = ACROSS if kept[at] == BEGINS else 1.0
                score = before[0] + worth * across - _cost(said[at], second)
                if second not in now or score > now[second][0]:
                    now[second] = (score, before[1] + second)
            best, ahead = now, top
        return max(best.values())[1]


def _cost(said: str, written: str) -> float:
    return 0.0 if said in ("", written) else OTHER
