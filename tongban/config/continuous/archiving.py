"""The database's log, kept as it is written (日志归档): every change since the last base backup.

`pg_receivewal` takes the write-ahead log from the server as a replica would, second by second, into
the home. What is whole is compressed, sealed and laid beside the base backups; the piece in hand is
laid there anew every few seconds, so that little more than those seconds can be lost with the disk.
A slot on the server sees that no piece is thrown away before we have it.
"""

import contextlib
import io
import os
import re
import subprocess
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from tongban.config import postgres
from tongban.config.continuous import places, proving, sealed
from tongban.config.home import home

SLOT = "tongban_archive"
EVERY = 5.0  # seconds between two looks
ENDING, PARTIAL = sealed.ENDING, ".partial"
_SEGMENT = re.compile("[0-9A-F]{24}")
_TO_A_LOG = 256  # segments of 16 MB in what the middle of a name counts


def following() -> Path:
    """Return where pieces arrive before they are sealed, in the home."""
    path = home() / "following"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


@contextlib.contextmanager
def receiving() -> Iterator["subprocess.Popen[bytes]"]:
    """Receive the log meanwhile."""
    words = [str(postgres.tool("pg_receivewal")), "--host", str(postgres.cluster(home()).socket)]
    words += ["--username", postgres.USER, "--slot", SLOT]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*words, "--create-slot", "--if-not-exists"], check=True, **quiet)  # type: ignore[call-overload]  # noqa: S603
    child = subprocess.Popen(  # noqa: S603 - the program is the wheel's
        [*words, "--directory", str(following()), "--status-interval", "1", "--synchronous"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield child
    finally:
        child.terminate()
        child.wait(20)


def keep() -> int:
    """Seal what has arrived; returns how many pieces were laid beside the backups."""
    kept = 0
    for piece in sorted(following().iterdir()):
        target = places.archive() / f"{piece.name}{ENDING}"
        if piece.suffix == PARTIAL:
            if target.exists() and target.stat().st_mtime >= piece.stat().st_mtime:
                continue
        elif not target.exists():
            (places.archive() / f"{piece.name}{PARTIAL}{ENDING}").unlink(missing_ok=True)
        _lay(piece, target)
        kept += 1
        if piece.suffix != PARTIAL:
            piece.unlink()
    return kept


def pieces(folder: Path, to: Path, by: proving.Opener, *, since: str) -> int:
    """Open every piece from this one on into a restored server's log; returns how many.

    Raises BackupError for a piece that is not what the city laid there.
    """
    found = 0
    for source in sorted(folder.glob(f"*{ENDING}")):
        name = source.name.removesuffix(ENDING)
        if name.removesuffix(PARTIAL)[8:24] < since[8:24] and not name.endswith(".history"):
            continue
        with source.open("rb") as file:
            content = zlib.decompress(b"".join(sealed.opened(file, by, name=name)))
        (to / name.removesuffix(PARTIAL)).write_bytes(content)
        found += 1
    return found


def missing(folder: Path) -> str:
    """Return the first piece that is missing between others of a log, "" where none is.

    The server would stop there without a word, as at the end.
    """
    there = {
        int(name[8:16], 16) * _TO_A_LOG + int(name[16:], 16): name for name in _segments(folder)
    }
    gap = next((one for one in sorted(there) if one + 1 not in there), 0) + 1
    if not there or gap > max(there):
        return ""
    return f"{there[gap - 1][:8]}{gap // _TO_A_LOG:08X}{gap % _TO_A_LOG:08X}"


def _segments(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if _SEGMENT.fullmatch(one.name)]


def _lay(piece: Path, target: Path) -> None:
    began = piece.stat().st_mtime
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    with fresh.open("wb") as file:
        content = io.BytesIO(zlib.compress(piece.read_bytes(), 1))
        sealed.seal(content, file, places.public_key(), name=target.name.removesuffix(ENDING))
        file.flush()
        os.fsync(file.fileno())
    os.utime(fresh, (time.time(), began))
    fresh.rename(target)
