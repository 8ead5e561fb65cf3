"""`tongban record`: a real case becomes an example beside its service's definition, masked (记录例子)."""

import argparse
from pathlib import Path
from typing import Any

from tongban.catalogue.domain.yamltext import write
from tongban.cli import output

HELP = "make an example of a real case: masked, with what the rules make of it today"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("case", help="the number of a case")
    parser.add_argument(
        "--into", type=Path, metavar="FILE", help="add it to the examples of this definition file"
    )


def run(args: argparse.Namespace) -> int:
    """Print the example, or add it to a file and leave everything else there as it is."""
    from tongban.config.boot import boot

    boot()
    from tongban.cases import api as cases
    from tongban.catalogue.domain.editing import changed
    from tongban.catalogue.domain.yamlread import read
    from tongban.kernel.actors import SYSTEM

    service, example = cases.recorded(args.case, actor=SYSTEM)
    made: dict[str, Any] = {"service": service, "example": example, "file": None}
    if args.into:
        text = args.into.read_text("utf-8")
        value = read(text).value
        if not isinstance(value, dict) or value.get("service") != service:
            return output.fail(f"{args.into} does not define {service}.")
        count = len(value.get("examples") or ())
        change: dict[tuple[str | int, ...], Any] = {("examples",): [example]}
        if count:
            change = {("examples", count): example}
        args.into.write_text(changed(text, change), encoding="utf-8")
        made["file"] = str(args.into)
    output.emit(made, args, _human)
    return output.DONE


def _human(made: dict[str, Any]) -> str:
    if made["file"]:
        return f"an example of {made['service']} was added to {made['file']}; check it with: tongban check"
    return write({"examples": [made["example"]]}).rstrip()
