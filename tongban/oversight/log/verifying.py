"""Verifying (核验日志): the whole log is worked out again from its files, and held against others.

Against the tables (a row that was changed or removed, a leaf nobody recorded), against every
checkpoint that was published, and against what the witnesses put their names to. A finding names
the leaf and the row it was made of; it never says what a person did.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import rfc8785

from tongban.kernel.leaves import Leaf
from tongban.kernel.time import city_date, now
from tongban.oversight.log import names, sources, store
from tongban.oversight.log.domain.notes import BrokenNoteError, Note, NoteKey
from tongban.oversight.log.domain.tiles import (
    ENTRIES,
    WIDTH,
    BrokenTileError,
    Edge,
    Tile,
    nodes,
    tiles,
    width,
)
from tongban.oversight.log.domain.tiles import hashes as tile_hashes
from tongban.oversight.log.domain.trees import EMPTY, Nodes, leaf_hash, root
from tongban.oversight.log.files import Files, files
from tongban.oversight.log.models import CheckpointRow
from tongban.oversight.log.publishing import witnesses
from tongban.oversight.log.store import Entry, Tree

_PAGE = 5000


@dataclass(slots=True)
class Verified:
    """What was found (核验结果): of all logs together; `root` is the newest one's."""

    size: int = 0
    root: bytes = EMPTY
    consistent: bool = True
    findings: list[dict[str, object]] = field(default_factory=list)

    def find(self, what: str, said: str, *, year: int, **about: object) -> None:
        """Note a finding; what is wrong with a tree makes it inconsistent."""
        self.findings.append({"what": what, "said": said, "log": names.origin(year), **about})
        self.consistent = False


def verify() -> Verified:
    """Work every year's log out again."""
    made = Verified()
    trees = store.trees()
    for tree in trees:
        _tiles(tree, made)
        _checkpoints(tree, made)
        made.size += tree.size
    made.root = trees[0].root if trees else EMPTY
    for name in sources.joined():
        _rows(name, made)
    return made


def _entries(tree: Tree, made: Verified) -> Iterator[list[bytes]]:
    """Hash every entry of a tree anew, a bundle at a time, and name those that are not as put in.

    What goes on is the hash it was put in under, so that one leaf is one finding.
    """
    kept = files(tree.year)
    for bundle in tiles(tree.size, entries=True):
        held = _held(kept, Tile(0, bundle.number, bundle.width))
        found = [leaf_hash(one) for one in _bundle(kept, bundle)]
        hashes = []
        for n in range(bundle.width):
            was = held[n] if n < len(held) else None
            is_ = found[n] if n < len(found) else None
            if is_ is None or is_ != was:
                what = "leaf removed" if is_ is None else "leaf changed"
                _name(made, what, tree.year, bundle.number * WIDTH + n)
            hashes.append(was or is_ or EMPTY)
        yield hashes


def _held(kept: Files, tile: Tile) -> list[bytes]:
    try:
        return tile_hashes(kept.read(tile), tile.width)
    except (FileNotFoundError, BrokenTileError):
        return []


def _bundle(kept: Files, bundle: Tile) -> list[bytes]:
    try:
        return kept.entries(bundle.number, bundle.width)
    except (FileNotFoundError, BrokenTileError):
        return []


def _name(made: Verified, what: str, year: int, place: int) -> None:
    entry = store.at(year, place)
    said = f"leaf {place} of the files is not what was put in"
    of = {"source": entry.source, "row": str(entry.row)} if entry else {}
    made.find(what, said, year=year, index=place, **of)


def _tiles(tree: Tree, made: Verified) -> None:
    """Work every tile and the root out of the hashes of the leaves, and compare."""
    kept, edge = files(tree.year), Edge([], 0)
    for hashes in _entries(tree, made):
        for tile, content in edge.add(hashes):
            is_last = edge.size == tree.size
            if (tile.width == WIDTH or is_last) and b"".join(_held(kept, tile)) != content:
                said = f"{tile.path} is not what follows from the leaves"
                made.find("tile changed", said, year=tree.year)
    if edge.root() != tree.root:
        made.find("root differs", "the files make another root than was committed", year=tree.year)


def _checkpoints(tree: Tree, made: Verified) -> None:
    """Hold every published checkpoint, and who cosigned it, against the tree in the files."""
    read = nodes(files(tree.year).read, tree.size)
    keys = [names.log_key(tree.year), *(NoteKey.parse(one.key) for one in witnesses())]
    for row in CheckpointRow.objects.filter(year=tree.year).order_by("size").iterator():
        try:
            note = Note.parse(row.note)
            said, signed = note.checkpoint, note.signed_by(keys)
        except BrokenNoteError as error:
            made.find("checkpoint broken", str(error), year=tree.year, size=row.size)
            continue
        if said.size > tree.size:
            text = "more was published than is there"
        elif _root(said.size, read) != said.root:
            text = f"another root was published and seen by {', '.join(one.name for one in signed)}"
        else:
            continue
        made.find("checkpoint differs", text, year=tree.year, size=said.size)
    last = store.published(tree.year)
    if last is not None and files(tree.year).checkpoint() != last.note:
        made.find("checkpoint changed", "the file is not what was published", year=tree.year)


def _root(size: int, read: Nodes) -> bytes | None:
    try:
        return root(size, read)
    except (FileNotFoundError, BrokenTileError):
        return None


def _rows(name: str, made: Verified) -> None:
    """Make every leaf of a source anew and compare it with the one that stands in the log.

    Rows and entries come in the same order, a page at a time: the log may be longer than memory.
    """
    entries = store.of(name)
    waiting = next(entries, None)
    for page in _pages(name, store.after(name)):
        places: dict[int, Entry] = {}
        while waiting is not None and waiting.row <= page[-1].id:
            places[waiting.row] = waiting
            waiting = next(entries, None)
        _compare(name, page, places, made)
        there = {leaf.id for leaf in page}
        _removed(name, (one for row, one in places.items() if row not in there), made)
    _removed(name, chain([waiting] if waiting else (), entries), made)


def _removed(name: str, entries: Iterable[Entry], made: Verified) -> None:
    for entry in entries:
        made.find(
            "row removed", "the row this leaf was made of is gone", year=entry.year,
            index=entry.place, source=name, row=str(entry.row),
        )  # fmt: skip


def _pages(name: str, until: int) -> Iterator[list[Leaf]]:
    after, source = 0, sources.joined()[name]
    while after < until and (found := source(after=after, limit=_PAGE)):
        if page := [leaf for leaf in found if leaf.id <= until]:
            yield page
        after = found[-1].id


def _compare(name: str, page: list[Leaf], places: Mapping[int, Entry], made: Verified) -> None:
    held: dict[tuple[int, int], list[bytes]] = {}
    for leaf in page:
        entry = places.get(leaf.id)
        about = {"source": name, "row": str(leaf.id)}
        year = entry.year if entry else city_date(now()).year
        if entry is None:
            made.find("row without leaf", "this row never entered the log", year=year, **about)
            continue
        number, within = divmod(entry.place, WIDTH)
        if (year, number) not in held:
            wide = width(ENTRIES, number, store.tree(year).size)
            held = {(year, number): _bundle(files(year), Tile(ENTRIES, number, wide))}
        there = held[year, number][within : within + 1]
        if there and not _says(there[0], leaf.said):
            made.find(
                "row changed", "the row says something else than its leaf", year=year,
                index=entry.place, **about,
            )  # fmt: skip


def _says(held: bytes, said: Mapping[str, Any]) -> bool:
    """Tell whether a leaf says what its row says now; a digest whose key is deleted is empty there."""
    was = json.loads(held)
    linked = {name: was.get(name) if value == "" else value for name, value in said.items()}
    return rfc8785.dumps(linked) == held
