"""`tongban withdraw`: a definition ends on a day (废止); what was decided under it stands."""

import argparse
from typing import Any

from tongban.cli import given, output
from tongban.cli.commands.history import KINDS

HELP = "end a definition: it holds for the last time on a day you name"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", help="a service, life event, licence, fact or policy")
    parser.add_argument(
        "--until", type=given.day, required=True, metavar="DAY", help="its last day"
    )
    parser.add_argument("--note", default="", help="a sentence for the history")


def run(args: argparse.Namespace) -> int:
    """End the definition, unless others still refer to it."""
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue
    from tongban.cli.showing import findings
    from tongban.kernel.actors import SYSTEM

    kind = next((one for one in KINDS if catalogue.versions(one, args.id)), None)
    if kind is None:
        raise catalogue.UnknownDefinition(args.id)
    try:
        done = catalogue.withdraw(kind, args.id, until=args.until, actor=SYSTEM, note=args.note)
    except catalogue.DefinitionsWrong as problem:
        errors = [one.to_json() for one in problem.detail]
        made: dict[str, Any] = {"id": args.id, "errors": errors}
        shown = {"definitions": 1, "errors": errors, "warnings": []}
        output.emit(made, args, lambda _: findings.table(shown))
        return output.fail(f"{args.id} is still referred to; nothing was changed.")
    until = args.until.isoformat()
    made = {"id": args.id, "kind": kind, "until": until, "revision": done.revision, "errors": []}
    output.emit(made, args, lambda _: f"{args.id} ends on {until} · revision {done.revision}")
    return output.DONE
