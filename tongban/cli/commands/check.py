"""`tongban check`: what is wrong in definition files (检查定义)."""

import argparse
from pathlib import Path
from typing import Any

from tongban.catalogue import files
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding, Findings
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.published import examine_loaded
from tongban.cli import output
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
    texts, missing = read(args.path)
    if missing:
        output.emit({"definitions": 0, "errors": [missing], "warnings": []}, args, lambda _: None)
        return output.fail(f"{missing['file']}: {missing['message']}.", output.BAD_INPUT)
    loaded = load(texts)
    from tongban.config.wiring import checkers

    known = () if args.alone else published()
    today = time.city_date(time.now()).isoformat()
    found = examine_loaded(loaded, known, checkers=checkers(), versions=known, on=today)
    output.emit(result(found), args, showing.table)
    return output.FOUND if found.errors else output.DONE


def read(path: Path) -> tuple[dict[str, bytes | OSError], dict[str, Any] | None]:
    """Read the definition files beneath a path; an error in place of them where there are none."""
    try:
        texts = files.definition_files(path)
        said = "" if texts else "there is no definition file (*.yaml) beneath it"
    except FileNotFoundError:
        texts, said = {}, "there is no such directory"
    except OSError as fault:
        texts, said = {}, f"cannot be read: {fault.strerror}"
    if not said:
        return texts, None
    return {}, Finding(str(path), 0, "", "files.none", said).to_json()


def result(found: Findings) -> dict[str, Any]:
    """Return what `--json` prints."""
    return {
        "definitions": found.definitions,
        "errors": [one.to_json() for one in found.errors],
        "warnings": [one.to_json() for one in found.warnings],
    }


def published() -> tuple[Definition, ...]:
    """Return what is published, if a database is already there; else nothing."""
    from tongban.config import database, postgres
    from tongban.config.boot import NotReady, boot
    from tongban.config.home import home

    if database.is_embedded() and not postgres.cluster(home()).data.exists():
        return ()
    try:
        boot()
    except NotReady as reason:
        output.note(f"What is published was not looked at: {reason}")
        return ()
    from tongban.catalogue import api as catalogue

    return catalogue.published()
