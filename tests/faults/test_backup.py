"""A city saved while it works, and brought back elsewhere with the same log."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest

from tongban.config import postgres, safekeeping

ROOT = Path(__file__).parents[2]


def tongban(home, *words, code=0):
    done = subprocess.run(
        [sys.executable, "-m", "tongban.cli", *words, "--json"],
        cwd=ROOT, env=os.environ | {"TONGBAN_HOME": str(home)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if done.stdout else done.stderr


def submit(home, number):
    environment = os.environ | {"TONGBAN_HOME": str(home)}
    command = [sys.executable, "-m", "tests.faults.submit", str(number)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


@pytest.fixture
def elsewhere(tmp_path):
    """A second home, empty; its server is stopped afterwards."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    yield home
    postgres.stop(home)
    shutil.rmtree(postgres.cluster(home).base, ignore_errors=True)


@pytest.mark.usefixtures("quiet_registry")
def test_a_city_comes_back_whole_and_says_which_keys_it_lacks(own_server, elsewhere, tmp_path):
    submit(own_server, 40)
    file = tmp_path / "city.tar"
    saved = tongban(own_server, "backup", str(file))
    assert saved["head"]["events"] == 40
    assert saved["keys_apart"] == ["secret"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"secret" not in (own_server / "secret").read_bytes()
    assert (own_server / "secret").read_bytes() not in file.read_bytes()
    assert "exists already" in tongban(own_server, "backup", str(file), code=2)
    shutil.copy(own_server / "secret", elsewhere / "secret")
    back = tongban(elsewhere, "restore", str(file))
    assert (back["head"], back["keys_missing"]) == (saved["head"], [])
    assert "has tables already" in tongban(elsewhere, "restore", str(file), code=2)
    with psycopg.connect(postgres.cluster(elsewhere).conninfo("tongban")) as connection:
        counted = connection.execute("select count(*), sum(version) from ledger_stream").fetchone()
    assert counted == (40, 40)


def test_what_is_no_backup_of_ours_is_refused(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv("TONGBAN_HOME", str(elsewhere))
    broken, strange, empty = (tmp_path / name for name in ("broken", "strange", "empty"))
    broken.write_bytes(b"no tar at all" * 100)
    for file, name in ((strange, "manifest.json"), (empty, "readme")):
        with tarfile.open(file, "w") as tar:
            tar.addfile(tarfile.TarInfo(name))
    for file, why in ((broken, "no backup"), (strange, "cannot be read"), (empty, "lacks")):
        with pytest.raises(safekeeping.BackupError, match=why):
            safekeeping.restore(file)
