"""`tongban import`: an item directory, or a package of GB/T 39046, becomes definition files (导入)."""

import argparse
from pathlib import Path
from typing import Any

from tongban.catalogue import files, importing, packages
from tongban.catalogue.domain import yamltext
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.importer import Imported, import_directory
from tongban.catalogue.domain.references import Known
from tongban.cli import given, output
from tongban.cli.showing import findings as showing
from tongban.kernel.time import city_date, now

HELP = "turn an item directory (services.jsonl, …) or a package of GB/T 39046 into definitions"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("path", type=Path, help="the directory with the item files")
    parser.add_argument("--out", type=Path, required=True, help="where the definitions go")
    parser.add_argument(
        "--force", action="store_true", help="replace files that are there and differ"
    )
    parser.add_argument(
        "--valid-from",
        type=given.day,
        metavar="DAY",
        help="the version: the day the definitions hold from (else the first of this year)",
    )


def run(args: argparse.Namespace) -> int:
    """Import, and write all files or none."""
    version = str(args.valid_from or f"{city_date(now()).year}-01-01")
    if packages.is_package(args.path):
        imported = importing.import_package(args.path, version=version, published=given.published)
    else:
        imported = import_directory(
            files.item_directory(args.path), version=version, published=_published
        )
    errors = list(imported.errors) or _write(imported, args.out, force=args.force)
    result = imported.to_json() | {"errors": [_place(error) for error in errors]}
    output.emit(result | {"written": 0 if errors else len(imported.definitions)}, args, _human)
    if errors:
        return output.fail(
            f"{output.count(len(errors), 'error')}; nothing was written.", output.BAD_INPUT
        )
    return output.DONE


def _place(error: Finding) -> dict[str, Any]:
    return {key: getattr(error, key) for key in ("file", "line", "field", "message")}


def _write(imported: Imported, out: Path, *, force: bool) -> list[Finding]:
    texts = {name: yamltext.write(made) for name, made in imported.definitions.items()}
    try:
        if out.exists() and not out.is_dir():
            return [Finding(str(out), 1, "", "import.exists", "is a file, not a directory")]
        if not force and (names := files.in_the_way(out, texts)):
            said = "is there and differs, perhaps completed by hand; --force replaces it"
            return [Finding(str(out / name), 1, "", "import.exists", said) for name in names]
        files.put(out, texts)
    except OSError as fault:
        said = f"cannot be written: {fault.strerror}"
        return [Finding(str(fault.filename or out), 1, "", "import.write", said)]
    return []


def _published() -> Known | None:
    """Ask the published catalogue what it knows; None while there is none."""
    known: dict[str, set[str]] = {"service": set(), "licence": set(), "agency": set()}
    for one in given.published():
        known.setdefault(one.kind, set()).add(one.id)
    return Known(
        services=frozenset(known["service"]),
        licences=frozenset(known["licence"]),
        agencies=frozenset(known["agency"]),
    )


def _human(made: dict[str, Any]) -> Any:
    found = {"definitions": made["written"], "errors": [], "warnings": []}
    for level in ("errors", "warnings"):
        found[level] = [{**one, "rule": ""} for one in made[level]]
    counted = ", ".join(
        f"{made[name]} {name.replace('_', ' ')}"
        for name in ("services", "life_events", "licences", "policies")
    )
    output.note(counted)
    if made["unknown_keys"]:
        output.note(f"kept under extra, not understood: {', '.join(made['unknown_keys'])}")
    return showing.table(found)
