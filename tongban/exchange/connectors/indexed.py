"""Rows kept by their key (按键索引): for sources that are read whole, such as files and feeds.

CSV in UTF-8 or GB 18030 and Excel; a file is read again only when it has changed.
"""

import csv
import io
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tongban.exchange.connectors.sources import MOST_ROWS, Place, Raw

LARGEST = 200_000_000  # bytes of a file


@dataclass(slots=True)
class Kept:
    """The rows of one place as last read (已读数据), and the mark of what they were read from."""

    mark: object
    rows: list[Raw]
    by: dict[str, dict[str, list[Raw]]] = field(default_factory=dict)

    def find(self, column: str, value: str) -> list[Raw]:
        """Return the rows where a column has this value; the first question lays the index."""
        if column not in self.by:
            made: dict[str, list[Raw]] = {}
            for row in self.rows:
                made.setdefault(str(row.get(column, "")).strip(), []).append(row)
            self.by[column] = made
        return self.by[column].get(value, [])[:MOST_ROWS]


class Shelf:
    """What was read of a source, place by place (读取缓存); safe among threads."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._kept: dict[str, Kept] = {}
        self._lock = threading.Lock()

    def get(self, place: str, mark: object, load: Callable[[], Iterable[Raw]]) -> Kept:
        """Return the rows of a place, read anew where the mark is another."""
        with self._lock:
            kept = self._kept.get(place)
            if kept is None or kept.mark != mark:
                kept = self._kept[place] = Kept(mark, list(load()))
            return kept


def parse(name: str, raw: bytes) -> Iterator[Raw]:
    """Yield the rows of a CSV or Excel file; the first line names the columns."""
    if len(raw) > LARGEST:
        raise ValueError(f"a file of {len(raw)} bytes")
    if name.lower().endswith(".xlsx"):
        yield from _xlsx(raw)
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    yield from csv.DictReader(io.StringIO(text, newline=""))


def _xlsx(raw: bytes) -> Iterator[Raw]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    lines = book.worksheets[0].iter_rows(values_only=True)
    names = [str(name) for name in next(lines, ())]
    for line in lines:
        yield dict(zip(names, line, strict=False))
    book.close()


def places_of(files: dict[str, list[Raw]]) -> list[Place]:
    """Say what files hold, by the columns of their first row."""
    return [Place(name, tuple(rows[0]) if rows else ()) for name, rows in sorted(files.items())]


def stem(name: str) -> str:
    """Return the name of a series of files: what stands before the date of the night."""
    return name.rpartition(".")[0].rpartition("-")[0] or name


def newest(names: Iterable[str], place: str) -> str | None:
    """Return the newest file of a series; their names end in the night they were made."""
    mine = [name for name in names if stem(name) == place and not name.startswith(".")]
    return max(mine, default=None)


def cut(rows: Iterable[Any], most: int = 5) -> list[Any]:
    """Return the first few."""
    return [row for row, _ in zip(rows, range(most), strict=False)]
