"""What somebody asked for, and what answers it (所问与所答).

One sentence may hold several wishes; each has its own answers. Nothing here knows services: the
same words serve whatever is indexed, demands too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tongban.kernel.text import Text

LIKELY, NEARLY = 0.2, 0.3  # what is less sure, or that much less than the surest, is for programs


@dataclass(frozen=True, slots=True)
class Found:
    """A definition that fits somebody's words (命中).

    `kind` is service, life_event or policy; `score` runs from 0 to 1 and can be compared between
    questions; `matched` holds the words of the question that spoke for it, in their order.
    """

    id: str
    kind: str
    name: Text
    score: float
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """One of the things somebody wants (一个诉求), in the asker's words, and what answers it."""

    text: str
    found: tuple[Found, ...] = ()

    @property
    def likely(self) -> tuple[Found, ...]:
        """What a person is shown: the best, and what is not far less sure."""
        surest = max((one.score for one in self.found), default=0.0)
        least = max(LIKELY, surest * NEARLY)
        return tuple(one for at, one in enumerate(self.found) if not at or one.score >= least)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answers (所问与所答).

    `wishes` are the things asked for, in the order they were said; `unread` counts the characters
    at the end that were too many to be read.
    """

    text: str
    wishes: tuple[Wish, ...] = ()
    unread: int = 0

    @property
    def none(self) -> bool:
        """Whether nothing that is published answers any wish (没有对应事项)."""
        return not any(wish.found for wish in self.wishes)

    def where(self, holds: Callable[[str], bool]) -> "Asked":
        """Return the same with those answers only whose id holds."""
        wishes = tuple(
            replace(wish, found=tuple(one for one in wish.found if holds(one.id)))
            for wish in self.wishes
        )
        return replace(self, wishes=wishes)

    def results(self, limit: int) -> tuple[Found, ...]:
        """Return the best of every wish in turn, each definition once."""
        found: dict[str, Found] = {}
        for one in _in_turn(self.wishes):
            found.setdefault(one.id, one)
        return tuple(found.values())[: max(limit, 0)]


def _in_turn(wishes: tuple[Wish, ...]) -> Iterator[Found]:
    longest = max((len(wish.found) for wish in wishes), default=0)
    for rank in range(longest):
        yield from (wish.found[rank] for wish in wishes if rank < len(wish.found))
