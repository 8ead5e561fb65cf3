"""What the tests of a running city share: a database of their own that other processes can use."""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

from conftest import HOME
from tongban.config import postgres

__all__ = ["HOME"]


@pytest.fixture
def own_database(test_server, django_db_modify_db_settings):
    """A migrated database of this test's, and the environment by which processes find it."""
    name = f"test_run_{os.getpid()}_running"
    with psycopg.connect(test_server.conninfo(), autocommit=True) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name} template {os.environ['TONGBAN_TEST_TEMPLATE']}")
        yield {"TONGBAN_MODE": "test", "TONGBAN_TEST_NAME": name}
        server.execute(f"drop database if exists {name} with (force)")


@pytest.fixture
def elsewhere():
    """A second home, whose server is stopped afterwards."""
    home = Path(tempfile.mkdtemp(prefix="tongban-second-", dir="/var/tmp"))
    home.chmod(0o755)
    yield home
    postgres.stop(home)
    shutil.rmtree(home)
