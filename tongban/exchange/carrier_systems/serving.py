"""A carrier as an HTTP server (承运方进程): signed requests in, signed answers and reports out."""

import json
import threading
import time as clock
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Protocol

import httpx2

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.payments import wire
from tongban.kernel import time
from tongban.kernel.signing import PublicKey, Signer

SLOW = 1.0
LARGEST = 64 * 1024
LOST, EARLY, DOWN, BUSY, LATE, GARBLED = "lost", "early", "down", "busy", "slow", "garbled"
"""Does it and says nothing; does nothing and says nothing; a stranger's 503; a signed 429; answers
too late; signs wrongly."""
FAULTS = (LOST, EARLY, DOWN, BUSY, GARBLED)
Answer = tuple[int, dict[str, Any]]


class Book(Protocol):
    """What a carrier does with what is asked (承运方台账)."""

    def answer(self, method: str, path: str, said: dict[str, Any]) -> Answer:
        """Do what is asked."""
        ...


@dataclass(slots=True)
class Server:
    """A carrier: its book, its key, whom it serves, the faults of its next answers."""

    book: Book
    signer: Signer
    customer: PublicKey
    faults: deque[str] = field(default_factory=deque)
    address: str = ""

    def report(self, target: str, said: dict[str, Any]) -> int:
        """Push a report to the customer; returns the status it answered."""
        body = json.dumps(said, ensure_ascii=False).encode()
        headers = wire.signed("POST", target, body, signer=self.signer, at=time.now())
        answered = httpx2.post(target, content=body, headers=headers, timeout=5, trust_env=False)
        return answered.status_code


class _Answering(BaseHTTPRequestHandler):
    server_of: ClassVar[Server]

    def _asked(self) -> None:
        """Answer a request as the fault that is its turn says."""
        one = self.server_of
        length = min(int(self.headers.get("content-length") or 0), LARGEST)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        target = f"{one.address}{self.path}"
        try:
            wire.check(self.command, target, headers, body, key=one.customer, at=time.now())
        except ExchangeProblem:
            self.send_error(401)
            return
        fault = one.faults.popleft() if one.faults else ""
        if fault in (EARLY, DOWN):
            self._fail(fault)
            return
        said = json.loads(body or b"{}")
        answered = (
            (429, {"wait": 1}) if fault == BUSY else one.book.answer(self.command, self.path, said)
        )
        if fault == LOST:
            self.close_connection = True
            return
        if fault == LATE:
            clock.sleep(SLOW)
        self._send(answered, headers, garbled=fault == GARBLED)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._asked
        raise AttributeError(name)

    def _fail(self, fault: str) -> None:
        if fault == DOWN:
            self.send_error(503)
        self.close_connection = True

    def _send(self, answered: Answer, asked: dict[str, str], *, garbled: bool) -> None:
        status, said = answered
        content = json.dumps(said).encode()
        made = wire.answer(status, content, asked, signer=self.server_of.signer, at=time.now())
        if garbled:
            content = content[:-1] + b" }"
        self.send_response(status)
        for name, value in made.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing: numbers and addresses are nobody's business."""


def serve(server: Server, *, port: int = 0) -> ThreadingHTTPServer:
    """Start a carrier in a thread; its address is known afterwards."""
    answering = type("Answering", (_Answering,), {"server_of": server})
    made = ThreadingHTTPServer(("127.0.0.1", port), answering)
    server.address = f"http://127.0.0.1:{made.server_port}"
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    return made
