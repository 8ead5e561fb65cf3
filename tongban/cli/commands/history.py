"""`tongban history`: what was published when, by whom; or the versions of one definition (发布历史)."""

import argparse
from collections.abc import Mapping
from typing import Any

from tongban.cli import output
from tongban.cli.showing import changes

HELP = "what was published when and by whom; with an id, the versions of one definition"
KINDS = (
    "service",
    "life_event",
    "licence",
    "data_service",
    "hall",
    "reorganisation",
    "fact",
    "policy",
    "parameters",
    "agency",
    "calendar",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("id", nargs="?", help="a service, life event, licence, fact or policy")
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many (20)")


def run(args: argparse.Namespace) -> int:
    """Print the history."""
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue

    if args.id is None:
        found = catalogue.history(max(args.limit, 1))
        output.emit({"revisions": [_entry(one) for one in found]}, args, changes.history)
        return output.DONE
    for kind in KINDS:
        if versions := catalogue.versions(kind, args.id):
            made = {"id": args.id, "kind": kind, "versions": [_version(one) for one in versions]}
            output.emit(made, args, changes.versions)
            return output.DONE
    raise catalogue.UnknownDefinition(args.id)


def _entry(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": one.at.isoformat(),
        "act": one.act,
        "note": one.note,
        "author": _who(one.author),
        "approver": _who(one.approver),
        "back_to": one.back_to,
        "draft": one.draft,
        "changed": [
            {"kind": kind, "id": ident, "version": version} for kind, ident, version in one.changed
        ],
    }


def _version(one: Any) -> dict[str, Any]:
    return {
        "version": one.version,
        "until": one.until,
        "revision": one.revision,
        "at": one.recorded_at.isoformat(),
        "author": _who(one.author),
        "approver": _who(one.approver),
    }


def _who(actor: Mapping[str, Any] | None) -> str:
    return str(actor.get("name") or actor.get("kind")) if actor else ""
