"""A carrier's book that outlives its process (承运方台账的落盘): written down before anything is done."""

import json
import os
from pathlib import Path
from typing import Any

from tongban.exchange.carrier_systems.serving import Answer, Book


class Kept:
    """A book whose orders lie in a file, line by line (落盘台账), and are done again at the start.

    What a killed process wrote half a line of was not done.
    """

    def __init__(self, book: Book, path: Path) -> None:
        """Begin with what the file says."""
        self.book, self.path = book, path
        whole, _, torn = (path.read_bytes() if path.exists() else b"").rpartition(b"\n")
        for line in whole.splitlines():
            self.book.answer(*json.loads(line))
        if torn:
            path.write_bytes(whole + b"\n" if whole else b"")

    def answer(self, method: str, path: str, said: dict[str, Any]) -> Answer:
        """Write an order down for good, then do it."""
        line = json.dumps([method, path, said], ensure_ascii=False).encode() + b"\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return self.book.answer(method, path, said)
