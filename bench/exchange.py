"""The provider's gateway process on one core: signed, logged, case-checked calls a second.

A real gateway process (granian, one worker, pinned to one core) answers requests that were signed
beforehand, each with its own nonce and key; the intent is committed durably (fsync) before each call
of the provider's system. The yardstick of latency is a bare HTTP call to a server of the same make
that only answers. Callers and the database run on whatever is left.
"""

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tongban.cli.commands.bench import row

ROOT = Path(__file__).resolve().parents[1]
CALLS = 1_200
CALLERS = 8
CORE = 0


def run():
    rows = []
    for algorithm, goal in (("ES256", 400), ("SM2", 150)):
        home = Path(tempfile.mkdtemp(prefix="tongban-bench-exchange-", dir="/var/tmp"))
        try:
            rows += measured(home, algorithm, goal)
        finally:
            tongban(home, algorithm, "stop")
            shutil.rmtree(home, ignore_errors=True)
    return rows


def environment(home, algorithm):
    return os.environ | {
        "TONGBAN_HOME": str(home),
        "TONGBAN_EXCHANGE_ALGORITHM": algorithm,
        "PYTHONPATH": str(ROOT),
    }


def tongban(home, algorithm, *words):
    subprocess.run(
        [sys.executable, "-m", "tongban.cli", *words],
        env=environment(home, algorithm),
        check=False,
        capture_output=True,
    )


def measured(home, algorithm, goal):
    """Prepare a city, start the process, send what was signed, and compare."""
    calls = CALLS if algorithm == "ES256" else CALLS // 2
    port, bare_port = free_port(), free_port()
    made = home / "requests.jsonl"
    helper([home, algorithm], "prepare", str(port), str(calls), str(made))
    requests = [json.loads(line) for line in made.read_text().splitlines()]
    with gateway(home, algorithm, port, "bench.exchange_process:application"):
        warm, timed, single = requests[:100], requests[100:-200], requests[-200:]
        send(port, warm, 4)
        begin = cpu_of(port)
        seconds = send(port, timed, CALLERS)
        used = cpu_of(port) - begin
        alone = latencies(port, single)
        with gateway(home, algorithm, bare_port, "bench.exchange_process:bare"):
            latencies(bare_port, single[:50])
            nothing = latencies(bare_port, single)
    whole = float(helper([home, algorithm], "ask", str(calls // 4)))
    rate = len(timed) / seconds
    added = statistics.median(alone) - statistics.median(nothing)
    return [
        row(
            f"{algorithm}: calls of a gateway on one core, intent committed first",
            rate,
            goal,
            goal=1.0,
            unit="calls/s",
        ),
        row(
            f"{algorithm}: processor time of the gateway a call",
            used / len(timed) * 1000,
            1000 / goal,
            goal=None,
            unit="ms",
        ),
        row(
            f"{algorithm}: added latency over a bare call, p50",
            added * 1000,
            5.0,
            goal=1.0,
            at_most=True,
            unit="ms",
        ),
        row(
            f"{algorithm}: end to end, both sides recorded, one asker",
            whole,
            rate,
            goal=None,
            unit="calls/s",
        ),
    ]


def helper(place, *words):
    home, algorithm = place
    done = subprocess.run(
        [sys.executable, "-m", "bench.exchange_process", *words],
        env=environment(home, algorithm),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


class gateway:  # noqa: N801 - read as what it gives
    """A process on one core, up when this is entered."""

    def __init__(self, home, algorithm, port, application, env=None):
        self.port = port
        command = [
            "taskset",
            "-c",
            str(CORE),
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            "1",
            "--blocking-threads",
            "4",
            "--backpressure",
            "256",
            "--log-level",
            "warning",
            application,
        ]
        self.process = subprocess.Popen(
            command,
            env=(env or environment(home, algorithm)) | {"TONGBAN_POOL": "6"},
            cwd=ROOT,
            start_new_session=True,
        )

    def __enter__(self):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError("the gateway did not start")

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_free(port):
    """Wait until nobody answers a port any more: the last of a killed group takes a moment."""
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            return
        time.sleep(0.05)


def cpu_of(port):
    """Processor seconds of the processes that serve a port."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            command = stat.with_name("cmdline").read_bytes()
            if f"--port\0{port}\0".encode() in command:
                fields = stat.read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def wire(request, port):
    lines = [
        f"POST {request['path']} HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        f"content-length: {len(request['body'])}",
    ]
    lines += [f"{name}: {value}" for name, value in request["headers"].items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + request["body"].encode()


def exchange(sock, data):
    sock.sendall(data)
    came = b""
    while b"\r\n\r\n" not in came:
        came += sock.recv(65536)
    head, _, body = came.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += sock.recv(65536)
    return head, body


def send(port, requests, callers):
    """Send everything over so many connections; every answer must be a good one."""
    shares = [[wire(one, port) for one in requests[each::callers]] for each in range(callers)]
    wrong = []

    def work(share):
        with socket.create_connection(("127.0.0.1", port)) as sock:
            for data in share:
                head, body = exchange(sock, data)
                if b" 200 " not in head[:20]:
                    wrong.append(body[:300])

    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong[:2]
    return time.perf_counter() - begin


def latencies(port, requests):
    found = []
    with socket.create_connection(("127.0.0.1", port)) as sock:
        for one in requests:
            data = wire(one, port)
            begin = time.perf_counter()
            head, body = exchange(sock, data)
            found.append(time.perf_counter() - begin)
            assert b" 200 " in head[:20], body[:300]
    return found
