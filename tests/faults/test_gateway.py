"""A real gateway process is killed, its database dies, a clock is wrong: nothing happens unseen."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from bench import exchange as bench
from tongban.config import postgres

FAKETIME = shutil.which("faketime")


@pytest.fixture(scope="module")
def city():
    home = Path(tempfile.mkdtemp(prefix="tongban-gateway-", dir="/var/tmp"))
    place = Place(home)
    place.helper("prepare", str(place.port), "4", str(home / "requests.jsonl"), "0")
    place.requests = [
        json.loads(line) for line in (home / "requests.jsonl").read_text().splitlines()
    ]
    place.start_looking()
    yield place
    place.looking.kill()
    place.looking.wait()
    postgres.stop(home)
    shutil.rmtree(home, ignore_errors=True)


class Place:
    """A city in a home of its own, with a gateway process that a test starts and kills."""

    def __init__(self, home):
        self.home, self.port = home, bench.free_port()
        self.pause = home / "pause"
        self.said = {}
        self.env = {
            key: value for key, value in os.environ.items() if not key.startswith(("TONGBAN_", "DATABASE_"))
        } | {
            "TONGBAN_HOME": str(home), "EXCHANGE_PEOPLE": "1", "EXCHANGE_PAUSE": str(self.pause), "PYTHONPATH": str(bench.ROOT),
            "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        }  # fmt: skip

    def command(self, *words):
        return [sys.executable, "-m", "bench.exchange_process", *words]

    def helper(self, *words):
        command = self.command(*words)
        done = subprocess.run(
            command, env=self.env, cwd=bench.ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]

    def start_looking(self):
        """Start who will ask and look later, on a machine whose clock is two minutes ahead."""
        ahead = [FAKETIME, "-f", "+2m"] if FAKETIME else []
        command = [*ahead, *self.command("later", f"http://127.0.0.1:{self.port}")]
        self.looking = subprocess.Popen(
            command, env=self.env, cwd=bench.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    def seen(self):
        """What was seen later; it is looked at once."""
        if not self.said:
            out, _ = self.looking.communicate("now\n", timeout=60)
            self.said = json.loads(out.strip().splitlines()[-1])
        return self.said

    def gateway(self):
        return bench.gateway(
            self.home, "ES256", self.port, "bench.exchange_process:application", env=self.env
        )

    def send_until_asked(self, request):
        """Send a request whose system does not answer; return when it has been asked."""
        import socket

        self.pause.with_suffix(".asked").unlink(missing_ok=True)
        self.pause.touch()
        sock = socket.create_connection(("127.0.0.1", self.port))
        sock.sendall(bench.wire(request, self.port))
        asked = self.pause.with_suffix(".asked")
        for _ in range(200):
            if asked.exists():
                asked.unlink()
                return sock
            time.sleep(0.05)
        sock.settimeout(1)
        with sock:
            pytest.fail(f"the system was never asked: {sock.recv(65536)!r}")


def test_what_dies_between_intent_and_outcome_leaves_rows_the_person_sees(city):
    with city.gateway() as running, city.send_until_asked(city.requests[0]):
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()
    bench.wait_until_free(city.port)
    with city.gateway(), city.send_until_asked(city.requests[1]) as sock:
        pid = int((postgres.cluster(city.home).data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        city.pause.unlink()
        answer = sock.recv(65536)
        said = city.seen()
    assert b" 503 " in answer[:20]
    assert b"log.write_failed" in answer
    assert said["results"] == ["unknown"] * 2
    assert said["leaves"] == ["intent"] * 2 + ["unknown"] * 2


@pytest.mark.skipif(FAKETIME is None, reason="faketime is not installed")
def test_two_minutes_of_difference_between_two_machines_are_told(city):
    if not city.said:
        with city.gateway():
            city.seen()
    assert city.said["asked"] == "auth.clock_skew"
