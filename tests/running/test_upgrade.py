"""From the last release to this one: its data is read, its program still runs on the wider tables."""

import io
import json
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import psycopg
import pytest

from tongban.cli.upgrading import checks
from tongban.config import postgres

ROOT = Path(__file__).parents[2]
WHOLE = os.environ.get("TONGBAN_WHOLE") == "1"
_COLUMNS = """
select c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod),
    a.attnotnull and not a.atthasdef and a.attidentity = ''
from pg_attribute a join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
"""
_FUNCTIONS = "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'"


class Former:
    """A city as the last release left it, in a database and a home of its own."""

    def __init__(self, home, server, name):
        self.home, self.server, self.name = home, server, name

    def connect(self):
        return psycopg.connect(self.server.conninfo(self.name), autocommit=True)

    def tongban(self, *words, code=0, tree=ROOT):
        env = os.environ | {
            "TONGBAN_MODE": "test", "TONGBAN_TEST_NAME": self.name, "TONGBAN_SETTINGS": "",
            "TONGBAN_HOME": str(self.home), "PYTHONPATH": str(tree),
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=tree, env=env, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode == code, done.stderr[-2000:] + done.stdout[-2000:]
        return done.stdout

    def columns(self):
        with self.connect() as connection:
            rows = connection.execute(_COLUMNS).fetchall()
            return {name: (kind, needed) for name, kind, needed in rows}

    def functions(self):
        with self.connect() as connection:
            return {name for (name,) in connection.execute(_FUNCTIONS).fetchall()}


@pytest.fixture
def former(test_server):
    """Unpack the recorded city of the last release."""
    version, _ = checks.last_release()
    recorded = Path(__file__).with_name("releases") / f"{version}.tar.xz"
    home, name = (
        Path(tempfile.mkdtemp(prefix="tongban-former-", dir="/var/tmp")),
        f"test_run_{os.getpid()}_former",
    )
    home.chmod(0o755)
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(recorded.read_bytes()))) as tar:
        tar.extractall(home, filter="data")
    (home / "secret").chmod(0o600)
    with psycopg.connect(test_server.conninfo(), autocommit=True) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name} template template0")
        psql = [
            str(postgres.tool("psql")),
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            str(test_server.socket),
        ]
        subprocess.run(
            [*psql, "-U", "tongban", "-d", name, "-f", str(home / "city.sql")],
            check=True, capture_output=True,
        )  # fmt: skip
        # The embedded server of the tests stands elsewhere: this home only lends it its name.
        (home / "postgres").symlink_to(test_server.base)
        yield Former(home, test_server, name)
        server.execute(f"drop database if exists {name} with (force)")
    shutil.rmtree(home)


def test_the_last_releases_city_is_widened_and_read(former):
    before, had = former.columns(), former.functions()
    said = json.loads(former.tongban("tongban.cli", "upgrade", "--json", code=1))
    assert [one["mend"] for one in said["findings"]] == ["Run: tongban backup --daily"]
    assert former.columns() == before, "looking touched something"
    said = json.loads(former.tongban("tongban.cli", "upgrade", "--without-backup", "--json"))
    assert said["applied"]
    after = former.columns()
    assert {name: after.get(name) for name in before} == before, "the old release's columns changed"
    assert had <= former.functions(), "a function the old release calls is gone"
    tables = {name.split(".")[0] for name in before}
    fresh = {name: of for name, of in after.items() if name not in before}
    needed = [name for name, (_, must) in fresh.items() if must and name.split(".")[0] in tables]
    assert needed == [], "the old release cannot write what it does not know"
    read = json.loads(former.tongban("tests.running.reading").splitlines()[-1])
    assert read["people"] > 8
    assert read["opened"] > 20
    assert read["cases"] > 0
    assert read["licences"] == read["verified"] > 0


@pytest.mark.skipif(not WHOLE, reason="builds the former release from its tag: TONGBAN_WHOLE=1")
def test_the_former_program_still_works_on_the_widened_tables(former, tmp_path):
    version, _ = checks.last_release()
    tree = tmp_path / "tree"
    tree.mkdir()
    packed = subprocess.run(
        ["git", "archive", f"v{version}"], cwd=ROOT, capture_output=True, check=False
    )
    assert packed.returncode == 0, f"the tag v{version} is not in this checkout: git fetch --tags"
    subprocess.run(["tar", "x", "-C", str(tree)], input=packed.stdout, check=True)
    former.tongban("tongban.cli", "upgrade", "--without-backup", "--json")
    former.tongban(
        "tongban.cli", "city", "applications", "--applications", "9", "--json", tree=tree
    )
    former.tongban("tongban.cli", "worker", "--once", "--json", tree=tree)
    former.tongban("tongban.cli", "rebuild", "--all", "--check", "--json", tree=tree)
    read = json.loads(former.tongban("tests.running.reading").splitlines()[-1])
    assert read["cases"] > 5
    # Up again: nothing is left to widen, and what the old program wrote is worked on and folded.
    again = json.loads(former.tongban("tongban.cli", "upgrade", "--without-backup", "--json"))
    assert (again["ready"], again["applied"]) == (True, [])
    former.tongban("tongban.cli", "worker", "--once", "--json")
    former.tongban("tongban.cli", "rebuild", "--all", "--check", "--json")
    after = json.loads(former.tongban("tests.running.reading").splitlines()[-1])
    assert all(after[name] >= read[name] for name in read)
