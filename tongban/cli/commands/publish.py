"""`tongban publish`: definitions become law on this platform, all at once (发布定义)."""

import argparse
from pathlib import Path
from typing import Any

from tongban.cli import output
from tongban.cli.commands import check
from tongban.cli.showing import findings as showing

HELP = "publish definition files: all of them at once, or none"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("path", type=Path, help="the directory with the definition files")


def run(args: argparse.Namespace) -> int:
    """Publish; with errors nothing is published and they are all told."""
    _, missing = check.read(args.path)
    if missing:
        output.emit(_result((), 0, 0.0, [missing]), args, lambda _: None)
        return output.fail(f"{missing['file']}: {missing['message']}.", output.BAD_INPUT)
    from tongban.config.boot import boot

    boot()
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    try:
        done = catalogue.publish(args.path, actor=SYSTEM)
    except catalogue.DefinitionsWrong as problem:
        errors = [one.to_json() for one in problem.detail]
        output.emit(_result((), 0, 0.0, errors), args, _wrong)
        return output.fail(
            f"{output.count(len(errors), 'error')}; nothing was published. See: tongban check {args.path}",
            output.BAD_INPUT,
        )
    output.emit(
        _result(done.published, done.unchanged, round(done.seconds, 3), [])
        | {"corrected": [_named(each) for each in done.corrected]},
        args,
        _human,
    )
    return output.DONE


def _named(each: tuple[str, str]) -> dict[str, str]:
    return {"id": each[0], "version": each[1]}


def _result(
    published: tuple[tuple[str, str], ...], unchanged: int, seconds: float, errors: list[Any]
) -> dict[str, Any]:
    return {
        "published": [_named(each) for each in published],
        "unchanged": unchanged,
        "seconds": seconds,
        "errors": errors,
    }


def _wrong(made: dict[str, Any]) -> Any:
    return showing.table({"definitions": 0, "errors": made["errors"], "warnings": []})


def _human(made: dict[str, Any]) -> str:
    said = f"published {len(made['published'])}, unchanged {made['unchanged']}"
    if made["corrected"]:
        names = ", ".join(each["id"] for each in made["corrected"][:10])
        said += f", of them corrected under the same version: {names}"
    return f"{said} ({made['seconds']} s)"
