"""Backup and restore (备份与恢复): one file with the database, told apart by the log's head.

The file is a tar of two parts: `manifest.json` and `database.dump` (pg_dump's own format, read at
one moment while the city works). Keys are never in it: whoever gets hold of a backup shall not be
able to seal, sign in or look up numbers. The manifest names each key with its digest, and a restore
says which of them the home it is restored into lacks. Everything else is in it, people's data too,
so the file is its owner's alone (0600) and never written over another. The head of the log (how many events, the
newest, a digest over all of them) is taken at the same moment as the dump and compared after a
restore.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from tongban.config import database, postgres
from tongban.config.home import home

FORMAT = 1
_HEAD = (
    "select count(*), coalesce(max(id), 0), coalesce(sum(('x' || substr(md5("
    "concat_ws('|', shard, stream, seq, id, type, extract(epoch from at), actor::text, data::text, "
    "objects::text, schema)), 1, 15))::bit(60)::bigint), 0)::text from ledger_event"
)


class BackupError(RuntimeError):
    """A backup or a restore could not be done; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class LogHead:
    """The head of the log (日志头): how many events, the newest id, a digest over all."""

    events: int
    newest: int
    digest: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds or a restore brought back (备份结果).

    `keys_apart` are to be kept elsewhere, and `keys_missing` are those that the home restored
    into does not have, without which stored digests and signatures cannot be read.
    """

    path: str
    bytes: int
    head: LogHead
    keys_apart: tuple[str, ...] = ()
    keys_missing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Print it for programs."""
        return asdict(self)


def log_head(connection: Any) -> LogHead:
    """Read the head of the log over a connection."""
    row = connection.execute(_HEAD).fetchone()
    return LogHead(row[0], row[1], row[2])


def _note() -> Path:
    return home() / "last-backup"


def last_backup() -> datetime | None:
    """Tell when this home was backed up last, None where it never was."""
    try:
        return datetime.fromisoformat(_note().read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        return None


def note_backup() -> None:
    """Note that this home was backed up now."""
    _note().write_text(datetime.now(UTC).isoformat(), encoding="ascii")


def backup(path: Path) -> Kept:
    """Write a backup to a new file; the city goes on meanwhile. Raises BackupError."""
    if path.exists():
        raise BackupError(f"{path} exists already; a backup never writes over another one.")
    keys = _keys(home())
    with tempfile.TemporaryDirectory(prefix="tongban-backup-", dir=path.parent or None) as folder:
        dump = Path(folder) / "database.dump"
        with _readable(), _moment() as (snapshot, head):
            _note_erased()
            _tool(
                "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}",
                f"--file={dump}",
            )  # fmt: skip
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(),
            "head": asdict(head),
            "dump_sha256": _sha256(dump),
            "keys": {name: hashlib.sha256(content).hexdigest() for name, content in keys.items()},
        }
        part = Path(folder) / "backup.tar"
        with tarfile.open(part, "w") as tar:
            _add(tar, "manifest.json", json.dumps(manifest, indent=1).encode())
            tar.add(dump, "database.dump")
        part.chmod(0o600)
        try:
            os.link(part, path)  # unlike a rename, it never takes the place of another file
        except FileExistsError as error:
            raise BackupError(f"{path} was made by somebody else meanwhile.") from error
    note_backup()
    return Kept(str(path), path.stat().st_size, head, tuple(keys))


def restore(path: Path, *, destroyed: Iterable[int] = ()) -> Kept:
    """Bring a backup back into an empty home, and hold its log against the manifest.

    Put the keys into the home first, since whatever starts draws new ones. `destroyed` are the ids
    of the list that lies beside the backups: those keys are destroyed again. Raises BackupError
    where the file is damaged, where the home is in use, or where the log is not the one saved.
    """
    with (
        _opened(path) as tar,
        tempfile.TemporaryDirectory(prefix="tongban-restore-", dir=home()) as folder,
    ):
        manifest = _manifest(tar)
        dump = Path(folder) / "database.dump"
        _extract(tar, "database.dump", dump)
        if _sha256(dump) != manifest["dump_sha256"]:
            raise BackupError(f"{path} is damaged: the dump is not the one that was written.")
        _empty_database()
        options = ("--no-owner", "--no-acl", "--exit-on-error", "--single-transaction")
        _tool("pg_restore", *options, str(dump))
        _destroy(set(destroyed))
        _close()
    head, saved = _current(), LogHead(**manifest["head"])
    if head != saved:
        raise BackupError(
            f"The log restored has {head.events} events, the one saved {saved.events}, or they "
            "differ: do not use this home."
        )
    there = {name: hashlib.sha256(value).hexdigest() for name, value in _keys(home()).items()}
    missing = tuple(name for name, digest in manifest["keys"].items() if there.get(name) != digest)
    return Kept(str(path), path.stat().st_size, head, tuple(manifest["keys"]), missing)


# The database


@contextmanager
def _moment() -> Iterator[tuple[str, LogHead]]:
    """Hold one moment of the database, for the dump and for the head of the log alike."""
    import psycopg

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        connection.execute("begin isolation level repeatable read read only")
        row = connection.execute("select pg_export_snapshot()").fetchone()
        yield str(row[0] if row else ""), log_head(connection)
        connection.execute("rollback")


def _current() -> LogHead:
    import psycopg

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        return log_head(connection)


@contextmanager
def _readable() -> Iterator[None]:
    """Let the one user of a server that is not ours dump the closed tables too, meanwhile."""
    import psycopg

    from tongban.facts import closing

    if database.is_embedded():
        yield
        return
    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        closing.open_(connection)
        try:
            yield
        finally:
            closing.close(connection)


def _note_erased() -> None:
    """Write the list of destroyed keys beside the backups, before another backup holds them."""
    import psycopg

    from tongban.config.continuous import erased

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        if connection.execute("select to_regclass('facts_erased_key')").fetchone() != (None,):
            erased.note(connection)


def _destroy(keys: set[int]) -> None:
    import psycopg

    from tongban.config.continuous import erased

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        erased.apply(connection, keys)


def _close() -> None:
    """Give the rooms' tables back to their roles, which no dump carries."""
    import psycopg

    from tongban.facts import closing

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        closing.close(connection)


def _empty_database() -> None:
    """See that a database is there and has no tables. Raises BackupError where it has."""
    import psycopg

    if database.is_embedded():
        postgres.ensure(home())
        postgres.database(postgres.cluster(home()), database.parts()["NAME"])
    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        row = connection.execute(
            "select count(*) from information_schema.tables where table_schema = 'public'"
        ).fetchone()
    if row and row[0]:
        raise BackupError(
            f"The database of {home()} has tables already; restore into an empty home "
            "(TONGBAN_HOME=… names one)."
        )


def _tool(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs on our database; passwords go by the environment."""
    found = database.owner()
    words = ["--host", found["HOST"], "--username", found["USER"], "--dbname", found["NAME"]]
    if found["PORT"]:
        words += ["--port", found["PORT"]]
    done = subprocess.run(  # noqa: S603 - the program is the wheel's, the words are ours
        [str(postgres.tool(name)), *words, *arguments],
        env=os.environ | {"PGPASSWORD": found["PASSWORD"]},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise BackupError(f"{name} failed: {said[-1] if said else 'it said nothing'}")


# Keys


def _keys(place: Path) -> dict[str, bytes]:
    """Read the keys of a home: the files in it that their owner alone may read."""
    return {
        path.name: path.read_bytes()
        for path in sorted(place.iterdir())
        if path.is_file() and not path.name.startswith(".") and path.stat().st_mode & 0o077 == 0
        and path.suffix not in (".tar", ".lock", ".log")
        and path.stat().st_size < 1 << 16
    }  # fmt: skip


# The file


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as tar:
            yield tar
    except tarfile.TarError as error:
        raise BackupError(f"{path} is no backup of ours: {error}") from error


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_member(tar, "manifest.json").read())
        known, parts = found["format"] == FORMAT, {"head", "dump_sha256", "keys"} <= found.keys()
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError("The backup's manifest cannot be read.") from error
    if not known or not parts:
        raise BackupError(
            f"The backup is of format {found['format']}; this release reads {FORMAT}."
        )
    return found


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        file = tar.extractfile(name)
    except KeyError:
        file = None
    if file is None:
        raise BackupError(f"The backup lacks {name}.")
    return file


def _extract(tar: tarfile.TarFile, name: str, to: Path) -> None:
    with _member(tar, name) as file, to.open("wb") as target:
        shutil.copyfileobj(file, target)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
