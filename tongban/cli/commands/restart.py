"""tongban restart: every server and worker of this machine, one by one, with no request lost."""

import argparse
import os

HELP = "restart servers and workers one by one, with no request lost"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: what there is to restart stands in the settings."""
    patience(parser)


def patience(parser: argparse.ArgumentParser) -> None:
    """Declare how long a server may take to come back, for a machine that is busy or small."""
    parser.add_argument(
        "--patience",
        type=float,
        default=None,
        metavar="SECONDS",
        help="how long a server may take to come back (90)",
    )


def run(args: argparse.Namespace) -> int:
    """Go round; exit 3 where a server does not come back, the others serving on."""
    from tongban.cli import output
    from tongban.cli.installing import restarting

    try:
        told = go_round(args.patience)
    except restarting.RestartError as error:
        return output.fail(str(error), output.IMPOSSIBLE)
    output.emit({"restarted": told}, args, lambda made: f"{len(made['restarted'])} restarted")
    return output.DONE


def go_round(patience: float | None = None) -> list[str]:
    """Restart what the settings of this machine name; raises RestartError."""
    from tongban.cli import output
    from tongban.cli.installing import restarting
    from tongban.cli.installing.layout import ETC

    servers = [int(one) for one in os.environ.get("TONGBAN_SERVERS", "8001,8002").split(",")]
    host = os.environ.get("TONGBAN_HOSTS", "localhost").split(",")[0]
    told: list[str] = []

    def tell(what: str) -> None:
        told.append(what)
        output.note(f"restarting {what} …")

    is_nginx = (ETC / "upstream.conf").exists()
    restarting.rolling(
        servers,
        int(os.environ.get("TONGBAN_WORKERS", "2")),
        manager=restarting.Systemd(),
        balancer=restarting.Nginx(servers) if is_nginx else restarting.Asking(),
        ready=lambda port: restarting.is_ready(port, host),
        tell=tell,
        patience=patience,
    )
    return told
