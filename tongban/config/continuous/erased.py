"""What was erased stays erased (删除不复活): a restore brings no key back that was destroyed.

A backup made before an erasure still holds the subject's sealed keys. So the ids of destroyed keys,
and nothing else, are kept beside the backups in a file that only grows, at the latest a minute after
the erasure and before every backup; whatever is restored has those keys taken out again before the
city opens. A backup without that file is refused.
"""

import os
from pathlib import Path
from typing import Any

from tongban.config.continuous import places

NAME = "erased-keys"


def file() -> Path:
    """Return where the list lies."""
    return places.backups() / NAME


def note(connection: Any) -> int:
    """Write down what was erased since the last time; returns how many keys that were."""
    known = _known(file())
    rows = connection.execute("select id, shard from facts_erased_key order by id").fetchall()
    fresh = [f"{key} {shard}\n" for key, shard in rows if key not in known]
    descriptor = os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.writelines(fresh)
        out.flush()
        os.fsync(descriptor)
    return len(fresh)


def apply(connection: Any, listed: Path) -> int:
    """Destroy in a restored database every key that was destroyed before; how many came back."""
    keys = sorted(_known(listed))
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


def _known(listed: Path) -> set[int]:
    if not listed.exists():
        return set()
    lines = listed.read_text(encoding="ascii").splitlines()
    return {int(line.split()[0]) for line in lines if line}
