"""Where the embedded server and the secrets of a home live, and what is written to the log."""

import json
import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import psycopg
import pytest

from tongban.config import database, home, logs, postgres

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root has users to choose from")


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """A home of our own."""
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_secret_is_drawn_once_and_closed_to_others(elsewhere):
    first = home.secret()
    assert home.secret() == first
    assert len(first) > 60
    assert (elsewhere / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in elsewhere.iterdir()] == ["secret"]


def test_two_homes_have_two_secrets(elsewhere, monkeypatch, tmp_path):
    first = home.secret()
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path / "other"))
    assert home.secret() != first


def test_a_long_path_still_has_a_short_socket(monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run")
    deep = Path("/srv") / ("long" * 30)
    place = postgres.cluster(deep)
    assert len(str(place.socket / ".s.PGSQL.5432")) <= 107
    assert place.socket != postgres.cluster(Path("/srv") / ("long" * 31)).socket


def test_processes_that_start_at_once_create_a_database_once(test_server):
    name = f"at_once_{os.getpid()}"
    everybody = Barrier(6)

    def starting(_):
        everybody.wait()
        postgres.database(test_server, name)

    with ThreadPoolExecutor(6) as crowd:
        list(crowd.map(starting, range(6)))
    with psycopg.connect(test_server.conninfo(), autocommit=True) as server:
        server.execute(f"drop database {name}")


@ROOT_ONLY
def test_a_closed_home_keeps_its_database_where_its_user_can_reach_it(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert postgres.cluster(closed / "home").base.is_relative_to("/var/lib/tongban")
    assert postgres.cluster(Path("/srv/open")).base == Path("/srv/open/postgres")


@ROOT_ONLY
def test_closed_binaries_are_copied_to_where_the_servers_user_can_run_them(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "_is_open", lambda path: "site-packages" not in str(path))
    monkeypatch.setattr(postgres, "_ROOTS_PLACE", tmp_path / "unused")
    place = Path("/srv") / f"tongban-test-{os.getpid()}"
    place.mkdir(mode=0o711)
    try:
        assert postgres.ensure(place)
        assert postgres.answers(postgres.cluster(place))
        assert list((place / "postgres").glob("binaries-*"))
        assert postgres.stop(place)
        assert not postgres.stop(place)
    finally:
        shutil.rmtree(place)


def test_the_data_is_closed_to_other_users(test_server):
    assert test_server.data.stat().st_mode & 0o077 == 0
    assert test_server.socket.stat().st_mode & 0o077 == 0


def test_a_server_that_cannot_start_says_where_its_log_is(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "PATIENCE", 0.3)
    place = postgres.cluster(tmp_path)
    try:
        postgres.ensure(tmp_path, {"max_connections": "100"})
        postgres.stop(tmp_path)
        with (place.data / "postgresql.conf").open("a") as conf:
            conf.write("\nno_such_setting = 1\n")
        with pytest.raises(postgres.ServerUnavailable, match=r"no_such_setting|FATAL"):
            postgres.ensure(tmp_path)
    finally:
        shutil.rmtree(place.base)


@pytest.mark.parametrize(
    ("url", "name", "host"),
    [
        ("postgresql://u:p%40ss@db.example:5433/city", "city", "db.example"),
        ("postgres:///city?host=/run/pg", "city", ""),
    ],
)
def test_a_database_url_is_read(url, name, host, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    found = database.parts()
    assert (found["NAME"], found["HOST"]) == (name, host)


@pytest.mark.parametrize("url", ["mysql://u@h/x", "postgresql://host", "nonsense"])
def test_a_database_url_that_cannot_be_read_is_told(url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(database.BadDatabaseUrl, match="must look like"):
        database.parts()


def test_the_log_names_nobody():
    numbers = ("11010519491231002X", "350102199506180248", "19900000001")
    error = ValueError(f"number {numbers[0]}\nDETAIL:  Key (number)=({numbers[1]})")
    exc_info = (ValueError, error, None)
    record = logging.LogRecord("x", 40, "", 1, f"call {numbers[2]}", None, exc_info)
    said = logs.Discreet().format(record)
    assert "call ***" in said
    assert "ValueError: number ***" in said
    assert "DETAIL" not in said
    assert not [number for number in numbers if number in said]


def test_a_name_in_what_is_logged_is_masked_and_an_unknown_field_is_dropped():
    record = logging.LogRecord("x", 40, "", 1, "failed for %s", ("林晓舟·吴䶮",), None)
    record.fields = {"route": "case/<str:number>", "applicant": "林晓舟", "listener": "王敏"}
    said = logs.Discreet().format(record)
    assert not [name for name in "林吴王" if name in said]
    line = json.loads(said)
    assert (line["event"], line["route"]) == ("failed for ***", "case/<str:number>")
    assert "applicant" not in line
