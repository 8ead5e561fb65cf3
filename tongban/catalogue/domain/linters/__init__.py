"""The checks of definitions (检查规则): each a function from the context to its findings."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tongban.catalogue.domain.compile import COMPILED
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters import (
    audits,
    burden,
    coding,
    conditions,
    kinds,
    notices,
    phrases,
    procedure,
    reading,
    references,
    sameness,
    sharing,
    situations,
    structure,
    truth,
    wording,
    workflow,
)
from tongban.catalogue.domain.linters.context import Context, context_of

RULES = (
    *references.RULES,
    *conditions.RULES,
    *truth.RULES,
    *burden.RULES,
    *workflow.RULES,
    *procedure.RULES,
    *sameness.RULES,
    *kinds.RULES,
    *sharing.RULES,
    *notices.RULES,
    *phrases.RULES,
    *situations.RULES,
    *wording.RULES,
    *audits.RULES,
    *coding.RULES,
    *reading.RULES,
    *structure.RULES,
)


def lint(given: Iterable[Definition], published: Iterable[Definition] = ()) -> Iterator[Finding]:
    """Yield everything the rules find in the given definitions.

    `published` is what is in force already: what the given ones do not define is looked for
    there, and what they change is compared with it.
    """
    yield from lint_in(context_of(tuple(given), tuple(published)))


def lint_in(context: Context) -> Iterator[Finding]:
    """Yield everything the rules find in a context already laid out."""
    yield from own(context)
    yield from _elsewhere(context)


def own(context: Context) -> Iterator[Finding]:
    """Yield what the rules find in the given definitions themselves."""
    for rule in RULES:
        yield from rule(context)


def _elsewhere(context: Context) -> Iterator[Finding]:
    """Find what the given definitions break in published ones that are not given again."""
    mine = {one.key for one in context.given}
    others = tuple(one for key, one in context.all.items() if key not in mine)
    if not _reaches_all(context):
        ids = {one.id for one in context.given}
        others = tuple(one for one in others if not ids.isdisjoint(_named(one)))
    if others:
        beside = replace(context, given=others)
        for rule in RULES:
            for found in rule(beside):
                if found.level == "error":
                    yield replace(found, file=f"(published) {found.file}")


def _reaches_all(context: Context) -> bool:
    """Whether a change may break what does not name it: words changed, or something is no more."""
    return any(
        one.kind not in COMPILED
        or one.key not in context.all
        or (one.key in context.before and _result(one) != _result(context.before[one.key]))
        for one in context.given
    )


def _result(one: Definition) -> object:
    return one.value.get("result")


def _named(one: Definition) -> Iterator[str]:
    """Yield the ids of services that a definition names."""
    for item in one.value.get("items") or ():
        yield item["service"]
    yield from one.value.get("downstream") or ()
    yield from one.value.get("related") or ()


__all__ = ["RULES", "Context", "context_of", "lint", "lint_in", "own"]
