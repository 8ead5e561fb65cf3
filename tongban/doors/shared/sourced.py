"""Facts with their sources, said once for a run of them (来源): a page that is read all day.

Facts of one role stand together, those of one source next to each other in the order in which
the sources first appear; only the first of a run says its source aloud, the others are marked as
belonging to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tongban.kernel.text import Text


class Sourced(Protocol):
    """What a fact needs to be listed here: whose it is and where it comes from."""

    @property
    def ref(self) -> str:
        """Return "role.kind"."""

    @property
    def role(self) -> Text:
        """Return the role in words."""

    @property
    def source_words(self) -> Text:
        """Return the source in words."""


F = TypeVar("F", bound=Sourced)


@dataclass(frozen=True, slots=True)
class Row(Generic[F]):
    """A fact in its place; `again`: its source is the one of the row above."""

    fact: F
    again: bool


def runs(facts: Iterable[F]) -> list[tuple[Text, list[Row[F]]]]:
    """Group facts by role and within it by source, keeping the order in which they came."""
    roles: dict[str, tuple[Text, dict[str, list[F]]]] = {}
    for fact in facts:
        role = roles.setdefault(fact.ref.partition(".")[0], (fact.role, {}))
        role[1].setdefault(fact.source_words.zh, []).append(fact)
    return [
        (name, [Row(fact, at > 0) for run in sources.values() for at, fact in enumerate(run)])
        for name, sources in roles.values()
    ]
