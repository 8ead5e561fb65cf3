"""tongban backup: one file with everything of this city, while it works."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.config.safekeeping import Kept

HELP = "write the city into one file, while serving; keys are kept apart"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, help="a file that is not there yet")


def run(args: argparse.Namespace) -> int:
    """Back up, and say what the file holds and what it does not."""
    from tongban.cli import output
    from tongban.config import safekeeping
    from tongban.config.boot import boot

    boot()
    try:
        kept = safekeeping.backup(args.file)
    except safekeeping.BackupError as error:
        return output.fail(str(error), output.BAD_INPUT)
    output.emit(kept.to_json(), args, lambda _: _said(kept))
    return output.DONE


def _said(kept: "Kept") -> str:
    lines = [f"{kept.path}: {kept.head.events} events, {kept.bytes:,} bytes."]
    lines.append("It holds people's data, for you alone to read: encrypt what leaves this machine.")
    if kept.keys_apart:
        names = ", ".join(kept.keys_apart)
        lines.append(f"Keys are NOT in the file: {names}. Keep a copy of each elsewhere.")
    return "\n".join(lines)
