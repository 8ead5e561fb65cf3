"""tongban follow: lay every change of the database beside the backups, a few seconds after it."""

import argparse
import signal
import threading

HELP = "keep the embedded database's log beside the backups, sealed, seconds after it is written"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--seconds", type=float, default=5.0, metavar="N", help="between two looks (5)"
    )


def run(args: argparse.Namespace) -> int:
    """Follow until stopped; ends where receiving ends, so that the service manager begins anew."""
    from tongban.cli import output
    from tongban.config import database
    from tongban.config.boot import boot
    from tongban.config.continuous import archiving, places

    if not database.is_embedded():
        return output.fail("A server of its own keeps its own log (see docs/admin/backup.md).")
    if not places.public_key().exists():
        return output.fail("Draw a pair of keys first: tongban backup --new-key FILE")
    boot()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with archiving.receiving() as child:
        while not stopped.wait(args.seconds):
            archiving.keep()
            if child.poll() is not None:
                return output.fail("The log is no longer received.", output.IMPOSSIBLE)
    archiving.keep()
    return output.DONE
