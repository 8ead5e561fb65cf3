"""tongban restore: bring a backup back into an empty home, and prove that it is the same log."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.config.safekeeping import Kept

HELP = "bring a backup back into an empty home, checked against the log's head"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, help="what tongban backup wrote")


def run(args: argparse.Namespace) -> int:
    """Restore; exit 1 where a key of the saved city is missing here."""
    from tongban.cli import output
    from tongban.config import safekeeping

    if not args.file.exists():
        return output.fail(f"{args.file}: there is no such file.")
    try:
        kept = safekeeping.restore(args.file)
    except safekeeping.BackupError as error:
        return output.fail(str(error), output.BAD_INPUT)
    output.emit(kept.to_json(), args, lambda _: _said(kept))
    return output.FOUND if kept.keys_missing else output.DONE


def _said(kept: "Kept") -> str:
    lines = [f"{kept.head.events} events are back, and the log is the one that was saved."]
    if kept.keys_missing:
        lines.append(
            f"Keys of that city are missing here: {', '.join(kept.keys_missing)}. "
            "Put them into the home before serving."
        )
    return "\n".join(lines)
