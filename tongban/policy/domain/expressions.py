"""Expressions in services and life events (条件表达式): found, and what is wrong with each.

A condition or fee written as an expression must be readable, speak of facts of the vocabulary,
and keep its units apart.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.model import Book
from tongban.policy.domain.condition_programs import faults_of

Path = tuple[str | int, ...]


def findings(one: Definition, book: Book) -> Iterator[Finding]:
    """Yield what is wrong with the expressions of a definition, with line and column."""
    for path, text in _expressions(one.value, ()):
        for fault in faults_of(text, book, amount="fee" in path):
            said = f"{fault.said()}({fault.said('en')})"
            yield one.finding(path, fault.rule, said, fault.level)


def _expressions(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every expression beneath a value with its path."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key == "rule" and isinstance(part, str):
                yield (*path, key), part
            elif key not in ("info", "extra"):
                yield from _expressions(part, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for no, part in enumerate(value):
            yield from _expressions(part, (*path, no))
