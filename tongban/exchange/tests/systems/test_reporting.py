"""A real process of an agency that keeps a register tells its changes through its own gateway."""

import io
import json
import os
import queue
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.cast import CAST
from tongban.exchange.agency_systems import plan
from tongban.exchange.agency_systems.book import RegisterBook
from tongban.exchange.gateway.wsgi import Gateway
from tongban.exchange.models import MemberRow
from tongban.exchange.registry import changing, members, snapshot
from tongban.exchange.tests.ground import DUTY
from tongban.exchange.tests.test_reports import known
from tongban.kernel import time
from tongban.ledger import api as ledger

COLUMNS = ("公民身份号码", "新住址", "变动时间")
PATIENCE = 60


@pytest.fixture
def gateway():
    """An address whose requests this test answers itself, one after the other."""
    asked, answers = queue.Queue(), queue.Queue()

    class Hand(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.put((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, said = answers.get(timeout=PATIENCE)
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Hand)
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    yield server.server_port, asked, answers
    answers.put((503, b""))  # nobody is left waiting
    server.shutdown()
    server.server_close()


@pytest.fixture
def system(tmp_path, register, gateway):
    """The household register's own program, with its book and its certificate."""
    member = str(members.ours("GA-HJ"))
    MemberRow.objects.filter(pk=member).update(peer="cert")
    changing.changed("directory", at=time.now(), act="peer")
    snapshot.reread()
    headers = {
        "X-Road-Client": member, "X-Road-Service": "MOVES", "Purpose-Id": DUTY,
        "X-Client-Certificate-SHA256": "cert",
    }  # fmt: skip
    told = {
        "to": f"http://127.0.0.1:{gateway[0]}/events", "headers": headers, "register": "迁移登记",
        "columns": {"新住址": "address"}, "time": "变动时间",
    }  # fmt: skip
    place = tmp_path / "household"
    registers = (plan.Register("迁移登记", COLUMNS[0], COLUMNS),)
    plan.write(place, plan.System("household", "户政", "files", registers, reports=told))
    command = [sys.executable, "-m", "tongban.exchange.agency_systems", str(place)]
    child = subprocess.Popen([*command, "--parent", str(os.getpid())])
    yield RegisterBook(place)
    child.terminate()
    child.wait(30)


def passed_on(path, headers, body):
    """What the outbound gateway of the agency answers to its own system."""
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "gw",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)),
    }  # fmt: skip
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": one for name, one in headers.items()}
    seen = []
    answer = b"".join(Gateway("outbound")(environ, lambda status, _: seen.append(status)))
    return int(seen[0][:3]), answer


def test_what_a_clerk_enters_arrives_once_though_the_line_breaks(ground, system, gateway):
    _, asked, answers = gateway
    row = dict(zip(COLUMNS, (CAST.applicant.number, "台江", time.now().isoformat()), strict=True))
    system.enter("迁移登记", COLUMNS[0], [row])
    first = asked.get(timeout=PATIENCE)
    assert passed_on(*first)[0] == 200
    answers.put((503, b"{}"))  # what was taken, but the answer was lost
    again = asked.get(timeout=PATIENCE)
    assert again[2] == first[2]
    status, said = passed_on(*again)
    assert (status, json.loads(said)) == (200, {"id": "household-1"})
    answers.put((200, said))
    assert known(ground).value == "台江"
    assert len(ledger.heads(kind="register_report").items) == 1


def test_a_stranger_s_certificate_reports_nothing(ground, system, gateway):
    _, asked, answers = gateway
    row = dict(zip(COLUMNS, (CAST.applicant.number, "台江", time.now().isoformat()), strict=True))
    system.enter("迁移登记", COLUMNS[0], [row])
    path, headers, body = asked.get(timeout=PATIENCE)
    status, _ = passed_on(path, headers | {"x-client-certificate-sha256": "other"}, body)
    answers.put((status, b"{}"))
    assert (status, known(ground)) == (401, None)
