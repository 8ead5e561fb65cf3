"""tongban stamp-authority: a time-stamp authority of one's own, as a process of its own."""

import argparse
import threading
from pathlib import Path

HELP = "run a time-stamp authority (RFC 3161) for trials and offices with a clock of their own"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--port", type=int, default=0, help="where it listens (a free one)")
    parser.add_argument(
        "--home", type=Path, default=None, help="where its key lies (authority/ of the home)"
    )


def run(args: argparse.Namespace) -> int:
    """Listen until stopped; the first line says the address and the root to trust."""
    from tongban.cli import output
    from tongban.config.home import home
    from tongban.exchange.stamping import process

    folder = args.home or home() / "authority"
    server = process.serve(folder, port=args.port)
    said = {"address": process.address(server), "root": str(process.root(folder))}
    output.emit(said, args, lambda made: f"{made['address']}  ({made['root']})")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.shutdown()
    return output.DONE
