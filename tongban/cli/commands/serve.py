"""tongban serve: serve the portal, and with --worker hand over events beside it."""

import argparse
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HELP = "serve the portal"
_LARGEST_PORT = 65_535
_LATER = 6.0  # seconds after the portal answers until the agencies start, and then their stories
_WAIT_FOR_WORKER = 10  # seconds until a worker that does not stop is stopped


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve on (127.0.0.1)")
    parser.add_argument(
        "--port", type=port_number, default=8000, help="the port to serve on (8000)"
    )
    parser.add_argument("--worker", action="store_true", help="run the worker beside it")
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="server processes (one a core, two at most)",
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=3,
        metavar="N",
        help="requests each process answers at once (3)",
    )
    parser.add_argument(
        "--drain",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="when told to stop, say so at /health/open and serve this long still (0)",
    )


def port_number(text: str) -> int:
    """Read a port, 1 to 65535; what argparse is given as a type."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to {_LARGEST_PORT}")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from tongban.cli import output

    if not is_free(args.host, args.port):
        return output.fail(
            f"Port {args.port} on {args.host} cannot be had: something else listens there, or the "
            "port is reserved. Choose another with --port.",
            output.IMPOSSIBLE,
        )
    from tongban.config.boot import boot

    # The pool is per process; one connection more than threads, for what a thread does beside.
    os.environ["TONGBAN_POOL"] = str(args.threads + 1)
    boot()
    output.note(f"Serving on http://{args.host}:{args.port}/ (Ctrl-C stops)")
    return serve(
        host=args.host,
        port=args.port,
        worker=args.worker,
        workers=args.workers,
        threads=args.threads,
        drain=args.drain,
    )


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def serve(
    *,
    host: str,
    port: int,
    worker: bool = False,
    workers: int = 0,
    threads: int = 3,
    agencies: bool = False,
    bank: int = 0,
    drain: float = 0.0,
) -> int:
    """Serve until Ctrl-C or SIGTERM, then stop everything that was started here.

    Needs `boot()` before. The database is stopped too, where this process started it. With
    `agencies` their systems start once the portal answers, and the life events run through them;
    `bank` is the port of a bank to try paying with, which starts beside them.
    """
    from django.urls import get_resolver
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from tongban.config import boot, process

    collect()
    os.environ[process.PARENT] = str(os.getpid())
    os.environ[process.PORT] = str(port)
    process.reopen(port)

    class Server(Granian):  # type: ignore[misc, valid-type]  # which class it is depends on Python
        """The server, which closes its door before it leaves."""

        def shutdown(self, exit_code: int = 0) -> None:
            if drain:
                process.drain(port, drain)
            super().shutdown(exit_code)

    server = Server(
        "tongban.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or min(2, os.cpu_count() or 1),
        blocking_threads=threads,
        backpressure=threads * 16,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    )
    # Pages are loaded once, here: every process made from this one has them at once.
    _ = get_resolver().url_patterns
    # Our own connections must not be shared with the processes that are made from this one.
    _close_connections()
    with _worker(worker), _agencies(agencies, host, port, bank):
        server.serve()
    boot.stop_what_we_started()
    return 0


def collect() -> bool:
    """Collect the static files where they are missing or older than their sources.

    Servers that start at once take turns: whoever comes second finds them there.
    """
    import fcntl

    from tongban.config.home import home

    turn = home() / "run" / "collecting"
    turn.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with turn.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return _collect()


def _collect() -> bool:
    from pathlib import Path

    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.TESTING:
        return False
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    made = manifest.stat().st_mtime if manifest.exists() else 0.0
    sources = (
        Path(storage.path(name)).stat().st_mtime
        for finder in get_finders()
        for name, storage in finder.list([])
    )
    if made and made >= max(sources, default=0.0):
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    return True


def _close_connections() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool:
            close_pool()


@contextmanager
def _agencies(wanted: bool, host: str, port: int, bank: int) -> Iterator[None]:
    """Run the agencies' systems once the portal answers, and tell the life events through them."""
    if not wanted:
        yield
        return
    ended = threading.Event()
    children: list[subprocess.Popen[bytes]] = []
    thread = threading.Thread(target=_run_agencies, args=(host, port, bank, ended, children))
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        for child in children:
            child.terminate()
        for child in children:
            child.wait(_WAIT_FOR_WORKER)


def _run_agencies(
    host: str,
    port: int,
    bank: int,
    ended: threading.Event,
    children: "list[subprocess.Popen[bytes]]",
) -> None:
    """Wait for the portal, then the systems, what people do and say, the stories through the systems."""
    from tongban.config.home import home

    ours = [sys.executable, "-m", "tongban.cli"]
    while is_free(host, port):
        if ended.wait(0.2):
            return
    runs = ["agency", "run", "--parent", str(os.getpid())]
    grows = ["city", "applications"], ["city", "demands"], ["city", "benefits"]
    halls = ["city", "visits", "--parent", str(os.getpid())]
    commands = [[*ours, *runs], [*ours, "agency", "publish"]]
    if bank:
        # Another program, as the outside world is.
        trial = "tongban.exchange.payments.bank"
        commands.append([sys.executable, "-m", trial, str(bank), str(home())])
    commands += [[*ours, *what] for what in (*grows, halls, ["agency", "stories"])]
    for command in commands:
        # Everything here comes after whoever looks at a page.
        if not ended.wait(_LATER):
            children.append(subprocess.Popen(command, start_new_session=True))  # noqa: S603 - our own program


@contextmanager
def _worker(wanted: bool) -> Iterator[None]:
    """Run a worker beside the server, and stop it after."""
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "tongban.cli", "worker", "--parent", str(os.getpid())]
    # In a session of its own: Ctrl-C is for us, and we tell the worker.
    child = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own program
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(_WAIT_FOR_WORKER)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
