"""Conditions of definitions as programs (条件编制): the leaves, whose facts they speak of, the steps.

A leaf keeps its form, `{"fact", "op", "value"}` or `{"rule": …}`, and becomes steps of the rule
core. Compiled once for a book.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

from tongban.catalogue.domain.model import Book, FactRef, Test
from tongban.policy.domain.inputs import WIDE, Source, type_of
from tongban.policy.domain.kept import PerBook
from tongban.policy.domain.roles import APPLICANT
from tongban.policy.domain.rules import legacy
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.answer import Interval
from tongban.policy.domain.rules.building import Builder
from tongban.policy.domain.rules.completing import completed
from tongban.policy.domain.rules.lowering import Lowering
from tongban.policy.domain.rules.parser import Make, parse
from tongban.policy.domain.rules.problems import Fault, RuleFault
from tongban.policy.domain.rules.program import Program, Type
from tongban.policy.domain.rules.ranging import ranged
from tongban.policy.domain.rules.scope import Declared, Scope
from tongban.policy.domain.rules.source import decide_function
from tongban.policy.domain.rules.typed import Abandon
from tongban.policy.domain.rules.units import Unit
from tongban.policy.domain.rules.walking import walk

ROOT = "root"
_KEPT = 8192
_OPS = ("==", "!=", "<", "<=", ">", ">=", "in")


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of a condition (判断项): as written, the fact it is about, every fact it looks at."""

    test: Test
    subject: str | None
    keys: tuple[str, ...]


Decide = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(slots=True)
class Condition:
    """A condition as a program (编成的条件): the leaves in the order written, and their steps."""

    test: Test
    parts: list[Part] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    builder: Builder = field(default_factory=Builder)
    steps: list[int] = field(default_factory=list)
    root: int = 0
    whole: "_Runner | None" = None
    each: "_Runner | None" = None

    def decide(self, facts: Mapping[str, Any]) -> Any:
        """Say whether it holds; of an amount how much it is, in whole steps of its scale."""
        if self.whole is None:
            with _compiling:
                self.whole = _Runner(self.builder, {ROOT: self.root})
        return self.whole.run(facts)[ROOT]

    @property
    def scale(self) -> int:
        """How many decimals a step of an amount has."""
        return self.builder.type(self.root).scale

    def leaves(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Say it of the whole (`ROOT`) and of every leaf, by its number."""
        if self.each is None:
            steps = {str(at): step for at, step in enumerate(self.steps)}
            with _compiling:
                self.each = _Runner(self.builder, steps | {ROOT: self.root})
        return self.each.run(facts)


class _Runner:
    """Some results of a condition, ready to be computed."""

    __slots__ = ("decide", "program")

    def __init__(self, builder: Builder, results: Mapping[str, int]) -> None:
        raw = Program(tuple(builder.ops), dict(builder.inputs), dict(results))
        self.program, _ = completed(builder, raw)
        self.decide: Decide = decide_function(self.program)

    def run(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        if any(isinstance(value, Interval) for value in facts.values()):
            return ranged(self.program, facts)
        return self.decide(facts)


_compiling = Lock()
"""Completing adds steps to a condition's builder, which threads share."""


def faults_of(text: str, book: Book, *, amount: bool = False) -> list[Fault]:
    """Say what is wrong with an expression in a service: a condition, or an amount."""
    found: list[Fault] = []
    if amount:
        _Compiling({}, book, found.append).amount(text)
    else:
        _Compiling({"rule": text}, book, found.append)
    return found


def condition_of(test: Test, book: Book) -> Condition:
    """Return a condition as compiled for a book."""
    return _conditions.of(book).condition(test)


def amount_of(text: str, book: Book) -> Condition:
    """Return an expression that gives an amount, compiled for a book; its root is the amount."""
    return _conditions.of(book).amount(text)


class _Conditions:
    """The conditions and amounts of one book that have been compiled, and what names mean in it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.names: dict[str, str] = {}
        for kind in book.kinds.values():
            self.names |= {kind.id: kind.id, kind.name.zh: kind.id}
            self.names |= {f"{role}.{kind.id}": f"{role}.{kind.id}" for role in book.roles}
        self._tests: dict[int, Condition] = {}
        self._amounts: dict[str, Condition] = {}

    def condition(self, test: Test) -> Condition:
        # A condition holds on to its test, so that no other can come to have the same id.
        found = self._tests.get(id(test))
        if found is None:
            if len(self._tests) >= _KEPT:
                self._tests.clear()
            found = self._tests[id(test)] = _Compiling(test, self.book).made
        return found

    def amount(self, text: str) -> Condition:
        found = self._amounts.get(text)
        if found is None:
            compiling = _Compiling({}, self.book)
            compiling.made.root = compiling.amount(text)
            found = self._amounts[text] = compiling.made
        return found


_conditions = PerBook(_Conditions)


class _Compiling:
    """One condition being compiled."""

    def __init__(
        self, test: Test, book: Book, report: Callable[[Fault], None] = lambda _fault: None
    ) -> None:
        self.book, self.report = book, report
        self.facts: dict[str, Declared] = {}
        self.made = Condition(test)
        scope = Scope(self.facts, lambda _key: None, {})
        self.lowering = Lowering(self.made.builder, scope, report, _no_clause)
        if test:
            self.made.root = self.tree(test)

    def tree(self, test: Test) -> int:
        builder = self.made.builder
        if "all" in test:
            return builder.all([self.tree(part) for part in test["all"]])
        if "any" in test:
            return builder.any([self.tree(part) for part in test["any"]])
        if "not" in test:
            return builder.not_(self.tree(test["not"]))
        return self.leaf(test)

    def leaf(self, test: Test) -> int:
        node, subject = self.node(test)
        keys = tuple(dict.fromkeys(one.key for one in walk(node) if isinstance(one, t.Fact)))
        try:
            step = self.lowering.truth(node)
        except (Abandon, RuleFault):
            step = self.made.builder.truth(None)
        self.made.parts.append(Part(test, subject or (keys[0] if keys else None), keys))
        self.made.steps.append(step)
        return step

    def node(self, test: Test) -> tuple[t.Node, str | None]:
        """Read a leaf: what it says, and the fact it is about."""
        if "holds" in test:
            return t.Fact(self.licence(test)), None
        if "rule" in test:
            return self.rule(test["rule"])
        if "fact" not in test or test.get("op") not in _OPS:
            # Something only a human can judge ("info" and notes in imported rules).
            return t.Unknown(str(test.get("note") or "")), None
        role, op, value = test.get("role"), test["op"], test["value"]
        ref = self.book.ref(test["fact"], role=role or APPLICANT)
        kind = self.book.kinds.get(ref.kind)
        if op in ("==", "!=", "in") and _is_word(value) and (kind is None or kind.type == "multi"):
            among = tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
            key = self.declare(ref, Type("truth"), among)
            return (t.Not(t.Fact(key)) if op == "!=" else t.Fact(key)), key
        key = self.declare(ref, type_of(kind, value))
        leaf = {"fact": key, "op": op, "value": self.value(value, role)}
        found = legacy.read(leaf, self.facts)
        return (found[0] if found else t.Unknown("")), key

    def rule(self, text: str) -> tuple[t.Node, str | None]:
        """Read an expression; one that cannot be read decides nothing."""
        try:
            return parse(text, _Names(self)), None
        except RuleFault as wrong:
            self.report(wrong.fault)
            return t.Unknown(text), None

    def named(self, name: str, at: t.At) -> t.Node:
        """Return the fact a word of an expression means; a word for none is told by the checker."""
        ref = self.book.ref(name)
        kind = self.book.kinds.get(ref.kind)
        if kind is None:
            return t.Fact(name, at=at)
        unit = kind.unit or ("元" if kind.type == "money" else None)
        key = f"{ref}#{unit}"
        source = Source(ref, type_of(kind, None))
        self.made.sources.setdefault(key, source)
        self.facts.setdefault(key, Declared(key, name, source.type, Unit.read(unit)))
        return t.Fact(key, at=at)

    def amount(self, text: str) -> int:
        """Read an expression that gives an amount; one that gives none gives nothing."""
        builder = self.made.builder
        try:
            found = self.lowering.settled(parse(text, _Names(self)))
        except Abandon:
            return builder.nothing(WIDE)
        except RuleFault as wrong:
            self.report(wrong.fault)
            return builder.nothing(WIDE)
        return found.step if found.kind == "number" else builder.nothing(WIDE)

    def value(self, value: Any, role: str | None) -> Any:
        """Rewrite what a leaf compares with: {"ref", "mul"} and {"case"} name facts too."""
        if not isinstance(value, Mapping):
            return value
        if "ref" in value:
            return {**value, "ref": self.number(value["ref"], role)}
        if "case" in value:
            return {"case": [self.branch(one, role) for one in value["case"]]}
        return value

    def branch(self, branch: Mapping[str, Any], role: str | None) -> Mapping[str, Any]:
        if "else" in branch:
            return {"else": self.value(branch["else"], role)}
        test = branch["if"]
        test = legacy.parse_if(test) if isinstance(test, str) else test
        return {"if": self.inner(test, role), "value": self.value(branch["value"], role)}

    def inner(self, test: Test, role: str | None) -> Test:
        """Rewrite the condition of a case so that its facts are named as inputs."""
        for word in ("all", "any"):
            if word in test:
                return {word: [self.inner(one, role) for one in test[word]]}
        if "not" in test:
            return {"not": self.inner(test["not"], role)}
        if "fact" not in test:
            return test
        ref = self.book.ref(test["fact"], role=role or APPLICANT)
        key = self.declare(ref, type_of(self.book.kinds.get(ref.kind), test["value"]))
        return {**test, "fact": key, "value": self.value(test["value"], role)}

    def number(self, name: str, role: str | None) -> str:
        ref = self.book.ref(name, role=role or APPLICANT)
        return self.declare(ref, type_of(self.book.kinds.get(ref.kind), 0))

    def licence(self, test: Test) -> str:
        licence = test["holds"]
        kind = self.book.licences.get(licence)
        role = test.get("role") or (kind.about if kind else APPLICANT)
        key = f"holds:{role}:{licence}"
        self.add(key, Source(FactRef(role, licence), Type("truth"), licence))
        return key

    def declare(self, ref: FactRef, type_: Type, among: tuple[str, ...] = ()) -> str:
        key = f"{ref}:{type_.kind}" + "".join(f"|{one}" for one in among)
        self.add(key, Source(ref, type_, None, among))
        return key

    def add(self, key: str, source: Source) -> None:
        self.made.sources.setdefault(key, source)
        self.facts.setdefault(key, Declared(key, key, source.type))


class _Names(Mapping[str, Make]):
    """What each word of an expression means, found as it is read."""

    def __init__(self, compiling: _Compiling) -> None:
        self.compiling, self.known = compiling, _conditions.of(compiling.book).names

    def __getitem__(self, word: str) -> Make:
        return partial(self.compiling.named, self.known[word])

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


def _no_clause(node: t.ClauseRef) -> Any:
    raise Abandon(node.gives)


def _is_word(value: Any) -> bool:
    """Whether a leaf compares with words, which may stand in a list of several."""
    words = value if isinstance(value, list | tuple) else [value]
    return all(
        isinstance(one, str) and legacy.as_number(one) is None and legacy.as_day(one) is None
        for one in words
    )
