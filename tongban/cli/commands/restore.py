"""tongban restore: bring a backup back into an empty home, and prove that it is the same log."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.config.continuous.proving import Opener
    from tongban.config.safekeeping import Kept

HELP = "bring a backup back into an empty home, checked against the log's head"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file", type=Path, help="what tongban backup wrote, or the folder of backups"
    )
    parser.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="the private half of the backup key, for a folder of backups or a sealed dump",
    )
    parser.add_argument(
        "--until",
        metavar="TIME",
        help="bring back this moment (2026-11-23T10:00:00+08:00) instead of the last",
    )
    parser.add_argument(
        "--erased",
        type=Path,
        metavar="FILE",
        help="the list of destroyed keys (beside the backups) for a single file",
    )
    parser.add_argument(
        "--unsigned",
        action="store_true",
        help="open what this city did not sign, such as backups of older releases; be sure of them",
    )


def run(args: argparse.Namespace) -> int:
    """Restore; exit 1 where a key of the saved city is missing here."""
    from tongban.cli import output
    from tongban.config import safekeeping

    if not args.file.exists():
        return output.fail(f"{args.file}: there is no such file.")
    if args.file.is_dir():
        return _folder(args)
    beside = args.file.parent / "erased-keys"
    listed = args.erased or (beside if beside.exists() else None)
    if listed is None:
        output.note(
            "No list of erased keys (erased-keys) was found: what was erased since is back."
        )
    if args.file.suffix == ".sealed" and args.key is None:
        return output.fail("A sealed dump is opened with --key, the private half of the key.")
    try:
        kept = _restored(args, listed)
    except safekeeping.BackupError as error:
        return output.fail(str(error), output.BAD_INPUT)
    output.emit(kept.to_json(), args, lambda _: _said(kept))
    return output.FOUND if kept.keys_missing else output.DONE


def _restored(args: argparse.Namespace, listed: Path | None) -> "Kept":
    from dataclasses import replace

    from tongban.config import safekeeping
    from tongban.config.continuous import daily, proving, sealed

    by = proving.opener(args.key, unsigned=args.unsigned)
    if args.file.suffix != sealed.ENDING:
        if by.city is None:  # a city that moves without its keys: its own file says no more either
            by = replace(by, unsigned=True)
        return safekeeping.restore(args.file, destroyed=_destroyed(listed, by))
    destroyed = _destroyed(listed, by)
    with daily.opened(args.file, by) as plain:
        return safekeeping.restore(plain, destroyed=destroyed)


def _destroyed(listed: Path | None, by: "Opener") -> set[int]:
    from tongban.config.continuous import erased

    return erased.proved(listed, by) if listed else set()


def _folder(args: argparse.Namespace) -> int:
    from datetime import datetime

    from tongban.cli import output
    from tongban.config import safekeeping
    from tongban.config.continuous import base, proving
    from tongban.config.home import home

    if args.key is None:
        return output.fail("A folder of backups is opened with --key, the private half of the key.")
    try:
        until = datetime.fromisoformat(args.until) if args.until else None
    except ValueError:
        return output.fail(f"--until {args.until} is no time like 2026-11-23T10:00:00+08:00.")
    if until and until.tzinfo is None:
        return output.fail("--until needs its offset, as in 2026-11-23T10:00:00+08:00.")
    try:
        by = proving.opener(args.key, unsigned=args.unsigned)
        head, again = base.bring_back(args.file, home(), by=by, until=until)
    except safekeeping.BackupError as error:
        return output.fail(str(error), output.BAD_INPUT)
    made = {"events": head.events, "keys_destroyed_again": again}
    output.emit(made, args, lambda m: f"{m['events']} events are back.")
    return output.DONE


def _said(kept: "Kept") -> str:
    lines = [f"{kept.head.events} events are back, and the log is the one that was saved."]
    if kept.keys_missing:
        lines.append(
            f"Keys of that city are missing here: {', '.join(kept.keys_missing)}. "
            "Put them into the home before serving."
        )
    return "\n".join(lines)
