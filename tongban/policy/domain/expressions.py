"""Expressions in services and life events checked when they are saved (条件表达式检验).

Fills the catalogue's port `Checker` beside the rules of policies: a condition or fee written as
an expression must be readable, speak of facts of the vocabulary, and keep its units apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.model import Book
from tongban.policy.domain.testing import faults_of

Path = tuple[str | int, ...]


class ExpressionChecker:
    """Checks the expressions of services and life events (表达式检验)."""

    kinds = frozenset({"service", "life_event"})

    def check(
        self, given: Sequence[Definition], book: Book, versions: Sequence[Definition]
    ) -> Iterator[Finding]:
        """Yield what is wrong with an expression, with its line and column."""
        del versions
        for one in given:
            if one.kind not in self.kinds:
                continue
            for path, text in _expressions(one.value, ()):
                for fault in faults_of(text, book, amount="fee" in path):
                    said = f"{fault.said()}({fault.said('en')})"
                    yield one.finding(path, fault.rule, said, fault.level)

    def results(
        self, one: Definition, example: Mapping[str, Any], book: Book
    ) -> Mapping[str, Any] | None:
        """Try nothing: services are tried by planning them."""
        del one, example, book
        return None


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
