"""tongban install: put a city onto this machine, or into an image."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

HELP = "write services, proxy with TLS, timers and settings onto this machine (or an image)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add(
        "--host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name the city answers to (may be repeated)",
    )
    add(
        "--home",
        type=Path,
        default=Path("/var/lib/tongban"),
        help="where the data goes (/var/lib/tongban)",
    )
    add(
        "--proxy",
        choices=("nginx", "caddy", "none"),
        default="nginx",
        help="what stands in front (nginx)",
    )
    add(
        "--servers",
        default="8001,8002",
        metavar="PORTS",
        help="ports of the application servers (8001,8002)",
    )
    add("--workers", type=int, default=2, metavar="N", help="how many workers (2)")
    add(
        "--database",
        choices=("embedded", "own"),
        default="embedded",
        help="own: a server whose address you put into secrets/database_url",
    )
    add(
        "--root",
        type=Path,
        default=Path("/"),
        metavar="DIR",
        help="write below this directory, for an image",
    )
    add("--dry-run", action="store_true", help="only say what would be written")


def run(args: argparse.Namespace) -> int:
    """Write what differs, and say what to do next; root alone may write to the system."""
    import os

    from tongban.cli import output
    from tongban.cli.installing import writing

    if args.root == Path("/") and os.geteuid() and not args.dry_run:
        return output.fail(
            "Installing onto this machine is for root; --root DIR makes an image.",
            output.IMPOSSIBLE,
        )
    wishes = wishes_of(args)
    done = writing.install(wishes, root=args.root, prefix=Path(sys.prefix), dry=args.dry_run)
    made = {"dry_run": args.dry_run, "paths": [asdict(one) for one in done], "next": _next(args)}
    output.emit(made, args, _said)
    return output.DONE


def wishes_of(args: argparse.Namespace) -> Any:
    """Make the wishes of the arguments; raises GivenError for ports that are none."""
    from tongban.cli.commands.serve import port_number
    from tongban.cli.given import GivenError
    from tongban.cli.installing.layout import Wishes

    try:
        servers = tuple(port_number(one.strip()) for one in args.servers.split(","))
    except argparse.ArgumentTypeError as error:
        raise GivenError(f"--servers: {error}.") from error
    if args.workers < 1 or not args.home.is_absolute():
        raise GivenError("--workers is at least 1, and --home is an absolute path.")
    return Wishes(
        hosts=tuple(args.host) or ("localhost",),
        home=args.home,
        servers=servers,
        workers=args.workers,
        proxy=args.proxy,
        embedded=args.database == "embedded",
    )


def _next(args: argparse.Namespace) -> list[str]:
    own = ["put the address of the database into /etc/tongban/secrets/database_url, mode 0600"]
    return [
        *(own if args.database == "own" else []),
        "systemd-sysusers && systemd-tmpfiles --create tongban.conf && systemctl daemon-reload",
        *(["systemctl start tongban-database"] if args.database == "embedded" else []),
        "/opt/tongban/current/bin/tongban migrate",
        "/opt/tongban/current/bin/tongban publish DEFINITIONS",
        "/opt/tongban/current/bin/tongban backup --new-key PRIVATE",
        "systemctl enable --now tongban.target tongban-backup.timer tongban-doctor.timer",
        *([f"systemctl reload {args.proxy}"] if args.proxy != "none" else []),
        "/opt/tongban/current/bin/tongban doctor",
    ]


def _said(made: dict[str, Any]) -> str:
    would = "would be " if made["dry_run"] else ""
    lines = [
        f"{one['path']}  {'' if one['done'] in ('same', 'kept') else would}{one['done']}"
        for one in made["paths"]
    ]
    return "\n".join([*lines, "", "Next:", *(f"  {one}" for one in made["next"])])
