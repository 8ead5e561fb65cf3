"""Real servers under real load: processes started and stopped here, and people who keep asking."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tongban.cli.installing import restarting

ROOT = Path(__file__).resolve().parents[2]


def free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on, below those that connections are given by themselves."""
    found: list[int] = []
    while len(found) < count:
        port = secrets.randbelow(12_000) + 20_000
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            found += [port] if port not in found else []
    return found


class Processes:
    """A service manager of our own: servers and workers as children (in place of systemd)."""

    def __init__(
        self, env: dict[str, str], *, drain: float = 1.0, words: tuple[str, ...] = ()
    ) -> None:
        self.env, self.drain, self.words = env, drain, words
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._said: dict[str, IO[bytes]] = {}

    def restart(self, service: str) -> None:
        """Stop the service as systemd would, and start it."""
        self.stop(service)
        kind, _, which = service.removesuffix(".service").partition("@")
        web = ("serve", "--port", which, "--drain", str(self.drain), *self.words)
        command = web if kind == "tongban-web" else ("worker",)
        self._said[service] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it stops
        self.running[service] = subprocess.Popen(
            [sys.executable, "-m", "tongban.cli", *command],
            env=self.env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=self._said[service],
        )  # fmt: skip

    def is_ready(self, port: int) -> bool:
        """Whether a server is ready; one that ended says its last words, and nobody waits for it."""
        service = f"tongban-web@{port}.service"
        if (ended := self.running[service].poll()) is not None:
            self._said[service].seek(0)
            last = self._said[service].read().decode(errors="replace")[-2000:]
            raise restarting.RestartError(f"{service} ended with {ended}: {last}")
        return restarting.is_ready(port, "localhost")

    def stop(self, service: str) -> None:
        """Tell a service to stop, and wait until it has."""
        process = self.running.pop(service, None)
        if process and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        if said := self._said.pop(service, None):
            said.close()

    def stop_all(self) -> None:
        """Stop everything at once."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            process.wait(60)
        for service in list(self.running):
            self.stop(service)


@dataclass
class Seen:
    """What one kind of people saw: how often what was answered, and how long it took."""

    statuses: dict[int, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def p95(self) -> float:
        """Return the 95th of a hundred."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)] if self.seconds else 0.0


class Balancer:
    """Sends to servers that say they are open, asking each five times a second, and a form never twice."""

    def __init__(self, ports: list[int]) -> None:
        self.ports, self.open = ports, set(ports)
        self._turn = 0

    def pick(self) -> int:
        """Return the next open server."""
        ports = sorted(self.open) or self.ports
        self._turn += 1
        return ports[self._turn % len(ports)]

    async def watch(self) -> None:
        """Ask every server, for ever."""
        await asyncio.gather(*map(self._watch, self.ports))

    async def _watch(self, port: int) -> None:
        while True:
            try:
                status, _, _ = await ask(port, "/health/open")
            except OSError:
                status = 0
            (self.open.add if status == 200 else self.open.discard)(port)
            await asyncio.sleep(0.2)

    async def send(self, path: str, cookies: dict[str, str] | None) -> int:
        """Send to an open server; one that was not reached at all is left out, as proxies do."""
        return (await self.asked(path, cookies))[0]

    async def asked(
        self, path: str, cookies: dict[str, str] | None, *, by: str = ""
    ) -> tuple[int, dict[str, str]]:
        """Send as `send` does, and return the headers too; `by` is the address one comes from."""
        while True:
            port = self.pick()
            try:
                status, headers, _ = await ask(port, path, cookies=cookies, by=by)
            except ConnectionRefusedError:
                if self.open <= {port}:
                    raise
                self.open.discard(port)
                continue
            return status, headers


async def ask(
    port: int, path: str, *, cookies: dict[str, str] | None = None, by: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """Ask one page over a line of its own, as a proxy would for this address; keeps the cookies."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"Cookie: {cookie}"] if cookie else []
        lines += [f"X-Forwarded-For: {by}"] if by else []
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await writer.drain()
        raw = await reader.read()
    finally:
        writer.close()
    head, _, body = raw.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 "):
        raise ConnectionError("the line was cut")
    headers = {}
    for line in head.decode("latin-1").split("\r\n")[1:]:
        name, _, value = line.partition(": ")
        if name.lower() == "set-cookie" and cookies is not None:
            key, _, rest = value.partition("=")
            cookies[key.strip()] = rest.partition(";")[0]
        headers[name.lower()] = value
    return int(head[9:12]), headers, body


async def person(
    seen: Seen, balancer: Balancer, path: Callable[[], str], until: Callable[[], bool],
    *, pause: float = 0.0, cookies: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """Ask again and again until it is over, and note what came."""
    while not until():
        began = time.monotonic()
        try:
            status = await asyncio.wait_for(balancer.send(path(), cookies), 30)
            seen.statuses[status] = seen.statuses.get(status, 0) + 1
        except (TimeoutError, OSError) as error:
            seen.failed.append(f"{type(error).__name__}: {error}")
        seen.seconds.append(time.monotonic() - began)
        await asyncio.sleep(pause)


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a city in this home, with nothing left of the caller's."""
    mine = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("TONGBAN_", "DATABASE_", "PROMETHEUS_"))
    }
    return (
        mine | {"TONGBAN_HOME": str(home), "TONGBAN_SETTINGS": "", "PYTHONPATH": str(ROOT)} | more
    )
