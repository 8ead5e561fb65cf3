"""`tongban structure`: what a reorganisation would touch, and how far one is carried out (机构改革)."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongban.cli import output

if TYPE_CHECKING:
    from tongban.oversight.structure import Outlook

HELP = "what a reorganisation of agencies would touch, and how far one is carried out"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two questions."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="QUESTION")
    ahead = acts.add_parser("preview", help="what the definitions in a directory would touch")
    ahead.add_argument("path", type=Path, help="a directory with a reorganisation's file")
    acts.add_parser("status", help="reorganisations, and how far the newest is carried out")
    for one in acts.choices.values():
        one.add_argument("--json", action="store_true", help="print one line of JSON")


def run(args: argparse.Namespace) -> int:
    """Answer the question; exit 1 where something stayed behind or nobody is there to act."""
    from tongban.config.boot import boot

    boot()
    return _preview(args) if args.act == "preview" else _status(args)


def _preview(args: argparse.Namespace) -> int:
    from tongban.catalogue import api as catalogue
    from tongban.oversight import structure

    try:
        outlook = structure.preview_path(args.path)
    except catalogue.DefinitionsWrong as wrong:
        errors = [one.to_json() for one in wrong.detail]
        output.emit({"errors": errors}, args, lambda _: "\n".join(e["message"] for e in errors))
        return output.BAD_INPUT
    except FileNotFoundError:
        return output.fail(f"There are no definitions in {args.path}.")
    if not outlook.reforms:
        return output.fail(f"Nothing in {args.path} is a reorganisation that is not published.")
    made = _written(outlook)
    output.emit(made, args, _shown)
    return output.FOUND if outlook.warnings else output.DONE


def _written(outlook: "Outlook") -> dict[str, Any]:
    return {
        "reorganisations": [one.id for one in outlook.reforms],
        "on": outlook.on,
        "agencies": list(outlook.agencies),
        "touched": [
            {
                "kind": one.kind,
                "count": one.count,
                "happens": one.happens.in_(output.language()),
                "ways": [{"from": way.was, "to": way.to, "count": way.count} for way in one.ways],
                "examples": list(one.examples),
            }
            for one in outlook.touched
        ],
        "warnings": list(outlook.warnings),
        "errors": [],
    }


def _shown(made: dict[str, Any]) -> str:
    lines = [f"{', '.join(made['reorganisations'])} from {made['on']}"]
    for one in made["touched"]:
        lines.append(f"  {one['count']:>7}  {one['kind']:<14} {one['happens']}")
        lines += [f"{'':>11}{way['from']} → {way['to']}: {way['count']}" for way in one["ways"]]
    lines += [f"  ! {said}" for said in made["warnings"]]
    return "\n".join(lines)


def _status(args: argparse.Namespace) -> int:
    from tongban.catalogue import api as catalogue
    from tongban.oversight import structure

    made: dict[str, Any] = {
        "reorganisations": [
            {
                "id": one.id,
                "name": one.name.in_(output.language()),
                "since": one.since,
                "until": one.until,
                "state": structure.standing(one),
            }
            for one in sorted(catalogue.reforms().values(), key=lambda each: each.since)
        ],
        "parts": [
            {
                "part": one.part,
                "done": one.done,
                "finished": one.finished is not None,
                "left": dict(one.left),
            }
            for one in structure.progress()
        ],
    }
    output.emit(made, args, _standing)
    return output.FOUND if any(one["left"] for one in made["parts"]) else output.DONE


def _standing(made: dict[str, Any]) -> str:
    lines = [f"{one['since']}  {one['state']:<10}  {one['id']}  {one['name']}"
             for one in made["reorganisations"]]  # fmt: skip
    for one in made["parts"]:
        how = "done" if one["finished"] else "under way"
        lines.append(f"  {one['done']:>7}  {one['part']:<11} {how}")
        lines += [f"           ! {number}: {why}" for number, why in one["left"].items()]
    return "\n".join(lines) or "No reorganisation is published."
