"""tongban gateway: run a gateway process, or bring the data services into the registry."""

import argparse
import os

from tongban.cli import output
from tongban.cli.commands.serve import is_free, port_number

HELP = "run a gateway of the exchange: run | publish | services"
ROLES = ("both", "inbound", "outbound")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("act", choices=("run", "publish", "services"))
    parser.add_argument("--role", choices=ROLES, default="both", help="whose gateway it is (both)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve on (127.0.0.1)")
    parser.add_argument("--port", type=port_number, default=8070, help="the port (8070)")
    parser.add_argument("--threads", type=int, default=4, metavar="N", help="calls at once (4)")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped, or do the one act."""
    if args.act == "run":
        return _serve(args)
    from tongban.config.boot import boot

    boot()
    from tongban.exchange import api as exchange
    from tongban.kernel.actors import SYSTEM

    if args.act == "publish":
        exchange.publish_services(actor=SYSTEM)
    made = {
        "services": [
            {"id": one.id, "state": one.state, "findings": one.findings}
            for one in exchange.registered_services()
        ]
    }
    output.emit(made, args, _human)
    waiting = any(one["state"] in ("draft", "sandbox") for one in made["services"])
    return output.FOUND if args.act == "publish" and waiting else output.DONE


def _serve(args: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from tongban.config import boot, process

    if not is_free(args.host, args.port):
        return output.fail(
            f"Port {args.port} on {args.host} cannot be had. Choose another with --port.",
            output.IMPOSSIBLE,
        )
    os.environ["TONGBAN_POOL"] = str(args.threads + 2)
    os.environ["TONGBAN_GATEWAY_ROLE"] = args.role
    boot.boot()
    os.environ[process.PARENT] = str(os.getpid())
    output.note(f"Gateway ({args.role}) on http://{args.host}:{args.port}/ (Ctrl-C stops)")
    Granian(
        "tongban.config.gateway:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=args.threads,
        backpressure=args.threads * 32,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    ).serve()
    boot.stop_what_we_started()
    return output.DONE


def _human(made: dict[str, list[dict[str, object]]]) -> object:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("service", "state", "what stops it"):
        table.add_column(heading)
    for one in made["services"]:
        findings = one["findings"]
        table.add_row(
            str(one["id"]),
            str(one["state"]),
            "；".join(findings) if isinstance(findings, tuple) else "",
        )
    return table
