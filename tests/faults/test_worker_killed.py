"""A worker that dies in mid-batch takes everything of the batch back, and the next one does it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.submit import submit
from tests.faults.worker import EFFECTS
from tongban.ledger import api

ROOT = Path(__file__).parents[2]
EVENTS = 60
PATIENCE = 20.0


@contextmanager
def worker(pause, **more):
    """A real worker process on the test's own database."""
    environment = os.environ | {"TONGBAN_TEST_NAME": connection.settings_dict["NAME"]} | more
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker", str(pause)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def effects():
    with connection.cursor() as cursor:
        cursor.execute("select count(*), count(distinct event) from effect")
        return cursor.fetchone()


@pytest.fixture
def effect_table(transactional_db):
    connection.cursor().execute(EFFECTS)
    yield
    connection.cursor().execute("drop table effect")


@pytest.mark.usefixtures("effect_table", "quiet_registry")
def test_every_event_has_its_effect_exactly_once_when_the_worker_is_killed():
    submit(EVENTS)
    with worker(0.02) as first:
        seen = [first.stdout.readline() for _ in range(EVENTS // 3)]
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert len(set(seen)) == EVENTS // 3
    assert effects() == (0, 0)
    with worker(0.0):
        deadline = time.monotonic() + PATIENCE
        while effects() != (EVENTS, EVENTS) and time.monotonic() < deadline:
            time.sleep(0.1)
    assert effects() == (EVENTS, EVENTS)
    assert api.waiting_since() is None


@pytest.mark.usefixtures("effect_table", "quiet_registry")
def test_two_workers_at_once_share_the_work():
    submit(EVENTS)
    with worker(0.005), worker(0.005):
        deadline = time.monotonic() + PATIENCE
        while api.waiting_since() is not None and time.monotonic() < deadline:
            time.sleep(0.1)
    assert effects() == (EVENTS, EVENTS)
