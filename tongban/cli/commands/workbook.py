"""`tongban workbook`: item lists for people who keep them in Excel, there and back (事项工作簿)."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tongban.catalogue import files
from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.workbooks.editions import newest, returned, workbook
from tongban.catalogue.workbooks.opening import LARGEST
from tongban.catalogue.workbooks.results import Returned, Unreadable
from tongban.cli import given, output
from tongban.kernel.time import city_date, now

HELP = "write services as an Excel workbook, or read an edited one back as new versions"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("act", choices=["write", "read"], help="which way")
    parser.add_argument("path", type=Path, help="the workbook (.xlsx)")
    parser.add_argument("--definitions", type=Path, help="these files (else what is published)")
    parser.add_argument("--service", action="append", default=[], metavar="ID", help="write: only")
    parser.add_argument(
        "--valid-from",
        type=given.day,
        metavar="DAY",
        help="read: the day the new versions hold from (else today)",
    )
    parser.add_argument(
        "--out", type=Path, help="read: where changed files go (else into --definitions)"
    )


def run(args: argparse.Namespace) -> int:
    """Write or read; a workbook with a wrong cell changes nothing."""
    day = args.valid_from or city_date(now())
    definitions, sources = _known(args.definitions)
    if args.act == "write":
        return _write(args, definitions)
    out = args.out or args.definitions
    if out is None:
        return output.fail("Say with --out where the changed files go.")
    return _read(args, definitions, sources, day, out)


def _known(path: Path | None) -> tuple[Sequence[Definition], Mapping[str, str]]:
    """Return the definitions with the text of each service's file."""
    if path is not None:
        definitions = given.definitions(path).definitions
        return definitions, {name: one.source for name, one in newest(definitions).items()}
    published = given.published()
    if not published:
        raise given.GivenError("Nothing is published yet; name files with --definitions.")
    from tongban.catalogue import api as catalogue

    return published, {name: catalogue.source("service", name) for name in newest(published)}


def _write(args: argparse.Namespace, definitions: Sequence[Definition]) -> int:
    known = newest(definitions)
    if unknown := [name for name in args.service if name not in known]:
        return output.fail(f"There is no service {unknown[0]}.")
    args.path.parent.mkdir(parents=True, exist_ok=True)
    args.path.write_bytes(workbook(definitions, args.service))
    made = {"path": str(args.path), "services": len(args.service or known)}
    output.emit(made, args, lambda said: f"{said['services']} services: {said['path']}")
    return output.DONE


def _read(
    args: argparse.Namespace,
    definitions: Sequence[Definition],
    sources: Mapping[str, str],
    day: date,
    out: Path,
) -> int:
    if args.path.stat().st_size > LARGEST:
        return output.fail(f"{args.path} is larger than {LARGEST // 1_000_000} MB.")
    try:
        made = returned(args.path.read_bytes(), definitions, sources, version=day.isoformat())
    except Unreadable as fault:
        output.emit(_result(Returned()) | {"errors": [_whole(fault)]}, args, lambda _: None)
        return output.fail(f"{args.path}: {fault}")
    output.emit(_result(made), args, _human)
    if made.wrong:
        said = output.count(len(made.wrong), "wrong cell")
        return output.fail(f"{said}; nothing was written.")
    if made.files:
        files.put(out, made.files)
    return output.DONE


def _whole(fault: Unreadable) -> dict[str, str]:
    return {"sheet": "", "cell": "", "message": str(fault)}


def _result(made: Returned) -> dict[str, Any]:
    return {
        "changed": [
            {"id": one.id, "version": one.version, "file": one.file, "changes": list(one.words)}
            for one in made.editions
        ],
        "unchanged": made.unchanged,
        "errors": [one.to_json() for one in made.wrong],
    }


def _human(made: dict[str, Any]) -> str:
    lines = [f"{each['sheet']} {each['cell']}: {each['message']}" for each in made["errors"]]
    for one in made["changed"]:
        lines += [
            f"{one['id']} {one['version']}  {one['file']}",
            *(f"  {w}" for w in one["changes"]),
        ]
    if not made["errors"]:
        lines.append(f"changed {len(made['changed'])}, unchanged {made['unchanged']}")
    return "\n".join(lines)
