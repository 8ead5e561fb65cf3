"""tongban settings: what counts here, where it is from, and whether a file can be used."""

import argparse
from pathlib import Path
from typing import Any

HELP = "show every setting with its value and where it is from, or check a file"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--check", type=Path, metavar="FILE", help="only check this file")


def run(args: argparse.Namespace) -> int:
    """Show or check; a file that cannot be used is bad input."""
    from tongban.cli import output
    from tongban.config import options

    if args.check:
        found = options.read(args.check) | options.secrets(args.check)
        output.emit(
            {"settings": sorted(found)},
            args,
            lambda m: f"{len(m['settings'])} settings, all known.",
        )
        return output.DONE
    file = options.path()
    rows = [
        {"name": one.name, "value": value, "from": origin, "variable": one.read_as}
        for one, value, origin in options.effective()
    ]
    output.emit({"file": str(file) if file else None, "settings": rows}, args, _said)
    return output.DONE


def _said(made: dict[str, Any]) -> str:
    lines = [f"File: {made['file'] or '(none)'}"]
    lines += [f"{one['name']:<20} {one['value']:<40} {one['from']}" for one in made["settings"]]
    return "\n".join(lines)
