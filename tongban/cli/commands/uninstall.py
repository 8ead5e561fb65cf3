"""tongban uninstall: take the services off this machine; data, keys and settings stay."""

import argparse
from dataclasses import asdict
from typing import Any

from tongban.cli.commands import install

HELP = "take services and proxy off this machine again; data, keys and settings stay"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: those of install, so that the same files are found."""
    install.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Remove what install wrote and say what stays where it is."""
    import os
    from pathlib import Path

    from tongban.cli import output
    from tongban.cli.installing import layout, writing

    if args.root == Path("/") and os.geteuid() and not args.dry_run:
        return output.fail("Taking a city off this machine is for root.", output.IMPOSSIBLE)
    wishes = install.wishes_of(args)
    done = writing.uninstall(wishes, root=args.root, dry=args.dry_run)
    made = {
        "paths": [asdict(one) for one in done],
        "stays": [str(path) for path in layout.stays(wishes)],
    }
    output.emit(made, args, _said)
    return output.DONE


def _said(made: dict[str, Any]) -> str:
    lines = [f"{one['path']}  {one['done']}" for one in made["paths"]]
    stays = ", ".join(made["stays"])
    return "\n".join([*lines, "", f"These stay; remove them by hand if you mean it: {stays}"])
