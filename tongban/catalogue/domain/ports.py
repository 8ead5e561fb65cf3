"""What the catalogue needs from above (端口): who tries definitions, who knows the open cases."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.model import Book


class Checker(Protocol):
    """Checks and tries definitions of certain kinds before they are published (定义检验).

    Pure: what it says depends on its arguments alone. The catalogue asks every joined checker
    for the kinds it names; several may name one kind.
    """

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of definitions it speaks for: "policy", "parameters", "service", "life_event"."""
        ...

    def check(
        self, given: Sequence[Definition], book: Book, versions: Sequence[Definition]
    ) -> Iterable[Finding]:
        """Yield what is wrong with the given definitions: types, ranges, contradictions.

        `book` holds the newest version of everything, the given ones laid over the published;
        `versions` holds every version of every definition of this checker's kinds, for dated
        tables. A finding is made by `Definition.finding(path, rule, message, level)`.
        """
        ...

    def results(
        self, one: Definition, example: Mapping[str, Any], book: Book
    ) -> Mapping[str, Any] | None:
        """Say what a definition gives for one of its examples; keys are those of `expected`.

        `example` is the entry as it stands in the file (`facts`, `expected`, `on`…). The
        catalogue compares and words the difference. None: this checker does not try this
        definition. What cannot be tried raises ValueError with a sentence.
        """
        ...


@dataclass(frozen=True, slots=True)
class Affected:
    """Open cases that stand on a version of a service (受影响的在办件)."""

    service: str
    version: str
    open: int
    examples: tuple[str, ...] = ()
    """Some case numbers, oldest first; for officers' eyes only."""


class CasesAffected(Protocol):
    """Counts the open cases of services (在办件统计)."""

    def affected(self, services: Collection[str]) -> Sequence[Affected]:
        """Count the open cases of these services by the version they stand on."""
        ...
