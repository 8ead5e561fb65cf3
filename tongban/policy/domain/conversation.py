"""A conversation about one policy or many (对话): the facts in common, what is held, what comes next.

Facts of different policies are one fact when they are held as the same thing (`held_as`), or have
the same name, type and unit: asked once, the answer serves them all. One policy is gone through to
its amounts; many only to yes or no, and the amounts are asked for where somebody wants to know.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef, Policy
from tongban.kernel.text import Text
from tongban.policy.domain.asking import Asker, Matter, Question, Screen
from tongban.policy.domain.deriving import value_of
from tongban.policy.domain.entitlement import (
    ELIGIBLE,
    Entitlement,
    Result,
    is_within,
    prepared,
)
from tongban.policy.domain.facts_asked import AskedFact, facts_of
from tongban.policy.domain.holdings import Holdings
from tongban.policy.domain.rules.answer import Interval, Missing
from tongban.policy.domain.rules.problems import BadFact
from tongban.policy.domain.rules.sheet import Sheet
from tongban.policy.domain.thresholds import cuts_of

TODAY = "today"
"""What a fact is held as when it is the day on which the question is put."""
EFFORT = {"bool": 10, "enum": 11, "number": 13, "yearmonth": 13, "date": 13, "money": 16}
BAND_EFFORT = 11
_KEPT = 64
"""How many answers of a policy are kept, by the values and sources they rest on.

Whose values they were is kept nowhere; they stay in this process and go with the book.
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A fact that need not be asked (已掌握的信息) with where it is from."""

    fact: str
    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class Reads:
    """What has to be read of a person for a conversation (所需数据): facts and licences, no more."""

    facts: frozenset[FactRef]
    licences: frozenset[str]


class Conversation:
    """The conversation about some policies (对话), the same for everybody who has it.

    `shares` says how many in a thousand give each answer to a question, where statistics of a
    population are published; they only ever change the order of questions.
    """

    __slots__ = (
        "_asker",
        "_banded",
        "_found",
        "_own",
        "_ready",
        "_shares",
        "_sheets",
        "book",
        "facts",
        "policies",
        "today",
    )

    def __init__(
        self,
        policies: Iterable[Policy],
        book: Book,
        today: date,
        shares: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self.policies = {one.id: one for one in policies}
        self.book, self.today = book, today
        self._shares = shares or {}
        self._ready = {key: prepared(one, book, today) for key, one in self.policies.items()}
        self._sheets = {key: one.sheet for key, one in self._ready.items()}
        self.facts = facts_of(self.policies.values(), self._sheets, book)
        self._own = {
            key: {fact.id: fact.keys[key] for fact in self.facts.values() if key in fact.keys}
            for key in self.policies
        }
        self._found: dict[str, dict[Any, Entitlement]] = {key: {} for key in self.policies}
        self._banded = {key: _banded(one.sheet) for key, one in self._ready.items()}
        self._asker = Asker(
            [self._matter(key) for key in self.policies],
            [self._question(fact) for fact in self.facts.values()],
        )

    @property
    def is_single(self) -> bool:
        """Whether it is about one policy, down to its amounts."""
        return len(self.policies) == 1

    def next(self, answers: Mapping[str, Any]) -> Screen | None:
        """Choose the next screen for answers by fact id; None when nothing is left to ask."""
        return self._asker.next(answers)

    def screen(self, facts: Sequence[str]) -> Screen:
        """Make a screen for facts that are asked whatever the order says."""
        return self._asker.screen(facts)

    def outcomes(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Say what is settled: the outcome of every policy, None where it is open."""
        return self._asker.outcomes(answers)

    def open(self, answers: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """Say of every policy that is open which facts can still change its outcome."""
        return self._asker.open(answers)

    def results(self, policy: str) -> tuple[Result, ...]:
        """Return what a policy gives, in the order of its clauses."""
        return tuple(self._ready[policy].results.values())

    def question(self, fact: str) -> Question:
        """Return how a fact is asked."""
        return self._asker.questions[fact]

    def reads(self) -> Reads:
        """Say what has to be read to know what is held: the facts, and what they follow from."""
        refs: set[FactRef] = set()
        licences: set[str] = set()
        todo = [fact.ref for fact in self.facts.values() if fact.ref is not None]
        while todo:
            ref = todo.pop()
            refs.add(ref)
            rule = self.book.kind(ref.kind).derive or {}
            if "holds" in rule:
                licences.add(rule["holds"])
            todo += [
                base
                for name in ("from", "on")
                if name in rule and (base := FactRef(ref.role, rule[name])) not in refs
            ]
        return Reads(frozenset(refs), frozenset(licences))

    def held(self, holdings: Holdings) -> tuple[Held, ...]:
        """Find what need not be asked: what is known or follows, and the day."""
        found = []
        for fact in self.facts.values():
            if fact.held_as == TODAY:
                found.append(Held(fact.id, self.today.isoformat(), TODAY))
            elif (ref := fact.ref) is not None:
                value = value_of(ref, self.book, holdings=holdings, today=self.today)
                value = self._usable(fact, value)
                if value is not None:
                    found.append(Held(fact.id, value, holdings.sources.get(ref, "derived")))
        return tuple(found)

    def _usable(self, fact: AskedFact, value: Any) -> Any:
        """Return a held value if every policy that uses it can read it."""
        if value is None or not isinstance(value, (bool, int, str)):
            return None
        return value if self.problem(fact.id, value) is None else None

    def problem(self, fact: str, value: Any) -> Text | None:
        """Say what is wrong with an answer; None where all policies can read it."""
        if isinstance(value, (Missing, Interval)):
            return None
        for policy, key in self.facts[fact].keys.items():
            try:
                self._sheets[policy].read({key: value})
            except BadFact as wrong:
                return wrong.why
        return None

    def result(
        self, policy: str, answers: Mapping[str, Any], sources: Mapping[str, str]
    ) -> Entitlement:
        """Say what one policy gives for these answers; facts in it are keyed as the policy does."""
        own = self._own[policy]
        said = tuple((answers.get(fact), sources.get(fact)) for fact in own)
        try:
            found = self._found[policy].get(said)
        except TypeError:  # a list of members
            return self._answer(policy, answers, sources)
        if found is None:
            found = self._answer(policy, answers, sources)
            if len(self._found[policy]) >= _KEPT:
                self._found[policy].clear()
            self._found[policy][said] = found
        return found

    def _answer(
        self, policy: str, answers: Mapping[str, Any], sources: Mapping[str, str]
    ) -> Entitlement:
        facts: dict[str, Any] = {}
        bands: dict[str, Interval] = {}
        for fact, key in self._own[policy].items():
            value = answers.get(fact)
            if isinstance(value, Interval) and key in self._banded[policy]:
                # Any value of the band gives the same answer, and is quicker to reason with.
                bands[key], value = value, self.question(fact).point(value)
            if value is not None:
                facts[key] = value
        own = {key: sources[fact] for fact, key in self._own[policy].items() if fact in sources}
        found = self._ready[policy].answer(facts, own)
        if not bands:
            return found
        because = (
            one._replace(value=bands[one.fact]) if one.fact in bands else one
            for one in found.because
        )
        return replace(found, because=tuple(because))

    def fact_of(self, policy: str, key: str) -> AskedFact | None:
        """Return the fact a policy calls by a key."""
        return next((one for one in self.facts.values() if one.keys.get(policy) == key), None)

    def _matter(self, policy: str) -> Matter:
        sheet, keys = self._sheets[policy], self._own[policy]
        by_key = {key: fact for fact, key in keys.items()}
        wanted = self._results(policy)
        whole = wanted != {ELIGIBLE}

        if not sheet.program.results:
            return _unruled(policy, keys)

        def own(answers: Mapping[str, Any]) -> dict[str, Any]:
            return {key: answers[fact] for fact, key in keys.items() if fact in answers}

        def decide(answers: Mapping[str, Any]) -> bool | None:
            found = sheet.decide(sheet.read(own(answers)))
            eligible: bool | None = found.get(ELIGIBLE, True)
            if not whole or eligible is False:
                return eligible
            return None if eligible is None or blocking(answers) else bool(eligible)

        def blocking(answers: Mapping[str, Any]) -> Sequence[str]:
            values = sheet.trace(sheet.read(own(answers)))
            missing = sheet.explainer.walk(list(_open(sheet, values, wanted)), values).missing
            return [by_key[key] for key in missing if key in by_key]

        return Matter(policy, tuple(keys), decide, blocking)

    def _question(self, fact: AskedFact) -> Question:
        cuts = cuts_of(
            [
                (self._sheets[policy].program, key, self._results(policy))
                for policy, key in fact.keys.items()
            ]
        )
        type_ = fact.kind.type
        effort = fact.effort or (BAND_EFFORT if cuts is not None else EFFORT.get(type_, 13))
        return Question(
            fact.id,
            type_,
            cuts.cuts if cuts else None,
            cuts.step if cuts else Decimal(1),
            tuple(option.zh for option in fact.kind.options),
            fact.topic,
            fact.share,
            tuple(self._shares.get(fact.id, ())),
            effort + (3 if fact.kind.sensitive else 0),
            fact.position,
        )

    def _results(self, policy: str) -> frozenset[str]:
        results = frozenset(self._sheets[policy].program.results)
        if self.is_single or ELIGIBLE not in results:
            return results
        return frozenset({ELIGIBLE})


def _unruled(policy: str, facts: Iterable[str]) -> Matter:
    """Make the matter of a policy no rule judges: it applies once all its facts are known."""
    wanted = tuple(facts)

    def blocking(answers: Mapping[str, Any]) -> Sequence[str]:
        return [fact for fact in wanted if fact not in answers]

    return Matter(policy, wanted, lambda answers: None if blocking(answers) else True, blocking)


def _banded(sheet: Sheet) -> frozenset[str]:
    """Find the facts of which a policy, amounts included, sees nothing but the band."""
    program = sheet.program
    results = frozenset(program.results)
    return frozenset(key for key in program.inputs if cuts_of([(program, key, results)]))


def _open(sheet: Sheet, values: Sequence[Any], wanted: frozenset[str]) -> Iterator[int]:
    """Yield the steps of the results that are asked for: of each first whether it is given."""
    program = sheet.program
    for key in program.results:
        given = program.given.get(key)
        if key not in wanted:
            continue
        if given is not None:
            yield given
        if given is None or values[given] is not False:
            yield program.results[key]


def policies_here(book: Book) -> tuple[Policy, ...]:
    """Return the policies in force here that say yes or no, in the order of their ids.

    Those whose definition wants to be asked `alone` (a passport, a wedding) are left out: nobody
    is asked about them who did not begin with them.
    """
    return tuple(
        one
        for _, one in sorted(book.policies.items())
        if is_within(book.region, str(one.region.get("code") or ""))
        and not one.extra.get("alone")
        and (one.rule or any(each["gives"] == ELIGIBLE for each in one.clauses))
    )


def policies_about(service: str, book: Book) -> tuple[Policy, ...]:
    """Return the policies in force here that a service carries out, in the order of their ids."""
    return tuple(
        one
        for _, one in sorted(book.policies.items())
        if service in one.related and is_within(book.region, str(one.region.get("code") or ""))
    )
