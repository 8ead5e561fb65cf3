"""The house contract holds, and it would notice if somebody broke it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "kernel", "ledger", "people", "agencies", "catalogue", "facts", "licences",
    "policy", "exchange", "cases", "voice", "oversight",
)  # fmt: skip
DOORS = ("shared", "citizen", "window", "desk", "supervisor", "designer", "openapi", "gateway")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import linter in a folder."""
    linter = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(linter), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def skeleton(tmp_path):
    """Build an empty house of the same rooms, under the same contract."""
    shutil.copy(ROOT / ".importlinter", tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    package = tmp_path / "tongban"
    for room in (*ROOMS, "config", "cli", "doors", *(f"doors/{door}" for door in DOORS)):
        (package / room / "domain").mkdir(parents=True)
        for file in ("__init__.py", "api.py", "models.py", "store.py", "domain/__init__.py"):
            (package / room / file).touch()
    (package / "__init__.py").touch()
    return package


def test_the_house_keeps_its_own_contract():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


def test_an_empty_house_keeps_the_contract(skeleton):
    done = lint(skeleton.parent)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("people/api.py", "import tongban.cases.api", "A room may call the rooms beneath it"),
        ("cases/domain/__init__.py", "import django", "Domain packages are plain Python"),
        ("cases/api.py", "import tongban.facts.models", "Tables and stores stay in their own room"),
        ("cases/api.py", "import httpx2", "One room speaks to the outside world"),
        ("people/api.py", "import smtplib", "One room speaks to the outside world"),
        ("doors/desk/api.py", "import tongban.doors.window", "Doors are independent"),
        ("voice/api.py", "import tongban.cases.api", "A room may call the rooms beneath it"),
        (
            "cases/domain/__init__.py",
            "import tongban.cases.store",
            "Domain packages are plain Python",
        ),
        ("annex/__init__.py", "", "A room may call the rooms beneath it"),
        ("policy/api.py", "import tongban.catalogue.models", "Domain packages are plain Python"),
    ],
)
def test_a_deliberate_violation_is_named(skeleton, file, line, contract):
    path = skeleton / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{line}\n")
    done = lint(skeleton.parent)
    assert done.returncode != 0
    broken = " ".join(line for line in done.stdout.splitlines() if "BROKEN" in line)
    assert contract in broken or contract in done.stdout + done.stderr
