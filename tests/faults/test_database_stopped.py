"""The database is stopped and comes back: the worker waits for it and goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tongban.config import postgres

ROOT = Path(__file__).parents[2]
PATIENCE = 25.0


def run(home, *words):
    environment = os.environ | {"TONGBAN_HOME": str(home)}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def effects(home, expected):
    """Wait until so many events had their effect and none waits; say how many there are."""
    found, deadline = None, time.monotonic() + PATIENCE
    while found != (expected, expected, 0) and time.monotonic() < deadline:
        time.sleep(0.1)
        with psycopg.connect(postgres.cluster(home).conninfo("tongban")) as connection:
            found = connection.execute(
                "select count(*), count(distinct event), (select count(*) from ledger_outbox) "
                "from effect"
            ).fetchone()
    return found


def stop(home):
    assert postgres.stop(home)
    time.sleep(1)
    assert postgres.ensure(home)


def kill(home):
    """Kill the server's first process; the worker starts it again."""
    place = postgres.cluster(home)
    os.kill(int((place.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    time.sleep(0.2)
    deadline = time.monotonic() + PATIENCE
    while not postgres.answers(place) and time.monotonic() < deadline:
        time.sleep(0.1)


@pytest.mark.parametrize("fault", [stop, kill])
def test_the_worker_survives_a_stopped_and_a_killed_database(own_server, fault):
    run(own_server, "tests.faults.submit", "3")
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker", "0"],
        cwd=ROOT, env=os.environ | {"TONGBAN_HOME": str(own_server)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert effects(own_server, 3) == (3, 3, 0)
        fault(own_server)
        assert worker.poll() is None
        run(own_server, "tests.faults.submit", "2")
        assert effects(own_server, 5) == (5, 5, 0)
    finally:
        worker.kill()
        worker.wait()


def test_two_that_start_the_server_at_once_start_it_once(own_server):
    postgres.stop(own_server)
    code = "import sys, pathlib; from tongban.config.postgres import ensure; print(ensure(pathlib.Path(sys.argv[1])))"
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(own_server)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert sorted(process.communicate()[0].strip() for process in starting) == [
        "False",
        "False",
        "True",
    ]
    assert not postgres.ensure(own_server)
