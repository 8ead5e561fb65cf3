"""`tongban replay`: what a change would have meant for a year of past cases (先试后行)."""

import argparse
from pathlib import Path
from typing import Any

from tongban.cli import given, output

HELP = "play past cases again under changed definitions, before they are published"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("directory", nargs="?", type=Path, help="the changed definition files")
    parser.add_argument("--draft", type=int, metavar="ID", help="a draft instead of files")
    parser.add_argument(
        "--move", action="append", default=[], metavar="A:B", help="agency A's powers go to B"
    )
    parser.add_argument(
        "--since", type=given.day, metavar="DAY", help="cases filed since (a year ago)"
    )
    parser.add_argument("--most", type=int, metavar="N", help="at most so many cases")


def run(args: argparse.Namespace) -> int:
    """Replay and tell; exit 1 where any case would have been otherwise."""
    from tongban.config.boot import boot

    boot()
    from tongban.agencies.api import UnknownAgency
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM
    from tongban.oversight import api as oversight

    moves = dict(one.split(":", 1) for one in args.move if ":" in one)
    if len(moves) != len(args.move):
        return output.fail("--move takes two agencies, A:B.")
    try:
        if args.directory:
            proposed = catalogue.proposed_path(args.directory)
        elif args.draft:
            proposed = catalogue.proposed_by_draft(args.draft, actor=SYSTEM)
        elif moves:
            proposed = oversight.moving(moves)
        else:
            return output.fail("Name a directory, a --draft or a --move.")
    except FileNotFoundError:
        return output.fail(f"{args.directory}: there is no such file or directory.")
    except (catalogue.CatalogueProblem, UnknownAgency) as problem:
        return output.fail(problem.said(output.language()))
    found = oversight.replay(proposed, actor=SYSTEM, since=args.since, moves=moves, most=args.most)
    output.emit(found.to_json(), args, _said)
    return output.FOUND if found.whole.otherwise else output.DONE


def _said(made: dict[str, Any]) -> str:
    of = f"{made['otherwise']} of {made['cases']} cases since {made['since']}"
    lines = [f"{of} would have differed ({made['seconds']} s)."]
    lines += [f"  {kind}: {number}" for kind, number in made["counts"].items() if number]
    lines += [
        f"  {code}: {one['before']} → {one['after']} cases, late {one['late_before']} → "
        f"{one['late_after']}, asked by others {one['asked_before']} → {one['asked_after']}, "
        f"due dates {one['days']:+d} days in all"
        for code, one in made["agencies"].items()
    ]
    return "\n".join([*lines, made["note"]])
