"""Building much that stays (大批构造): no garbage is looked for where there is none.

Python's collector walks over everything young whenever some hundred objects more were made. Who
makes a million that will all be kept pays for it several times over.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_builders = 0


@contextmanager
def building() -> Iterator[None]:
    """Look for no cyclic garbage while something large is built; several may build at once."""
    global _builders  # noqa: PLW0603 - the collector is one for the process
    with _lock:
        _builders += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _builders -= 1
            if not _builders:
                gc.enable()


def keep() -> None:
    """Take everything that is there now out of the collector's sight: it will stay."""
    gc.freeze()
