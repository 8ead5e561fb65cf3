"""A witness alone (独立见证): a small program for an audit body, with its own key and memory.

It knows nothing of any city but the keys of the logs it watches. Its memory is one file a log,
written to the disk before it puts its name to anything.
"""

import hashlib
import threading
from collections.abc import Sequence
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tongban.kernel.signing import keyring
from tongban.kernel.time import now
from tongban.oversight.log import disk
from tongban.oversight.log.domain.notes import (
    COSIGNS,
    BrokenNoteError,
    Checkpoint,
    Note,
    NoteKey,
    cosignature,
)
from tongban.oversight.log.domain.witnessing import Refuse, Request, judge

LARGEST = 64 * 1024
SIZE = "text/x.tlog.size"


class Witness:
    """A witness with its memory in a folder (独立见证方)."""

    def __init__(self, folder: Path, name: str, logs: Sequence[NoteKey]) -> None:
        self.folder = folder
        self.logs = {key.name: [key] for key in logs}
        self.signer = keyring(folder).signer("witness", "Ed25519")
        self.key = NoteKey(name, self.signer.public, COSIGNS)
        self._one_at_a_time = threading.Lock()

    def add_checkpoint(self, body: str, at: datetime) -> str | Refuse:
        """Answer a log: the line of a cosignature, or why not."""
        try:
            request = Request.parse(body)
            origin = request.note.checkpoint.origin
        except BrokenNoteError as error:
            return Refuse(400, str(error))
        with self._one_at_a_time:
            verdict = judge(request, logs=self.logs, seen=self.seen(origin))
            if isinstance(verdict, Refuse):
                return verdict
            disk.put(self._path(origin), str(request.note).encode())
        signed = cosignature(self.key.name, self.signer, request.note.text, at=int(at.timestamp()))
        return f"{signed}\n"

    def seen(self, origin: str) -> Checkpoint | None:
        """Return the checkpoint that was cosigned last."""
        path = self._path(origin)
        return Note.parse(path.read_text("utf-8")).checkpoint if path.exists() else None

    def _path(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.note"


def serve(witness: Witness, port: int) -> ThreadingHTTPServer:
    """Listen on this machine; the caller runs `serve_forever`."""

    class Handler(BaseHTTPRequestHandler):
        """Answers the one call of the protocol."""

        def do_POST(self) -> None:
            """Take a checkpoint."""
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/add-checkpoint" or length > LARGEST:
                self.send_error(404)
                return
            body = self.rfile.read(length).decode("utf-8", "replace")
            match witness.add_checkpoint(body, now()):
                case Refuse(status=status, size=int() as size):
                    self._say(status, f"{size}\n", SIZE)
                case Refuse(status=status, why=why):
                    self._say(status, f"{why}\n")
                case lines:
                    self._say(200, lines)

        def _say(self, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> None:
            said = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Keep quiet: what was cosigned stands in the memory."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
