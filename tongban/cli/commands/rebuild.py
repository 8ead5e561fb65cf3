"""tongban rebuild: make what is read anew from the events, while the city works."""

import argparse
from typing import Any

HELP = "make read models anew from the events, while serving; --check only compares"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="which; without one they are listed"
    )
    parser.add_argument("--all", action="store_true", help="every read model, in order")
    parser.add_argument("--check", action="store_true", help="only compare, and write nothing")


def run(args: argparse.Namespace) -> int:
    """Rebuild what is named; with --check, exit 1 where something differs."""
    from tongban.cli import output
    from tongban.config.boot import boot

    boot()
    from tongban.ledger import api as ledger

    known = ledger.rebuildable()
    names = known if args.all else tuple(args.names)
    if unknown := [name for name in names if name not in known]:
        return output.fail(f"There is no read model {unknown[0]!r}. There are: {', '.join(known)}")
    if not names:
        output.emit({"read_models": list(known)}, args, lambda made: "\n".join(made["read_models"]))
        return output.DONE
    made = {"read_models": [_one(name, mend=not args.check) for name in names]}
    output.emit(made, args, _said)
    differs = any(one["differing"] for one in made["read_models"])
    return output.FOUND if args.check and differs else output.DONE


def _one(name: str, *, mend: bool) -> dict[str, Any]:
    """Rebuild or compare one, and say every now and then how far it is."""
    from time import monotonic

    from tongban.cli import output
    from tongban.ledger import api as ledger

    looked, last = 0, monotonic()

    def tell(number: int) -> None:
        nonlocal looked, last
        looked += number
        if monotonic() - last > 2:  # noqa: PLR2004 - seconds between two lines
            output.note(f"{name}: {looked} looked at …")
            last = monotonic()

    found = ledger.rebuild(name, mend=mend, tell=tell)
    return {
        "name": name,
        "checked": found.checked,
        "differing": found.differing,
        "mended": found.differing if mend else 0,
        "examples": found.examples,
    }


def _said(made: dict[str, list[dict[str, Any]]]) -> str:
    lines = []
    for one in made["read_models"]:
        what = "equal" if not one["differing"] else f"{one['differing']} differed"
        done = ", made anew" if one["mended"] else ""
        lines.append(f"{one['name']}: {one['checked']} looked at, {what}{done}")
        lines += [f"  {example}" for example in one["examples"]]
    return "\n".join(lines)
