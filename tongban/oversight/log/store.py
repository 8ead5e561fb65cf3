"""Between the log and its tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tongban.kernel import ids
from tongban.oversight.log.domain.notes import Note
from tongban.oversight.log.domain.trees import EMPTY
from tongban.oversight.log.models import CheckpointRow, EntryRow, SourceRow, TreeRow

SEQUENCER = 0x6C656176  # the lock of whoever gives leaves their places
_PAGE = 5000


@dataclass(frozen=True, slots=True)
class Tree:
    """A committed tree (日志树)."""

    year: int
    size: int = 0
    root: bytes = EMPTY


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the leaf of a row stands (日志条目)."""

    source: str
    row: int
    year: int
    place: int


def query(statement: str, arguments: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []


def lead() -> bool:
    """Try to be the one who gives places, until this transaction ends."""
    return bool(query("select pg_try_advisory_xact_lock(%s)", [SEQUENCER])[0][0])


def oldest_writing() -> datetime | None:
    """Return since when the oldest transaction of anybody else is open, None where none is."""
    return query(  # type: ignore[no-any-return]
        "select min(xact_start) from pg_stat_activity where pid <> pg_backend_pid() "
        "and datname = current_database() and backend_type = 'client backend'"
    )[0][0]


def after(source: str) -> int:
    """Return the last row of a source that has its place."""
    found = SourceRow.objects.filter(name=source).values_list("after", flat=True).first()
    return found or 0


def move(source: str, to: int) -> None:
    """Say how far a source is in the log."""
    SourceRow.objects.update_or_create(name=source, defaults={"after": to})


def tree(year: int) -> Tree:
    """Return the committed tree of a year; an empty one before its first leaf."""
    row = TreeRow.objects.filter(year=year).first()
    return Tree(row.year, row.size, bytes(row.root)) if row else Tree(year)


def trees() -> list[Tree]:
    """Return every year's tree, the newest first."""
    rows = TreeRow.objects.order_by("-year")
    return [Tree(row.year, row.size, bytes(row.root)) for row in rows]


def grow(grown: Tree, entries: Sequence[Entry], at: datetime) -> None:
    """Commit the places of new leaves and the tree they make."""
    query(
        "insert into oversight_log_entry (shard, source, row, year, place) "
        "select * from unnest(%s::smallint[], %s::text[], %s::bigint[], %s::smallint[], "
        "%s::bigint[])",
        [
            [ids.shard_of(one.row) for one in entries],
            [one.source for one in entries],
            [one.row for one in entries],
            [one.year for one in entries],
            [one.place for one in entries],
        ],
    )
    TreeRow.objects.update_or_create(
        year=grown.year, defaults={"size": grown.size, "root": grown.root, "grown_at": at}
    )


def place(source: str, row: int) -> Entry | None:
    """Return where the leaf of a row stands, None where it has no place yet."""
    found = EntryRow.objects.filter(shard=ids.shard_of(row), source=source, row=row).first()
    return Entry(source, row, found.year, found.place) if found else None


def at(year: int, place_: int) -> Entry | None:
    """Return which row's leaf stands at a place of a year's log."""
    found = query(
        "select source, row from oversight_log_entry where year = %s and place = %s", [year, place_]
    )
    return Entry(found[0][0], found[0][1], year, place_) if found else None


def of(source: str) -> Iterator[Entry]:
    """Go through the entries of a source by row."""
    last = -1
    while True:
        page = query(
            "select source, row, year, place from oversight_log_entry "
            "where source = %s and row > %s order by row limit %s",
            [source, last, _PAGE],
        )
        if not page:
            return
        yield from (Entry(*row) for row in page)
        last = page[-1][1]


def published(year: int) -> CheckpointRow | None:
    """Return the checkpoint of a year that was published last."""
    return CheckpointRow.objects.filter(year=year).order_by("-size", "-published_at").first()


def keep(note: Note, year: int, at: datetime) -> None:
    """Keep a checkpoint that is being published."""
    said = note.checkpoint
    CheckpointRow.objects.update_or_create(
        year=year, size=said.size, root=said.root, defaults={"note": str(note), "published_at": at}
    )
