"""The city is lost and brought back: everything that was acknowledged, nothing that was erased."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tongban.config import postgres

ROOT = Path(__file__).parents[2]
SUBJECT = 7 << 40


WHOLE = pytest.mark.skipif(os.environ.get("TONGBAN_WHOLE") != "1", reason="TONGBAN_WHOLE=1")


def tongban(home, *words, **more):
    done = subprocess.run(
        [sys.executable, "-m", "tongban.cli", *map(str, words), "--json"],
        cwd=ROOT, env=os.environ | {"TONGBAN_HOME": str(home), "TONGBAN_SETTINGS": ""} | more,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


@pytest.fixture
def city(test_server, django_db_modify_db_settings, tmp_path, monkeypatch):
    """A city on a server of its own, copied from the migrated template of the tests."""
    home = tmp_path / "city"
    home.mkdir()
    monkeypatch.delenv("TONGBAN_MODE", raising=False)
    monkeypatch.delenv("TONGBAN_TEST_NAME", raising=False)
    postgres.ensure(home)
    there = postgres.cluster(home)
    postgres.database(there, "tongban")
    pour = f"{{}} -h {test_server.socket} -U tongban {os.environ['TONGBAN_TEST_TEMPLATE']} | {{}} -q -h {there.socket} -U tongban tongban"
    tools = [str(postgres.tool(name)) for name in ("pg_dump", "psql")]
    subprocess.run(pour.format(*tools), shell=True, check=True, capture_output=True)  # noqa: S602
    yield home
    postgres.stop(home)


def test_a_drill_brings_everything_back_and_no_erased_key(city):
    with psycopg.connect(postgres.cluster(city).conninfo("tongban"), autocommit=True) as server:
        for key in (1, 2):
            server.execute("insert into facts_key values (%s, 1, %s, 'k')", [key, SUBJECT])
        server.execute(
            "insert into facts_erased_key values (1, 1)"
        )  # erased; the backup has it still
    made = tongban(city, "drill")
    assert (made["events_lost"], made["keys_destroyed_again"]) == (0, 1)
    assert made["differs"] == []
    assert made["restore_seconds"] < 60


def erased(server, key):
    server.execute("insert into facts_erased_key values (1, %s)", [key])


@WHOLE
def test_a_moment_is_brought_back_and_nothing_that_came_after_it(city, elsewhere, tmp_path):
    tongban(city, "backup", "--new-key", tmp_path / "private")
    follower = subprocess.Popen(
        [sys.executable, "-m", "tongban.cli", "follow"],
        cwd=ROOT, env=os.environ | {"TONGBAN_HOME": str(city), "TONGBAN_SETTINGS": ""},
    )  # fmt: skip
    with psycopg.connect(postgres.cluster(city).conninfo("tongban"), autocommit=True) as server:
        while not server.execute("select 1 from pg_stat_replication").fetchone():
            assert follower.poll() is None
        tongban(city, "backup", "--daily")
        erased(server, 1)
        moment = server.execute("select clock_timestamp()").fetchone()[0]
        erased(server, 2)
        here = server.execute("select pg_current_wal_flush_lsn()").fetchone()
        while server.execute("select flush_lsn < %s::pg_lsn from pg_stat_replication", here).fetchone()[0]:  # fmt: skip
            assert follower.poll() is None
    follower.terminate()
    assert follower.wait() == 0  # what had arrived is laid beside the backups
    tongban(elsewhere, "restore", city / "backups", "--key", tmp_path / "private", "--until", moment.isoformat())  # fmt: skip
    with psycopg.connect(postgres.cluster(elsewhere).conninfo("tongban")) as back:
        assert back.execute("select id from facts_erased_key").fetchall() == [(1,)]
