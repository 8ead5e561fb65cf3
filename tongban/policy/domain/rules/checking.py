"""Rules checked when definitions are (规则检验): types, units, circles, gaps, examples tried.

Fills the catalogue's port `Checker` for policies and parameters. A policy is compiled for the
day it begins and for every later day on which one of its clauses or parameters changes, so that
a parameter that has no value on some day is found before that day.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tongban.catalogue.domain import compile as compiling_book
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.model import Book, Policy
from tongban.policy.domain.rules import figures
from tongban.policy.domain.rules import tree as t
from tongban.policy.domain.rules.clauses import Clause, Sheet, bases, sheet
from tongban.policy.domain.rules.compiling import Found, compiled
from tongban.policy.domain.rules.problems import RuleFault
from tongban.policy.domain.rules.sheet import compile_sheet
from tongban.policy.domain.rules.shown import shown
from tongban.policy.domain.rules.walking import walk

_MOST_DAYS = 40


class RuleChecker:
    """Checks policies and parameters, and tries their examples (规则检验)."""

    @property
    def kinds(self) -> Collection[str]:
        """Policies and parameters."""
        return ("policy", "parameters")

    def check(
        self, given: Sequence[Definition], book: Book, versions: Sequence[Definition]
    ) -> Iterator[Finding]:
        """Yield what is wrong with policies and parameters, with line and column of the rule."""
        del versions
        changed: dict[str, Definition] = {}
        for one in given:
            if one.kind == "policy":
                yield from policy_findings(one, book)
            elif one.kind == "parameters":
                yield from _parameters(one, book)
                changed |= {figure["key"]: one for figure in one.value["figures"]}
        yield from _users(changed, book, {one.id for one in given})

    def results(
        self, one: Definition, example: Mapping[str, Any], book: Book
    ) -> Mapping[str, Any] | None:
        """Say what a policy gives for an example; None where it has no rule that can be read.

        The benefits of a tree of the import format are prose: only `eligible` is compared.
        """
        policy = book.policies.get(one.id)
        if one.kind != "policy" or policy is None:
            return None
        facts = dict(example.get("facts") or {})
        day = date.fromisoformat(str(example.get("on") or facts.get("today") or one.version))
        try:
            made = compile_sheet(policy, book, on=day, region=example.get("region"))
        except RuleFault:
            return None  # It is reported with its place by `check`.
        answer = made.explain(facts)
        results: dict[str, Any] = dict.fromkeys(made.program.results)
        forms = {key: clause.shown for key, clause in made.compiled.clauses.items()}
        results |= {key: shown(value, forms[key]) for key, value in answer.values.items()}
        if not any(each.clauses for each in bases(policy, book)):
            return {**example.get("expected", {}), **results} if results else None
        return results


def policy_findings(one: Definition, book: Book) -> Iterator[Finding]:
    """Yield what is wrong with a policy's clauses on any day from its version on."""
    policy = compiling_book.policy(one.value)
    if policy.base and policy.base not in book.policies:
        said = f"没有 {policy.base} 这项政策可以依据(the base policy is missing);请改正 base"
        yield one.finding(("base",), "rule.base", said)
        return
    drawn = sheet(policy, book)
    seen: set[tuple[str, str, str]] = set()
    for day in _days(drawn, one.version, one.until):
        for found in compiled(drawn, on=day, region=_region(policy, book)).found:
            key = (found.clause.id, found.field, str(found.fault))
            if key not in seen:
                seen.add(key)
                yield _finding(one, policy, found, day)


def _region(policy: Policy, book: Book) -> str:
    return str(policy.region.get("code") or book.region)


def _finding(one: Definition, policy: Policy, found: Found, day: str) -> Finding:
    fault, clause = found.fault, found.clause
    line, column = fault.at
    place = f"第{line}行第{column}列: " if clause.rule else ""
    on = f"（{day}）" if fault.rule == "rule.parameter-gap" else ""
    said = f"{clause.id} {place}{fault.words.zh}{on} ({fault.words.in_('en')})"
    own = clause.owner in ("", policy.id)
    path = (*clause.path, *((found.field,) if clause.rule else ())) if own else ("base",)
    return one.finding(path, fault.rule, said, fault.level)


def _days(drawn: Sheet, first: str, last: str | None) -> Sequence[str]:
    """Return the days on which anything a sheet says begins to be otherwise."""
    days = {first}
    for clause in drawn.clauses:
        days |= {clause.since} if clause.since else set()
        if clause.until:
            days.add((date.fromisoformat(clause.until) + timedelta(days=1)).isoformat())
    for key in _figures_of(drawn):
        if key in drawn.book.figures:
            days |= figures.turning_days(drawn.book.figures[key])
    return sorted(day for day in days if first <= day <= (last or day))[:_MOST_DAYS]


def _figures_of(drawn: Sheet) -> set[str]:
    """Name the parameters that a sheet speaks of."""
    found: set[str] = set()
    for clause in drawn.clauses:
        for tree in _trees(drawn, clause):
            found |= {node.key for node in walk(tree) if isinstance(node, t.Parameter)}
    return found


def _trees(drawn: Sheet, clause: Clause) -> Iterator[t.Node]:
    try:
        yield drawn.tree(clause)
        condition = drawn.condition(clause)
    except RuleFault:
        return  # It is reported with its place when the sheet is compiled.
    if condition is not None:
        yield condition


def _parameters(one: Definition, book: Book) -> Iterator[Finding]:
    """Find parameters defined twice, and values that are no decimals or given twice."""
    for no, figure in enumerate(one.value["figures"]):
        known = book.figures.get(figure["key"])
        if known is not None and known.source and known.source != one.id:
            said = (
                f"参数 {figure['key']} 在 {known.source} 里已有(defined in {known.source} already);"
                "请换一个 key,或并到那里"
            )
            yield one.finding(("figures", no, "key"), "parameters.twice", said)
        seen: set[tuple[Any, ...]] = set()
        for row, value in enumerate(figure["values"]):
            key = (value["region"], value["from"], value.get("known"))
            if key in seen:
                said = (
                    f"{figure['key']}:{value['region']} 自 {value['from']} 有两个值"
                    "(two values for one day);更正请写 known"
                )
                path = ("figures", no, "values", row, "from")
                yield one.finding(path, "parameters.same-day", said)
            seen.add(key)


def _users(
    changed: Mapping[str, Definition], book: Book, given: Collection[str]
) -> Iterator[Finding]:
    """Find policies, not given themselves, that a change of parameters would break."""
    for policy in book.policies.values() if changed else ():
        if policy.id in given or not policy.clauses:
            continue
        drawn = sheet(policy, book)
        used = sorted(_figures_of(drawn) & set(changed))
        if not used:
            continue
        yield from _broken(policy, drawn, changed[used[0]], book)


def _broken(policy: Policy, drawn: Sheet, one: Definition, book: Book) -> Iterator[Finding]:
    for day in _days(drawn, policy.version, None):
        for found in compiled(drawn, on=day, region=_region(policy, book)).errors:
            said = (
                f"政策 {policy.id} 的 {found.clause.id} 自 {day} 会出错: {found.fault.words.zh}"
                f" (policy {policy.id} would break: {found.fault.words.in_('en')})"
            )
            yield one.finding(("figures",), found.fault.rule, said)
            return
