"""On a machine of our own, what install writes starts as it is written, is upgraded, and goes back."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bench.running.harness import free_ports
from tongban.cases.tests import village

ROOT = Path(__file__).parents[2]


@pytest.fixture
def work():
    """A folder that the city's user can enter, with definitions and two environments of the wheel."""
    folder = Path(tempfile.mkdtemp(prefix="tongban-machine-", dir="/var/tmp"))
    folder.chmod(0o755)
    uv = [sys.executable, "-m", "uv"] if not shutil.which("uv") else ["uv"]
    (folder / "definitions").mkdir()
    for name, text in village.files().items():
        (folder / "definitions" / name).write_text(text, encoding="utf-8")
    subprocess.run([*uv, "build", "-q", "--wheel", "-o", str(folder), str(ROOT)], check=True)
    (wheel,) = folder.glob("*.whl")
    for name in ("former", "next"):
        subprocess.run([*uv, "venv", "-q", "-p", sys.executable, str(folder / name)], check=True)
        python = str(folder / name / "bin" / "python")
        subprocess.run([*uv, "pip", "install", "-q", "-p", python, str(wheel)], check=True)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(
    os.environ.get("TONGBAN_WHOLE") != "1",
    reason="needs root and mount namespaces, builds a wheel: TONGBAN_WHOLE=1",
)
def test_what_install_writes_starts_is_upgraded_while_serving_and_goes_back(work):
    words = [work / "former", work / "next", work / "home", work / "definitions", *free_ports(2)]
    done = subprocess.run(
        [sys.executable, "tests/running/machine.py", str(work / "view"), sys.executable, "-m",
         "tests.running.sequence", *map(str, words)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    made = json.loads(done.stdout)
    assert all(made["services"].values()), made["services"]
    assert [one["current"] for one in made["rounds"]] == [
        str(work / name) for name in ("next", "former", "next")
    ]
    for one in made["rounds"]:
        assert one["failed"] == []
        assert set(one["statuses"]) == {"200"}
        assert len(one["restarted"]) == 4
    assert (made["drill"]["events_lost"], made["drill"]["differs"]) == (0, [])
