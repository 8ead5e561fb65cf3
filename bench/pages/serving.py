"""How long the server takes for a page, and how many a processor carries."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import httpx2
import psutil

from bench.pages import weight
from tongban.cli.commands.bench import Row, row

P50, P95, RATE = 15.0, 40.0, 100.0  # ms, ms, requests a processor second
ROUNDS, CLIENTS, SECONDS = 12, 4, 8.0


@dataclass(frozen=True, slots=True)
class Place:
    """A served city, and a signed-in resident."""

    address: str
    cookie: str
    process: psutil.Process

    def client(self) -> httpx2.Client:
        """Open one client that keeps its connection, as a browser does."""
        from django.conf import settings

        cookies = {settings.SESSION_COOKIE_NAME: self.cookie}
        return httpx2.Client(base_url=self.address, cookies=cookies, timeout=30)


@contextlib.contextmanager
def serve(environment: Mapping[str, str] = os.environ) -> Iterator[tuple[int, psutil.Process]]:
    """Serve a city by one process until it is over: its port and the process."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    program = str(Path(sys.executable).with_name("tongban"))
    # A queue before the doors is measured by itself (bench.running).
    env = {**environment, "TONGBAN_RUSH": "0"}
    command = [program, "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env)
    try:
        for _ in range(600):
            with contextlib.suppress(httpx2.HTTPError):
                httpx2.get(f"http://localhost:{port}/health/live")
                break
            time.sleep(0.1)
        yield port, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(30)


@contextlib.contextmanager
def served() -> Iterator[Place]:
    """Serve the bench's city, with a resident signed in."""
    with serve() as (port, process):
        yield Place(f"http://localhost:{port}", weight.cookie(), process)


def measure(place: Place, addresses: list[str]) -> list[Row]:
    """Ask for every kind of page again and again, first alone, then several at once."""
    with place.client() as client:
        times = {each: [_timed(client, each) for _ in range(ROUNDS)][2:] for each in addresses}
    every = sorted(one for each in times.values() for one in each)
    slowest = max(times, key=lambda each: median(times[each]))
    mixed, cores = _mixed(place, addresses)
    return [
        row(f"{len(addresses)} kinds of page, one client, p50", median(every), P50, goal=1.0, unit="ms", at_most=True),
        row("the same, p95", quantiles(every, n=20)[-1], P95, goal=1.0, unit="ms", at_most=True),
        row(f"slowest kind ({_short(slowest)}), p50", median(times[slowest]), P95, goal=None, unit="ms"),
        row("mixed pages a processor second of server and database", mixed, RATE, goal=1.0, unit="/s"),
        row("the same, on the clock", cores, RATE, goal=None, unit="/s"),
    ]  # fmt: skip


def _timed(client: httpx2.Client, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address, follow_redirects=True)
    spent = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise AssertionError(f"{address}: {answer.status_code}")
    return spent


def _mixed(place: Place, addresses: list[str]) -> tuple[float, float]:
    """Let several clients ask for everything; returns requests a processor second and a second."""
    done, until = [0] * CLIENTS, time.monotonic() + SECONDS

    def ask(number: int) -> None:
        with place.client() as client:
            while time.monotonic() < until:
                _timed(client, addresses[(done[number] * 7 + number) % len(addresses)])
                done[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    from tongban.config import postgres
    from tongban.config.home import home

    database = int((postgres.cluster(home()).data / "postmaster.pid").read_text().split()[0])
    before, began = processor(place.process, database), time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    wall = time.perf_counter() - began
    return sum(done) / (processor(place.process, database) - before), sum(done) / wall


def processor(server: psutil.Process, database: int) -> float:
    """Processor seconds of the server's processes and of the database with this process id."""
    total = 0.0
    for root in (server, psutil.Process(database)):
        # What has ended counts too: a backend's time goes to its parent when it is reaped.
        for one in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                spent = one.cpu_times()
                total += spent.user + spent.system
    return total


def _short(address: str) -> str:
    return address.partition("?")[0]
