"""The drill (恢复演练): everything is brought back into a second home, compared, and timed.

A backup that nobody has restored is a hope. The drill makes one, lets the city go on, brings it back
elsewhere as after a lost machine, and compares every table and the head of the log. What it prints
is what an administrator is asked after a disaster: how long it takes, and how much is lost.
"""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tongban.config import database, postgres, safekeeping
from tongban.config.continuous import archiving, base, places, proving, sealed
from tongban.config.home import home

_TABLES = "select tablename from pg_tables where schemaname = 'public' order by 1"
_PASSING = frozenset({"django_session", "ledger_beat", "doors_rush", "people_passing"})


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill found (演练结果): seconds of each part, what was lost, what differs."""

    way: str
    backup_seconds: float
    restore_seconds: float
    bytes: int
    events: int
    events_lost: int
    keys_destroyed_again: int
    differs: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Print it for programs."""
        return asdict(self)


def drill(*, private: Path | None = None) -> Drilled:
    """Back up, bring back and compare; the second home is taken away after. Raises BackupError."""
    parent = home().parent if os.access(home().parent, os.W_OK) else home()
    with tempfile.TemporaryDirectory(prefix="tongban-drill-", dir=parent) as folder:
        Path(folder).chmod(0o755)
        second = Path(folder) / "home"
        second.mkdir()
        with _keys(Path(folder), private) as key:
            try:
                return _from_base(second, key) if database.is_embedded() else _from_dump(second)
            finally:
                postgres.stop(second)
                shutil.rmtree(postgres.cluster(second).base, ignore_errors=True)


def _from_base(second: Path, key: Path) -> Drilled:
    began = time.monotonic()
    with archiving.receiving():
        made = base.make()
        spent = time.monotonic() - began
        mark = f"drilled {time.time()}"
        _mark(mark)  # after the backup: only the log can bring it back
        counts = _counts(database.conninfo(owners=True))
        _received()
        archiving.keep()
    began = time.monotonic()
    head, again = base.bring_back(places.backups(), second, by=proving.opener(key))
    taken = time.monotonic() - began
    way = "base backup and log"
    found = _compared(way, spent, taken, made.bytes, head.events, again, counts, second)
    if _marked(second) == mark:
        return found
    return replace(found, differs=(*found.differs, "what was written after the backup is missing"))


def _mark(text: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        name = sql.Identifier(database.parts()["NAME"])
        connection.execute(sql.SQL("comment on database {} is {}").format(name, sql.Literal(text)))


def _marked(second: Path) -> str:
    import psycopg

    with psycopg.connect(postgres.cluster(second).conninfo("tongban")) as connection:
        row = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = 'tongban'"
        ).fetchone()
    return str(row[0]) if row else ""


def _from_dump(second: Path) -> Drilled:
    began = time.monotonic()
    file = second.parent / "city.tar"
    kept = safekeeping.backup(file)
    spent, counts = time.monotonic() - began, _counts(database.conninfo(owners=True))
    began = time.monotonic()
    with _at_home(second):
        back = safekeeping.restore(file)
    taken = time.monotonic() - began
    return _compared("dump", spent, taken, kept.bytes, back.head.events, 0, counts, second)


def _compared(  # noqa: PLR0917 - called twice, beside it
    way: str, spent: float, taken: float, size: int, events: int, again: int,
    counts: dict[str, int], second: Path,
) -> Drilled:  # fmt: skip
    back = _counts(postgres.cluster(second).conninfo("tongban"))
    differs = tuple(
        f"{name}: {counts[name]} there, {back.get(name, 0)} brought back"
        for name in counts
        if counts[name] > back.get(name, 0) + (again if name == "facts_key" else 0)
    )
    lost = max(0, counts["ledger_event"] - events)
    return Drilled(way, round(spent, 2), round(taken, 2), size, events, lost, again, differs)


def _counts(conninfo: str) -> dict[str, int]:
    """Count the rows of every table at one moment, without what passes."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(conninfo) as connection:
        connection.execute("set transaction isolation level repeatable read")
        names = [name for (name,) in connection.execute(_TABLES).fetchall() if name not in _PASSING]
        return {
            name: connection.execute(
                sql.SQL("select count(*) from {}").format(sql.Identifier(name))
            ).fetchone()[0]  # type: ignore[index]
            for name in names
        }


def _received() -> None:
    """Wait until everything written so far has arrived."""
    import psycopg

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        row = connection.execute("select pg_current_wal_flush_lsn()").fetchone()
        for _ in range(200):
            done = connection.execute(
                "select coalesce(bool_or(flush_lsn >= %s::pg_lsn), false) from pg_stat_replication",
                row,
            ).fetchone()
            if done == (True,):
                return
            time.sleep(0.1)
    raise safekeeping.BackupError("The database's log does not arrive. See: tongban doctor")


@contextlib.contextmanager
def _keys(folder: Path, private: Path | None) -> Iterator[Path]:
    """Use the city's own pair where the private half is given, else one for this drill alone."""
    if private:
        yield private
        return
    mine = folder / "private.pem", folder / "public.pem"
    sealed.new_pair(*mine)
    apart = {"TONGBAN_BACKUP_KEY": str(mine[1]), "TONGBAN_BACKUPS": str(folder / "backups")}
    before = {name: os.environ.get(name) for name in apart}
    os.environ.update(apart)
    try:
        yield mine[0]
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@contextlib.contextmanager
def _at_home(second: Path) -> Iterator[None]:
    """Look at the second home meanwhile, on an embedded server of its own."""
    before = {name: os.environ.pop(name, None) for name in ("TONGBAN_HOME", "DATABASE_URL")}
    os.environ["TONGBAN_HOME"] = str(second)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
