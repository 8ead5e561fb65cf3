"""Asking as little as possible (问得最少): which screen comes next, and when nothing is left to ask.

What is held is never asked. What can no longer change an answer is skipped. A number that is only
compared with thresholds is asked as a band ("under 1,200?") instead of exactly. Rare yes/no facts
are ticked together on one screen, topic by topic; the others come one by one. Greedily comes first
what settles most, weighed by worth, for the effort of answering, and a screen of ticks competes
with single questions. A writer's own order goes before all of this. Nothing is guessed, and
nothing is left out because it is unlikely: the conversation ends when every matter is settled, or
hangs only on what the person does not know.

The order rests on shares that are taken as independent of each other: against a sample of people
that costs nothing (see docs/decisions/0029).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from tongban.policy.domain.rules.answer import Interval, Missing

RARE = 150
"""A yes/no fact is rare when fewer than this many in a thousand say yes."""
TICKS = 8
"""How many rare facts stand on one screen at most."""
NEARER = 150
"""What a question is worth to a matter it does not settle but brings nearer, of a thousand."""
TICK_WORTH = 30
"""What a screen of ticks settles counts this much in a hundred, for it takes longer to read."""
BANDS = 7
"""A number with more bands than this is asked exactly."""
_KEPT = 4096
"""How many outcomes of a matter are kept, by what rules can tell apart; of whom is not known."""
_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Cut:
    """A threshold (分界点): `closed` puts the value itself above it (x ≥ value), else below."""

    value: Any
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What can be asked about one fact (问题).

    `cuts` are all the thresholds it is compared with, in order, and `step` the smallest
    difference between two values; `cuts` is None where its exact value matters. `options` are
    the words of a choice. `share` is how many in a thousand say yes, `shares` how many fall into
    each band or choose each option, where that is known. `effort` is what it costs to answer, in
    tenths of a yes/no question. `position` is the place a writer gave it, before all without one.
    """

    fact: str
    type: str = "bool"
    cuts: tuple[Cut, ...] | None = None
    step: Decimal = Decimal(1)
    options: tuple[str, ...] = ()
    topic: str = ""
    share: int = 500
    shares: tuple[int, ...] = ()
    effort: int = 10
    position: int | None = None

    @property
    def is_rare(self) -> bool:
        """Whether so few say yes that it is ticked together with others."""
        return self.type == "bool" and self.share < RARE

    def bands(self) -> tuple[Interval, ...]:
        """Return the ranges between the thresholds, both ends included, from the lowest up."""
        found, low = [], None
        for cut in self.cuts or ():
            found.append(Interval(low, cut.value - self.step if cut.closed else cut.value))
            low = cut.value if cut.closed else cut.value + self.step
        return (*found, Interval(low, None))

    def point(self, value: Any) -> Any:
        """Return a value that rules cannot tell from this band."""
        if self.cuts and isinstance(value, Interval) and value in self.bands():
            return value.high if value.low is None else value.low
        return value


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to be settled for one person (待定事项): most often whether a policy applies.

    `decide` says the outcome for answers, None while open; `blocking` the facts that can still
    change it, in the order of the rule. `worth` weighs it against other matters.
    """

    id: str
    facts: tuple[str, ...]
    decide: Callable[[Mapping[str, Any]], Any]
    blocking: Callable[[Mapping[str, Any]], Sequence[str]]
    worth: int = 1


@dataclass(frozen=True, slots=True)
class Screen:
    """One thing to ask (一屏): one fact exactly or by band, or rare facts to tick together.

    `matters` are those it helps to settle, `open` how many are open altogether.
    """

    kind: Literal["one", "band", "ticks"]
    facts: tuple[str, ...]
    matters: tuple[str, ...] = ()
    open: int = 0


@dataclass(slots=True)
class _Kept:
    """What has been worked out about one matter, by what is known of its facts."""

    matter: Matter
    outcomes: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    blocked: dict[tuple[Any, ...], tuple[str, ...]] = field(default_factory=dict)


class Asker:
    """Asks about a set of matters (提问者); made once, it serves every conversation.

    >>> poor = Matter("relief", ("income",), lambda a: None, lambda a: ("income",))
    >>> asker = Asker([poor], [Question("income", "money", cuts=(Cut(970),))])
    >>> asker.next({})
    Screen(kind='band', facts=('income',), matters=('relief',), open=1)
    """

    __slots__ = ("_cells", "_kept", "_mentions", "questions")

    def __init__(self, matters: Iterable[Matter], questions: Iterable[Question]) -> None:
        self.questions = {one.fact: one for one in questions}
        self._kept = [_Kept(one) for one in matters]
        self._mentions: dict[str, list[_Kept]] = {}
        for kept in self._kept:
            for fact in kept.matter.facts:
                self._mentions.setdefault(fact, []).append(kept)
        self._cells = {fact: _cells(one) for fact, one in self.questions.items()}

    def outcomes(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Say what is settled: the outcome of every matter, None where it is open."""
        cells, answers = self._seen(answers), self._points(answers)
        return {
            kept.matter.id: self._outcome(kept, _view(kept, cells), answers) for kept in self._kept
        }

    def open(self, answers: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """Say what is open: for every such matter the facts that can still change its outcome."""
        cells, answers = self._seen(answers), self._points(answers)
        found = {}
        for kept in self._kept:
            view = _view(kept, cells)
            if self._outcome(kept, view, answers) is None:
                found[kept.matter.id] = self._blocking(kept, view, answers)
        return found

    def next(self, answers: Mapping[str, Any]) -> Screen | None:
        """Choose the next screen; None when nothing is left that asking could settle.

        A fact that was asked and is not known (`Missing`) is not asked again.
        """
        open_ = self.open(answers)
        wanted: dict[str, list[str]] = {}
        for matter, facts in open_.items():
            for fact in facts:
                if fact not in answers and fact in self.questions:
                    wanted.setdefault(fact, []).append(matter)
        if not wanted:
            return None
        kind, facts = self._choose(wanted, open_, answers)
        matters = dict.fromkeys(matter for fact in facts for matter in wanted[fact])
        return Screen(kind, facts, tuple(matters), len(open_))

    def screen(self, facts: Sequence[str]) -> Screen:
        """Make a screen for facts that are asked whatever the order says."""
        if len(facts) > 1:
            return Screen("ticks", tuple(facts))
        return Screen(*self._single(facts[0]))

    def _choose(
        self,
        wanted: Mapping[str, list[str]],
        open_: Mapping[str, tuple[str, ...]],
        answers: Mapping[str, Any],
    ) -> tuple[Literal["one", "band", "ticks"], tuple[str, ...]]:
        placed = [fact for fact in wanted if self.questions[fact].position is not None]
        if placed:
            return self._single(min(placed, key=lambda fact: (self._place(fact), fact)))
        gains = self._gains(wanted, open_, answers)
        rare = [fact for fact in wanted if self.questions[fact].is_rare]
        common = [fact for fact in wanted if not self.questions[fact].is_rare]
        best = min(common, key=lambda fact: (-gains[fact], -len(wanted[fact]), fact), default=None)
        if len(rare) < 2:  # noqa: PLR2004 - one fact alone is a question like any other
            return self._single(best or rare[0])
        ticks = self._ticks(rare, wanted)
        if best is not None and gains[best] >= TICK_WORTH * sum(gains[one] for one in ticks) // 100:
            return self._single(best)
        return "ticks", ticks

    def _place(self, fact: str) -> int:
        return self.questions[fact].position or 0

    def _single(self, fact: str) -> tuple[Literal["one", "band"], tuple[str, ...]]:
        cuts = self.questions[fact].cuts
        return ("band" if cuts and len(cuts) < BANDS else "one"), (fact,)

    def _ticks(self, rare: Sequence[str], wanted: Mapping[str, list[str]]) -> tuple[str, ...]:
        """Fill a screen topic by topic, the topic first that bears on most matters."""
        topics: dict[str, list[str]] = {}
        for fact in rare:
            topics.setdefault(self.questions[fact].topic, []).append(fact)
        weight = {
            topic: sum(len(wanted[fact]) for fact in facts) for topic, facts in topics.items()
        }
        ranked: list[str] = []
        for topic in sorted(topics, key=lambda one: (-weight[one], one)):
            ranked += sorted(topics[topic], key=lambda fact: (-len(wanted[fact]), fact))
        return tuple(ranked[:TICKS])

    def _gains(
        self,
        facts: Iterable[str],
        open_: Mapping[str, tuple[str, ...]],
        answers: Mapping[str, Any],
    ) -> dict[str, int]:
        """Say of each question how much it settles for its effort."""
        cells, answers = self._seen(answers), self._points(answers)
        gains = {}
        for fact in facts:
            gain = sum(
                kept.matter.worth * (self._settled(kept, fact, cells, answers) + NEARER)
                for kept in self._mentions[fact]
                if fact in open_.get(kept.matter.id, ())
            )
            gains[fact] = gain * 10 // self.questions[fact].effort
        return gains

    def _settled(
        self, kept: _Kept, fact: str, cells: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> int:
        """Say in how many of a thousand cases the answer to a question would settle a matter."""
        view = _view(kept, cells)
        place = kept.matter.facts.index(fact)
        sure = 0
        for cell, share, value in self._cells[fact]:
            then = (*view[:place], cell, *view[place + 1 :])
            if self._outcome(kept, then, answers, fact, value) is not None:
                sure += share
        return sure

    def _outcome(
        self,
        kept: _Kept,
        view: tuple[Any, ...],
        answers: Mapping[str, Any],
        fact: str | None = None,
        value: Any = None,
    ) -> Any:
        found = kept.outcomes.get(view, _UNKNOWN)
        if found is _UNKNOWN:
            known = answers if fact is None else {**answers, fact: value}
            found = kept.matter.decide(known)
            if len(kept.outcomes) >= _KEPT:
                kept.outcomes.clear()
            kept.outcomes[view] = found
        return found

    def _blocking(
        self, kept: _Kept, view: tuple[Any, ...], answers: Mapping[str, Any]
    ) -> tuple[str, ...]:
        found = kept.blocked.get(view)
        if found is None:
            if len(kept.blocked) >= _KEPT:
                kept.blocked.clear()
            found = kept.blocked[view] = tuple(kept.matter.blocking(answers))
        return found

    def _seen(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Reduce answers to what the matters can tell apart."""
        return {fact: _cell(self.questions.get(fact), value) for fact, value in answers.items()}

    def _points(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Put a value in the place of every band, and leave out what is not known."""
        return {
            fact: self.questions[fact].point(value) if fact in self.questions else value
            for fact, value in answers.items()
            if not isinstance(value, Missing)
        }


def _view(kept: _Kept, cells: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(map(cells.get, kept.matter.facts))


def _cell(question: Question | None, value: Any) -> Any:
    """Say in which cell a value lies: the number of thresholds below it, else the value itself."""
    if isinstance(value, Missing):
        return _UNKNOWN
    if isinstance(value, (dict, list)):
        return repr(value)
    if question is None or question.cuts is None or isinstance(value, bool):
        return value
    if isinstance(value, Interval):
        return _span(question, value)
    number = Decimal(value) if isinstance(value, str) else value
    return sum(number >= cut.value if cut.closed else number > cut.value for cut in question.cuts)


def _span(question: Question, value: Interval) -> Any:
    bands = question.bands()
    return bands.index(value) if value in bands else value


def _cells(question: Question) -> tuple[tuple[Any, int, Any], ...]:
    """Return the cells of a question: how it is seen, how many in a thousand, a value for it."""
    if question.type == "bool":
        return ((True, question.share, True), (False, 1000 - question.share, False))
    if question.options:
        each = question.shares or _evenly(len(question.options))
        return tuple((one, share, one) for one, share in zip(question.options, each, strict=True))
    if not question.cuts:
        return ()
    bands = question.bands()
    each = question.shares or _evenly(len(bands))
    return tuple((number, each[number], question.point(band)) for number, band in enumerate(bands))


def _evenly(count: int) -> tuple[int, ...]:
    return (1000 // count,) * count
