"""Carriers are processes of their own, killed in the middle of a batch: nothing lost, nothing twice."""

import json
import mailbox
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.carrier_systems.courier import Parcels
from tongban.exchange.carrier_systems.kept import Kept
from tongban.exchange.carrier_systems.sms import Messages
from tongban.exchange.notices import api as notices
from tongban.exchange.notices import carrying, opening
from tongban.exchange.notices.models import SendingRow
from tongban.exchange.notices.tests import test_mail
from tongban.kernel.actors import SYSTEM
from tongban.kernel.signing import keyring
from tongban.kernel.time import now
from tongban.people import api as people

ROOT = Path(__file__).parents[2]
MANY = int(os.environ.get("TONGBAN_EXAMPLES", "12"))
PATIENCE = 60.0
certificate = test_mail.certificate
pytestmark = pytest.mark.django_db


def until(found):
    """Look again until it is so."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(OSError):
            if made := found():
                return made
        time.sleep(0.005)
    raise AssertionError("it never became so")


def reached(port):
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


@contextmanager
def running(port, *command):
    """A program that listens, killed at the end."""
    process = subprocess.Popen([sys.executable, *map(str, command)], cwd=ROOT)
    try:
        until(lambda: reached(port))
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


@contextmanager
def killed_when(process, is_half):
    """While the batch is carried, the program dies as soon as half of it is there."""

    def kill():
        until(is_half)
        process.send_signal(signal.SIGKILL)

    watching = threading.Thread(target=kill)
    watching.start()
    yield
    watching.join()
    process.wait()


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def home(settings, tmp_path):
    """A home that trusts both carriers."""
    settings.HOME = tmp_path
    ring = keyring(tmp_path)
    ring.signer(opening.KEY)
    (tmp_path / "trust").mkdir()
    for kind in ("sms", "courier"):
        key = ring.signer(kind).public.jwk()
        (tmp_path / "trust" / f"{kind}.jwk").write_text(json.dumps(key))
    return tmp_path


@pytest.fixture
def person():
    found = people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    people.set_reach(
        found.id, actor=SYSTEM, mobile="13900000000", mail="lin@example.test",
        ways=("sms", "mail"), quiet_from=0, quiet_to=0,
    )  # fmt: skip
    return found.id


def provide(home, name, way, kind, at, **options):
    said = {"way": way, "kind": kind, "at": at, "per_second": 1000, **options}
    (home / "providers.yaml").write_text(json.dumps({name: said}))


def tell(person, at):
    for no in range(MANY):
        exchange.notify(
            person=person, template="demand-progress", about=("demand", f"D-{no}"), actor=SYSTEM,
            values={"number": f"D-{no}", "said": "已答复"}, at=at,
        )  # fmt: skip


def later(at):
    for minute in range(1, 8):
        carrying.work_off(at + timedelta(minutes=5 * minute))


def orders(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


@pytest.mark.parametrize("kind", ["sms", "courier"])
def test_a_carrier_killed_in_a_batch_loses_nothing_and_does_nothing_twice(home, person, port, kind):
    at, kept = now(), home / f"{kind}-orders"
    command = ("-m", "tongban.exchange.carrier_systems", kind, home, port)
    if kind == "sms":
        provide(home, kind, "sms", "http", f"http://127.0.0.1:{port}")
        tell(person, at)
    else:
        provide(home, kind, "parcel", "courier", f"http://127.0.0.1:{port}")
        for no in range(MANY):
            to = people.Address((f"温泉支路 {no} 号",))
            notices.send_parcel(person=person, to=to, about=("x", str(no)), actor=SYSTEM, at=at)
    with running(port, *command) as process, killed_when(process, lambda: orders(kept) * 2 >= MANY):
        carrying.work_off(at)
    with running(port, *command):
        later(at)
    book = Messages() if kind == "sms" else Parcels()
    Kept(book, kept)
    done = Counter(one[0] for one in (book.sent if kind == "sms" else book.taken))
    wanted = {str(one) for one in SendingRow.objects.values_list("id", flat=True)}
    assert (len(wanted), set(done), set(done.values())) == (MANY, wanted, {1})
    assert set(SendingRow.objects.values_list("state", flat=True)) == {"taken"}


def test_a_mail_server_killed_in_a_batch_loses_nothing_and_gets_nothing_twice(
    home, person, port, certificate
):
    at, box = now(), home / "mail"
    people.set_reach(person, actor=SYSTEM, mail="lin@example.test", ways=("mail",))
    options = {"sender": "notice@city.test", "authority": str(certificate), "patience": 5}
    provide(home, "post", "mail", "smtp", f"localhost:{port}", options=options)
    tell(person, at)
    command = (
        "-m", "aiosmtpd", "-n", "-l", f"localhost:{port}", "--tlscert", certificate,
        "--tlskey", certificate, "-c", "aiosmtpd.handlers.Mailbox", box,
    )  # fmt: skip

    def arrived():
        return list((box / "new").glob("*")) if (box / "new").exists() else []

    with (
        running(port, *command) as process,
        killed_when(process, lambda: len(arrived()) * 2 >= MANY),
    ):
        carrying.work_off(at)
    with running(port, *command):
        later(at)
    found = Counter(one["Message-ID"].partition("@")[0][1:] for one in mailbox.Maildir(box))
    rows = SendingRow.objects.all()
    assert set(found.values()) == {1}
    # What nobody knows is left to a person: it arrived or it did not, and is not sent again.
    doubtful = {str(one.id) for one in rows if one.in_doubt}
    assert len(doubtful) <= 1
    assert set(found) | doubtful == {str(one.id) for one in rows}
    assert {one.state for one in rows if not one.in_doubt} == {"taken"}
