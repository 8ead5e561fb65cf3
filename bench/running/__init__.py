"""A city that runs: restarted under load, stormed, its database lost, brought back."""

import importlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PARTS = ("restart", "storm", "failover", "recovery")


@contextmanager
def ground(*words: str) -> Iterator[Path]:
    """Make a city of the pilot's definitions in a home of its own, and take it away after."""
    from bench.running.harness import ROOT, environment

    home = Path(tempfile.mkdtemp(prefix="tongban-running-", dir="/var/tmp"))
    home.chmod(0o755)

    def tongban(*command: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "tongban.cli", *command],
            env=environment(home), cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip

    try:
        tongban("migrate")
        tongban("publish", "definitions")
        for each in words:
            tongban(*each.split())
        yield home
    finally:
        tongban("stop")
        shutil.rmtree(home, ignore_errors=True)


def run(*, full: bool = False) -> list[dict[str, Any]]:
    """Measure every part, one after the other."""
    del full
    rows: list[dict[str, Any]] = []
    for part in PARTS:
        rows += importlib.import_module(f"bench.running.{part}").run()
    return rows
