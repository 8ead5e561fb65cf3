"""Submitting by one client and by eight, against the same SQL function called bare by as many.

Eight clients are two processes of four threads each, every one with a connection of its own, on
both sides. Both take turns, slice by slice, so that what disturbs the machine disturbs both.
"""

import json
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, THREADS = 2, 4
SECONDS = 1.0
STOCK = 1500  # calls that lie ready for a thread and slice


def run(*, full=False):
    """Measure, and return the rows."""
    from bench.cases import clean, ground
    from tongban.cli.commands.bench import row

    ground()
    clean()
    rounds = 9 if full else 5
    rows = []
    for clients, goal in ((1, 0.6), (PROCESSES * THREADS, 0.5)):
        crew = [Crew(1, 1)] if clients == 1 else [Crew(PROCESSES, THREADS)]
        rates = {"ours": [], "bare": []}
        try:
            for _ in range(rounds):
                for way, found in rates.items():
                    found.append(crew[0].slice(way))
        finally:
            crew[0].stop()
        clean()
        pairs = zip(rates["ours"], rates["bare"], strict=True)
        ratio = statistics.median(one / two for one, two in pairs)
        rows.append(
            row(
                f"submit by {clients} client{'s' if clients > 1 else ''} against the bare function",
                statistics.median(rates["ours"]), statistics.median(rates["bare"]),
                ratio=ratio, goal=goal, unit="1/s",
            )
        )  # fmt: skip
    return rows


class Crew:
    """Processes that submit when they are told, for as long as they are told."""

    def __init__(self, processes, threads):
        self.running = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.cases.clients", str(threads)], cwd=ROOT,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for _ in range(processes)
        ]  # fmt: skip
        for one in self.running:
            one.stdout.readline()

    def slice(self, way):
        """Let all prepare, then all work; return submits a second."""
        self._tell({"way": way, "do": "prepare"})
        done = self._tell({"way": way, "do": "work"})
        return sum(done)

    def _tell(self, order):
        for one in self.running:
            one.stdin.write(json.dumps(order) + "\n")
            one.stdin.flush()
        return [float(one.stdout.readline()) for one in self.running]

    def stop(self):
        """End them."""
        for one in self.running:
            one.stdin.close()
            one.wait()


class Client(threading.Thread):
    """One client: a thread with its own connections, one for each way."""

    def __init__(self, start, end):
        super().__init__(daemon=True)
        self.starting, self.ending, self.order, self.rate = start, end, {}, 0.0
        self.stock = []

    def run(self):
        """Work on orders until the process ends."""
        from bench.submit import Bare, Ours

        ways = {"ours": Ours(), "bare": Bare()}
        while True:
            self.starting.wait()
            way = ways[self.order["way"]]
            if self.order["do"] == "prepare":
                way.prepare()
            else:
                began = time.perf_counter()
                done = way.slice(SECONDS)
                self.rate = done / (time.perf_counter() - began)
            self.ending.wait()


def work(threads):
    """Read orders, let every thread follow them, say what they did together."""
    from bench.cases import ground

    ground()
    import bench.submit
    from tongban.ledger import api as ledger

    bench.submit.MOST = STOCK
    ledger.listener("bench.Submitted", "bench")(print)
    start, end = threading.Barrier(threads + 1), threading.Barrier(threads + 1)
    clients = [Client(start, end) for _ in range(threads)]
    for one in clients:
        one.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        for one in clients:
            one.order = order
        start.wait()
        end.wait()
        sys.stdout.write(f"{sum(one.rate for one in clients)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    work(int(sys.argv[1]))
