"""Search by a person's own words (按口语找事项)."""

from dataclasses import dataclass

from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Found:
    """A service or life event that fits somebody's words (命中): `kind` is service or life_event,
    `matched` the words that spoke for it."""

    id: str
    kind: str
    name: Text
    score: float
    matched: tuple[str, ...] = ()
