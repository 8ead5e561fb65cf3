"""Running one system (运行): serve what it serves, pass its new entries on, end with its parent.

`running.json` says the process and the port while it runs, `published` the number of the last
entry that others can see.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tongban.exchange.agency_systems import files, plan, reporting, rest, stream
from tongban.exchange.agency_systems.book import RegisterBook
from tongban.exchange.agency_systems.database import Tables

LOOK_EVERY = 0.3  # seconds between two looks for new entries
BATCH = 500


def run(place: Path, *, parent: int = 0) -> int:
    """Run the system at a place until a signal comes or the parent is gone."""
    system = plan.read(place)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        return asyncio.run(_run(place, system, lambda: stopped.is_set() or _orphan(parent)))
    finally:
        (place / "running.json").unlink(missing_ok=True)


def run_all(places: Sequence[Path], *, parent: int = 0) -> int:
    """Run each system in a process of its own until a signal comes or the parent is gone."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    module = "tongban.exchange.agency_systems"
    mine = ["--parent", str(os.getpid())]
    children = [
        subprocess.Popen([sys.executable, "-m", module, str(place), *mine], start_new_session=True)  # noqa: S603 - our own program
        for place in places
    ]
    while not ended.wait(LOOK_EVERY) and not _orphan(parent):
        if all(child.poll() is not None for child in children):
            break
    for child in children:
        child.terminate()
    return max(child.wait() for child in children)


def _orphan(parent: int) -> bool:
    return bool(parent) and os.getppid() != parent


async def _run(place: Path, system: plan.System, ended: Callable[[], bool]) -> int:
    book = RegisterBook(place)
    async with contextlib.AsyncExitStack() as stack:
        pass_on = await _open(place, system, book, stack)
        told = {"pid": os.getpid(), "port": system.port, "shape": system.shape}
        (place / "running.json").write_text(json.dumps(told))
        tell = reporting.Reporter(place, system) if system.reports else None
        done = -1  # even an empty register is passed on once
        while not ended():
            if tell is not None:
                await asyncio.to_thread(tell.go_on, book)
            # A database's file that is gone took the whole place with it: the city was deleted.
            if book.last() > done:
                done = await pass_on(done)
                (place / "published").write_text(str(done))
            await asyncio.sleep(LOOK_EVERY)
    book.close()
    return 0


Pass = Callable[[int], Awaitable[int]]


async def _open(
    place: Path, system: plan.System, book: RegisterBook, stack: contextlib.AsyncExitStack
) -> Pass:
    match system.shape:
        case "database":
            return _database(system, book, stack)
        case "files":
            return await _files(place, system, book, stack)
        case "stream" if server := stream.program():
            return await _stream(place, system, book, stack, server)
        case _:
            return _rest(place, system, book, stack)


def _rest(
    place: Path, system: plan.System, book: RegisterBook, stack: contextlib.AsyncExitStack
) -> Pass:
    server = rest.Server(place, system, system.port)
    threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True).start()
    stack.callback(server.shutdown)

    async def seen(_after: int) -> int:
        return book.last()

    return seen


def _database(system: plan.System, book: RegisterBook, stack: contextlib.AsyncExitStack) -> Pass:
    tables = Tables(system)
    stack.callback(tables.close)

    async def pass_on(after: int) -> int:
        entries = list(book.entries(after=after, most=BATCH))
        tables.put((register, row) for _, register, _, row in entries)
        return entries[-1][0] if entries else book.last()

    return pass_on


async def _files(
    place: Path, system: plan.System, book: RegisterBook, stack: contextlib.AsyncExitStack
) -> Pass:
    if system.via == "sftp":
        server = await files.serve(place, system)
        stack.callback(server.close)
    dropped = 0.0

    async def pass_on(after: int) -> int:
        nonlocal dropped
        if time.monotonic() < dropped + system.every and dropped:
            return after
        dropped = time.monotonic()
        return files.drop(place, system, book)

    return pass_on


async def _stream(
    place: Path,
    system: plan.System,
    book: RegisterBook,
    stack: contextlib.AsyncExitStack,
    server: str,
) -> Pass:
    child = stream.start(place, system, server)
    stack.callback(child.wait)
    stack.callback(child.terminate)
    changes = stream.Stream(place, system)
    for _ in range(50):
        with contextlib.suppress(Exception):
            await changes.open()
            break
        await asyncio.sleep(0.1)
    else:
        raise ConnectionError("the stream's server does not answer")
    stack.push_async_callback(changes.close)

    async def pass_on(after: int) -> int:
        entries = list(book.entries(after=after, most=BATCH))
        await changes.publish(entries)
        return entries[-1][0] if entries else book.last()

    return pass_on
