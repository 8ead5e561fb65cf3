"""tongban database: start or stop the embedded database as a service of its own."""

import argparse

HELP = "start or stop the embedded database, for a service manager"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("do", choices=("start", "stop"), help="what to do")


def run(args: argparse.Namespace) -> int:
    """Start and leave it running, or stop it; nothing is done where an own server is set."""
    from tongban.cli import output
    from tongban.config import database, postgres
    from tongban.config.home import home

    if not database.is_embedded():
        return output.fail("A server of its own is set (database_url); it is not ours to start.")
    try:
        done = postgres.ensure(home()) if args.do == "start" else postgres.stop(home())
    except postgres.ServerUnavailable as error:
        return output.fail(str(error), output.IMPOSSIBLE)
    output.emit({"done": done}, args, lambda made: "done" if made["done"] else "nothing to do")
    return output.DONE
