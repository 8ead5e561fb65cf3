"""The rule core against its peers, in parts: every module here that defines `run` is one part.

`tongban bench policy` runs all parts at moderate sizes, `tongban bench policy.household` one of
them, and `--full` takes the sizes of the goals (ten million persons, a hundred million, a million
cells for every engine). A part's `run(*, full)` returns its rows; see `bench/plan.py` for a row.
"""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent


def parts() -> list[str]:
    """List the parts, by the names of their modules."""
    modules = sorted(HERE.glob("*.py"))
    found = (one.stem for one in modules if "\ndef run(" in one.read_text(encoding="utf-8"))
    return [name for name in found if name != "__init__"]


def run(*, full: bool = False) -> list:
    """Run all parts; return the rows."""
    rows = []
    for name in parts():
        sys.stderr.write(f"policy.{name} …\n")
        rows += importlib.import_module(f"bench.policy.{name}").run(full=full)
    return rows
