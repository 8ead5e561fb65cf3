"""Real processes of agencies, in every shape, asked through the connector for that shape."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tongban.exchange.agency_systems import plan, stream, watching
from tongban.exchange.agency_systems.book import RegisterBook
from tongban.exchange.connectors import connection
from tongban.exchange.connectors.connection import Connection, Route
from tongban.exchange.connectors.sources import Source, open_source

NUMBER = "350102199506181208"
REGISTER = plan.Register("参保登记", "公民身份号码", ("公民身份号码", "单位", "月数"))
ROW = {"公民身份号码": NUMBER, "单位": "榕城食品厂", "月数": 64}
ROUTE = Route(REGISTER.name, REGISTER.key, {"单位": "emp", "月数": "months"})

Run = Callable[..., tuple[Path, Source]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Run a system of a shape with one entry, and open the source that reads it."""
    children, sources = [], []

    def start(
        shape: str, kind: str, at: str, *, secret: bool = True, **more: object
    ) -> tuple[Path, Source]:
        place = tmp_path / watching.FOLDER / shape
        port = free_port()
        plan.write(
            place, plan.System(shape, "试点部门", shape, (REGISTER,), port=port, every=0.2, **more)
        )  # type: ignore[arg-type]
        RegisterBook(place).enter(REGISTER.name, REGISTER.key, [ROW])
        command = [sys.executable, "-m", "tongban.exchange.agency_systems", str(place)]
        children.append(subprocess.Popen([*command, "--parent", str(os.getpid())]))
        assert watching.settled(tmp_path, [shape], seconds=15)
        if secret:
            connection.keep_secret(tmp_path, "theirs", plan.password(place))
        options = {"host_key": (place / "host_key.pub").read_text()} if kind == "sftp" else {}
        made = Connection(
            shape, kind, at.format(port=port, place=place), {"DS": ROUTE},
            secret="theirs" if secret else "", options=options,
        )  # fmt: skip
        sources.append(open_source(made, tmp_path))
        return place, sources[-1]

    yield start
    for source in sources:
        source.close()
    for child in children:
        child.terminate()
        child.wait(10)


def asked(source: Source, place: str = REGISTER.name) -> list[dict[str, object]]:
    return [dict(row) for row in source.find(place, REGISTER.key, NUMBER, seconds=5)]


def test_an_interface_answers_whoever_knows_its_password(run: Run) -> None:
    _, source = run("rest", "http", "http://127.0.0.1:{port}")
    assert asked(source) == [ROW]
    assert source.find(REGISTER.name, REGISTER.key, "nobody", seconds=5) == []


def test_an_interface_answers_nobody_without_it(run: Run) -> None:
    _, source = run("rest", "http", "http://127.0.0.1:{port}", secret=False)
    with pytest.raises(ValueError, match="401"):
        asked(source)


def test_a_killed_system_is_not_reached_and_says_so_at_once(run: Run, tmp_path: Path) -> None:
    _, source = run("rest", "http", "http://127.0.0.1:{port}")
    assert asked(source)
    os.kill(watching.running(tmp_path)["rest"]["pid"], 9)
    began = time.monotonic()
    time.sleep(0.1)
    with pytest.raises(ConnectionError):
        asked(source)
    assert time.monotonic() - began < 1


def test_a_slow_system_is_given_up_at_the_deadline(run: Run) -> None:
    _, source = run("rest", "http", "http://127.0.0.1:{port}", delay_ms=3000)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        source.find(REGISTER.name, REGISTER.key, NUMBER, seconds=0.3)
    assert time.monotonic() - began < 1


def test_the_file_of_the_next_night_is_what_counts(run: Run, tmp_path: Path) -> None:
    place, source = run("files", "files", "{place}/drop", secret=False, format="xlsx")
    assert asked(source)[0]["单位"] == "榕城食品厂"
    RegisterBook(place).enter(REGISTER.name, REGISTER.key, [{**ROW, "单位": "榕城酒厂"}])
    assert watching.settled(tmp_path, ["files"], seconds=10)
    assert asked(source)[0]["单位"] == "榕城酒厂"


def test_a_file_is_fetched_by_sftp_and_the_folder_cannot_be_written(run: Run) -> None:
    asyncssh = pytest.importorskip("asyncssh")
    place, source = run("files", "sftp", "sftp://files@127.0.0.1:{port}/", via="sftp")
    assert asked(source)[0]["月数"] == "64"

    async def write() -> None:
        port, password = plan.read(place).port, plan.password(place)
        async with asyncssh.connect(
            "127.0.0.1", port, username="files", password=password, known_hosts=None, config=None
        ) as door:
            files = await door.start_sftp_client()
            await files.put(str(place / "system.json"), "x.csv")

    with pytest.raises(asyncssh.SFTPPermissionDenied):
        asyncio.run(write())


@pytest.mark.skipif(stream.program() is None, reason="nats-server is not installed")
def test_the_newest_event_about_somebody_is_read_from_the_stream(run: Run, tmp_path: Path) -> None:
    place, source = run("stream", "nats", "nats://127.0.0.1:{port}")
    assert asked(source, "0") == [ROW]
    RegisterBook(place).enter(REGISTER.name, REGISTER.key, [{**ROW, "月数": 65}])
    assert watching.settled(tmp_path, ["stream"], seconds=10)
    assert asked(source, "0")[0]["月数"] == 65
    assert source.find("0", REGISTER.key, "350102199311021239", seconds=5) == []


def test_a_feed_of_changes_serves_where_there_is_no_stream(run: Run) -> None:
    _, source = run("rest", "feed", "http://127.0.0.1:{port}")
    assert asked(source) == [ROW]


@pytest.mark.django_db
def test_a_database_of_the_same_server_is_read_through_sql(run: Run) -> None:
    pytest.importorskip("sqlalchemy")
    import psycopg
    from django.db import connection as ours

    said = ours.settings_dict
    server = f"host={said['HOST']} user={said['USER']} dbname="
    with psycopg.connect(f"{server}postgres", autocommit=True) as link:
        link.execute("drop database if exists agency_trial with (force)")
        link.execute("create database agency_trial template template0")
    at = f"postgresql+psycopg://{said['USER']}@/agency_trial?host={said['HOST']}"
    _, source = run("database", "sql", at, secret=False, url=f"{server}agency_trial")
    assert asked(source) == [{**ROW, "月数": "64"}]
    assert [one.name for one in source.places(seconds=5)] == [REGISTER.name]


@pytest.mark.skipif(shutil.which("mariadbd") is None, reason="MariaDB is not installed")
def test_a_mariadb_is_read_through_sql(run: Run, tmp_path: Path) -> None:
    data, sock = tmp_path / "maria", tmp_path / "m.sock"
    me = ["--user=root"] if os.geteuid() == 0 else []
    made = [
        "mariadb-install-db",
        "--no-defaults",
        f"--datadir={data}",
        "--auth-root-authentication-method=normal",
        *me,
    ]
    subprocess.run(made, check=True, capture_output=True)
    command = [
        "mariadbd",
        "--no-defaults",
        f"--datadir={data}",
        f"--socket={sock}",
        "--skip-networking",
        *me,
    ]
    server = subprocess.Popen([*command, "--innodb-buffer-pool-size=8M"], stderr=subprocess.DEVNULL)
    try:
        at = f"mysql+pymysql://root@localhost/agency?unix_socket={sock}&charset=utf8mb4"
        _create("agency", sock)
        _, source = run("database", "sql", at, secret=False, url=at)
        assert asked(source) == [{**ROW, "月数": "64"}]
    finally:
        server.terminate()
        server.wait(20)


def _create(name: str, sock: Path) -> None:
    import pymysql

    for _ in range(200):
        if sock.exists():
            break
        time.sleep(0.1)
    with pymysql.connect(user="root", unix_socket=str(sock)) as link, link.cursor() as cursor:
        cursor.execute(f"create database {name} character set utf8mb4")
