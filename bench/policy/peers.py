"""Peers in environments of their own, made on demand from locked lists under `.cache/peers`.

A peer is never a dependency of ours. Its list lies in `bench/peers/<name>.txt` with hashes (or in
`bench/peers/<name>/package.json` with exact versions), and its programs run as children, so that
memory and processor time are theirs alone.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LISTS = ROOT / "bench" / "peers"
PEERS = ROOT / ".cache" / "peers"


class PeerMissingError(RuntimeError):
    """A peer could not be brought here; the sentence says which and what to do."""


def python(name: str) -> Path:
    """Return the interpreter of a Python peer, making its environment the first time."""
    folder, listed = PEERS / name, LISTS / f"{name}.txt"
    uv = [sys.executable, "-m", "uv"]
    made = [
        [*uv, "venv", "-q", "--clear", "--python", sys.executable, str(folder)],
        [*uv, "pip", "install", "-q", "--python", str(folder / "bin" / "python"),
         "--require-hashes", "-r", str(listed)],
    ]  # fmt: skip
    _once(name, listed, made)
    return folder / "bin" / "python"


def node(name: str) -> Path:
    """Return the folder with `node_modules` of a JavaScript peer, made the first time."""
    for needed in ("node", "npm"):
        if shutil.which(needed) is None:
            raise PeerMissingError(f"The peer {name} needs {needed}: apt install nodejs npm.")
    folder, listed = PEERS / name, LISTS / name / "package.json"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(listed, folder / "package.json")
    quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]
    _once(name, listed, [["npm", "install", *quiet, "--prefix", str(folder)]])
    return folder


def _once(name: str, listed: Path, commands: list[list[str]]) -> None:
    """Run the commands unless what they make is there; one process at a time."""
    PEERS.mkdir(parents=True, exist_ok=True)
    stamp = PEERS / f"{name}.{hashlib.sha256(listed.read_bytes()).hexdigest()[:12]}"
    with (PEERS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists():
            return
        sys.stderr.write(f"bringing the peer {name} …\n")
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
                raise PeerMissingError(
                    f"The peer {name} could not be installed from {listed.relative_to(ROOT)}: is "
                    f"the package registry reachable? ({' '.join(said)})"
                )
        for old in PEERS.glob(f"{name}.*"):
            if old.suffix != ".lock":
                old.unlink()
        stamp.touch()


def child(program: Path | str, script: Path, *arguments: Any, **environment: str) -> Any:
    """Run a script and return what it prints last, read as JSON; its errors are told."""
    done = subprocess.run(
        [str(program), str(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TZ": "UTC", **environment},
    )
    if done.returncode:
        raise RuntimeError(f"{script.name} failed: {' '.join(done.stderr.split()[-60:])}")
    return json.loads(done.stdout.strip().splitlines()[-1])
