"""A sheet ready for use (可用的条款表): decide, explain, and the program every engine runs.

One sheet is a policy on one day in one region, its parameters filled in. `decide` is a generated
function over whole numbers; `explain` takes plain facts and gives plain values with reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from tongban.catalogue.domain.model import Book, Policy
from tongban.kernel.text import Text
from tongban.policy.domain.rules import arithmetic
from tongban.policy.domain.rules.answer import Answer, Cause, Interval
from tongban.policy.domain.rules.clauses import sheet as clause_sheet
from tongban.policy.domain.rules.compiling import Compiled, compiled
from tongban.policy.domain.rules.explaining import Explainer, Said, Walk
from tongban.policy.domain.rules.problems import RuleFault
from tongban.policy.domain.rules.program import Program, Type
from tongban.policy.domain.rules.ranging import held, ranged, settled
from tongban.policy.domain.rules.reading import Known, Reader
from tongban.policy.domain.rules.scope import TODAY
from tongban.policy.domain.rules.source import Decide, Trace, decide_function, trace_function

NOTHING: Mapping[str, str] = {}


def compile_sheet(
    policy: Policy,
    book: Book,
    *,
    on: date,
    region: str | None = None,
    known_on: date | None = None,
) -> "Sheet":
    """Compile a policy for a day and a region (its own without one).

    Parameters are taken as they were known on `known_on`, today's knowledge without it. Raises
    RuleFault with the first thing that is wrong, its line and column.
    """
    place = region or str(policy.region.get("code") or book.region)
    known = known_on.isoformat() if known_on else None
    made = compiled(clause_sheet(policy, book), on=on.isoformat(), region=place, known=known)
    for one in made.errors:
        raise RuleFault(one.fault)
    return Sheet(made, on, place)


class Sheet:
    """A compiled sheet of clauses (条款表); see docs/rules-language.md."""

    def __init__(self, made: Compiled, on: date, region: str) -> None:
        self.compiled, self.on, self.region = made, on, region

    @property
    def program(self) -> Program:
        """The straight-line program that every engine runs."""
        return self.compiled.program

    @property
    def units(self) -> Mapping[str, str | None]:
        """The unit of each result that is a number."""
        return self.compiled.units

    @cached_property
    def facts_needed(self) -> tuple[str, ...]:
        """The keys of the facts that can matter, in the order of the clauses."""
        keys = [op.value for op in self.program.ops if op.op == "input"]
        return tuple(key for key in dict.fromkeys(keys) if key != TODAY)

    @cached_property
    def reader(self) -> Reader:
        """Reads plain facts into whole numbers."""
        return Reader(self.program.inputs, self.on)

    @cached_property
    def _fast(self) -> Decide:
        return decide_function(self.program, complete=False)

    @cached_property
    def slow(self) -> Decide | None:
        """Decides completely where a fact is looked at twice; None where that is never needed."""
        if not any(op.op == "complete" for op in self.program.ops):
            return None
        return decide_function(self.program, complete=True)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every fact is looked at once, so that a walk to the reasons names none too many."""
        return self.explainer.is_plain()

    @cached_property
    def trace(self) -> Trace:
        """Gives the value of every step."""
        return trace_function(self.program)

    @cached_property
    def explainer(self) -> Explainer:
        """Says why."""
        return Explainer(self.compiled)

    def read(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Read plain facts into what `decide` takes; raises BadFact for what does not fit."""
        return self.reader.read(facts).values

    def decide(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """Give each result of facts in whole numbers: None where it is not certain or not given."""
        made = self._fast(known)
        if self.slow is not None and None in made.values():
            return self.slow(known)
        return made

    def explain(self, facts: Mapping[str, Any], *, sources: Mapping[str, str] = NOTHING) -> Answer:
        """Answer for one person whose facts may be unknown, known by bounds, or of a cause.

        Raises BadFact where a fact does not fit what the policy declares.
        """
        return _Explaining(self, facts, sources).answer()

    def plain(self, key: str, value: Any) -> Any:
        """Say a result of `decide` plainly: Decimal, date, str or bool."""
        return plain(value, self.program.ops[self.program.results[key]].type)


def plain(value: Any, type_: Type) -> Any:
    """Say a whole number plainly; a month of the year as 2025-01."""
    if value is None or type_.kind not in ("number", "day"):
        return value
    if type_.kind == "day":
        found = arithmetic.as_date(value)
        return f"{found:%Y-%m}" if type_.month_only else found
    return Decimal(value).scaleb(-type_.scale) if type_.scale else Decimal(value)


@dataclass(slots=True)
class _Explaining:
    """One answer being made."""

    sheet: Sheet
    facts: Mapping[str, Any]
    sources: Mapping[str, str]

    def answer(self) -> Answer:
        sheet, program = self.sheet, self.sheet.program
        known = sheet.reader.read(self.facts)
        values = self._values(known)
        results = {key: values[step] for key, step in program.results.items()}
        absent = {key for key, step in program.given.items() if values[step] is False}
        found = self._walk(values, absent)
        kept = self._kept(known, found, results)
        return Answer(
            values={
                key: sheet.plain(key, value) for key, value in results.items() if key not in absent
            },
            intervals=self._intervals(known, results, absent),
            because=sheet.explainer.because(found, Said(self.facts, self.sources, kept)),
            missing=tuple(found.missing),
            causes={key: self._cause(key, known) for key in found.missing},
            would_change=self._changes(known, kept, found, results),
            texts=self._texts(results, absent),
        )

    def _values(self, known: Known) -> Any:
        if not known.intervals:
            return self.sheet.trace(known.values)
        given = {**known.values, **known.intervals}
        return [settled(one) for one in held(self.sheet.program, given)]

    def _walk(self, values: Any, absent: set[str]) -> Walk:
        program, roots = self.sheet.program, []
        for key, step in program.results.items():
            if key in program.given:
                roots.append(program.given[key])
            if key not in absent:
                roots.append(step)
        return self.sheet.explainer.walk(roots, values)

    def _results(self, known: Known, left_out: frozenset[str]) -> Mapping[str, Any]:
        """Give the results again without some facts."""
        program = self.sheet.program
        values = {key: one for key, one in known.values.items() if key not in left_out}
        if not known.intervals:
            return self.sheet.decide(values)
        bounds = {key: one for key, one in known.intervals.items() if key not in left_out}
        found = held(program, {**values, **bounds})
        return {key: settled(found[step]) for key, step in program.results.items()}

    def _used(self, found: Walk) -> list[str]:
        explainer = self.sheet.explainer
        keys = [key for step in found.decisive for key in explainer.line(step).facts]
        return [key for key in dict.fromkeys((*keys, *found.numbers)) if key not in found.missing]

    def _kept(self, known: Known, found: Walk, results: Mapping[str, Any]) -> frozenset[str] | None:
        """Leave out what the answer does not need, where a fact is looked at twice."""
        if self.sheet.is_plain or None in results.values():
            return None
        used = self._used(found)
        out = frozenset((*known.values, *known.intervals)) - frozenset(used) - {TODAY}
        for key in reversed(used):
            if key != TODAY and self._results(known, out | {key}) == results:
                out |= {key}
        return frozenset(used) - out

    def _changes(
        self,
        known: Known,
        kept: frozenset[str] | None,
        found: Walk,
        results: Mapping[str, Any],
    ) -> tuple[str, ...]:
        """Name the facts without which the answer would not be certain."""
        if all(value is None for value in results.values()):
            return ()
        if self.sheet.is_plain and not known.intervals:
            lines = [
                self.sheet.explainer.line(step)
                for step in found.decisive
                if step not in found.loose
            ]
            tight = [key for line in lines for key in line.facts if key in known.values]
            return tuple(dict.fromkeys((*tight, *found.numbers)))
        used = [key for key in self._used(found) if kept is None or key in kept]
        return tuple(
            key
            for key in used
            if key != TODAY and self._results(known, frozenset((key,))) != results
        )

    def _cause(self, key: str, known: Known) -> Cause:
        official = self.sheet.program.inputs[key].official
        return known.causes.get(key) or ("awaits_official" if official else "not_asked")

    def _intervals(
        self, known: Known, results: Mapping[str, Any], absent: set[str]
    ) -> Mapping[str, Interval]:
        ops, steps = self.sheet.program.ops, self.sheet.program.results
        open_ = [
            key
            for key, value in results.items()
            if value is None
            and key not in absent
            and ops[steps[key]].type.kind in ("number", "day")
        ]
        if not open_:
            return {}
        found = ranged(self.sheet.program, {**known.values, **known.intervals})
        made = {}
        for key in open_:
            if found[key] is None:
                continue
            low, high = found[key]
            type_ = ops[steps[key]].type
            made[key] = Interval(plain(low, type_), plain(high, type_))
        return made

    def _texts(self, results: Mapping[str, Any], absent: set[str]) -> Mapping[str, Text]:
        made = {}
        for key, clause in self.sheet.compiled.clauses.items():
            value = results.get(key)
            word = "unknown" if value is None else "no" if value is False else "yes"
            word = "no" if key in absent else word
            if word in clause.texts:
                made[key] = clause.texts[word]
        return made
