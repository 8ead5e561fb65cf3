"""The stream of events on three servers of NATS JetStream, read by its own client, nats-py.

A city works and its worker carries what happens to the stream. Under load the leader of the stream
is killed with SIGKILL, and comes back later. Then: nothing the servers acknowledged is lost, every
event of the database is in the stream, none has its effect twice, and nobody's name is in it. At
last the stream is lost whole, on all three, and filled anew from the database.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nats

ROOT = Path(os.environ["TONGBAN_ROOT"])
PROGRAM = os.environ["TONGBAN_PROGRAM"]
SERVER = str(Path(sys.executable).parent / "nats-server")
EVENTS = """
from tongban.config.boot import boot
boot()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("select stream, seq from ledger_event")
    print("events=" + ",".join(f"{stream}:{seq}" for stream, seq in cursor.fetchall()))
"""
PATIENCE = 90.0


def free() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Cluster:
    """Three servers on this machine, each with a store of its own."""

    def __init__(self, place: Path) -> None:
        """Choose names and ports; nothing runs yet."""
        self.place, self.names = place, ("a", "b", "c")
        self.ports = {name: (free(), free()) for name in self.names}
        self.running: dict[str, subprocess.Popen] = {}

    @property
    def addresses(self) -> list[str]:
        """Where clients find them."""
        return [f"nats://127.0.0.1:{client}" for client, _ in self.ports.values()]

    def start(self, name: str) -> None:
        """Start one; what it acknowledges is on its disk."""
        client, route = self.ports[name]
        said = {
            "server_name": name,
            "listen": f"127.0.0.1:{client}",
            "jetstream": {"store_dir": str(self.place / name), "sync_interval": "always"},
            "cluster": {
                "name": "city",
                "listen": f"127.0.0.1:{route}",
                "routes": [f"nats://127.0.0.1:{other}" for _, other in self.ports.values()],
            },
        }
        config = self.place / f"{name}.conf"
        config.write_text(json.dumps(said))
        command = [SERVER, "-c", str(config), "-l", str(self.place / f"{name}.log")]
        self.running[name] = subprocess.Popen(command)

    def kill(self, name: str) -> None:
        """Kill one as a power failure does."""
        one = self.running.pop(name)
        one.send_signal(signal.SIGKILL)
        one.wait()

    def stop(self) -> None:
        """Kill them all."""
        for name in tuple(self.running):
            self.kill(name)


async def connected(cluster: Cluster) -> nats.NATS:
    """Connect to whichever answers, and to another when that goes."""

    async def quiet(_error: Exception) -> None:
        """Say nothing: it connects again."""

    return await nats.connect(cluster.addresses, max_reconnect_attempts=-1, error_cb=quiet)


async def leader(cluster: Cluster) -> str:
    """Wait for a stream with a leader, and name it."""
    until = time.monotonic() + PATIENCE
    connection = await connected(cluster)
    try:
        while time.monotonic() < until:
            with contextlib.suppress(Exception):
                told = await connection.jetstream().stream_info("TONGBAN")
                if told.cluster and told.cluster.leader:
                    return told.cluster.leader
            await asyncio.sleep(0.2)
    finally:
        await connection.close()
    raise SystemExit("    the stream has no leader")


def keep_handing_in(env: dict, enough: threading.Event) -> None:
    """Let people hand in more and more, until it is enough."""
    seed = 1
    while not enough.is_set():
        seed += 1
        tongban("city", "applications", "--applications", "10", "--seed", str(seed), env=env)


async def ready(cluster: Cluster) -> None:
    """Wait until the servers have found each other."""
    until = time.monotonic() + PATIENCE
    connection = await connected(cluster)
    try:
        while time.monotonic() < until:
            with contextlib.suppress(Exception):
                await connection.jetstream(timeout=2).account_info()
                return
            await asyncio.sleep(0.2)
    finally:
        await connection.close()
    raise SystemExit("    the servers do not find each other")


async def read(cluster: Cluster, number: int) -> list[dict]:
    """Read the stream from its beginning, as a reader without a name of its own does."""
    connection = await connected(cluster)
    try:
        found = await connection.jetstream().subscribe("tongban.>", ordered_consumer=True)
        messages = [await found.next_msg(timeout=10) for _ in range(number)]
        return [json.loads(one.data) for one in messages]
    finally:
        await connection.close()


def tongban(*command: str, env: dict) -> str:
    """Run the program; returns what it prints."""
    done = subprocess.run(
        [PROGRAM, *command], env=env, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    if done.returncode:
        raise SystemExit(f"    tongban {' '.join(command)}: {done.stderr.strip()[-300:]}")
    return done.stdout


def events(env: dict) -> set[tuple[int, int]]:
    """Read from the database which events there are."""
    python = str(Path(PROGRAM).parent / "python")
    done = subprocess.run(
        [python, "-c", EVENTS], env=env | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = next(line[7:] for line in done.stdout.splitlines() if line.startswith("events="))
    return {tuple(map(int, one.split(":"))) for one in said.split(",")}


def carried(env: dict) -> int:
    """Wait until nothing waits for the stream; returns how many messages it holds."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = json.loads(tongban("fanout", "carry", "--json", env=env))
        if not said["waiting"]:
            return said["held"]
        time.sleep(0.5)
    raise SystemExit("    what waits for the stream is not carried")


def judge(cluster: Cluster, env: dict, what: str) -> int:
    """Compare the stream with the database: everything is there, and has its effect once."""
    held = carried(env)
    found = asyncio.run(read(cluster, held))
    wanted = events(env)
    effects = {(one["stream"], one["seq"]) for one in found}
    if effects != wanted:
        raise SystemExit(
            f"    {what}: {len(wanted - effects)} lost, {len(effects - wanted)} unknown"
        )
    if extra := {key for one in found for key in one} - {
        "id",
        "stream",
        "seq",
        "kind",
        "type",
        "at",
    }:
        raise SystemExit(f"    {what}: a message holds more than its envelope: {extra}")
    return len(found) - len(effects)


def main() -> None:
    """Judge."""
    home = Path(tempfile.mkdtemp(prefix="tongban-fanout-"))
    home.chmod(0o755)
    (home / "nats").mkdir()
    cluster = Cluster(home / "nats")
    env = {
        **os.environ,
        "TONGBAN_HOME": str(home / "city"),
        "TONGBAN_STREAM": ",".join(cluster.addresses),
    }
    env.pop("PYTHONPATH", None)
    worker, enough = None, threading.Event()
    try:
        for name in cluster.names:
            cluster.start(name)
        tongban("migrate", env=env)
        tongban("publish", str(ROOT / "definitions"), env=env)
        worker = subprocess.Popen([PROGRAM, "worker"], env=env, stderr=subprocess.DEVNULL)
        tongban(
            "city", "create", "--residents", "10", "--firms", "1", "--applications", "2", env=env
        )
        load = threading.Thread(target=keep_handing_in, args=(env, enough))
        load.start()
        first = asyncio.run(leader(cluster))
        time.sleep(2)
        cluster.kill(first)
        second = asyncio.run(leader(cluster))
        if second == first:
            raise SystemExit("    the leader did not change")
        enough.set()
        load.join(PATIENCE)
        cluster.start(first)
        twice = judge(cluster, env, "after the leader was killed")
        cluster.stop()
        for name in cluster.names:
            shutil.rmtree(cluster.place / name)
            cluster.start(name)
        asyncio.run(ready(cluster))
        tongban("fanout", "rebuild", env=env)
        judge(cluster, env, "after the stream was lost")
        print(
            f"    leader {first} killed under load, {second} took over; {twice} came twice, none in effect"
        )
    finally:
        enough.set()
        if worker is not None:
            worker.terminate()
            worker.wait(20)
        cluster.stop()
        subprocess.run([PROGRAM, "stop"], env=env, capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)


main()
