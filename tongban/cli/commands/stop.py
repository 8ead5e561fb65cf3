"""tongban stop: stop the embedded database of this home."""

import argparse

HELP = "stop the embedded database (it starts again when it is needed)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: there are none."""


def run(args: argparse.Namespace) -> int:
    """Stop the server where one runs."""
    from tongban.cli import output
    from tongban.config import database, postgres
    from tongban.config.home import home

    stopped = database.is_embedded() and postgres.stop(home())
    said = "The embedded database is stopped." if stopped else "No embedded database was running."
    output.emit({"stopped": stopped}, args, lambda _: said)
    return output.DONE
