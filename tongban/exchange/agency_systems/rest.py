"""The REST shape (接口型系统): `POST /<register>/query` with the key in the body, never in the URL."""

import hmac
import json
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tongban.exchange.agency_systems import plan
from tongban.exchange.agency_systems.book import RegisterBook

LARGEST = 65_536  # bytes of a question
SHOWN = 5  # rows of a sample
_FEED = 500  # events of one page of the feed


class Server(ThreadingHTTPServer):
    """One agency's interface on this machine."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, place: Path, system: plan.System, port: int) -> None:
        self.place, self.system = place, system
        self.password = plan.password(place)
        self.book = RegisterBook(place)
        super().__init__(("127.0.0.1", port), _Answer)

    def server_bind(self) -> None:
        """Bind without asking the machine for its name, which may take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])


class _Answer(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    # One packet for an answer, sent at once: else each waits 40 ms for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer what the interface is, what it holds, a few rows, or the feed of changes."""
        path, _, query = self.path.partition("?")
        parts = [unquote(part) for part in path.strip("/").split("/")]
        if parts == ["health"]:
            self._say(200, {"system": self.server.system.title, "entries": self.server.book.last()})
        elif not self._may():
            self._say(401, {"error": "password"})
        elif parts == ["registers"]:
            self._say(200, {"registers": [_told(one) for one in self.server.system.registers]})
        elif parts == ["events"]:
            self._feed(query)
        elif parts[-1:] == ["sample"]:
            self._sample(parts[0])
        else:
            self._say(404, {"error": "path"})

    def do_POST(self) -> None:
        """Answer the entries of the key in the body."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, LARGEST))
        if not self._may():
            self._say(401, {"error": "password"})
            return
        try:
            name = unquote(self.path.strip("/").partition("/")[0])
            register = self.server.system.register(name)
            key = str(json.loads(body)[register.key])
        except (ValueError, KeyError, TypeError):
            self._say(400, {"error": "question"})
            return
        time.sleep(self.server.system.delay_ms / 1000)
        self._say(200, {"rows": self.server.book.find(name, key)})

    def _feed(self, query: str) -> None:
        """Answer changes after a number as CloudEvents 1.0."""
        after = int(query.removeprefix("after=") or 0)
        events = [
            {
                "specversion": "1.0", "id": str(number), "source": f"/{self.server.system.name}",
                "type": f"{register}.entered", "datacontenttype": "application/json", "data": row,
            }
            for number, register, _, row in self.server.book.entries(after=after, most=_FEED)
        ]  # fmt: skip
        self._say(200, events, "application/cloudevents-batch+json")

    def _sample(self, register: str) -> None:
        rows = (row for _, name, _, row in self.server.book.entries() if name == register)
        self._say(200, {"rows": [row for row, _ in zip(rows, range(SHOWN), strict=False)]})

    def _may(self) -> bool:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self.server.password.encode())

    def _say(self, status: int, said: Any, type_: str = "application/json") -> None:
        body = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Keep quiet: what is asked about people stands in no log."""


def _told(register: plan.Register) -> dict[str, Any]:
    return {"name": register.name, "key": register.key, "columns": list(register.columns)}
