"""The clauses of a policy (条款表): what the file says, read but not yet typed.

A regional variant takes the facts and clauses of its base and writes its own over them, clause
by clause (`id`). A policy of the import format is one clause made of its tree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from tongban.catalogue.domain.model import Book, Policy
from tongban.kernel.text import Text
from tongban.policy.domain.rules import legacy
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.parser import Names, parse
from tongban.policy.domain.rules.scope import TODAY, Declared, declared, today

ELIGIBLE = "eligible"
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause (条款): its number and article, the result it gives, the expression, the words."""

    id: str
    gives: str
    rule: str = ""
    when: str | None = None
    law: str | None = None
    article: str | None = None
    since: str | None = None
    until: str | None = None
    unit: str | None = None
    shown: str | None = None
    name: Text | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    tree: t.Node | None = None
    path: tuple[str | int, ...] = ()
    owner: str = ""

    def holds_on(self, day: str) -> bool:
        """Whether the clause is in force on a day (ISO)."""
        return (self.since or "") <= day and (self.until is None or day <= self.until)


def _text(value: Any) -> Text:
    return Text(value["zh"], value.get("en")) if isinstance(value, Mapping) else Text(str(value))


def clause(value: Mapping[str, Any], no: int, owner: str = "") -> Clause:
    """Read a clause of a definition."""
    return Clause(
        id=value["id"],
        gives=value["gives"],
        rule=value["rule"],
        when=value.get("when"),
        law=value.get("law"),
        article=value.get("article"),
        since=value.get("from"),
        until=value.get("to"),
        unit=value.get("unit"),
        shown=value.get("shown"),
        name=_text(value["name"]) if value.get("name") else None,
        texts={key: _text(said) for key, said in (value.get("text") or {}).items()},
        path=("clauses", no),
        owner=owner,
    )


@dataclass(frozen=True)
class Sheet:
    """The clauses and facts of a policy (条款表), its base drawn in."""

    policy: Policy
    book: Book
    facts: Mapping[str, Declared]
    columns: Mapping[str, Mapping[str, Declared]]
    clauses: tuple[Clause, ...]

    @cached_property
    def names(self) -> Names:
        """What each name in an expression means."""
        made: dict[str, Any] = {}
        for one in self.columns.values():
            for name, column in one.items():
                made.setdefault(name, _fact(column.key))
        for key, figure in self.book.figures.items():
            made[key] = made[figure.name.zh] = _parameter(key)
        for each in self.clauses:
            result = _result(each.gives)
            made[each.id] = made[each.gives] = result
            if each.name:
                made[each.name.zh] = result
        for key, found in self.facts.items():
            made[found.name] = made[key] = _fact(key)
        return made

    @cached_property
    def spelled(self) -> Mapping[str, str]:
        """How each key is written in Chinese."""
        made = {key: figure.name.zh for key, figure in self.book.figures.items()}
        made |= {each.gives: each.name.zh for each in self.clauses if each.name}
        for one in self.columns.values():
            made |= {column.key: column.name for column in one.values()}
        return made | {key: found.name for key, found in self.facts.items()}

    def on(self, day: str) -> tuple[Clause, ...]:
        """Return the clauses in force on a day."""
        return tuple(one for one in self.clauses if one.holds_on(day))

    def tree(self, one: Clause) -> t.Node:
        """Read a clause's expression; raise RuleFault where it is none."""
        return one.tree if one.tree is not None else parse(one.rule, self.names)

    def condition(self, one: Clause) -> t.Node | None:
        """Read the condition under which a clause gives its result."""
        return parse(one.when, self.names) if one.when else None


def _fact(key: str) -> Any:
    return lambda at: t.Fact(key, at=at)


def _parameter(key: str) -> Any:
    return lambda at: t.Parameter(key, at=at)


def _result(key: str) -> Any:
    return lambda at: t.ClauseRef(key, at=at)


def sheet(policy: Policy, book: Book) -> Sheet:
    """Draw a policy and its bases together."""
    chain = bases(policy, book)
    facts: dict[str, Mapping[str, Any]] = {}
    clauses: dict[tuple[str, str | None], Clause] = {}
    for one in reversed(chain):
        facts |= {fact["key"]: _optioned(fact, book) for fact in one.facts}
        own = [clause(value, no, one.id) for no, value in enumerate(one.clauses)]
        overridden = {each.id for each in own}
        clauses = {key: each for key, each in clauses.items() if key[0] not in overridden}
        clauses |= {(each.id, each.since): each for each in own}
    made = {key: declared(fact) for key, fact in facts.items()}
    made.setdefault(TODAY, today())
    columns = {key: _columns(fact) for key, fact in facts.items() if fact.get("type") == "table"}
    drawn = Sheet(policy, book, made, columns, tuple(clauses.values()))
    if not clauses and policy.rule:
        drawn = legacy_sheet(drawn)
    return drawn


def bases(policy: Policy, book: Book) -> Sequence[Policy]:
    """Return a policy and the policies it builds on, itself first."""
    chain = [policy]
    while chain[-1].base and len(chain) < _DEEPEST:
        below = book.policies.get(chain[-1].base)
        if below is None or below in chain:
            break
        chain.append(below)
    return chain


def legacy_sheet(drawn: Sheet) -> Sheet:
    """Make one clause of a tree of the import format, where it is one."""
    made = legacy.read(drawn.policy.rule, drawn.facts)
    if made is None:
        return drawn
    tree, facts = made
    one = Clause("rule", ELIGIBLE, tree=tree, path=("rule",))
    return replace(drawn, clauses=(one,), facts={**drawn.facts, **facts})


def _optioned(fact: Mapping[str, Any], book: Book) -> Mapping[str, Any]:
    """Add the options of the fact kind of that name to an enum that writes none."""
    kind = book.kinds.get(fact["key"])
    if fact.get("type") != "enum" or fact.get("options") or kind is None or kind.type != "enum":
        return fact
    return {**fact, "options": [option.zh for option in kind.options]}


def _columns(fact: Mapping[str, Any]) -> Mapping[str, Declared]:
    made: dict[str, Declared] = {}
    for one in fact.get("columns") or ():
        column = declared(one)
        made[column.key] = made[column.name] = column
    return made
