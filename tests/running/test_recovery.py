"""The city is lost and brought back: everything that was acknowledged, nothing that was erased."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tongban.config import postgres
from tongban.config.continuous import sealed

ROOT = Path(__file__).parents[2]
SUBJECT = 7 << 40


def tongban(home, *words):
    done = subprocess.run(
        [sys.executable, "-m", "tongban.cli", *words, "--json"],
        cwd=ROOT, env=os.environ | {"TONGBAN_HOME": str(home), "TONGBAN_SETTINGS": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


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


def test_a_sealed_file_is_opened_by_its_key_alone_and_no_piece_can_be_left_out(tmp_path):
    private, public, other = (tmp_path / name for name in ("private", "public", "other"))
    sealed.new_pair(private, public)
    sealed.new_pair(other, tmp_path / "unused")
    content, made = os.urandom(2_500_000), io.BytesIO()
    sealed.seal(io.BytesIO(content), made, public)
    whole = made.getvalue()
    assert b"".join(sealed.opened(io.BytesIO(whole), private)) == content
    for damaged, key in ((whole, other), (whole[:-1], private), (whole[: 1 << 20], private)):
        with pytest.raises(sealed.SealError):
            list(sealed.opened(io.BytesIO(damaged), key))
    assert private.stat().st_mode & 0o077 == 0
