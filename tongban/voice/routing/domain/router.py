"""The router (分派): from the words of a demand to a proposal, with its reasons.

Three things speak: the duties of agencies as they are defined, demands like this one that people
have settled, and the jurisdiction of the place. Each says how strongly, and the proposal says
which of them spoke.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tongban.catalogue.domain.duties import DISTRICT, DemandWords
from tongban.catalogue.domain.model import Book
from tongban.catalogue.words.lexicon import lexicon
from tongban.catalogue.words.reading import Reader, terms_of
from tongban.catalogue.words.sounds import Sounded
from tongban.catalogue.words.text import even, is_han
from tongban.voice.routing.domain import weighing
from tongban.voice.routing.domain.lessons import Alike, Lesson, Lessons, votes
from tongban.voice.routing.domain.matching import Hit, Matcher
from tongban.voice.routing.domain.matters import DutyIndex, Heard, Spoken
from tongban.voice.routing.domain.places import Gazetteer, without_roads
from tongban.voice.routing.domain.proposals import Clocks, Guess, Place, Proposal

LONGEST = 2000  # characters of a demand that are read
CONSIDERED = 4
CO_AT = 0.55  # how strongly another agency's matter must be spoken of, against the first, to help
SHOWN = 18  # characters of a like demand that a reason shows
ASKING, UNASKED = "咨询", 0.35  # a question word in the middle of a tale asks little
_SURELY = ("请问", "咨询", "想问", "问下", "问一下", "想了解")
_ASKS = ("?", "？", "吗", "呢")


@dataclass(frozen=True, slots=True)
class Understood:
    """A text as it was read (读出的诉求): its words, places, and the terms it is compared by."""

    text: str
    plain: str
    places: tuple[tuple[Hit, Place], ...]
    terms: frozenset[str]

    @property
    def within(self) -> frozenset[int]:
        """The characters that belong to the name of a place."""
        return frozenset(at for hit, _ in self.places for at in range(hit.start, hit.end))


@dataclass(slots=True)
class Router:
    """What a book says about demands, ready to be asked (分派器); lessons are added to it."""

    duties: DutyIndex
    gazetteer: Gazetteer
    words: DemandWords
    lessons: Lessons = field(default_factory=Lessons)
    _reader: Reader | None = None
    _types: Matcher = field(default_factory=lambda: Matcher(()))
    _urgent: Matcher = field(default_factory=lambda: Matcher(()))
    _by_word: dict[str, list[str]] = field(default_factory=dict)
    _urgency_by_word: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, lessons: Lessons | None = None) -> "Router":
        """Make the router of a book."""
        made = cls(
            DutyIndex(book.agencies),
            Gazetteer(book.city.get("gazetteer") or {}),
            book.demands,
            lessons if lessons is not None else Lessons(),
        )
        known = [word for word in made.duties.words() if len(word) > 1 and is_han(word)]
        made._reader = Reader(lexicon(), Sounded.of(known), frozenset())
        for name, said in book.demands.types.items():
            for word in said:
                made._by_word.setdefault(word, []).append(name)
        for name, one in book.demands.urgency.items():
            made._urgency_by_word |= dict.fromkeys(one["says"], name)
        made._types, made._urgent = Matcher(made._by_word), Matcher(made._urgency_by_word)
        return made

    def understand(self, text: str) -> Understood:
        """Read a text: even, homophones and pinyin written out, the names of roads apart."""
        said = even(text[:LONGEST])
        places = self.gazetteer.find(said)
        plain = without_roads(said, places)
        written = self._reader.read(plain).written if self._reader else plain
        if written.replace(" ", "") != "".join(plain.split()):
            plain = f"{plain}\n{written}"
        return Understood(text, plain, tuple(places), frozenset(telling(plain)))

    def learn(self, lesson: Lesson) -> None:
        """Take a settled demand among the lessons; it counts from the next demand on."""
        self.lessons.add(lesson, self.understand(lesson.text).terms)

    def propose(self, text: str, *, district: str = "", read: Understood | None = None) -> Proposal:
        """Propose how a text is handled; `read` is the text where it was read before."""
        read = read or self.understand(text)
        heard = self.duties.hear(read.plain, read.within)
        alike = self.lessons.like(read.terms)
        functions = self._functions(heard, alike)
        function = functions[0] if functions else Guess("")
        spoken = heard.first(function.value)
        places = tuple(place for _, place in read.places)
        where = self.gazetteer.district(list(places), district)
        type_ = self._type(read, spoken, alike, function.value)
        first, second = self._category(function.value, spoken, alike)
        urgency = self._urgency(read, spoken, type_.value)
        return Proposal(
            text=text,
            type=type_,
            category_l1=first,
            category_l2=second,
            function=function,
            district=where,
            urgency=urgency,
            clocks=self._clocks(read, urgency.value),
            co_functions=self._helpers(function.value, heard, alike),
            considered=tuple(functions[1 : 1 + CONSIDERED]),
            places=places,
            by_district=self._per_district(function.value),
            matter=spoken.matter.name if spoken else "",
            emergency=str(self.words.urgency.get(urgency.value, {}).get("tell", "")),
        )

    def candidates(
        self, heard: Heard, alike: Iterable[Alike]
    ) -> dict[str, tuple[float, float, float]]:
        """Return what speaks for each function."""
        voted = votes(alike, "function")
        found = {}
        for code in {*heard.functions, *voted} & self.duties.agencies.keys():
            spoken = heard.first(code)
            strength = heard.functions.get(code, 0.0)
            whole = spoken.strength if spoken and spoken.whole else 0.0
            found[code] = (strength, whole, voted.get(code, 0.0))
        return found

    def _functions(self, heard: Heard, alike: tuple[Alike, ...]) -> list[Guess]:
        found = weighing.shares(self.candidates(heard, alike), weighing.FUNCTION)
        ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
        return [
            Guess(code, round(share, 4), tuple(self._why(code, heard, alike)))
            for code, share in ranked[: 1 + CONSIDERED]
        ]

    def _why(self, code: str, heard: Heard, alike: Iterable[Alike]) -> Iterable[str]:
        agency = self.duties.agencies[code]
        if spoken := heard.first(code):
            said = "”“".join(spoken.said)
            yield f"说到“{said}”,属于{agency.name.zh}职责中的“{spoken.matter.name}”"
        if code in heard.called:
            yield f"话里点到了“{heard.called[code]}”"
        for one in alike:
            if one.lesson.settled.function == code:
                words = one.lesson.text[:SHOWN]
                yield f"与已办结的诉求“{words}…”相似({one.alike:.0%}),那件由{agency.name.zh}办理"
                break

    def _type(
        self,
        read: Understood,
        spoken: Spoken | None,
        alike: Iterable[Alike],
        function: str,
    ) -> Guess:
        found = weighing.shares(
            self.type_features(read, spoken, alike, function), weighing.TYPE, -9.0
        )
        if not found:
            return Guess("")
        best = max(found, key=lambda one: found[one])
        said = [hit.word for hit in self._types.hits(read.plain) if best in self._by_word[hit.word]]
        why = f"“{'”“'.join(dict.fromkeys(said))}”是{best}的说法" if said else ""
        if not why and spoken:
            why = f"“{spoken.matter.name}”多为{best}"
        return Guess(best, round(found[best], 4), (why,) if why else ())

    def type_features(
        self, read: Understood, spoken: Spoken | None, alike: Iterable[Alike], function: str
    ) -> dict[str, tuple[float, ...]]:
        """Return what speaks for each type."""
        same = [one for one in alike if one.lesson.settled.function == function]
        voted = votes(same, "type")
        said: dict[str, float] = {}
        for word in {hit.word for hit in self._types.hits(read.plain)}:
            for name in self._by_word[word]:
                worth = min(len(word), 4) / 3 / len(self._by_word[word])
                said[name] = said.get(name, 0.0) + worth
        asks = read.text.rstrip().endswith(_ASKS)
        if not asks and ASKING in said and not any(one in read.text for one in _SURELY):
            said[ASKING] *= UNASKED
        return {
            name: (
                min(said.get(name, 0.0), 2.5),
                float(spoken is not None and spoken.matter.type == name),
                voted.get(name, 0.0),
                float(asks and name == ASKING),
                float(any(word in read.plain for word in self.words.meant.get(name, ()))),
            )
            for name in self.words.types
        }

    def _category(
        self, function: str, spoken: Spoken | None, alike: Iterable[Alike]
    ) -> tuple[Guess, Guess]:
        same = [one for one in alike if one.lesson.settled.function == function]
        voted: dict[tuple[str, str], float] = {}
        for one in same:
            key = (one.lesson.settled.category_l1, one.lesson.settled.category_l2)
            voted[key] = voted.get(key, 0.0) + weighing.CATEGORY[1] * one.alike**2
        if spoken:
            key = tuple(spoken.matter.category.split("/", 1))  # type: ignore[assignment]
            voted[key] = voted.get(key, 0.0) + weighing.CATEGORY[0] * spoken.strength
        if not voted:
            return Guess(""), Guess("")
        best = max(voted, key=lambda one: (voted[one], one))
        share = voted[best] / (sum(voted.values()) + weighing.CATEGORY[2])
        why = (f"“{spoken.matter.name}”归入{best[0]}·{best[1]}",) if spoken else ()
        return Guess(best[0], round(share, 3), why), Guess(best[1], round(share, 3), why)

    def _urgency(self, read: Understood, spoken: Spoken | None, type_: str) -> Guess:
        levels = [*self.words.urgency]
        if not levels:
            return Guess("")
        last = levels[-1]
        if type_ in ("建议", "表扬"):
            return Guess(last, 0.9, ("没有说到危险或停水停电停气",))
        said = {
            name: [
                hit.word
                for hit in self._urgent.hits(read.plain)
                if self._urgency_by_word[hit.word] == name
            ]
            for name in levels
        }
        for name in levels[:-1]:
            if said[name] and not (type_ == "咨询" and name == levels[0]):
                words = "”“".join(dict.fromkeys(said[name]))
                return Guess(name, 0.9, (f"说到“{words}”,要{name}处理",))
        second = levels[min(1, len(levels) - 1)]
        clocks = {"emergency": levels[0], "prompt": second, "utility": second}
        if spoken and (found := clocks.get(spoken.matter.clock)) and type_ != "咨询":
            return Guess(found, 0.8, (f"“{spoken.matter.name}”要{found}处理",))
        return Guess(last, 0.8, ("没有说到危险或停水停电停气",))

    def _clocks(self, read: Understood, urgency: str) -> Clocks:
        level: Mapping[str, Any] = self.words.urgency.get(urgency, {})
        dispatch = timedelta(hours=level.get("dispatch_hours", 24))
        feedback = timedelta(
            hours=level.get("feedback_hours", 0), days=level.get("feedback_days", 0)
        )
        if not level.get("feedback_hours") and any(
            one in read.text for one in self.words.complex_says
        ):
            feedback = timedelta(days=self.words.complex_days)
        return Clocks(dispatch, feedback or timedelta(days=7))

    def _helpers(self, function: str, heard: Heard, alike: Iterable[Alike]) -> tuple[Guess, ...]:
        found: dict[str, Guess] = {}
        spoken = heard.first(function)
        for code in spoken.matter.co if spoken else ():
            found[code] = Guess(code, 0.6, (f"“{spoken.matter.name}”由其协办" if spoken else "",))
        for one in heard.matters:
            strong = spoken and one.whole and one.strength >= CO_AT * spoken.strength
            if strong and one.function != function:
                why = f"也说到“{one.said[0]}”({one.matter.name})"
                found.setdefault(one.function, Guess(one.function, 0.5, (why,)))
        for like in alike:
            if like.lesson.settled.function == function:
                for code in like.lesson.settled.co_functions:
                    found.setdefault(code, Guess(code, round(like.alike, 3), ("相似诉求由其协办",)))
        found.pop(function, None)
        known = [one for code, one in found.items() if code]
        return tuple(sorted(known, key=lambda one: -one.confidence)[:3])

    def _per_district(self, function: str) -> bool:
        agency = self.duties.agencies.get(function)
        return agency is not None and agency.structure.per == DISTRICT


def telling(text: str) -> Iterable[str]:
    """Return the terms a demand is compared by: pairs of characters and notions, no fillers."""
    known = lexicon()
    for part in known.filler_words.sub(" ", text).split():
        yield from (term for term in terms_of(part, known) if len(term) > 1)
