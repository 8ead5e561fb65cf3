"""The database is stopped and comes back: the worker waits for it and goes on."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import UNSAFE
from tongban.config import postgres

ROOT = Path(__file__).parents[2]
PATIENCE = 25.0


@pytest.fixture
def own_server(tmp_path):
    """A server that nobody else uses, so that it may be stopped."""
    home = tmp_path / "home"
    home.mkdir()
    postgres.ensure(home, UNSAFE)
    place = postgres.cluster(home)
    yield home
    postgres.stop(home)
    shutil.rmtree(place.base)


def run(home, *words):
    environment = os.environ | {"TONGBAN_HOME": str(home)}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def heard(process, number):
    """Read what the worker heard, without waiting for ever."""
    os.set_blocking(process.stdout.fileno(), False)
    lines, deadline = [], time.monotonic() + PATIENCE
    while len(lines) < number and time.monotonic() < deadline:
        line = process.stdout.readline()
        lines += [line] if line else []
        time.sleep(0 if line else 0.05)
    return lines


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
    run(own_server, "tongban.cli", "migrate")
    run(own_server, "tests.faults.submit", "3")
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker", "0"],
        cwd=ROOT, env=os.environ | {"TONGBAN_HOME": str(own_server)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        before = heard(worker, 3)
        fault(own_server)
        assert worker.poll() is None
        run(own_server, "tests.faults.submit", "2")
        after = heard(worker, 2)
        assert (len(before), len(after), len({*before, *after})) == (3, 2, 5)
    finally:
        worker.kill()
        worker.stdout.close()
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
