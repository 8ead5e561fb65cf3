"""Pieces of a registry that keep households whole (分批), for engines that sum over them.

Where the file's own notes say that its row groups follow each other by household, a piece is a
range of household numbers of about a million persons, and memory stays bounded however long the
file is. Elsewhere the whole file is one piece.
"""

from collections.abc import Iterator

import pyarrow.parquet as pq

from tongban.oversight.population.registry import Registry

PIECE = 1_000_000
Piece = tuple[int | None, int | None]
"""From a household up to before another; None is no end."""


def pieces(registry: Registry, size: int = PIECE) -> Iterator[tuple[Piece, int]]:
    """Yield each piece and how many persons it has, about."""
    bounds = _bounds(registry)
    if bounds is None or registry.rows <= size:
        yield (None, None), registry.rows
        return
    low: int | None = None
    count = 0
    for number, (_, highest, rows) in enumerate(bounds):
        count += rows
        if count >= size and number + 1 < len(bounds):
            yield (low, highest), count
            low, count = highest, 0
    yield (low, None), count


def _bounds(registry: Registry) -> list[tuple[int, int, int]] | None:
    """Return least household, greatest and rows of each row group, if they follow each other."""
    meta = pq.ParquetFile(registry.path).metadata
    at = next(
        n for n in range(meta.num_columns) if meta.schema.column(n).path == registry.household
    )
    found: list[tuple[int, int, int]] = []
    for number in range(meta.num_row_groups):
        group = meta.row_group(number)
        noted = group.column(at).statistics
        if noted is None or not noted.has_min_max or not isinstance(noted.min, int):
            return None
        if found and noted.min < found[-1][1]:
            return None
        found.append((noted.min, noted.max, group.num_rows))
    return found
