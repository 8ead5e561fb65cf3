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
_KEPT = 32  # lines to a server that a proxy keeps while nobody asks
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Answer = tuple[int, dict[str, str], bytes]


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
    """Sends to servers that say they are open, over lines it keeps, asking each five times a second."""

    def __init__(self, ports: list[int]) -> None:
        self.ports, self.open = ports, set(ports)
        self._turn = 0
        self._kept: dict[int, list[Line]] = {port: [] for port in ports}

    async def close(self) -> None:
        """Let go of the lines that were kept."""
        for _, writer in (line for lines in self._kept.values() for line in lines):
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

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
                status, headers, _ = await self._over_a_line(port, path, cookies, by)
            except ConnectionRefusedError:
                if self.open <= {port}:
                    raise
                self.open.discard(port)
                continue
            return status, headers

    async def _over_a_line(
        self, port: int, path: str, cookies: dict[str, str] | None, by: str
    ) -> Answer:
        """Ask over a line that was kept, else over a new one; one that was cut meanwhile is left."""
        while self._kept[port]:
            with contextlib.suppress(ConnectionError):
                return await self._said(self._kept[port].pop(), port, path, cookies, by)
        line = await asyncio.open_connection("127.0.0.1", port)
        return await self._said(line, port, path, cookies, by)

    async def _said(
        self, line: Line, port: int, path: str, cookies: dict[str, str] | None, by: str
    ) -> Answer:
        try:
            answer = await _exchange(line, path, cookies, by)
        except BaseException:
            line[1].close()
            raise
        if len(self._kept[port]) >= _KEPT or answer[1].get("connection", "").lower() == "close":
            line[1].close()
        else:
            self._kept[port].append(line)
        return answer


async def ask(port: int, path: str, *, cookies: dict[str, str] | None = None) -> Answer:
    """Ask one page over a line of its own; keeps the cookies that came."""
    line = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await _exchange(line, path, cookies, "")
    finally:
        line[1].close()


async def _exchange(line: Line, path: str, cookies: dict[str, str] | None, by: str) -> Answer:
    """Ask over this line; the whole answer is read, so that the line can be kept."""
    reader, writer = line
    cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    lines = [f"GET {path} HTTP/1.1", "Host: localhost"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += [f"X-Forwarded-For: {by}"] if by else []
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        headers = _headers(head, cookies)
        body = await _body(reader, headers)
    except asyncio.IncompleteReadError as cut:
        raise ConnectionError("the line was cut") from cut
    return int(head[9:12]), headers, body


def _headers(head: bytes, cookies: dict[str, str] | None) -> dict[str, str]:
    headers = {}
    for line in head.decode("latin-1").split("\r\n")[1:]:
        name, _, value = line.partition(": ")
        if name.lower() == "set-cookie" and cookies is not None:
            key, _, rest = value.partition("=")
            cookies[key.strip()] = rest.partition(";")[0]
        headers[name.lower()] = value
    return headers


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body


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
