"""Several policies as one program, with what each line has to say for itself (测算清单).

Of every person and policy: the decision (1, 0 or NULL), each amount as whole numbers, the reason
mask, and the number of the one question to ask. The legend says what bits and numbers mean.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tongban.oversight.population.building import NUMBER, TRUTH, Builder
from tongban.oversight.population.lowering import lower
from tongban.oversight.population.questions import ask
from tongban.policy.domain.rules.program import Program, Type

ELIGIBLE = "eligible"
CENTS = 2  # places after the point of yuan
HALF = 31  # bits for what fails; as many again for what is unknown; a sign bit is left


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a clause (条件): its step in the program, its text, clause and article."""

    place: int
    text: str
    clause: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy ready for populations (可测算政策)."""

    policy: str
    version: str
    name: str
    program: Program
    conditions: tuple[Condition, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """The facts by what a person calls them."""
    units: Mapping[str, str | None] = field(default_factory=dict)
    """The units of the results."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a policy's columns are called and mean (栏目)."""

    rule: Rule
    values: Mapping[str, Type]
    facts: tuple[str, ...]
    """The facts that the column of questions counts, from one."""

    def name(self, what: str) -> str:
        """Name a column of this policy."""
        return f"{self.rule.policy}.{what}"

    @property
    def decision(self) -> str:
        """Name the column of the decision."""
        return self.name("decision")

    @property
    def reasons(self) -> str:
        """Name the column of the reason mask."""
        return self.name("reasons")

    @property
    def ask(self) -> str:
        """Name the column of the question to ask."""
        return self.name("ask")


@dataclass(frozen=True, slots=True)
class Assembly:
    """One program for all policies (总程序), and what its columns mean."""

    program: Program
    columns: tuple[Column, ...]


def assemble(
    rules: Sequence[Rule],
    *,
    fixed: Mapping[str, Any],
    always: Collection[str] = (),
    bare: bool = False,
) -> Assembly:
    """Put policies together; `always` are facts that are known of everybody in the file.

    `bare` leaves reasons and questions out.
    """
    build = Builder(always)
    results: dict[str, int] = {}
    columns = []
    for rule in rules:
        places = lower(build, rule.program, fixed)
        column, made = _column(build, rule, places, bare=bare)
        columns.append(column)
        results.update(made)
    return Assembly(build.program(results), tuple(columns))


def _column(
    build: Builder, rule: Rule, places: Sequence[int], *, bare: bool
) -> tuple[Column, dict[str, int]]:
    results = rule.program.results
    values = {
        key: _in_cents(rule.program.ops[place].type, rule.units.get(key))
        for key, place in results.items()
    }
    values.pop(ELIGIBLE, None)
    decision = _decision(build, rule.program, places)
    facts: tuple[str, ...] = ()
    made: dict[str, int] = {}
    if not bare:
        wanted = _perhaps(build, decision)
        given = rule.program.given
        roots = {
            place: build.op("and", wanted, _perhaps(build, places[given[key]]))
            if key in given
            else wanted
            for key, place in results.items()
        }
        if ELIGIBLE in results:
            roots[results[ELIGIBLE]] = build.const(value=True)
        question, facts = ask(build, rule.program, places, roots)
        conditions = [places[one.place] for one in rule.conditions[:HALF]]
        mask = build.op("mask", *conditions, value=HALF, type_=NUMBER) if conditions else None
    column = Column(rule, values, facts)
    made[column.decision] = decision
    for key, type_ in values.items():
        finer = type_.scale - rule.program.ops[results[key]].type.scale
        place = places[results[key]]
        made[column.name(key)] = (
            build.number("mul", place, build.const(10**finer)) if finer else place
        )
    if not bare:
        made[column.reasons] = build.const(0) if mask is None else mask
        made[column.ask] = question
    return column, made


def _in_cents(type_: Type, unit: str | None) -> Type:
    """Return the type in which a value is given: money always in cents."""
    money = type_.kind == "number" and (unit or "").startswith("元")
    scale = max(type_.scale, CENTS) if money else type_.scale
    return replace(type_, unit=unit, scale=scale)


def _perhaps(build: Builder, place: int) -> int:
    """Add: it is not certain that this does not hold."""
    return build.op("presumed", place, build.const(value=True))


def _decision(build: Builder, program: Program, places: Sequence[int]) -> int:
    """Return the step of the decision; without one, yes as soon as every value is known."""
    if ELIGIBLE in program.results:
        return places[program.results[ELIGIBLE]]
    known = [build.op("known", places[place]) for place in program.results.values()]
    every = build.op("and", *known)
    return build.op("if", every, build.const(value=True), build.const(None, TRUTH))


def legend(assembly: Assembly) -> dict[str, Any]:
    """Say what each column, bit and question number means, as plain JSON."""
    return {"policies": [_legend(one) for one in assembly.columns]}


def _legend(column: Column) -> dict[str, Any]:
    rule = column.rule
    bits = [
        {
            "bit": number + half,
            "means": means,
            "clause": one.clause,
            "article": one.article,
            "condition": one.text,
        }
        for half, means in ((0, "not met"), (HALF, "unknown"))
        for number, one in enumerate(rule.conditions[:HALF])
    ]
    return {
        "policy": rule.policy, "version": rule.version, "name": rule.name,
        "columns": {
            "decision": column.decision, "reasons": column.reasons, "ask": column.ask,
            "values": [
                {"column": column.name(key), "kind": one.kind, "scale": one.scale, "unit": one.unit}
                for key, one in column.values.items()
            ],
        },
        "bits": bits,
        "questions": [
            {"number": number, "fact": key, "name": rule.names.get(key, key)}
            for number, key in enumerate(column.facts, 1)
        ],
    }  # fmt: skip
