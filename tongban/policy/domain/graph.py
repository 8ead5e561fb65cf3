"""Order out of what waits for what (先后次序): cycles, stages, and who comes before whom.

Links are added from the ones that bind most to those that bind least; one that would close a
circle is left out and reported. The result does not depend on the order of its input.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One service waits for another (先后): `rank` 0 binds absolutely, larger ones less.

    Ranks order the links; within a rank those from a required service come before those from an
    optional one (`optional`), then the keys of the two services and the licence decide.
    """

    rank: int
    optional: bool
    from_key: str
    to_key: str
    licence: str
    role: str
    from_: int
    to: int
    as_material: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """The order found (次序): links kept, links left out with the circle each would have closed.

    `stages` gives each service its stage (from 0), `before` a bit set of all it waits for.
    """

    kept: tuple[Link, ...]
    dropped: tuple[tuple[Link, tuple[int, ...]], ...]
    stages: tuple[int, ...]
    before: tuple[int, ...]
    sequence: tuple[int, ...]


def order(count: int, links: Sequence[Link]) -> Order:
    """Put services in order: each in the first stage in which nothing it waits for is open."""
    suspects = _circular(count, links)
    kept = [link for link in links if link not in suspects]
    dropped: list[tuple[Link, tuple[int, ...]]] = []
    after: list[set[int]] = [set() for _ in range(count)]
    for link in sorted(suspects):
        circle = _path(after, link.to, link.from_)
        if circle:
            dropped.append((link, circle))
        else:
            kept.append(link)
            after[link.from_].add(link.to)
    stages, before, sequence = _stages(count, kept)
    return Order(tuple(sorted(kept)), tuple(dropped), stages, before, sequence)


def _circular(count: int, links: Sequence[Link]) -> set[Link]:
    """Find the links that may lie on a circle: what is left when all loose ends are cut off."""
    left = set(range(count))
    for backwards in (False, True):
        waits = [0] * count
        after: list[list[int]] = [[] for _ in range(count)]
        for link in links:
            here, there = (link.to, link.from_) if backwards else (link.from_, link.to)
            if here in left and there in left:
                after[here].append(there)
                waits[there] += 1
        loose = [one for one in left if not waits[one]]
        for here in loose:
            left.discard(here)
            for there in after[here]:
                waits[there] -= 1
                if not waits[there]:
                    loose.append(there)
    return {link for link in links if link.from_ in left and link.to in left}


def _path(after: list[set[int]], start: int, goal: int) -> tuple[int, ...]:
    """Find the way from one service to another along the links kept; empty where there is none."""
    came: dict[int, int] = {start: start}
    queue = [start]
    for here in queue:
        if here == goal:
            way = [here]
            while way[-1] != start:
                way.append(came[way[-1]])
            return tuple(reversed(way))
        for there in sorted(after[here]):
            if there not in came:
                came[there] = here
                queue.append(there)
    return ()


def _stages(
    count: int, links: Sequence[Link]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    after: list[set[int]] = [set() for _ in range(count)]
    waits = [0] * count
    for link in links:
        if link.to not in after[link.from_]:
            after[link.from_].add(link.to)
            waits[link.to] += 1
    stages = [0] * count
    before = [0] * count
    ready = [one for one in range(count) if not waits[one]]
    sequence: list[int] = []
    for here in ready:
        sequence.append(here)
        for there in after[here]:
            stages[there] = max(stages[there], stages[here] + 1)
            before[there] |= before[here] | (1 << here)
            waits[there] -= 1
            if not waits[there]:
                ready.append(there)
    sequence.sort(key=lambda one: (stages[one], one))
    return tuple(stages), tuple(before), tuple(sequence)
