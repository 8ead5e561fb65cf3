"""A sheet ready for use (可用的条款表): decide, explain, and the program every engine runs.

One sheet is a policy on one day in one region, its parameters filled in. `decide` is a generated
function over whole numbers; `explain` takes plain facts and gives plain values with reasons.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from tongban.catalogue.domain.model import Book, Policy
from tongban.policy.domain.rules.answer import Answer
from tongban.policy.domain.rules.answering import Answering, Outline
from tongban.policy.domain.rules.clauses import sheet as clause_sheet
from tongban.policy.domain.rules.compiling import Compiled, compiled
from tongban.policy.domain.rules.explaining import Explainer
from tongban.policy.domain.rules.problems import RuleFault
from tongban.policy.domain.rules.program import Program
from tongban.policy.domain.rules.reading import Reader, plain
from tongban.policy.domain.rules.scope import TODAY
from tongban.policy.domain.rules.source import (
    Decide,
    Pattern,
    Trace,
    decide_function,
    pattern_function,
    trace_function,
)

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
        self.outlines: dict[tuple[bool | None, ...], Outline] = {}
        """The reasons that were found, by what they depend on; see `pattern`."""

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
    def says_truths(self) -> bool:
        """Whether all results are yes or no."""
        ops, steps = self.program.ops, self.program.results.values()
        return all(ops[step].type.kind == "truth" for step in steps)

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
    def trace(self) -> Trace:
        """Gives the value of every step."""
        return trace_function(self.program)

    @cached_property
    def pattern(self) -> Pattern:
        """Says of the value of every step what the reasons depend on."""
        return pattern_function(self.program)

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
        return Answering(self, facts, sources).answer()

    def plain(self, key: str, value: Any) -> Any:
        """Say a result of `decide` plainly: Decimal, date, str or bool."""
        return plain(value, self.program.ops[self.program.results[key]].type)
