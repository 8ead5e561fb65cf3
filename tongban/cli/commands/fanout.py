"""tongban fanout: how the stream of events stands, or fill it anew from the database."""

import argparse
from collections.abc import Callable

HELP = "say how the stream of events (NATS JetStream) stands; rebuild: fill it anew"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "do", nargs="?", choices=("status", "carry", "rebuild"), default="status",
        help="say how it stands, carry what waits now, or empty it and carry everything again",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Say, carry or rebuild; 2 where no stream is set, 3 where its servers are away."""
    from tongban.cli import output
    from tongban.config.boot import boot

    boot()
    from django.conf import settings

    if not settings.EXCHANGE_STREAM:
        return output.fail("No stream is set: name its servers in the setting `stream`.")
    from tongban.exchange.fanout import carrying
    from tongban.exchange.fanout.stream import StreamAway

    try:
        acts: dict[str, Callable[[], int]]
        acts = {"status": int, "carry": carrying.carry, "rebuild": carrying.rebuild}
        carried = acts[args.do]()
        held = carrying.stream().held()
        made = {"carried": carried, "held": held, "waiting": carrying.waiting()}
    except StreamAway as fault:
        return output.fail(
            f"The servers of the stream are away ({fault}); what waits is carried later.",
            output.IMPOSSIBLE,
        )
    output.emit(made, args, _said)
    return output.DONE


def _said(made: dict[str, int]) -> str:
    return f"{made['carried']} carried, {made['held']} in the stream, {made['waiting']} waiting"
