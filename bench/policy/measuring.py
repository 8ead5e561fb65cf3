"""Measuring in a child process: the least processor time of several goes, the peak of memory.

The machine may be busy with other work, which only ever adds: of several goes the cheapest is the
truest. Memory is the peak of the resident set above what was resident before.
"""

import gc
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path

KB = 1024
STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


def cpu_seconds() -> float:
    """Return the processor seconds of this process, its threads and its ended children."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + usage.ru_utime + usage.ru_stime


def resident(key: str = "VmRSS") -> float:
    """Return megabytes resident now, or at most so far with `VmHWM`."""
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) / KB
    raise KeyError(key)


def measured(work: Callable[[], object], goes: int = 5) -> dict[str, float]:
    """Do a piece of work several times: least CPU and wall seconds, megabytes above the start."""
    gc.collect()
    before = resident()
    _forget_peak()
    cpu, wall = [], []
    for _ in range(goes):
        began, clock = cpu_seconds(), time.perf_counter()
        result = work()
        cpu.append(cpu_seconds() - began)
        wall.append(time.perf_counter() - clock)
        del result
    peak = resident("VmHWM")
    return {"cpu": min(cpu), "wall": min(wall), "extra_mb": peak - before, "peak_mb": peak}


def _forget_peak() -> None:
    CLEAR.write_text("5", encoding="ascii")


def tell(**what: object) -> None:
    """Print one line of JSON, the last word of a child."""
    print(json.dumps(what))
