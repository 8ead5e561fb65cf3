"""How a long-running process treats its memory (内存)."""

import gc


def settle() -> None:
    """Set what was loaded apart from what requests make, once, at the end of the start.

    The collector then never walks through all of Django again, and looks less often at the small
    things that every request makes and drops.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
