"""tongban backup: one file with everything of this city, while it works."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.config.safekeeping import Kept

HELP = "write the city into one file, while serving; keys are kept apart"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, nargs="?", help="a file that is not there yet")
    parser.add_argument(
        "--daily",
        action="store_true",
        help="a sealed base backup in the folder of backups, old ones thrown away; what the timer runs",
    )
    parser.add_argument(
        "--new-key",
        type=Path,
        metavar="FILE",
        help="draw the pair of keys backups are sealed to; FILE is the private half, kept elsewhere",
    )


def run(args: argparse.Namespace) -> int:
    """Back up, and say what the file holds and what it does not."""
    from tongban.cli import output
    from tongban.config import safekeeping
    from tongban.config.boot import boot

    if args.new_key:
        return _new_key(args.new_key)
    if args.file is None and not args.daily:
        return output.fail("Name a file, or say --daily.")
    boot()
    if args.daily:
        return _daily(args)
    try:
        kept = safekeeping.backup(args.file)
    except safekeeping.BackupError as error:
        return output.fail(str(error), output.BAD_INPUT)
    output.emit(kept.to_json(), args, lambda _: _said(kept))
    return output.DONE


def _new_key(private: Path) -> int:
    from tongban.cli import output
    from tongban.config.continuous import places, proving, sealed
    from tongban.config.process import become_the_owner

    try:
        sealed.new_pair(private, places.public_key())
        with private.open("ab") as file:
            become_the_owner()  # the key the city signs with is the city's own, not root's
            file.write(proving.signer().public.pem())
    except FileExistsError as error:
        return output.fail(f"{error.filename} exists already; a key is never written over.")
    output.note(f"Keep {private} elsewhere, and not on this machine: it alone opens the backups.")
    return output.DONE


def _daily(args: argparse.Namespace) -> int:
    """Make the day's base backup, or for a server of its own the day's dump."""
    from tongban.cli import output
    from tongban.config import database, safekeeping
    from tongban.config.continuous import base, daily

    try:
        made = base.make() if database.is_embedded() else daily.dump()
    except safekeeping.BackupError as error:
        return output.fail(str(error), output.IMPOSSIBLE)
    output.emit(made.to_json(), args, lambda m: f"{m['name']}: {m['bytes']:,} bytes, sealed.")
    return output.DONE


def _said(kept: "Kept") -> str:
    lines = [f"{kept.path}: {kept.head.events} events, {kept.bytes:,} bytes."]
    lines.append("It holds people's data, for you alone to read: encrypt what leaves this machine.")
    if kept.keys_apart:
        names = ", ".join(kept.keys_apart)
        lines.append(f"Keys are NOT in the file: {names}. Keep a copy of each elsewhere.")
    return "\n".join(lines)
