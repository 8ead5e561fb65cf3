"""tongban drill: bring the city back into a second home, and say how long it takes and what is lost."""

import argparse
from pathlib import Path
from typing import Any

HELP = "restore a fresh backup into a second home, compare, and print time to recover and data lost"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="the private half of the backup key; without it a pair for this drill alone",
    )


def run(args: argparse.Namespace) -> int:
    """Drill; exit 1 where anything differs."""
    from tongban.cli import output
    from tongban.config import safekeeping
    from tongban.config.boot import boot
    from tongban.config.continuous.drill import drill

    boot()
    try:
        made = drill(private=args.key)
    except safekeeping.BackupError as error:
        return output.fail(str(error), output.IMPOSSIBLE)
    output.emit(made.to_json(), args, _said)
    return output.FOUND if made.differs or made.events_lost else output.DONE


def _said(made: dict[str, Any]) -> str:
    lines = [
        (
            f"By {made['way']}: backed up in {made['backup_seconds']} s ({made['bytes']:,} bytes), "
            f"running again after {made['restore_seconds']} s."
        ),
        f"{made['events']} events are back, {made['events_lost']} are lost.",
    ]
    if made["keys_destroyed_again"]:
        lines.append(
            f"{made['keys_destroyed_again']} keys of erased data had come back and were destroyed again."
        )
    return "\n".join([*lines, *(f"✗ {one}" for one in made["differs"])])
