"""Whatever is killed at whatever moment: what was acknowledged is there, once, and adds up."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg

from tests.faults.test_backup import tongban
from tongban.config import postgres

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("TONGBAN_FAULT_KILLS", "2"))  # more for a long night
SEED = int(os.environ.get("TONGBAN_FAULT_SEED", "41"))
PATIENCE = 60.0


class Crew:
    """The processes of a small city, each of which can be killed and is then started again."""

    def __init__(self, home, folder):
        self.home, self.folder, self.logs = home, folder, []
        self.running = {}
        for name in ("clerk 1", "clerk 2", "worker"):
            self.start(name)

    def start(self, name):
        words = ["tongban.cli", "worker"] if name == "worker" else ["tests.faults.clerk", "work"]
        log = self.folder / f"{name}-{len(self.logs)}.log"
        self.logs.append(log)
        with log.open("w") as out:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *words], cwd=ROOT, stdout=out, stderr=subprocess.DEVNULL,
                env=os.environ | {"TONGBAN_HOME": str(self.home)},
            )  # fmt: skip

    def kill(self, name):
        if name == "database":
            place = postgres.cluster(self.home)
            os.kill(int((place.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
            postgres.revive(self.home)
            return
        self.stop(name)
        self.start(name)

    def stop(self, name):
        self.running[name].kill()
        self.running[name].wait()

    def acknowledged(self):
        """Every whole line the clerks wrote: (case, type)."""
        lines = [line for log in self.logs for line in log.read_text().splitlines(keepends=True)]
        return [tuple(line.split()) for line in lines if line.endswith("\n") and " cases." in line]


def wait_for(crew, more):
    """Wait until the clerks have done so much more."""
    wanted = len(crew.acknowledged()) + more
    deadline = time.monotonic() + PATIENCE
    while len(crew.acknowledged()) < wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(crew.acknowledged()) >= wanted, "the clerks do not get on"


def ask(home, statement):
    with psycopg.connect(postgres.cluster(home).conninfo("tongban")) as connection:
        return connection.execute(statement).fetchall()


def test_nothing_acknowledged_is_lost_or_done_twice(own_server, tmp_path):
    chance = random.Random(SEED)
    environment = os.environ | {"TONGBAN_HOME": str(own_server)}
    prepare = [sys.executable, "-m", "tests.faults.clerk", "prepare"]
    subprocess.run(prepare, cwd=ROOT, env=environment, check=True)
    victims = ["database", "worker", "clerk 1", "clerk 2"]
    chance.shuffle(victims)
    crew = Crew(own_server, tmp_path)
    try:
        for kill in range(KILLS):
            wait_for(crew, 4)
            time.sleep(chance.random() * 0.3)
            crew.kill(victims[kill % len(victims)])
        rebuilt = tongban(own_server, "rebuild", "--all")["read_models"]
        wait_for(crew, 4)
    finally:
        for name in list(crew.running):
            crew.stop(name)
    tongban(own_server, "worker", "--once")
    happened = Counter(
        (str(stream), type_)
        for stream, type_ in ask(own_server, "select stream, type from ledger_event")
    )
    acknowledged = crew.acknowledged()
    assert len(acknowledged) == len(set(acknowledged))
    assert {one: happened[one] for one in acknowledged if happened[one] != 1} == {}
    assert ask(own_server, "select count(*) from ledger_outbox") == [(0,)]
    compared = tongban(own_server, "rebuild", "--all", "--check")["read_models"]
    assert [one for one in (*rebuilt, *compared) if one["differing"]] == []
