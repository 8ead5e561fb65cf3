"""tongban upgrade: from the last release to this one while serving, and back."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tongban.cli.commands import restart

HELP = "go from the last release to this one while serving, after looking first; --back returns"
_TRIES = 6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--check", action="store_true", help="only look, and touch nothing")
    parser.add_argument(
        "--back", action="store_true", help="serve with the release before again; tables stay wide"
    )
    parser.add_argument(
        "--without-backup", action="store_true", help="go on though no backup is fresh"
    )
    parser.add_argument("--within", action="store_true", help=argparse.SUPPRESS)
    restart.patience(parser)


def run(args: argparse.Namespace) -> int:
    """Look, widen, restart one by one; exit 1 where something forbids it, and nothing was touched."""
    from tongban.cli import output
    from tongban.cli.installing import restarting

    try:
        return _back(args) if args.back else _forth(args)
    except restarting.RestartError as error:
        return output.fail(str(error), output.IMPOSSIBLE)


def _forth(args: argparse.Namespace) -> int:
    from tongban.cli import output
    from tongban.config import process

    if not args.within and process.is_others_home():
        code, made = _by_the_owner(args)
        if made is None:
            return code
    else:
        process.become_the_owner()
        made = _looked_and_widened(args)
    if not (made["findings"] or args.check or args.within):
        made["restarted"] = restart.go_round(args.patience) if _flip(Path(sys.prefix)) else []
    output.emit(made, args, _said)
    return output.FOUND if made["findings"] else output.DONE


def _looked_and_widened(args: argparse.Namespace) -> dict[str, Any]:
    from tongban.config.boot import boot

    boot(migrated=False)
    found = _looked(args)
    applied = [] if found or args.check else _widen()
    return {"ready": not found, "findings": found, "applied": applied}


def _by_the_owner(args: argparse.Namespace) -> tuple[int, dict[str, Any] | None]:
    """Have the city's own user look and widen: root restarts services, and touches no data."""
    words = [sys.executable, "-m", "tongban.cli", "upgrade", "--within", "--json"]
    words += ["--check"] if args.check else []
    words += ["--without-backup"] if args.without_backup else []
    done = subprocess.run(words, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own program
    return done.returncode, json.loads(done.stdout) if done.stdout else None


def _looked(args: argparse.Namespace) -> list[dict[str, str]]:
    import django

    django.setup()
    from tongban.cli.upgrading import checks

    found = list(checks.findings())
    return [one for one in found if not (args.without_backup and "backup --daily" in one["mend"])]


def _widen() -> list[str]:
    """Apply what is missing; no change of a table waits longer than others can wait for it."""
    import time

    from django.db import OperationalError

    from tongban.cli import output
    from tongban.cli.commands import migrate, serve
    from tongban.config.boot import unmigrated

    missing = unmigrated()
    os.environ["PGOPTIONS"] = "-c lock_timeout=3s"
    for number in range(1, _TRIES + 1):
        try:
            migrate.migrate()
            break
        except OperationalError:
            if number == _TRIES:
                raise
            output.note("a table is in use; trying again in a few seconds …")
            time.sleep(2 * number)
    os.environ.pop("PGOPTIONS")
    serve.collect()
    return missing


def _flip(prefix: Path) -> bool:
    """Have the services run from this environment from their next start on; False where none are."""
    from tongban.cli.installing.layout import OPT

    current, before = OPT / "current", OPT / "previous"
    if not current.is_symlink() or os.geteuid():
        return False
    if current.readlink() == prefix:
        return True
    _point(before, current.readlink())
    _point(current, prefix)
    return True


def _point(link: Path, to: Path) -> None:
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.symlink_to(to)
    fresh.rename(link)


def _back(args: argparse.Namespace) -> int:
    """Serve with the release before again: it reads the widened tables as it read the narrow ones."""
    from tongban.cli import output
    from tongban.cli.installing.layout import OPT

    before = OPT / "previous"
    if not before.is_symlink() or os.geteuid():
        return output.fail(
            "There is no release to go back to on this machine, or you are not root. By hand: start "
            "servers and workers from the old environment; the widened tables serve it too.",
            output.IMPOSSIBLE,
        )
    now, then = (OPT / "current").readlink(), before.readlink()
    _point(OPT / "current", then)
    _point(before, now)
    made = {"back_to": str(then), "restarted": restart.go_round(args.patience)}
    output.emit(made, args, lambda m: f"Serving from {m['back_to']} again.")
    return output.DONE


def _said(made: dict[str, Any]) -> str:
    if made["findings"]:
        parts = [f"✗ {one['what']}\n  {one['why']}\n  → {one['mend']}" for one in made["findings"]]
        return "\n".join([*parts, "Nothing was touched."])
    if "restarted" not in made:
        return "Everything is ready for the upgrade. Nothing was touched."
    lines = [f"{len(made['applied'])} migrations applied."]
    lines += [f"Restarted: {', '.join(made['restarted'])}"] if made["restarted"] else [
        "No services of ours run here: restart servers and workers one by one."
    ]  # fmt: skip
    return "\n".join(lines)
