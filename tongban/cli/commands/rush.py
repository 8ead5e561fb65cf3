"""tongban rush: the queue before the doors, on, off, or by itself when they are stormed."""

import argparse
from dataclasses import asdict
from typing import Any

HELP = "say how the queue before the doors stands; turn it on, off or to auto"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "mode", nargs="?", choices=("on", "off", "auto"), help="without it, only say"
    )


def run(args: argparse.Namespace) -> int:
    """Set or show; every server follows within a second."""
    from tongban.cli import output
    from tongban.config.boot import boot

    boot()
    from tongban.doors.shared.rush import state

    standing = state.set_mode(args.mode) if args.mode else state.look()
    output.emit(asdict(standing), args, _said)
    return output.DONE


def _said(made: dict[str, Any]) -> str:
    waits = made["issued"] - made["admitted"]
    if not made["on"]:
        return f"There is no queue ({made['mode']})."
    return f"The queue stands ({made['mode']}): {max(0, waits)} wait, {made['rate']:.0f} a second come in."
