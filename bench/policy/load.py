"""Loading policies: processor time and memory from files on disk to the first answer of each.

A child starts bare, then imports the language, reads all definitions of the pilot city, compiles every policy, and goes
on with copies under other names until there are a hundred; each answers once, so that the code
made for it counts too. Goals: half a processor second, sixty megabytes.
"""

import sys
from dataclasses import replace
from datetime import date

from bench.policy import peers
from bench.policy.measuring import cpu_seconds, resident, tell
from tongban.cli.commands.bench import row

POLICIES = 100
ON = date(2026, 1, 1)


def run(*, full: bool = False) -> list:
    """Measure in a process of its own."""
    del full
    found = peers.child(sys.executable, "-m", "bench.policy.load")
    return [
        row(
            f"load {POLICIES} policies, from files",
            found["cpu"],
            1,
            goal=0.5,
            unit="CPU-s",
            at_most=True,
        ),
        row(f"load {POLICIES} policies, memory", found["mb"], 1, goal=60, unit="MB", at_most=True),
    ]


def measure() -> None:
    """Load and answer; print what it took."""
    bare, began = resident(), cpu_seconds()
    from tongban.catalogue.domain.compile import compile_book
    from tongban.catalogue.domain.loader import load
    from tongban.catalogue.files import definition_files
    from tongban.policy.domain.rules.sheet import compile_sheet

    texts = definition_files(peers.ROOT / "definitions")
    wanted = {name: text for name, text in texts.items() if "/policies/" in name or "param" in name}
    book = compile_book(load(wanted).definitions)
    own = sorted(book.policies.values(), key=lambda one: one.id)
    sheets = []
    for no in range(POLICIES):
        policy = own[no % len(own)]
        made = compile_sheet(replace(policy, id=f"{policy.id}-{no}"), book, on=ON)
        made.explain({})
        sheets.append(made)
    tell(cpu=cpu_seconds() - began, mb=resident() - bare, own=len(own))


if __name__ == "__main__":
    measure()
