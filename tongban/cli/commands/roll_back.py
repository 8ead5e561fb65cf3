"""`tongban roll-back`: put the definitions back as an earlier publication left them (回滚)."""

import argparse
from time import perf_counter
from typing import Any

from tongban.cli import output

HELP = "put the definitions back as an earlier revision left them; itself a revision"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "revision",
        nargs="?",
        type=int,
        help="the revision to go back to (the one before the newest)",
    )
    parser.add_argument("--note", default="", help="a sentence for the history")


def run(args: argparse.Namespace) -> int:
    """Go back, and say what that changed."""
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    to = args.revision if args.revision is not None else catalogue.revision() - 1
    began = perf_counter()
    revision, changed = catalogue.roll_back(to, actor=SYSTEM, note=args.note)
    made: dict[str, Any] = {
        "revision": revision,
        "back_to": to,
        "changed": changed,
        "seconds": round(perf_counter() - began, 3),
    }
    output.emit(made, args, _human)
    return output.DONE


def _human(made: dict[str, Any]) -> str:
    changed = output.count(made["changed"], "definition")
    return (
        f"as revision {made['back_to']} left it: {changed} put back"
        f" · revision {made['revision']} ({made['seconds']} s)"
    )
