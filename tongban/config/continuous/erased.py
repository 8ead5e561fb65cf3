"""What was erased stays erased (删除不复活): a restore brings no key back that was destroyed.

A backup made before an erasure still holds the subject's sealed keys. So the ids of destroyed keys,
and nothing else, are kept beside the backups in a file that only grows, at the latest a minute after
the erasure and before every backup; whatever is restored has those keys taken out again before the
city opens. A backup without that file is refused, and so is a list that the city did not sign: its
last line is the signature of all lines before.
"""

import base64
import binascii
import os
from pathlib import Path
from typing import Any

from tongban.config.continuous import places, proving
from tongban.config.safekeeping import BackupError
from tongban.kernel.signing.keys import PublicKey

NAME = "erased-keys"
_SIGNED = b"= "


def file() -> Path:
    """Return where the list lies."""
    return places.backups() / NAME


def note(connection: Any) -> int:
    """Write down what was erased since the last time; returns how many keys that were.

    Raises BackupError where somebody else changed the list since.
    """
    held, city = (file().read_bytes() if file().exists() else b""), proving.signer()
    signed = _is_signed(held, city.public)
    if not signed and any(line.startswith(_SIGNED) for line in held.splitlines()):
        raise BackupError(
            f"{file()} was changed by somebody else. Look into it; taken away, it is written anew "
            "from the database."
        )
    known = _known(held)
    rows = connection.execute("select id, shard from facts_erased_key order by id").fetchall()
    fresh = [b"%d %d\n" % (key, shard) for key, shard in rows if key not in known]
    if fresh or not signed:
        lines = b"".join([*_lines(held), *fresh])
        mine = file().with_name(f".{NAME}.{os.getpid()}")
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(lines + _SIGNED + base64.b64encode(city.sign(_said(lines))) + b"\n")
            out.flush()
            os.fsync(descriptor)
        mine.rename(file())  # of two at once one is lost, and noted again a minute later
    return len(fresh)


def proved(listed: Path, by: proving.Opener) -> set[int]:
    """Return the keys a list names; raises BackupError where the city did not sign it."""
    held = listed.read_bytes() if listed.exists() else b""
    if not by.unsigned and not (by.city and _is_signed(held, by.city)):
        raise BackupError(
            f"{listed} is not signed by this city as it stands: it was written by a release before "
            "this one, or changed, or keys/ of the home is missing. Erased data could come back. "
            "Where you are sure of it: --unsigned"
        )
    return _known(held)


def apply(connection: Any, destroyed: set[int]) -> int:
    """Destroy in a restored database every key that was destroyed before; how many came back."""
    keys = sorted(destroyed)
    gone = connection.execute("delete from facts_key where id = any(%s)", [keys]).rowcount
    emptied = connection.execute(
        "update facts_log_key set sealed = '' where id = any(%s) and sealed <> ''", [keys]
    ).rowcount
    connection.execute(
        "update facts_statement set value = null, sealed = '', key = null where key = any(%s)",
        [keys],
    )
    return int(gone + emptied + _words(connection, keys))


def _words(connection: Any, demands: list[int]) -> int:
    """Take out again the words of demands whose term was over; how many had come back."""
    for table in ("voice_said", "voice_photo", "voice_like", "voice_lesson"):
        if connection.execute("select to_regclass(%s)", [table]).fetchone() != (None,):
            connection.execute(f"delete from {table} where demand = any(%s)", [demands])  # noqa: S608
    return int(
        connection.execute(
            "update voice_demand set words = '', place = '', latitude = null, longitude = null,"
            " contact = '', caller = '', digest = '', public = false"
            " where id = any(%s) and words <> ''",
            [demands],
        ).rowcount
    )


def beat(_at: object) -> None:
    """Write down what was erased; the worker does so every minute."""
    import psycopg

    from tongban.config import database

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        note(connection)


def _lines(held: bytes) -> list[bytes]:
    return [line + b"\n" for line in held.splitlines() if line and not line.startswith(_SIGNED)]


def _known(held: bytes) -> set[int]:
    return {int(line.split()[0]) for line in _lines(held)}


def _is_signed(held: bytes, city: PublicKey) -> bool:
    *_, last = held.splitlines() or [b""]
    try:
        signature = base64.b64decode(last.removeprefix(_SIGNED), validate=True)
    except binascii.Error:
        return False
    return held == b"".join([*_lines(held), last, b"\n"]) and city.verify(
        signature, _said(b"".join(_lines(held)))
    )


def _said(lines: bytes) -> bytes:
    return b"tongban.erased\n" + lines
