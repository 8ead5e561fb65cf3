"""The replica of reports (报表副本): a second server that follows the first, read where it may lag.

A streaming replica answers everything the main server does, some moments later, and takes no
writes. Reports go there and say how old what they show is; whoever decides about a person reads the
main server. Where it does not answer, reports are read from the main server, and the doctor says so.
"""

import os
import subprocess
from datetime import timedelta
from pathlib import Path

from tongban.config import database, postgres
from tongban.config.home import home

ALIAS = "reports"
SLOT = "tongban_reports"
_LAG = """
select case when not pg_is_in_recovery() then interval '0'
    when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then interval '0'
    else now() - pg_last_xact_replay_timestamp() end
"""


def address() -> str:
    """Return where the replica is, empty where there is none."""
    return os.environ.get("TONGBAN_REPORTS_URL", "")


def lag(url: str | None = None) -> timedelta | None:
    """Return how far the replica is behind, None where it does not answer."""
    import psycopg

    try:
        with psycopg.connect(conninfo(url or address()), autocommit=True) as connection:
            row = connection.execute(_LAG).fetchone()
    except (psycopg.OperationalError, ValueError):
        return None
    return row[0] if row and row[0] is not None else timedelta(0)


def conninfo(url: str) -> str:
    """Return psycopg's words for an address: a URL, or `home:DIR` for an embedded replica."""
    if url.startswith("home:"):
        return postgres.cluster(Path(url.removeprefix("home:"))).conninfo("tongban")
    return f"{url}{'&' if '?' in url else '?'}connect_timeout=3"


def follow(second: Path, *, synchronous: bool = False) -> None:
    """Make a replica of the embedded server in a second home, and start it.

    With `synchronous` nothing is acknowledged before the replica has it too: whoever loses the main
    server then loses nothing that anybody was told.
    """
    place = postgres.cluster(second)
    postgres.make_ready(place)
    first = postgres.cluster(home())
    command = [
        str(postgres.tool("pg_basebackup")), "--host", str(first.socket), "--username", postgres.USER,
        "--pgdata", str(place.data), "--wal-method=stream", "--checkpoint=fast", "--write-recovery-conf",
        "--create-slot", "--slot", SLOT,
    ]  # fmt: skip
    _drop_slot()
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise postgres.ServerUnavailable(f"The replica could not be made: {done.stderr.strip()}")
    with (place.data / "postgresql.auto.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"unix_socket_directories = '{place.socket}'\nhot_standby_feedback = on\n")
        conf.write(f"primary_slot_name = '{SLOT}'\n")
    postgres.hand_over(place)
    postgres.ensure(second)
    if synchronous:
        _set("synchronous_standby_names", "*")


def promote(second: Path) -> None:
    """Make the replica the main server; from then on it takes writes and waits for nobody."""
    import psycopg

    with psycopg.connect(postgres.cluster(second).conninfo(), autocommit=True) as connection:
        connection.execute("select pg_promote(true, 60)")
        connection.execute("alter system set synchronous_standby_names = ''")
        connection.execute("select pg_reload_conf()")


def _set(name: str, value: str) -> None:
    import psycopg

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        connection.execute(f"alter system set {name} = '{value}'")
        connection.execute("select pg_reload_conf()")


def _drop_slot() -> None:
    import psycopg

    with psycopg.connect(database.conninfo(owners=True), autocommit=True) as connection:
        connection.execute(
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots "
            "where slot_name = %s and not active",
            [SLOT],
        )
