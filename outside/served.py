"""A small city of its own, served (试点城市的小样): for judges that speak to it over HTTP.

Made with the program whose interpreter runs `run.py`, in a home that is deleted behind it.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(os.environ.get("TONGBAN_ROOT", Path(__file__).resolve().parents[1]))
PROGRAM = os.environ.get("TONGBAN_PROGRAM", str(ROOT / ".venv" / "bin" / "tongban"))
KEY = """
from tongban.config.boot import boot
boot()
from tongban.kernel.actors import SYSTEM
from tongban.voice import api as voice
print("key=" + voice.give_key("judge", actor=SYSTEM))
"""
PATIENCE = 300  # seconds until a city that does not answer counts as broken


@contextlib.contextmanager
def city(*, demands: bool = True) -> Iterator[tuple[str, str]]:
    """Make a city, serve it, and give its address and a key for filing demands."""
    home = tempfile.mkdtemp(prefix="tongban-served-")
    Path(home).chmod(0o755)
    env = {**os.environ, "TONGBAN_HOME": home, "TONGBAN_DEMO": "0"}
    env.pop("PYTHONPATH", None)
    server = None
    try:
        steps = [["migrate"], ["publish", str(ROOT / "definitions")]]
        steps += [["city", "create", "--residents", "3", "--firms", "1", "--applications", "1"]]
        steps += [["city", "demands"]] * demands
        for step in steps:
            _run([PROGRAM, *step], env)
        python = str(Path(PROGRAM).parent / "python")
        said = _run([python, "-c", KEY], env | {"PYTHONPATH": str(ROOT)})
        key = next(line[4:] for line in said.splitlines() if line.startswith("key="))
        port = _free()
        server = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL
        )
        _wait(port)
        yield f"http://127.0.0.1:{port}", key
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)
        subprocess.run([PROGRAM, "stop"], env=env, capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def identity(*, back: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Serve a demonstration city; give its address, a system registered there, a resident's number."""
    home = tempfile.mkdtemp(prefix="tongban-identity-")
    Path(home).chmod(0o755)
    env = {**os.environ, "TONGBAN_HOME": home, "TONGBAN_DEMO": "1"}
    env.pop("PYTHONPATH", None)
    server = None
    try:
        _run([PROGRAM, "migrate"], env)
        _run([PROGRAM, "publish", str(ROOT / "definitions")], env)
        made = _run(
            [
                PROGRAM,
                "city",
                "create",
                "--residents",
                "1",
                "--firms",
                "1",
                "--applications",
                "0",
                "--json",
            ],
            env,
        )
        number = next(
            one["number"] for one in json.loads(made)["cast"] if one["key"] == "applicant"
        )
        asked = ["--agency", "GA", "--purpose", "办证", "--basis", "条例 第一条", "--back", back]
        command = [PROGRAM, "system", "register", "市图书馆", *asked, "--scope", "name", "--scope", "number"]  # fmt: skip
        system = json.loads(_run([*command, "--json"], env))
        port = _free()
        server = subprocess.Popen(
            [PROGRAM, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL
        )
        _wait(port)
        yield f"http://localhost:{port}", system, number
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)
        subprocess.run([PROGRAM, "stop"], env=env, capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def gateway() -> Iterator[str]:
    """Run a gateway of the exchange in a home of its own, and give its address."""
    home = tempfile.mkdtemp(prefix="tongban-gateway-")
    Path(home).chmod(0o755)
    env = {**os.environ, "TONGBAN_HOME": home}
    env.pop("PYTHONPATH", None)
    server = None
    try:
        _run([PROGRAM, "migrate"], env)
        port = _free()
        command = [PROGRAM, "gateway", "run", "--port", str(port)]
        server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)
        subprocess.run([PROGRAM, "stop"], env=env, capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)


def _run(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[1:3]}: {done.stderr[-1500:]}")
    return done.stdout


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(PATIENCE * 5):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit(f"nothing answers on port {port}")


def main() -> int:
    """Serve a city to a judge of another language: `python -m outside.served NODE SCRIPT`."""
    with identity(back="http://localhost:9/back") as (base, system, number):
        command = [*sys.argv[1:], "live", base, system["id"], system["secret"], number]
        return subprocess.run(command, check=False).returncode


def say(**found: object) -> None:
    """Print what was seen, for whoever reads the run."""
    print("    " + json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
