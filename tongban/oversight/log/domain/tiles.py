"""Tiles (日志瓦片): a tree as static files of 256 hashes each, its entries beside (C2SP tlog-tiles).

A tile of level `n` holds hashes over `256**n` leaves each; a tile that is not full yet has its
width in its name. Entries stand in bundles of 256, each with its length in two bytes before it.

>>> Tile(0, 1234067).path
'tile/0/x001/x234/067'
>>> [tile.path for tile in tiles(70_000)][-4:]
['tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1']
>>> unbundle(bundle([b"a", b"bc"]))
[b'a', b'bc']
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tongban.kernel.leaves import LARGEST
from tongban.oversight.log.domain.trees import Nodes, fold, join, node_hash

WIDTH = 256
HEIGHT = 8  # levels of the tree in one tile
HASH = 32  # bytes
ENTRIES = -1
"""The level under which bundles of entries are named."""

ReadTile = Callable[["Tile"], bytes]
"""Whoever gives the bytes of a tile: files, or another city's address (读取瓦片)."""


class BrokenTileError(ValueError):
    """A tile or bundle that is not as long as its name says."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile (瓦片), or with the level `ENTRIES` a bundle of entries: its level, number and width."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Return where it lies: three digits a folder, all but the last behind an x."""
        digits = f"{self.number:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        level = "entries" if self.level == ENTRIES else str(self.level)
        name = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        return f"tile/{level}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @property
    def full(self) -> "Tile":
        """Return the same tile once it is full."""
        return Tile(self.level, self.number)


def width(level: int, number: int, size: int) -> int:
    """Tell how many hashes a tile has in a tree of this size."""
    return max(0, min(WIDTH, (size >> HEIGHT * max(level, 0)) - number * WIDTH))


def tile(level: int, number: int, size: int) -> Tile:
    """Return the tile as it stands in a tree of this size."""
    return Tile(level, number, width(level, number, size))


def tiles(size: int, *, entries: bool = False) -> Iterator[Tile]:
    """Name every tile of a tree, or every bundle of its entries."""
    for level in (ENTRIES,) if entries else range(max(1, -(-size.bit_length() // HEIGHT))):
        for number in range(-(-(size >> HEIGHT * max(level, 0)) // WIDTH)):
            yield tile(level, number, size)


def hashes(data: bytes, width_: int) -> list[bytes]:
    """Read the hashes of a tile; raises BrokenTileError for another number than its width."""
    if len(data) != width_ * HASH:
        raise BrokenTileError(f"a tile of {width_} hashes is not {len(data)} bytes long")
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries one after the other, the length of each before it."""
    if any(len(entry) > LARGEST for entry in entries):
        raise BrokenTileError(f"an entry has at most {LARGEST} bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """Read the entries of a bundle; raises BrokenTileError where the last one is cut off."""
    found, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if len(entry) != length or at + 2 > len(data):
            raise BrokenTileError("the last entry is cut off")
        found.append(entry)
        at += 2 + length
    return found


def nodes(read: ReadTile, size: int) -> Nodes:
    """Read a tree of this size through its tiles, each tile once."""

    @lru_cache(maxsize=64)
    def held(level: int, number: int) -> list[bytes]:
        wide = width(level, number, size)
        return hashes(read(Tile(level, number, wide)), wide)

    def node(height: int, place: int) -> bytes:
        level, rest = divmod(height, HEIGHT)
        number, within = divmod(place << rest, WIDTH)
        part = held(level, number)[within : within + (1 << rest)]
        if len(part) != 1 << rest:
            raise BrokenTileError(f"{Tile(level, number).path} does not hold {height}/{place}")
        while len(part) > 1:
            part = [node_hash(part[n], part[n + 1]) for n in range(0, len(part), 2)]
        return part[0]

    return node


class Edge:
    """The right edge of a tree (树的右缘): its tiles that are not full, where new leaves go on.

    >>> edge = Edge([], 0)
    >>> made = dict(edge.add([bytes([n % 256]) * 32 for n in range(300)]))
    >>> sorted(tile.path for tile in made), edge.size
    (['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1'], 300)
    """

    def __init__(self, levels: Sequence[list[bytes]], size: int) -> None:
        self.levels = [list(level) for level in levels]
        self.size = size

    @classmethod
    def read(cls, read: ReadTile, size: int) -> "Edge":
        """Read the edge of a tree of this size."""
        levels = []
        for level in range(-(-size.bit_length() // HEIGHT)):
            wide = (size >> HEIGHT * level) % WIDTH
            last = Tile(level, size >> HEIGHT * (level + 1), wide)
            levels.append(hashes(read(last), wide) if wide else [])
        return cls(levels, size)

    def root(self) -> bytes:
        """Return the root of the tree: the edge holds every whole tree it is made of."""
        found: list[bytes] = []
        for level in reversed(self.levels):
            found.extend(_peaks(level))
        return join(found)

    def add(self, leaves: Sequence[bytes]) -> list[tuple[Tile, bytes]]:
        """Put hashes of leaves on; returns the tiles to write, the full ones first."""
        start = self.size
        full = [made for leaf in leaves for made in self._push(0, leaf)]
        self.size = start + len(leaves)
        partial = [
            (Tile(level, self.size >> HEIGHT * (level + 1), len(row)), b"".join(row))
            for level, row in enumerate(self.levels)
            if row
        ]
        return full + partial

    def _push(self, level: int, found: bytes) -> list[tuple[Tile, bytes]]:
        if level == len(self.levels):
            self.levels.append([])
        row = self.levels[level]
        row.append(found)
        if level == 0:
            self.size += 1
        if len(row) < WIDTH:
            return []
        number = (self.size >> HEIGHT * (level + 1)) - 1
        made = [(Tile(level, number), b"".join(row))]
        above = fold(row)
        row.clear()
        return made + self._push(level + 1, above)


def _peaks(row: Sequence[bytes]) -> list[bytes]:
    found, at = [], 0
    for height in range(HEIGHT - 1, -1, -1):
        if len(row) >> height & 1:
            found.append(fold(row[at : at + (1 << height)]))
            at += 1 << height
    return found
