"""The drill as a measure: how long until a city runs again from its backups, and what was lost."""

import json
import subprocess
import sys

from bench.running.harness import ROOT, environment


def run() -> list[dict[str, object]]:
    """Back up, bring back, compare."""
    from bench.running import ground
    from tongban.cli.commands.bench import row

    with ground("city create --residents 60 --firms 6 --applications 20") as home:
        done = subprocess.run(
            [sys.executable, "-m", "tongban.cli", "drill", "--json"],
            env=environment(home), cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
    made = json.loads(done.stdout)
    return [
        row("events lost in a restore", made["events_lost"], made["events"], goal=0, unit="events", at_most=True),
        row("seconds until the city runs again", made["restore_seconds"], 60, goal=1, unit="s", at_most=True),
        row("seconds for a base backup", made["backup_seconds"], 60, goal=None, unit="s"),
    ]  # fmt: skip
