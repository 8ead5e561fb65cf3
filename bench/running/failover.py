"""The main database is lost: the replica is promoted, and nothing that was acknowledged is missing."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.running.harness import ROOT, environment
from tongban.config import postgres


@dataclass
class Lost:
    """What a lost main server cost."""

    acknowledged: int
    there: int
    missing: int
    seconds: float


def fail_over(home: Path, second: Path, *, seconds: float = 3.0) -> Lost:
    """Write, kill the main server's process, promote the replica, and count what is there."""
    place = postgres.cluster(home)
    tongban(home, "replica", "make", str(second), "--synchronous")
    writing = place.conninfo("tongban")
    with psycopg.connect(writing, autocommit=True) as connection:
        connection.execute("create table if not exists drill_acknowledged (n int primary key)")
    told = _write_until_killed(place, seconds)
    began = time.monotonic()
    tongban(home, "replica", "promote", str(second))
    with psycopg.connect(postgres.cluster(second).conninfo("tongban"), autocommit=True) as there:
        found = {n for (n,) in there.execute("select n from drill_acknowledged").fetchall()}
        there.execute("insert into drill_acknowledged values (-1)")  # it takes writes
        spent = time.monotonic() - began
        there.execute("drop table drill_acknowledged")
    return Lost(len(told), len(found), len(set(told) - found), spent)


def _write_until_killed(place: postgres.Cluster, seconds: float) -> list[int]:
    """Write row after row, noting what was acknowledged; kill the server in the middle."""
    told: list[int] = []
    until = time.monotonic() + seconds
    with psycopg.connect(place.conninfo("tongban"), autocommit=True) as connection:
        while True:
            try:
                number = len(told)
                connection.execute("insert into drill_acknowledged values (%s)", [number])
                told.append(number)
            except psycopg.OperationalError:
                return told
            if time.monotonic() > until:
                _kill(place)


def _kill(place: postgres.Cluster) -> None:
    pid = int((place.data / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for each in [pid, *map(int, children)]:
        os.kill(each, signal.SIGKILL)


def tongban(home: Path, *words: str) -> None:
    """Run a command of the city in this home."""
    subprocess.run(
        [sys.executable, "-m", "tongban.cli", *words],
        env=environment(home), cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip


def run() -> list[dict[str, object]]:
    """Lose the main server under writes."""
    from bench.running import ground
    from tongban.cli.commands.bench import row

    second = Path(tempfile.mkdtemp(prefix="tongban-second-", dir="/var/tmp"))
    second.chmod(0o755)
    try:
        with ground() as home:
            lost = fail_over(home, second, seconds=5)
    finally:
        postgres.stop(second)
        shutil.rmtree(second)
    return [
        row("acknowledged writes missing after the main database was killed", lost.missing, lost.acknowledged, goal=0, unit="rows", at_most=True),
        row("the replica takes writes after", lost.seconds, 30, goal=1, unit="s", at_most=True),
    ]  # fmt: skip
