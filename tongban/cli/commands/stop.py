"""tongban stop: stop the agencies' systems and the embedded database of this home."""

import argparse

HELP = "stop the agencies' systems and the embedded database (it starts again when it is needed)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: there are none."""


def run(args: argparse.Namespace) -> int:
    """Stop the systems and the server where they run."""
    from tongban.cli import output
    from tongban.config import database, postgres
    from tongban.config.home import home
    from tongban.exchange.agency_systems import watching

    systems = watching.stop(home())
    stopped = database.is_embedded() and postgres.stop(home())
    said = "The embedded database is stopped." if stopped else "No embedded database was running."
    if systems:
        said = f"{systems} systems of agencies are stopped. {said}"
    output.emit({"stopped": stopped, "systems": systems}, args, lambda _: said)
    return output.DONE
