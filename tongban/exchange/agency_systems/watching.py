"""Which systems run in a home, how they end, and whether others can see all they hold (在线状态)."""

import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tongban.exchange.agency_systems.book import RegisterBook

FOLDER = "agencies"
"""Where a home has the places of the systems that run on its machine."""
_PATIENCE = 5.0  # seconds until a system that was told to end is let be


def running(home: Path) -> dict[str, dict[str, Any]]:
    """Return the systems that run in this home: their process and port."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((home / FOLDER).glob("*/running.json")):
        try:
            said = json.loads(path.read_text())
            if _is_ours(int(said["pid"]), path.parent):
                found[path.parent.name] = said
        except (OSError, ValueError, KeyError):
            continue
    return found


def _is_ours(pid: int, place: Path) -> bool:
    """Whether a process is the one that runs the system at a place."""
    try:
        return str(place).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def stop(home: Path, name: str | None = None) -> int:
    """Tell the systems of this home, or one, to end, and wait; return how many there were."""
    found = {one: said for one, said in running(home).items() if name in (None, one)}
    for said in found.values():
        os.kill(said["pid"], signal.SIGTERM)
    until = time.monotonic() + _PATIENCE
    while found.keys() & running(home).keys() and time.monotonic() < until:
        time.sleep(0.05)
    return len(found)


def settled(home: Path, names: Iterable[str], *, seconds: float = _PATIENCE) -> bool:
    """Wait until these systems have passed on everything that was entered."""
    until = time.monotonic() + seconds
    left = set(names)
    while left and time.monotonic() < until:
        left = {name for name in left if not _passed_on(home / FOLDER / name)}
        if left:
            time.sleep(0.05)
    return not left


def _passed_on(place: Path) -> bool:
    book = RegisterBook(place)
    try:
        return int((place / "published").read_text() or 0) >= book.last()
    except (OSError, ValueError):
        return False
    finally:
        book.close()
