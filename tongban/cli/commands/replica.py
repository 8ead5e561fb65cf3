"""tongban replica: a second server that follows the embedded one, for reports and for bad days."""

import argparse
from pathlib import Path

HELP = "make a replica of the embedded database, say how far it is behind, or promote it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("do", choices=("make", "lag", "promote"), help="what to do")
    parser.add_argument("home", type=Path, help="the second home the replica lives in")
    parser.add_argument(
        "--synchronous", action="store_true", help="acknowledge nothing before the replica has it"
    )


def run(args: argparse.Namespace) -> int:
    """Make, ask or promote."""
    from tongban.cli import output
    from tongban.config import database, postgres, replicas
    from tongban.config.boot import boot

    if not database.is_embedded():
        return output.fail("A server of its own has its own replicas (docs/admin/availability.md).")
    try:
        if args.do == "make":
            boot()
            replicas.follow(args.home, synchronous=args.synchronous)
        if args.do == "promote":
            replicas.promote(args.home)
    except postgres.ServerUnavailable as error:
        return output.fail(str(error), output.IMPOSSIBLE)
    lag = replicas.lag(f"home:{args.home}")
    made = {"home": str(args.home), "seconds": None if lag is None else lag.total_seconds()}
    output.emit(made, args, lambda m: f"{m['home']}: {m['seconds']} s behind")
    return output.IMPOSSIBLE if lag is None else output.DONE
