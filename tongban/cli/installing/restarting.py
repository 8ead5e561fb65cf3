"""Rolling restart (滚动重启): one server after the other, and nobody notices.

The balancer is told before a server stops, the server serves on until no balancer sends it
anything, and the next one's turn comes when this one is ready again. Workers follow one by one: what
one has begun it finishes, and what is left the other takes.
"""

import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from tongban.cli.installing import proxies, writing
from tongban.cli.installing.layout import ETC

PATIENCE = 90.0  # seconds until a server that does not come back stops the round
_STEP = 0.2  # seconds between two looks


class RestartError(RuntimeError):
    """A server did not come back; the others were left alone and go on serving."""


class Manager(Protocol):
    """Who starts and stops services (服务管理器)."""

    def restart(self, service: str) -> None:
        """Stop the service if it runs, and start it."""


class Balancer(Protocol):
    """Who sends requests to servers (负载均衡)."""

    def turn_away(self, port: int) -> None:
        """Send nothing new to this server."""

    def turn_back(self, port: int) -> None:
        """Send to this server again."""


def rolling(
    servers: Sequence[int],
    workers: int,
    *,
    manager: Manager,
    balancer: Balancer,
    ready: Callable[[int], bool],
    tell: Callable[[str], None],
    patience: float | None = None,
) -> None:
    """Restart everything one by one; raises RestartError where one does not come back."""
    for port in servers:
        tell(f"server {port}")
        balancer.turn_away(port)
        manager.restart(f"tongban-web@{port}.service")
        wait(port, ready, patience)
        balancer.turn_back(port)
    for number in range(1, workers + 1):
        tell(f"worker {number}")
        manager.restart(f"tongban-worker@{number}.service")


def is_ready(port: int, host: str) -> bool:
    """Ask a server of this machine whether it is ready, in the name the city answers to."""
    asked = (
        f"GET /health/ready HTTP/1.0\r\nHost: {host}\r\nX-Forwarded-Proto: https\r\n\r\n"
    ).encode()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(asked)
            return b" 200 " in line.recv(64)
    except OSError:
        return False


class Systemd:
    """Services kept by systemd."""

    def restart(self, service: str) -> None:
        """Restart one, and wait until systemd has."""
        done = subprocess.run(  # noqa: S603 - the service's name is ours
            ["/usr/bin/systemctl", "restart", service], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RestartError(f"{service} could not be restarted: {done.stderr.strip()}")


class Nginx:
    """Nginx, which is told by a file which servers are in turn."""

    def __init__(self, servers: Sequence[int], etc: Path = ETC) -> None:
        self.servers, self.file = servers, etc / "upstream.conf"

    def turn_away(self, port: int) -> None:
        """Take one out and have nginx read it; requests under way finish."""
        self._write({port})

    def turn_back(self, port: int) -> None:
        """Put everyone in again."""
        del port
        self._write(set())

    def _write(self, away: set[int]) -> None:
        writing.replace(self.file, proxies.upstream(self.servers, away))
        subprocess.run(["/usr/sbin/nginx", "-s", "reload"], capture_output=True, check=True)


class Asking:
    """A balancer that asks /health/open by itself: the drain of each server is enough for it."""

    def turn_away(self, port: int) -> None:
        """Nothing to say: it sees the server closing."""

    def turn_back(self, port: int) -> None:
        """Nothing to say: it sees the server open."""


def wait(port: int, ready: Callable[[int], bool], patience: float | None = None) -> None:
    """Wait until a server is ready; raises RestartError where patience ends."""
    patience = patience or PATIENCE
    until = time.monotonic() + patience
    while not ready(port):
        if time.monotonic() > until:
            raise RestartError(
                f"The server on port {port} did not come back within {patience:.0f} seconds; the others "
                f"serve on. See: journalctl -u tongban-web@{port}"
            )
        time.sleep(_STEP)
