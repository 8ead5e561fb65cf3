"""The register book of a system (登记簿): its own SQLite database, written by its clerks.

A row is one person's or company's entry; entering it again replaces it. Every entry has a number
that grows, so that whoever passes entries on knows what is new.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists entry (
  number integer primary key autoincrement, register text not null, key text not null,
  said text not null, unique (register, key));
"""


class RegisterBook:
    """The entries of one system; safe to open from several processes."""

    def __init__(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(place / "book.sqlite", timeout=10, check_same_thread=False)
        self._database.execute("pragma journal_mode=wal")
        self._database.execute("pragma synchronous=normal")
        self._database.executescript(_TABLES)

    def enter(self, register: str, key: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Enter rows into a register, found by a column; return how many."""
        made = [(register, str(row[key]), json.dumps(row, ensure_ascii=False)) for row in rows]
        with self._database:
            self._database.executemany(
                "insert or replace into entry (register, key, said) values (?, ?, ?)", made
            )
        return len(made)

    def find(self, register: str, key: str) -> list[dict[str, Any]]:
        """Return the entries of a key."""
        found = self._database.execute(
            "select said from entry where register = ? and key = ?", (register, key)
        )
        return [json.loads(said) for (said,) in found.fetchall()]

    def entries(
        self, *, after: int = 0, most: int = -1
    ) -> Iterator[tuple[int, str, str, dict[str, Any]]]:
        """Yield entries after a number: number, register, key, row."""
        found = self._database.execute(
            "select number, register, key, said from entry where number > ? order by number limit ?",
            (after, most),
        )
        for number, register, key, said in found.fetchall():
            yield number, register, key, json.loads(said)

    def last(self) -> int:
        """Return the number of the newest entry; 0 while the book is empty."""
        found = self._database.execute("select max(number) from entry").fetchone()
        return int(found[0] or 0)

    def empty(self) -> None:
        """Strike every entry out; numbers go on growing."""
        with self._database:
            self._database.execute("delete from entry")

    def close(self) -> None:
        """Close the book."""
        self._database.close()
