"""The stream shape (事件流型系统): every entry is published to NATS JetStream, the newest a key.

The subject is the register's number in the plan and a keyed digest of the key, so that no ID
number stands in a subject. The server is the program `nats-server`, run by this system with a
store of its own; where it is not installed the changes are a CloudEvents feed over HTTP.
"""

import hashlib
import hmac
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tongban.exchange.agency_systems import plan

STREAM = "REGISTER"


def subject(password: str, register: int, key: str) -> str:
    """Name the subject of an entry without naming whose it is."""
    digest = hmac.new(password.encode(), f"{register}/{key}".encode(), hashlib.sha256).hexdigest()
    return f"register.{register}.{digest[:40]}"


def program() -> str | None:
    """Return where the server program is; None where it is not installed."""
    beside = Path(sys.executable).parent / "nats-server"
    return str(beside) if beside.exists() else shutil.which("nats-server")


def start(place: Path, system: plan.System, server: str) -> "subprocess.Popen[bytes]":
    """Start the server of this system."""
    config = place / "nats.conf"
    said = {
        "listen": f"127.0.0.1:{system.port}",
        "max_payload": 65_536,
        "jetstream": {"store_dir": str(place / "jetstream"), "max_file_store": 64 << 20},
        "authorization": {"token": plan.password(place)},
    }
    descriptor = os.open(config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(said, file)
    command = [server, "-c", str(config), "-l", str(place / "nats.log")]
    return subprocess.Popen(command)  # noqa: S603 - the agency's own server


async def _quiet(_error: Exception) -> None:
    """Say nothing while the server is still starting; whoever waits for it hears of it."""


class Stream:
    """The stream of a system, open for publishing."""

    def __init__(self, place: Path, system: plan.System) -> None:
        self._system = system
        self._password = plan.password(place)
        self._numbers = {one.name: no for no, one in enumerate(system.registers)}
        self._nats: Any = None
        self._stream: Any = None

    async def open(self) -> None:
        """Connect and see that the stream is there: one message kept for each subject."""
        import nats

        self._nats = await nats.connect(
            f"nats://127.0.0.1:{self._system.port}", token=self._password,
            max_reconnect_attempts=-1, connect_timeout=2, error_cb=_quiet,
        )  # fmt: skip
        self._stream = self._nats.jetstream()
        await self._stream.add_stream(
            name=STREAM, subjects=["register.>"], max_msgs_per_subject=1, allow_direct=True
        )

    async def publish(self, entries: Iterable[tuple[int, str, str, Mapping[str, Any]]]) -> None:
        """Publish entries; the server drops what it has had (the entry's number is its id)."""
        for number, register, key, row in entries:
            if register in self._numbers:
                await self._stream.publish(
                    subject(self._password, self._numbers[register], key),
                    json.dumps(row, ensure_ascii=False).encode(),
                    headers={"Nats-Msg-Id": str(number)},
                )

    async def close(self) -> None:
        """Close the connection."""
        if self._nats is not None:
            await self._nats.close()
