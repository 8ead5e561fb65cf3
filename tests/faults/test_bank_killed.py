"""The whole way of a payment over HTTP: the bank is a process of its own, and is killed in between."""

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.payments import connecting, trial, working
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.text import Text
from tongban.kernel.time import now
from tongban.people import api as people

ROOT = Path(__file__).parents[2]
LINES = (exchange.Line(Text("工本费"), 4000, "发改价格〔2003〕2322号"),)
PATIENCE = 60.0


def until(found):
    """Look again until it is so."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError, httpx2.HTTPError):
            if made := found():
                return made
        time.sleep(0.05)
    raise AssertionError("it never became so")


@pytest.fixture
def place(tmp_path, settings, live_server):
    """Where the bank will be; it is trusted, and tells the portal that is served."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    settings.HOME, settings.PAYMENTS_BACK = tmp_path, live_server.url
    settings.PAYMENTS_ADDRESS = f"http://127.0.0.1:{port}"
    trial.trust(tmp_path)
    return port, tmp_path


@contextmanager
def bank(place):
    """The bank as a process, answering."""
    port, home = place
    command = [sys.executable, "-m", "tongban.exchange.payments.bank", str(port), str(home)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        until(lambda: httpx2.get(f"http://127.0.0.1:{port}/pay/none", trust_env=False).status_code)
        yield process
    finally:
        process.kill()
        process.wait()


def killed(process):
    process.send_signal(signal.SIGKILL)
    process.wait()


def worked(found):
    """The worker goes on, each time a little later, until it is so."""
    later = iter(range(1, 10_000))
    return until(lambda: working.work(connecting.provider(), at=now() + timedelta(minutes=next(later)))
                 is not None and found())  # fmt: skip


def click(order):
    """The payer pays at the bank's own page, and is sent back to ours."""
    return httpx2.post(order.pay_at, trust_env=False, follow_redirects=False)


@pytest.fixture
def payer(transactional_db):
    """Somebody who is to pay two fees."""
    one = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    me = Actor("person", one.id)
    for number in ("A-1", "A-2"):
        exchange.order(
            about=("case", number), payer=one.id, lines=LINES, actor=SYSTEM, label="补领身份证"
        )
        exchange.begin_payment(("case", number), actor=me)
    return me


def of(number):
    return exchange.order_of(("case", number))


def test_nothing_paid_is_lost_or_taken_twice_though_the_bank_is_killed(place, payer, client):
    with bank(place) as first:
        worked(lambda: of("A-1").pay_at and of("A-2").pay_at)
        killed(first)
    with bank(place) as second:
        back = click(of("A-1")).headers["location"]
        assert client.get(back).status_code in (200, 302)
        until(lambda: of("A-1").status == "paid")  # told over HTTP, and nobody asked
        click(of("A-2"))
        killed(second)  # told or not: whoever asks later hears the same
    exchange.refund(("case", "A-1"), reason="撤回", law="行政许可法", actor=SYSTEM)
    working.work(connecting.provider(), at=now() + timedelta(minutes=1))
    with bank(place):
        worked(lambda: of("A-1").status == "refunded" and of("A-2").status == "paid")
    kept = sqlite3.connect(place[1] / "bank.sqlite")
    rows = [json.loads(said) for (said,) in kept.execute("select said from row")]
    kept.close()
    assert sorted((one["kind"], one["state"]) for one in rows) == [
        ("pay", "paid"), ("pay", "paid"), ("refund", "paid"),
    ]  # fmt: skip
