"""The checks of definitions (检查规则): each a function from the context to its findings."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters import (
    audits,
    burden,
    coding,
    conditions,
    reading,
    references,
    sameness,
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
    *sameness.RULES,
    *wording.RULES,
    *audits.RULES,
    *coding.RULES,
    *reading.RULES,
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
    if others:
        beside = replace(context, given=others)
        for rule in RULES:
            for found in rule(beside):
                if found.level == "error":
                    yield replace(found, file=f"(published) {found.file}")


__all__ = ["RULES", "Context", "context_of", "lint", "lint_in", "own"]
