"""The ground all tests stand on: a server of their own, no outside world, one cast.

The server keeps nothing safe (no fsync) and lives below `.cache/`; the database of a test run
is copied from a template that is migrated once for each state of the migrations. Several runs
may go on at once, each with databases of its own.
"""

import fcntl
import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parent
HOME = ROOT / ".cache" / "test-server"
UNSAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    # What the server has run, statements inside functions too (tests/stories/test_shards.py).
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "all",
    "pg_stat_statements.max": "20000",
}
TEMPLATES_KEPT = 6

pytest_plugins = ["tests.cast"]


def _template():
    """Name the template after the state of the migrations."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "tongban").glob("**/migrations/*.py")):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return f"template_{digest.hexdigest()[:12]}"


# The settings read these when they are loaded, which is after this file.
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("TONGBAN_POOL", "4")
os.environ.setdefault("TONGBAN_TEST_RUN", str(os.getpid()))
os.environ.update(
    DJANGO_SETTINGS_MODULE="tongban.config.settings",
    TONGBAN_MODE="test",
    TONGBAN_HOME=str(HOME),
    TONGBAN_TEST_TEMPLATE=_template(),
)


# A busy machine is no failure: examples may take their time.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


# The server of static files warns where their directory is missing.
(HOME / "static").mkdir(parents=True, exist_ok=True)


def pytest_configure(config):
    """Load the settings now; pytest-django then sets Django up."""
    from django.conf import settings

    assert settings.TESTING


@pytest.fixture(scope="session")
def test_server():
    """Start the tests' own server and return where it is."""
    from tongban.config import postgres

    postgres.ensure(HOME, UNSAFE)
    return postgres.cluster(HOME)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(test_server, django_db_modify_db_settings_parallel_suffix):
    """Prepare the template before pytest-django copies it."""
    import psycopg

    name = os.environ["TONGBAN_TEST_TEMPLATE"]
    with (
        (HOME / "template.lock").open("w") as lock,
        psycopg.connect(test_server.conninfo(), autocommit=True) as connection,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = connection.execute("select 1 from pg_database where datname = %s", [name])
        if not found.fetchone():
            _build(connection, name)
            _tidy(connection)


def _build(connection, name):
    """Migrate in a process of its own, so that no connection of ours holds the template."""
    building = f"{name}_building"
    connection.execute(f"drop database if exists {building} with (force)")
    connection.execute(f"create database {building} template template0")
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"],
        env=os.environ | {"TONGBAN_TEST_NAME": building},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.exit(f"The tables cannot be made:\n{done.stderr[-3000:]}", returncode=3)
    connection.execute(f"alter database {building} rename to {name}")


def _tidy(connection):
    """Drop old templates, and databases whose run was killed before it could."""
    rows = connection.execute("select datname from pg_database order by oid desc").fetchall()
    names = [name for (name,) in rows]
    old = [name for name in names if name.startswith("template_")][TEMPLATES_KEPT:]
    runs = [name for name in names if name.startswith("test_run_")]
    dead = [name for name in runs if not Path(f"/proc/{name.split('_')[2]}").exists()]
    for name in old + (dead if sys.platform == "linux" else []):
        connection.execute(f"drop database if exists {name} with (force)")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, test_server):
    """Let go of what a served page's thread still holds, so that the database can be dropped."""
    yield
    import psycopg
    from django.db import connection

    with psycopg.connect(test_server.conninfo(), autocommit=True) as server:
        server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = %s and usename = current_user and pid <> pg_backend_pid()",
            [connection.settings_dict["NAME"]],
        )


class OutsideWorldError(AssertionError):
    """A test opened a socket to somewhere else than this machine."""


@pytest.fixture(autouse=True)
def _in_the_citys_language():
    """Begin in the city's language, whatever the test before was asked in."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def _no_outside_world():
    """Close the sockets: Unix sockets and this machine stay reachable, nothing else."""
    real = socket.socket.connect

    def connect(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OutsideWorldError(f"a test tried to reach {address[0]}")
        return real(self, address)

    socket.socket.connect = connect
    yield
    socket.socket.connect = real
