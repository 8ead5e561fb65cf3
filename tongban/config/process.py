"""How a long-running process lives (进程): its memory after the start, and its end with its parent."""

import gc
import os
import signal
import threading
import time

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
