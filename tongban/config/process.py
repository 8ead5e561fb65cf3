"""How a long-running process lives (进程): its memory after the start, and its end with its parent."""

import gc
import os
import signal
import threading
import time
from pathlib import Path

from tongban.config.home import home

PORT = "TONGBAN_PORT"
"""The variable by which the server tells its processes on which port they serve."""
PARENT = "TONGBAN_PARENT"
"""The variable that names the process whose end is ours."""
_LOOK_EVERY = 1.0  # seconds
_GRACE = 5.0  # seconds for what is being answered


def settle() -> None:
    """Set what was loaded apart from what requests make, once, at the end of the start.

    The collector then never walks through all of Django again, and looks less often at the small
    things that every request makes and drops.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def is_orphan(parent: int) -> bool:
    """Whether the process that started us was killed before it could tell us to stop."""
    return bool(parent) and os.getppid() != parent


def end_with_parent() -> None:
    """End this process with the one named in the environment, so that no port stays taken.

    Ctrl-C is for that one alone, which tells us: two signals at once would find us closing and
    be waited for in vain. Does nothing where none is named.
    """
    parent = int(os.environ.get(PARENT, "0"))
    if parent:
        if os.getpid() != os.getpgrp():
            os.setpgid(0, 0)
        threading.Thread(target=_watch, args=(parent,), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    while not is_orphan(parent):
        time.sleep(_LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)


def draining(port: int) -> Path:
    """Return the sign that the server on this port is being stopped (停止接入)."""
    return home() / "run" / f"draining-{port}"


def drain(port: int, seconds: float) -> None:
    """Say that this server closes, and go on serving until balancers have turned away."""
    sign = draining(port)
    sign.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sign.touch()
    time.sleep(seconds)


def reopen(port: int) -> None:
    """Take the sign away, at the start of a server."""
    draining(port).unlink(missing_ok=True)


def is_others_home() -> bool:
    """Whether root calls and the home belongs to the city's own user."""
    return not os.geteuid() and home().exists() and home().stat().st_uid != 0


def become_the_owner() -> None:
    """Where root calls, go on as the user whom the home belongs to, so that every file stays theirs."""
    if os.geteuid() or not (place := home()).exists():
        return
    found = place.stat()
    if found.st_uid:
        os.initgroups(_name(found.st_uid), found.st_gid)
        os.setgid(found.st_gid)
        os.setuid(found.st_uid)


def _name(uid: int) -> str:
    import pwd

    return pwd.getpwuid(uid).pw_name
