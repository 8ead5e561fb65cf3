"""Matters (管理事项): which duties of which agency the words of a demand speak of.

A word tells the more, the fewer matters have it and the longer it is. A matter with two groups of
words (a building site; noise) is certain when both are said, and a faint guess when one is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log

from tongban.catalogue.domain.duties import Matter
from tongban.catalogue.domain.terms import Agency
from tongban.voice.routing.domain.matching import Hit, Matcher, covered

LENGTHS = (0.0, 0.45, 1.0, 1.3, 1.55, 1.7)  # what a word of so many characters is worth
REPEATED = 0.3  # what a second word of a group adds, against the first
WITHIN = 0.35  # what a word within a longer one is worth
MISSING = 0.3  # what is left of a matter for each of its groups that is not said
ASIDE = 0.25  # what a word is worth that only says where it is, or who was asked before
HEARD = 0.6  # what a word is worth that was only heard: pinyin, or a homophone
CALLED = 1.6  # what naming the agency itself is worth
NAMED = 0.4  # what a pair of characters of the matter's own name is worth
SECOND = 0.2  # what the next matter of one agency adds to the first


_WHERE = re.compile(
    r"(?:门口|门前|旁|附近|对面|边上|后面|前面|隔壁那|这边|那边|周边|背后|[东南西北]门|路口|出口|口(?!味|罩|头))"
)
_ASKED = re.compile(
    r"(?:里面?)?(?:的人|工作人员|方面|那边)?(?:也|都|就|只|一直|总|却|又)?(?:说|讲|让我|叫我|回复|答复|推|装作|不管|不理|没人管|不处理|没反应|解决不|调解不)"
)
_BEFORE = re.compile(r"(?:打|问|找|跟|向|给|和|报告|反映给|打给|联系|说在|推给|推到|归)(?:过|了)?$")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A matter that the words speak of (所涉事项), how strongly, and by which words."""

    function: str
    matter: Matter
    strength: float
    said: tuple[str, ...]
    whole: bool = True


@dataclass(slots=True)
class Heard:
    """What the words of a text say about functions (职责匹配结果)."""

    matters: list[Spoken] = field(default_factory=list)
    functions: dict[str, float] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)

    def first(self, function: str) -> Spoken | None:
        """Return the matter of a function that is spoken of most."""
        return next((one for one in self.matters if one.function == function), None)


class DutyIndex:
    """The duties of all agencies, ready to be asked (职责索引)."""

    def __init__(self, agencies: Mapping[str, Agency]) -> None:
        self.agencies = {code: one for code, one in agencies.items() if one.duties.handles}
        self._matters = [
            (code, matter) for code, one in self.agencies.items() for matter in one.duties.handles
        ]
        self._where: dict[str, list[tuple[int, int]]] = {}
        self._called: dict[str, str] = {}
        self._fill()
        self._matcher = Matcher([*self._where, *self._called])
        self._worth = {word: self._value(word) for word in self._where}

    def _fill(self) -> None:
        for at, (_, matter) in enumerate(self._matters):
            for group, alternatives in enumerate(matter.says):
                for word in alternatives:
                    self._where.setdefault(word.lower(), []).append((at, group))
        for code, one in self.agencies.items():
            for name in one.structure.called:
                self._called.setdefault(name, code)

    def words(self) -> Iterable[str]:
        """Return every word that duties are written in."""
        return self._where

    def _value(self, word: str) -> float:
        held = len({at for at, _ in self._where[word]})
        rare = log(1 + len(self._matters) / held) / log(1 + len(self._matters))
        return rare * LENGTHS[min(len(word), len(LENGTHS) - 1)]

    def hear(self, text: str, within: frozenset[int] = frozenset()) -> Heard:
        """Say which matters the words speak of, strongest first.

        `within` are the characters of names of places: 金山公园 is mostly where, not what.
        """
        hits = self._matcher.hits(text)
        inner = covered(hits)
        said = text.find("\n") if "\n" in text else len(text)
        groups: dict[int, dict[int, list[tuple[float, str]]]] = {}
        heard = Heard()
        for hit in hits:
            code = self._called.get(hit.word)
            if (
                code
                and hit not in inner
                and not said_aside(text, hit)
                and hit.word not in self._where
            ):
                heard.called.setdefault(code, hit.word)
            worth = self._worth.get(hit.word, 0.0) * (WITHIN if hit in inner else 1.0)
            if said_aside(text, hit) or hit.start in within:
                worth *= ASIDE
            if hit.start > said:
                worth *= HEARD
            for at, group in self._where.get(hit.word, ()):
                groups.setdefault(at, {}).setdefault(group, []).append((worth, hit.word))
        heard.matters = sorted(
            (self._spoken(at, said) for at, said in groups.items()),
            key=lambda one: (-one.strength, one.function, one.matter.name),
        )
        for one in heard.matters:
            known = heard.functions.get(one.function)
            heard.functions[one.function] = (
                one.strength if known is None else known + SECOND * one.strength
            )
        for code in heard.called:
            heard.functions[code] = heard.functions.get(code, 0.0) + CALLED
        return heard

    def _spoken(self, at: int, said: Mapping[int, list[tuple[float, str]]]) -> Spoken:
        code, matter = self._matters[at]
        strength, words = 0.0, list[str]()
        for found in said.values():
            best: dict[str, float] = {}
            for worth, word in found:
                best[word] = max(worth, best.get(word, 0.0))
            ranked = sorted(best.items(), key=lambda one: -one[1])
            strength += ranked[0][1] + REPEATED * sum(worth for _, worth in ranked[1:])
            words += [word for word, _ in ranked[:2]]
        missing = len(matter.says) - len(said)
        if missing and all(len(word) == 1 for word in words):
            strength = 0.0  # 满 and 臭 alone are of no matter
        return Spoken(code, matter, strength * MISSING**missing, tuple(words), not missing)


def said_aside(text: str, hit: Hit) -> bool:
    """Whether a word only says where it is (学校门口), or who was asked before (物业说).

    >>> said_aside("学校门口井盖坏了", Hit("学校", 0, 2)), said_aside("学校收费", Hit("学校", 0, 2))
    (True, False)
    """
    after, before = text[hit.end : hit.end + 8], text[max(hit.start - 3, 0) : hit.start]
    return bool(_WHERE.match(after) or _ASKED.match(after) or _BEFORE.search(before))
