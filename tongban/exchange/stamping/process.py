"""The authority as a process (时间戳服务进程): one address that takes requests and gives tokens."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tongban.exchange.stamping import authority
from tongban.exchange.stamping.client import ANSWERED, ASKED, LARGEST
from tongban.kernel import time
from tongban.kernel.signing import keyring
from tongban.kernel.signing.certificates import STAMPS, certificate
from tongban.kernel.signing.keyring import FOLDER

NAME = "stamps"
OWNER = "Tongban time stamps"


def root(folder: Path) -> Path:
    """Return where the certificate lies that this authority is trusted by."""
    return folder / FOLDER / f"{NAME}.es256.crt"


def address(server: ThreadingHTTPServer) -> str:
    """Return where a started authority is reached."""
    return f"http://127.0.0.1:{server.server_port}/"


def serve(folder: Path, *, port: int = 0) -> ThreadingHTTPServer:
    """Start the authority in a thread; its key is made at the first start."""
    ring = keyring(folder)
    signer = ring.signer(NAME)
    owner = certificate(ring, NAME, signer.algorithm, owner=OWNER, use=STAMPS)

    class Answering(BaseHTTPRequestHandler):
        """Answers one request with one token."""

        def do_POST(self) -> None:
            """Answer a request, or say that it is none."""
            size = int(self.headers.get("Content-Length") or 0)
            if self.headers.get("Content-Type") != ASKED or not 0 < size <= LARGEST:
                self.send_error(400)
                return
            reply = authority.answer(
                self.rfile.read(size), signer=signer, certificate=owner, at=time.now()
            )
            self.send_response(200)
            self.send_header("Content-Type", ANSWERED)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            """Say nothing: a digest is nobody's business."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Answering)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
