"""`tongban check`: what is wrong in definition files (检查定义)."""

import argparse
from pathlib import Path
from typing import Any

from tongban.catalogue.domain.finding import Findings
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.published import examine_loaded
from tongban.cli import given, output
from tongban.cli.showing import findings as showing
from tongban.kernel import time

HELP = "check definition files: references, vocabulary, law, what is asked of people, examples"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("path", type=Path, help="the directory with the definition files")
    parser.add_argument(
        "--alone", action="store_true", help="look at the files only, not at what is published"
    )


def run(args: argparse.Namespace) -> int:
    """Check, and print what was found; 1 when something blocks publication."""
    texts, missing = given.texts(args.path)
    if missing:
        output.emit({"definitions": 0, "errors": [missing], "warnings": []}, args, lambda _: None)
        return output.fail(f"{missing['file']}: {missing['message']}.", output.BAD_INPUT)
    loaded = load(texts)
    from tongban.config.wiring import checkers

    known = () if args.alone else given.published()
    today = time.city_date(time.now()).isoformat()
    found = examine_loaded(loaded, known, checkers=checkers(), versions=known, on=today)
    output.emit(result(found), args, showing.table)
    return output.FOUND if found.errors else output.DONE


def result(found: Findings) -> dict[str, Any]:
    """Return what `--json` prints."""
    return {
        "definitions": found.definitions,
        "errors": [one.to_json() for one in found.errors],
        "warnings": [one.to_json() for one in found.warnings],
    }
