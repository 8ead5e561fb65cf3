"""Safekeeping (备份与副本): does every change arrive beside the backups, does the replica follow."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

Finding = dict[str, str]
_HELD = 1 << 30  # bytes of log the server keeps for somebody who does not come
_LAG = timedelta(seconds=60)
_PIECE_AGE = timedelta(minutes=10)


def key() -> Iterator[Finding]:
    """Look whether there is a key that backups can be sealed to."""
    from tongban.config.continuous import places

    if not places.public_key().exists() and not _is_new():
        yield {
            "what": "There is no key that backups are sealed to",
            "why": "No base backup can be made, and the database's log is not kept.",
            "mend": "Run: tongban backup --new-key FILE, and keep FILE elsewhere.",
        }


def erasures() -> Iterator[Finding]:
    """Look whether the list of what was erased is as this city wrote it."""
    from tongban.config import safekeeping
    from tongban.config.continuous import erased, proving

    if not erased.file().exists():
        return
    try:
        erased.proved(erased.file(), proving.opener(None))
    except safekeeping.BackupError:
        yield {
            "what": "The list of erased keys beside the backups is not as this city signed it",
            "why": "Nothing more is noted, no backup is made, and a restore would refuse it.",
            "mend": f"See who changed it; take {erased.file()} away, and it is written anew from the database.",
        }


def signed() -> Iterator[Finding]:
    """Look whether the newest backup is one that a restore opens without being told to."""
    from tongban.config.continuous import places, sealed

    made = [one for kind in ("base", "dump") for one in places.backups().glob(f"{kind}-*.sealed")]
    newest = max(made, key=lambda one: one.stat().st_mtime, default=None)
    if newest and not sealed.is_signed(newest):
        yield {
            "what": f"The newest backup, {newest.name}, is not signed by this city",
            "why": "It is of a release before this one; a restore opens it only with --unsigned.",
            "mend": "Run: tongban backup --daily",
        }


def following() -> Iterator[Finding]:
    """Look whether the database's log is followed, and whether it piles up for nobody."""
    from tongban.config import database
    from tongban.config.continuous import archiving, places

    if not database.is_embedded() or not places.public_key().exists():
        return
    row = _one(
        "select active, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint "
        "from pg_replication_slots where slot_name = %s",
        archiving.SLOT,
    )
    if row is None or not row[0]:
        yield {
            "what": "The database's log is not laid beside the backups",
            "why": "What came since the last base backup would be lost with the disk.",
            "mend": "Start it: systemctl start tongban-follow, or tongban follow",
        }
    if row and row[1] > _HELD:
        yield {
            "what": f"The database keeps {row[1] >> 20} MB of its log for nobody",
            "why": "It fills the disk until the database stops.",
            "mend": "Start tongban-follow; if it is not wanted: select pg_drop_replication_slot('tongban_archive')",
        }


def replica() -> Iterator[Finding]:
    """Look whether the replica of reports answers and follows."""
    address = os.environ.get("TONGBAN_REPORTS_URL")
    if not address:
        return
    from tongban.config import replicas

    lag = replicas.lag(address)
    if lag is None:
        yield {
            "what": "The replica of reports does not answer",
            "why": "Reports are read from the main database meanwhile, beside everybody's work.",
            "mend": "Start it, or empty reports_url.",
        }
    elif lag > _LAG:
        yield {
            "what": f"The replica of reports is {lag.total_seconds():.0f} s behind",
            "why": "Reports show what was; each page says so.",
            "mend": "See what it waits for: its log, its disk, a report that runs too long.",
        }


def _one(statement: str, *values: object) -> tuple[bool, int] | None:
    import psycopg

    from tongban.config import database

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        found: tuple[bool, int] | None = connection.execute(statement, values).fetchone()
    return found


def _is_new() -> bool:
    """Whether this city is younger than two days: it is being set up, and nobody is told of backups yet."""
    from tongban.config.home import home

    made = datetime.fromtimestamp((home() / "secret").stat().st_mtime, UTC)
    return datetime.now(UTC) - made < timedelta(days=2)
