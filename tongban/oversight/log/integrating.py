"""Integrating (编入): rows become leaves with a place each, none twice and none left out.

One transaction reads what is new, writes the files of the grown tree and then commits the places
and the size. A process that dies before that leaves files which nothing refers to and which the
next one writes anew; one that dies after has committed. Rows are taken by id up to a moment
before the oldest open transaction, since a row may be committed later than its id was made; the
nightly comparison would find one that came later still. A source that orders its rows when they
are read, by places of its own, needs none of this and is taken as it comes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from tongban.kernel import ids
from tongban.kernel.leaves import Leaf
from tongban.kernel.time import city_date
from tongban.oversight.log import sources, store
from tongban.oversight.log.domain.problems import LogDamaged
from tongban.oversight.log.domain.tiles import (
    ENTRIES,
    WIDTH,
    BrokenTileError,
    Edge,
    Tile,
    bundle,
)
from tongban.oversight.log.domain.trees import leaf_hash
from tongban.oversight.log.files import Files, files
from tongban.oversight.log.store import Entry, Tree

BATCH = 5000
MARGIN = timedelta(seconds=2)  # how far the clocks of two machines may be apart
Placed = tuple[str, Leaf]
"""A leaf with the name of its source."""


def integrate(at: datetime, *, margin: timedelta = MARGIN) -> int:
    """Give every row that is committed for good its place; returns how many.

    Raises LogDamaged, and writes nothing, where the files are not the tree that was committed.
    """
    total = 0
    while done := _step(at, margin):
        total += done
    return total


def _step(at: datetime, margin: timedelta) -> int:
    with transaction.atomic():
        if not store.lead():
            return 0
        until = min(at, store.oldest_writing() or at) - margin
        taken: list[Placed] = []
        for name, source in sources.joined().items():
            found = source(after=store.after(name), limit=BATCH)
            new = [leaf for leaf in found if ids.made_at(leaf.id) <= until]
            if new:
                store.move(name, new[-1].id)
                taken.extend((name, leaf) for leaf in new)
        place(taken, at)
    return len(taken)


def place(taken: Sequence[Placed], at: datetime) -> None:
    """Put leaves at the end of this year's tree, in the caller's transaction."""
    if taken:
        _grow(store.tree(city_date(at).year), taken, at)


def _grow(tree: Tree, several: Sequence[Placed], at: datetime) -> None:
    kept = files(tree.year)
    edge = edge_of(kept, tree)
    data = [leaf.data() for _, leaf in several]
    made = edge.add([leaf_hash(one) for one in data])
    kept.write([*bundles(kept, tree.size, data), *made])
    entries = [
        Entry(name, leaf.id, tree.year, tree.size + n) for n, (name, leaf) in enumerate(several)
    ]
    store.grow(Tree(tree.year, edge.size, edge.root()), entries, at)


def edge_of(kept: Files, tree: Tree) -> Edge:
    """Read the right edge of a committed tree; raises LogDamaged where it is another's."""
    try:
        edge = Edge.read(kept.read, tree.size)
    except (FileNotFoundError, BrokenTileError) as error:
        raise LogDamaged(str(tree.year)) from error
    if edge.root() != tree.root:
        raise LogDamaged(str(tree.year))
    return edge


def bundles(kept: Files, size: int, data: Sequence[bytes]) -> list[tuple[Tile, bytes]]:
    """Return the bundles of entries that these make behind the last of a tree of this size."""
    number, within = divmod(size, WIDTH)
    waiting = [*(kept.entries(number, within) if within else ()), *data]
    made = []
    for at in range(0, len(waiting), WIDTH):
        part = waiting[at : at + WIDTH]
        made.append((Tile(ENTRIES, number + at // WIDTH, len(part)), bundle(part)))
    return made


def behind(at: datetime) -> Mapping[str, timedelta]:
    """Tell for each source how long its oldest row without a place has waited."""
    waiting = {}
    for name, source in sources.joined().items():
        if found := source(after=store.after(name), limit=1):
            said = found[0].said.get("at")
            waiting[name] = at - datetime.fromisoformat(str(said)) if said else timedelta(0)
    return waiting
