"""The stream tells that something happened, acknowledged before it counts as told."""

import json
import socket
import subprocess
from datetime import UTC, datetime

import pytest

from tongban.exchange.agency_systems.stream import program
from tongban.exchange.fanout.stream import Envelope, Stream, StreamAway

pytestmark = pytest.mark.skipif(program() is None, reason="nats-server is not installed")
AT = datetime(2026, 4, 21, 9, 0, tzinfo=UTC)


def envelope(number):
    return Envelope(number, 417 << 12, number, "case", "cases.Accepted", AT)


@pytest.fixture
def stream(tmp_path):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    config = tmp_path / "nats.conf"
    config.write_text(
        json.dumps({"listen": f"127.0.0.1:{port}", "jetstream": {"store_dir": str(tmp_path)}})
    )
    server = subprocess.Popen([program(), "-c", str(config), "-l", str(tmp_path / "log")])
    made = Stream([f"nats://127.0.0.1:{port}"])
    made.make()
    yield made
    server.kill()
    server.wait()


def test_what_is_published_is_held_and_a_second_time_changes_nothing(stream):
    assert stream.publish(envelope(n) for n in range(1, 101)) == 100
    stream.publish(envelope(n) for n in range(50, 101))
    assert stream.held() == 100


def test_it_can_be_emptied_and_filled_anew(stream):
    stream.publish([envelope(1)])
    stream.empty()
    assert stream.held() == 0


def test_without_its_servers_it_says_so():
    with pytest.raises(StreamAway):
        Stream(["nats://127.0.0.1:9"]).held()


def test_an_envelope_says_that_not_what():
    said = json.loads(envelope(7).body())
    assert said == {"id": 7, "stream": 417 << 12, "seq": 7, "kind": "case", "type": "cases.Accepted", "at": AT.isoformat()}  # fmt: skip
    assert envelope(7).subject == "tongban.417.case.cases.Accepted"
